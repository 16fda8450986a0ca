"""读分解表 — a spreadsheet of the yearly table as cells; what cannot be understood is named by its place.

Two layouts are read, both written by `workbook.py`: 板块 down and what × level across; or one row for
each 指标, 级别 and 板块 with 全年 and the months (累计) across. Units other than the table's are
converted only where the head names them (亿元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from zhaotuifu.kernel.sheets import Cell, Sheet, Workbook
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level
from zhaotuifu.targets import catalogue
from zhaotuifu.targets.catalogue import Measure
from zhaotuifu.targets.forms import number_typed
from zhaotuifu.targets.rules import WHOLE_YEAR, Key

DEEPEST_HEAD = 15
TOTALS = ("全区", "全区合计", "合计", "总计", "区合计")
SKIPPED = ("板块合计", "小计", "备注", "注")
BESIDE = ("序号", "备注", "说明", "责任", "牵头", "联系")  # columns that are no targets
YEAR = re.compile(r"(20\d\d)\s*年")
UNIT = re.compile(r"[（(]([^（）()]{1,6})[）)]")
MONTH = re.compile(r"(?:1\s*[—\-–~至]\s*)?(\d{1,2})\s*月.*")
PER_YI = Decimal(10000)
FOUR = Decimal("0.0001")


class Kind(StrEnum):
    """看不懂的种类."""

    NO_HEAD = "no_head"
    ZONE = "zone"
    COLUMN = "column"
    UNIT = "unit"
    NUMBER = "number"
    PERCENT = "percent"
    TWICE = "twice"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Problem:
    """看不懂的一处 — its place (分解表!C5), its kind, and a sentence with the way out."""

    place: str
    kind: Kind
    sentence: str


@dataclass(slots=True)
class Read:
    """读出来的 — cells by key, the year the title names, what could not be understood."""

    cells: dict[Key, Decimal] = field(default_factory=dict)
    year: int | None = None
    problems: list[Problem] = field(default_factory=list)
    with_months: set[tuple[str, str]] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Head:
    """A column that says something: what, level, month, and what its numbers are multiplied with."""

    place: int
    measure: Measure
    level: str
    month: int = WHOLE_YEAR
    factor: Decimal = Decimal(1)


def read_table(book: Workbook, zones: Sequence[ZoneLine]) -> Read:
    """读表 — every visible sheet that has a head; without any, that is the problem."""
    read = Read()
    found = False
    for sheet in book.sheets:
        if sheet.is_visible:
            found = _Reader(sheet, zones, read).go() or found
    if not found:
        sentence = "没有找到表头。第一列写“板块”，往右写指标和级别；或者各列写“指标、级别、板块、全年”。"
        read.problems.append(Problem("", Kind.NO_HEAD, sentence))
    return read


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    zones: Sequence[ZoneLine]
    read: Read

    def go(self) -> bool:
        """Reads the sheet; False when it has no head."""
        for at, row in enumerate(self.sheet.rows[:DEEPEST_HEAD]):
            texts = [_text(cell) for cell in row]
            self._note_year(texts)
            if "指标" in texts and "级别" in texts:
                self._long(at, texts)
                return True
            if "板块" in texts:
                self._wide(at, texts)
                return True
        return False

    def _note_year(self, texts: Sequence[str]) -> None:
        for text in texts:
            found = YEAR.search(text)
            if found and self.read.year is None:
                self.read.year = int(found[1])

    def _wide(self, at: int, texts: Sequence[str]) -> None:
        """板块 down; what (over its levels) and level across."""
        below = [_text(cell) for cell in self.sheet.rows[at + 1]] if at + 1 < len(self.sheet.rows) else []
        names = texts.index("板块")
        heads: list[_Head] = []
        above = ""
        for place in range(names + 1, max(len(texts), len(below))):
            above = _at(texts, place) or above
            level = _level(_at(below, place)) or _level(above)
            if not above and not _at(below, place):
                continue
            head = self._head(at, place, above, level)
            if head is not None:
                heads.append(head)
        first = at + 2 if any(_level(text) for text in below) else at + 1
        for number in range(first, len(self.sheet.rows)):
            zone = self._zone(number, names)
            if zone is not False:
                self._take(number, zone, heads)

    def _long(self, at: int, texts: Sequence[str]) -> None:
        """A row for each 指标, 级别, 板块; 全年 and months across."""
        places = {text: place for place, text in enumerate(texts) if text}
        across = [(place, WHOLE_YEAR) for text, place in places.items() if text.startswith("全年")]
        for text, place in places.items():
            month = MONTH.fullmatch(text)
            if month and 1 <= int(month[1]) <= 12:
                across.append((place, int(month[1])))
        for number in range(at + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            what = _text(_at(row, places["指标"]))
            if not what:
                continue
            head = self._head(number, places["指标"], what, _level(_text(_at(row, places["级别"]))))
            zone = self._zone(number, places.get("板块", -1))
            if head is None or zone is False:
                continue
            self.read.with_months.add((head.measure.code, head.level))
            heads = [_Head(place, head.measure, head.level, month, head.factor) for place, month in across]
            self._take(number, zone, heads)

    def _head(self, at: int, place: int, text: str, level: str | None) -> _Head | None:
        """What a head says; a problem when it is none of the table's columns."""
        unit = UNIT.search(text)
        bare = UNIT.sub("", text)
        for label in (one.label for one in Level if one.value):
            bare = bare.replace(label, "")
        if bare.startswith(BESIDE):
            return None
        measure = _measure(bare.strip())
        if measure is None or level is None or level not in measure.levels:
            said = f"“{text}”" + (f"“{Level(level).label}”" if level else "没有写级别")
            self._problem(at, place, Kind.COLUMN, f"{said}不是表里的一列。能填的有：{_known()}。")
            return None
        factor = Decimal(1)
        if unit and unit[1] not in (measure.unit, "累计"):
            if unit[1] != "亿元" or measure.unit != "万元":
                sentence = f"“{measure.name}”的单位是{measure.unit}，表头写的是{unit[1]}。请换算后再导。"
                self._problem(at, place, Kind.UNIT, sentence)
                return None
            factor = PER_YI
        self.read.columns.add((measure.code, level))
        return _Head(place, measure, level, WHOLE_YEAR, factor)

    def _zone(self, number: int, place: int) -> int | bool | None:
        """The 板块 of a row: its id, None for the district, False for a row that says nothing."""
        text = _text(_at(self.sheet.rows[number], place)) if place >= 0 else ""
        if text in TOTALS:
            return None
        if not text or text.startswith(SKIPPED):
            return False
        for zone in self.zones:
            if text in (zone.name, *zone.aliases):
                return zone.id
        self._problem(number, place, Kind.ZONE, f"没有板块“{text[:40]}”。请核对名称，或先登记这个板块。")
        return False

    def _take(self, number: int, zone: int | bool | None, heads: Sequence[_Head]) -> None:
        zone_id = None if zone is None else int(zone)
        for head in heads:
            given = _at(self.sheet.rows[number], head.place)
            value = self._number(number, head, given)
            if value is None:
                continue
            key = Key(head.measure.code, head.level, zone_id, head.month)
            had = self.read.cells.setdefault(key, value)
            if had != value:
                self._problem(
                    number, head.place, Kind.TWICE, f"同一个目标写了两个数：{had:f} 和 {value:f}。请留一个。"
                )

    def _number(self, number: int, head: _Head, given: Cell) -> Decimal | None:
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int | float | str):
            self._problem(number, head.place, Kind.NUMBER, "这里不是数字。请只写数字。")
            return None
        found = number_typed(given) if isinstance(given, str) else Decimal(repr(given))
        if isinstance(found, str):
            self._problem(number, head.place, Kind.NUMBER, found)
            return None
        if found is None:
            return None
        if head.measure.unit == "%" and 0 < found <= 1:
            sentence = f"分不清 {found} 是 {found}% 还是 {found * 100:.0f}%。请写成百分数，例如 100。"
            self._problem(number, head.place, Kind.PERCENT, sentence)
            return None
        made = (found * head.factor).quantize(FOUR)
        if made != found * head.factor and isinstance(given, str):
            self._problem(number, head.place, Kind.NUMBER, f"“{given[:20]}”小数太长，最多 4 位。请四舍五入后再导。")
            return None
        return made

    def _problem(self, number: int, place: int, kind: Kind, sentence: str) -> None:
        cell = f"{_letters(place + 1)}{self.sheet.first_row + number}"
        self.read.problems.append(Problem(f"{self.sheet.name}!{cell}", kind, sentence))


