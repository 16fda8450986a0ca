"""行的种类 — project rows, and the rows between and around them that are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import Head, is_numbering_row, repeats_head
from zhaotuifu.ledger.rules.plain import PLAIN_START
from zhaotuifu.ledger.rules.text import cell_text, is_blank_word, is_error, squash
from zhaotuifu.ledger.rules.types import ColumnReading, ColumnRole, IgnoredKind
from zhaotuifu.ledger.rules.units import units_in_line
from zhaotuifu.ledger.rules.vocab import ORDINAL, count_in, heading_context, heading_core
from zhaotuifu.ledger.rules.zones import ZoneBook

TOTAL = re.compile(
    r"^(?P<of>.{0,14}?)(?P<word>小计|合计|总计|共计|总合计|分计|汇总|总和)(?:数|栏|金额)?(?:[(:：（].*|\d+[个项].*)?$"
)
GRAND = frozenset(("总计", "总合计", "总和"))
NOTE = re.compile(
    r"^(?:注|备注|附注|说明|填[表报]说明|备 注|特别说明|注释|※|\*)(?:[:：.、]|\d|$)|^[*※]"
)
LATE_NOTE = re.compile(
    r"^\(?(?:续上表|续表|接上页|接上表|转下页|接下页|下页续)\)?$|^(?:以上|本表|表中|数据来源|统计口径|口径|资料来源|其中[:：]|另[:：,，]|附[:：])"
)
SIGNATURE = re.compile(
    r"(?:填报人|填表人|制表人?|审核人?|审签|复核人?|校核|签发|签字|盖章|负责人|经办人|联系人|联系电话|填报时间|填报日期|制表时间|制表日期|报送时间|填表日期|填报|单位负责人|主要领导|分管领导)(?:\([^)]*\))?[:：]"
    r"|^(?:20\d\d|二〇..)年.{1,3}月.{1,3}日$|^(?:电话|日期|填报单位|制表单位|报送单位)[:：]|\(?(?:公章|盖章|签章)\)?$"
)
CHINESE_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
STYLE = (
    (re.compile(r"^第?[一二三四五六七八九十]+[、.．批类部]"), "一"),
    (re.compile(r"^[(（][一二三四五六七八九十]+[)）]"), "（一）"),
    (re.compile(r"^\d+[、.．]"), "1"),
    (re.compile(r"^[(（]\d+[)）]"), "（1）"),
)
COUNTED = re.compile(r"[(（]\d+(?:个|项|家)[)）]$")
CHILD_NUMBER = re.compile(r"[(（]?\d+[)）]|\d+[-.—]\d+|其中")


@dataclass(frozen=True, slots=True)
class Band:
    """一行 — kind None is a project row."""

    row: int
    kind: IgnoredKind | None
    text: str = ""
    #: a lone cell: a section if projects follow, else a note
    is_lone: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns that tell rows apart stand."""

    head: Head
    name: int
    sequence: int | None
    #: columns whose values are imported
    read: frozenset[int]
    derived: frozenset[int]
    amounts: frozenset[int]
    uses_chinese_numbers: bool
    #: most rows have a number: a name alone without one is a heading
    is_numbered: bool
    zones: ZoneBook


def layout_of(
    grid: Grid, head: Head, columns: tuple[ColumnReading, ...], last_row: int, zones: ZoneBook
) -> Layout:
    """The telling columns of a table."""
    name = next((one.index for one in columns if one.field == "name"), head.name_columns[0])
    sequence = next((one.index for one in columns if one.role is ColumnRole.SEQUENCE), None)
    chinese, arabic = _numbers(grid, sequence, range(head.last_row + 1, last_row + 1))
    return Layout(
        head=head,
        name=name,
        sequence=sequence,
        read=frozenset(one.index for one in columns if one.field or one.extra),
        derived=frozenset(
            one.index for one in columns if one.role in (ColumnRole.DERIVED, ColumnRole.SEQUENCE)
        ),
        amounts=frozenset(one.index for one in columns if one.unit_from is not None),
        uses_chinese_numbers=chinese > arabic,
        is_numbered=arabic >= 2,
        zones=zones,
    )


