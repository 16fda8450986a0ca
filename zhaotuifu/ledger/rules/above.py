"""表头以上 — titles, unit lines, periods and notes above a table, and what they say."""

import re
from dataclasses import dataclass, field

from zhaotuifu.ledger.rules.bands import NOTE
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import IgnoredKind
from zhaotuifu.ledger.rules.units import BRACKETS, UnitsSaid, units_in_line
from zhaotuifu.ledger.rules.vocab import title_context
from zhaotuifu.ledger.rules.zones import ZoneBook

TITLE_WORD = re.compile(r"[表册单账报]|情况|计划|项目|汇总|统计")
REPORTER = re.compile(
    r"(?:填报|报送|上报|填表|制表|编制)?(?:单位|部门|地区|板块)(?:名称)?(?:\([^)]*\))?[:：]"
)
PERIOD_LINE = re.compile(
    r"[(（]?(?:截[至止](?:时间)?|报告期|统计(?:时间|期间|截止)|数据截[至止]|时间|期间|填报(?:时间|日期)|日期|报送(?:时间|日期)|制表(?:时间|日期))?[:：]?"
    r"[\d二〇零一二三四五六七八九十年月日季度上下半前底末份.\-/~—至]+[)）]?"
)


@dataclass(frozen=True, slots=True)
class Above:
    """表上文字 — by row its kind; the titles; the units; the zone and level said there."""

    kinds: tuple[tuple[int, IgnoredKind], ...] = ()
    titles: tuple[str, ...] = ()
    units: UnitsSaid = field(default_factory=UnitsSaid)
    reporters: tuple[str, ...] = ()


def read_above(grid: Grid, first: int, last: int) -> Above:
    """Rows from `first` to `last`, all above a head."""
    kinds: list[tuple[int, IgnoredKind]] = []
    titles: list[str] = []
    reporters: list[str] = []
    units = UnitsSaid()
    for row in range(first, last + 1):
        texts = [squash(str(value)) for _, value in grid.cells(row)]
        if not texts:
            continue
        kind = _kind(texts)
        kinds.append((row, kind))
        for text in texts:
            said = units_in_line(text)
            units = UnitsSaid(said.money or units.money, said.area or units.area)
        if kind in (IgnoredKind.TITLE, IgnoredKind.PERIOD):
            titles += texts
        else:
            reporters += [text for text in texts if REPORTER.search(text)]
            titles += [text for text in texts if PERIOD_LINE.fullmatch(text) or _is_beside_unit(text)]
    return Above(tuple(kinds), tuple(titles), units, tuple(reporters))


def _is_title(text: str) -> bool:
    """Long enough, with a title's words, and no unit line or 填报单位 in disguise."""
    if len(text) <= 10 or not TITLE_WORD.search(text):
        return False
    return not text.startswith(("单位", "金额单位", "计量单位")) and not REPORTER.match(text)


def _is_beside_unit(text: str) -> bool:
    """A title in the row of the unit line, or one that holds the unit: 东湖镇2025年9月（万元）."""
    bare = BRACKETS.sub(lambda match: "" if units_in_line(match[0]) else match[0], text)
    return bool(bare) and not re.search(r"[:：]|单位|^以.+计$", bare) and not units_in_line(bare)


def _kind(texts: list[str]) -> IgnoredKind:
    if NOTE.match(texts[0]):
        return IgnoredKind.NOTE
    if len(texts) == 1 and _is_title(texts[0]):
        return IgnoredKind.TITLE
    if any(units_in_line(text) or REPORTER.search(text) for text in texts):
        return IgnoredKind.UNIT_LINE
    if all(PERIOD_LINE.fullmatch(text) for text in texts):
        return IgnoredKind.PERIOD
    return IgnoredKind.TITLE


def sheet_context(above: Above, sheet_name: str, file_name: str, zones: ZoneBook) -> dict[str, str]:
    """板块 and 级别 for all rows: of the title, else the sheet's name, the reporter, the file's name."""
    found: dict[str, str] = {}
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", file_name)
    for text in (*above.titles, sheet_name, *above.reporters, stem):
        for name, value in title_context(text, zones).items():
            if name == Field.ZONE or text not in above.reporters:
                found.setdefault(name, value)
    if named := zones.find(sheet_name):
        found[Field.ZONE.value] = named
    return found