def _text(cell: Cell) -> str:
    return re.sub(r"\s+", "", str(cell)) if cell is not None else ""


def _at(row: Sequence, place: int):
    return row[place] if 0 <= place < len(row) else None


def _level(text: str | None) -> str | None:
    for level in Level:
        if level.value and text and level.label in text:
            return level.value
    return None


def _measure(text: str) -> Measure | None:
    for one in catalogue.measures():
        if text in (one.name, *one.aliases):
            return one
    return None


def _known() -> str:
    return "、".join(
        f"{one.name}（{'、'.join(Level(level).label for level in one.levels)}）"
        for one in catalogue.measures()
    )


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def merged(before: dict[Key, Decimal], read: Read) -> dict[Key, Decimal]:
    """并进草稿 — the columns the file speaks of are replaced, their months where it gives months."""
    kept = {
        key: value for key, value in before.items()
        if (key.indicator, key.level) not in read.columns
        or (key.month and (key.indicator, key.level) not in read.with_months)
    }
    return kept | read.cells


def said(problems: Sequence[Problem], most: int = 8) -> Iterator[str]:
    """说出来 — a line for each problem, the first ones."""
    for one in problems[:most]:
        yield f"{one.place} {one.sentence}".strip()
    if len(problems) > most:
        yield f"还有 {len(problems) - most} 处。请改好这些再导，剩下的会接着列出来。"