def _numbers(grid: Grid, sequence: int | None, rows: range) -> tuple[int, int]:
    """How many rows are numbered 一, 二 … and how many 1, 2 …"""
    chinese = arabic = 0
    for row in rows if sequence else ():
        value = grid.raw(row, sequence or 1)
        if type(value) is int and value >= 0:
            arabic += 1
        elif value is not None:
            text = squash(cell_text(value))
            chinese += bool(CHINESE_ORDINAL.fullmatch(text))
            arabic += text.isdigit()
    return chinese, arabic


def bands_of(grid: Grid, layout: Layout, last_row: int) -> list[Band]:
    """Every non-blank row below the head, up to `last_row`."""
    found = []
    for row in range(layout.head.last_row + 1, last_row + 1):
        if _is_usual(grid.row(row), layout):
            found.append(Band(row, None))
        elif cells := grid.cells(row):
            found.append(_band(grid, row, layout, cells))
        elif grid.is_lost(row, layout.name):
            found.append(Band(row, None))  # refused with its reason, never passed over
    last_project = max((band.row for band in found if band.kind is None), default=0)
    settled = [_settle(band, last_project) for band in found]
    return _settle_totals(settled)


def _settle(band: Band, last_project: int) -> Band:
    if not band.is_lone:
        return band
    if band.row < last_project:
        return replace(band, kind=IgnoredKind.SECTION)
    return replace(band, kind=IgnoredKind.NOTE)


def _is_usual(cells: Sequence[Any], layout: Layout) -> bool:
    """The usual row, told at a glance: a number, a name, and more than a total says beside it."""
    if layout.sequence is None or len(cells) < max(layout.name, layout.sequence):
        return False
    name, number = cells[layout.name - 1], cells[layout.sequence - 1]
    if type(name) is not str or len(name) <= 3 or not _is_plain_number(number):
        return False
    if not PLAIN_START.match(name) and is_blank_word(name):
        return False
    filled = 0
    for value in cells:
        if value is not None and (type(value) is not str or value.strip()):
            filled += 1
            if filled > 3:
                return True
    return False


def _band(grid: Grid, row: int, layout: Layout, cells: list[tuple[int, Any]]) -> Band:
    if repeats_head(grid, row, layout.head):
        return Band(row, IgnoredKind.HEADER_REPEAT)
    if is_numbering_row(grid, row, layout.head):
        return Band(row, IgnoredKind.NUMBERING_ROW)
    return (
        _total(cells, layout, row)
        or _line(grid, cells, row, layout)
        or (Band(row, None) if grid.is_lost(row, layout.name) else None)
        or _section(grid, cells, row, layout)
        or _empty(cells, row, layout)
        or Band(row, None)
    )


def _is_plain_number(value: Any) -> bool:
    return type(value) is int or (type(value) is str and value.isdigit())


def _total(cells: list[tuple[int, Any]], layout: Layout, row: int) -> Band | None:
    lead = [(column, value) for column, value in cells if column <= layout.name] or cells[:1]
    for column, value in lead:
        if not isinstance(value, str):
            if column == layout.sequence:
                return None  # a numbered row is a project, whatever it is called
            continue
        match = TOTAL.match(squash(value))
        if match and not (column == layout.name and _is_sentence(match["of"])):
            kind = IgnoredKind.SUBTOTAL
            if match["word"] not in ("小计", "分计"):
                kind = IgnoredKind.GRAND_TOTAL
            return Band(row, kind, squash(value))
    return None


def _is_sentence(prefix: str) -> bool:
    return bool(re.search(r"[,，。;；]", prefix))


def _line(grid: Grid, cells: list[tuple[int, Any]], row: int, layout: Layout) -> Band | None:
    """Notes, signatures and unit lines: texts only, no amounts."""
    texts = [squash(value) for _, value in cells if isinstance(value, str)]
    if len(texts) < len(cells) or len(cells) > 6 or not texts:
        return None
    has_name = isinstance(grid.raw(row, layout.name), str) and cells[0][0] == layout.name
    if NOTE.match(texts[0]):
        return Band(row, IgnoredKind.NOTE, texts[0])
    if sum(bool(SIGNATURE.search(text)) for text in texts) * 2 >= len(texts) and not (
        has_name and len(cells) > 2
    ):
        return Band(row, IgnoredKind.SIGNATURE, texts[0])
    if ORDINAL.match(texts[0]):
        return None
    says_unit = any(units_in_line(text).money for text in texts if len(text) < 30)
    if len(cells) <= 2 and says_unit and any(re.search(r"单位|^\(", text) for text in texts):
        return Band(row, IgnoredKind.UNIT_LINE, " ".join(texts))
    if len(cells) == 1 and LATE_NOTE.match(texts[0]):
        return Band(row, IgnoredKind.NOTE, texts[0])
    return None


def _section(grid: Grid, cells: list[tuple[int, Any]], row: int, layout: Layout) -> Band | None:
    column, first = cells[0]
    if len(cells) == 1:
        return _lone(grid, column, first, row, layout)
    numbers = {
        at for at, value in cells
        if not isinstance(value, str) or _is_amount(value) or is_blank_word(value)
    }
    told = layout.read - numbers - layout.derived - {layout.name, column}
    others = [at for at, _ in cells if at in told]  # lamps counted in a subtotal tell of no project
    if others or not isinstance(first, str):
        return None
    name = cell_text(grid.raw(row, layout.name))
    bare = squash(first)
    if (
        column == layout.sequence
        and CHINESE_ORDINAL.fullmatch(bare)
        and not layout.uses_chinese_numbers
    ):
        return Band(
            row, IgnoredKind.SECTION, f"{bare}{'、' if len(bare) < 3 else ''}{squash(name)}"
        )
    is_heading = bool(ORDINAL.match(bare)) and count_in(bare) is not None
    if column == layout.name and layout.is_numbered and COUNTED.search(bare):
        return Band(row, IgnoredKind.SECTION, bare)  # 砚湖镇（2个） without a number in a numbered table
    if (is_heading or (ORDINAL.match(bare) and column != layout.name)) and not bare.isdigit():
        return Band(row, IgnoredKind.SECTION, bare) if not CHILD_NUMBER.fullmatch(bare) else None
    return None


def _is_amount(value: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%+-]+(?:亿|万)?元?", squash(value))) or is_error(value)


def _lone(grid: Grid, column: int, value: Any, row: int, layout: Layout) -> Band | None:
    """One cell alone: a number of an empty row, a section, a note, or a project of which only the name is known."""
    if not isinstance(value, str):
        kind = IgnoredKind.EMPTY_NUMBERED if column == layout.sequence else IgnoredKind.NOTE
        return Band(row, kind) if column not in layout.amounts else None
    bare = squash(value)
    if column == layout.sequence and re.fullmatch(r"[(（]?\d+[)）]?", bare):
        return Band(row, IgnoredKind.EMPTY_NUMBERED)
    stands_free = column == layout.name and grid.box(row, column) is None
    if stands_free and not layout.is_numbered and _is_a_name(bare, layout.zones):
        return None
    return Band(row, None, bare, is_lone=True)


def _is_a_name(bare: str, zones: ZoneBook) -> bool:
    """Neither numbered, counted, a sentence, nor a word that classifies projects."""
    if ORDINAL.match(bare) or count_in(bare) is not None or heading_core(bare) != bare:
        return False
    return not re.search(r"[。:;；：]", bare) and not heading_context(bare, zones)


def _empty(cells: list[tuple[int, Any]], row: int, layout: Layout) -> Band | None:
    """A numbered line of the form that nobody filled in (zeros and errors of formulas do not count)."""
    if any(column == layout.name for column, _ in cells):
        return None
    for column, value in cells:
        if column in layout.derived:
            continue
        if isinstance(value, str) and (is_error(value) or is_blank_word(value)):
            continue
        if isinstance(value, int | float) and value == 0:
            continue
        return None if column in layout.read else Band(row, IgnoredKind.NOTE)
    return Band(row, IgnoredKind.EMPTY_NUMBERED)


def _settle_totals(bands: list[Band]) -> list[Band]:
    """Of several 合计 one is the grand total: 总计 if there is one, else the first on top, else the last."""
    totals = [at for at, band in enumerate(bands) if band.kind is IgnoredKind.GRAND_TOTAL]
    if len(totals) < 2:
        return bands
    real = [at for at in totals if any(word in bands[at].text for word in GRAND)]
    if real:
        grand = real[-1]
    else:
        first_project = next((at for at, band in enumerate(bands) if band.kind is None), 0)
        grand = totals[0] if totals[0] < first_project else totals[-1]
    return [
        replace(band, kind=IgnoredKind.SUBTOTAL) if at in totals and at != grand else band
        for at, band in enumerate(bands)
    ]


def style_of(text: str) -> str:
    """How a section is numbered; sections of one style replace each other."""
    bare = squash(text)
    return next((name for pattern, name in STYLE if pattern.match(bare)), "")
