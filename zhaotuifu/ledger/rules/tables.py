"""读表 — one table of a sheet: its columns, its rows, and what is ignored between them."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.ledger.rules.above import Above
from zhaotuifu.ledger.rules.bands import Band, bands_of, layout_of, style_of
from zhaotuifu.ledger.rules.columns import Surroundings, read_columns
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import (
    Head,
    find_head,
    head_at,
    look_at,
    repeats_head,
    says_the_same,
)
from zhaotuifu.ledger.rules.headwords import is_name_head, key_of, meaning_from_mapping
from zhaotuifu.ledger.rules.roles import NOTES_NAME
from zhaotuifu.ledger.rules.rows import RowReader, row_reader, with_packages
from zhaotuifu.ledger.rules.types import (
    ColumnReading,
    IgnoredKind,
    IgnoredRow,
    RowReading,
    TableReading,
    UnitFrom,
)
from zhaotuifu.ledger.rules.units import MoneyUnit, units_in_line
from zhaotuifu.ledger.rules.vocab import heading_context
from zhaotuifu.ledger.rules.zones import ZoneBook

FIGURE = re.compile(r"\s*[-+]?[\d.,]+(?:%|亿|万|元|亩)*\s*$")
#: a head cell is short; longer texts are a project's
LONGEST_LATER_HEAD = 16
#: a list of names has its head on top
LONE_HEAD_WITHIN = 5
SENTENCE = re.compile(r"[。；;！？：:]|.{60}")


@dataclass(frozen=True, slots=True)
class Block:
    """一张表的范围 — its head, the first row above it and the last row below it."""

    head: Head
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class TableRead:
    """读出的表 — with its rows and ignored rows."""

    reading: TableReading
    rows: tuple[RowReading, ...]
    ignored: tuple[IgnoredRow, ...]
    bands: tuple[Band, ...]


def blocks_of(grid: Grid, mapping: Mapping[str, str]) -> list[Block]:
    """表的划分 — every table of a sheet from top to bottom."""
    head = find_head(grid, grid.first_row, mapping=mapping) or lone_head(grid)
    if head is None:
        return []
    heads = [with_mapped_name(head, mapping)]
    for row in _later_heads(grid, heads[0]):
        if row > heads[-1].last_row:
            head = head_at(grid, row, heads[-1].last_row + 1)
            if not (repeats_head(grid, row, heads[-1]) and says_the_same(head, heads[-1])):
                heads.append(with_mapped_name(head, mapping))
    starts = [grid.first_row]
    starts += [
        _first_above(grid, head.rows[0], before.last_row)
        for before, head in itertools.pairwise(heads)
    ]
    ends = [start - 1 for start in starts[1:]] + [grid.last_row]
    return [Block(*parts) for parts in zip(heads, starts, ends, strict=True)]


def lone_head(grid: Grid) -> Head | None:
    """只有项目名称一列 — a list of names under 项目名称, and nothing beside it."""
    if NOTES_NAME.search(grid.sheet.name):
        return None
    filled = [(row, cells) for row in grid.numbers() if (cells := grid.cells(row))]
    if any(len(cells) > 1 or not isinstance(cells[0][1], str) for _, cells in filled):
        return None
    for at, (row, [(column, text)]) in enumerate(filled[:LONE_HEAD_WITHIN]):
        if is_name_head(text):
            below = [cells[0] for _, cells in filled[at + 1 :]]
            names = [one for one in below if one[0] == column and not SENTENCE.search(one[1])]
            is_list = bool(names) and len(names) * 2 >= len(below)
            return Head((row,), {column: (text.strip(),)}, (column,)) if is_list else None
    return None


def with_mapped_name(head: Head, mapping: Mapping[str, str]) -> Head:
    """A column a person called the name is one, and one they called otherwise is none."""
    mapped = {
        column: meaning_from_mapping(mapping[key]).field
        for column, path in head.paths.items()
        if (key := key_of(path)) in mapping
    }
    named = tuple(column for column, field in mapped.items() if field == Field.NAME)
    kept = tuple(column for column in head.name_columns if column not in mapped)
    return replace(head, name_columns=named or kept)


def _later_heads(grid: Grid, first: Head) -> Iterator[int]:
    """Rows further down that look like a head: short texts only, known words."""
    for row in range(first.last_row + 1, grid.last_row + 1):
        texts = 0
        for value in grid.row(row):
            if value is None:
                continue
            if type(value) is not str or len(value) > LONGEST_LATER_HEAD or FIGURE.match(value):
                break
            texts += 1
        else:
            if texts >= 3 and look_at(grid, row).is_head():
                yield row


def _first_above(grid: Grid, head_row: int, after: int) -> int:
    """The title and unit line of a further table stand directly above its head."""
    first = head_row
    while first - 1 > after + 1 and head_row - first < 4:
        cells = grid.cells(first - 1)
        if len(cells) > 2 or any(not isinstance(value, str) for _, value in cells):
            break
        first -= 1
    return first


def read_table(
    grid: Grid,
    block: Block,
    number: int,
    above: Above,
    around: Surroundings,
    context: Mapping[str, str],
    defaults: Mapping[str, str],
    *,
    is_1904: bool,
) -> TableRead:
    """一张表 — columns, rows with context, ignored rows. The table must have a name column."""
    columns = read_columns(grid, block.head, around)
    layout = layout_of(grid, block.head, columns, block.last_row, around.zones)
    bands = bands_of(grid, layout, block.last_row)
    columns = _with_section_units(columns, bands)
    own = {str(name) for column in columns for name in _names(column)}
    base = {name: value for name, value in context.items() if name not in own}
    walk = _Walk(grid, number, around.zones, base, own, defaults, is_1904)
    walk.start(columns)
    for band in bands:
        walk.take(band)
    reader = row_reader(grid, number, columns, around.zones, is_1904=is_1904)
    heads = [IgnoredRow(grid.sheet.name, row, IgnoredKind.HEADER) for row in block.head.rows]
    lines = [IgnoredRow(grid.sheet.name, row, kind) for row, kind in above.kinds]
    return TableRead(
        reading=TableReading(number, block.head.rows, columns, block.last_row),
        rows=tuple(with_packages(walk.rows, grid, reader)),
        ignored=tuple(lines + heads + walk.ignored),
        bands=tuple(bands),
    )


def _names(column: ColumnReading) -> tuple[str, ...]:
    if column.field is None:
        return ()
    return column.field if isinstance(column.field, tuple) else (column.field,)


def _with_section_units(
    columns: tuple[ColumnReading, ...], bands: Sequence[Band]
) -> tuple[ColumnReading, ...]:
    """A unit line inside the table names the unit where the head does not."""
    said = next((unit for band in bands if (unit := _unit_said(band))), None)
    if said is None:
        return columns
    return tuple(
        replace(column, unit=said.name, unit_from=UnitFrom.SECTION_LINE)
        if column.unit_from is UnitFrom.CELL and column.field != Field.AREA_MU
        else column
        for column in columns
    )


def _unit_said(band: Band) -> MoneyUnit | None:
    if band.kind in (IgnoredKind.UNIT_LINE, IgnoredKind.SECTION):
        return units_in_line(band.text).money
    return None


class _Walk:
    """Down the rows of a table, with the sections and units in force."""

    def __init__(
        self,
        grid: Grid,
        table: int,
        zones: ZoneBook,
        base: Mapping[str, str],
        own: set[str],
        defaults: Mapping[str, str],
        is_1904: bool,
    ) -> None:
        self.grid, self.table, self.zones = grid, table, zones
        self.base, self.own, self.defaults, self.is_1904 = base, own, defaults, is_1904
        self.sections: list[tuple[str, dict[str, str]]] = []
        self.context: dict[str, str] = dict(base)
        self.rows: list[RowReading] = []
        self.ignored: list[IgnoredRow] = []

    def start(self, columns: tuple[ColumnReading, ...]) -> None:
        """Readers of the columns, with the units now in force."""
        self.columns = columns
        self.reader: RowReader = row_reader(
            self.grid, self.table, columns, self.zones, is_1904=self.is_1904
        )

    def take(self, band: Band) -> None:
        """One row further."""
        if band.kind is None:
            self.rows.append(self.reader.read(band.row, self.context, self.defaults))
            return
        unit = _unit_said(band)
        if unit is not None:
            self._switch_unit(unit)
        context: dict[str, str] = {}
        if band.kind is IgnoredKind.SECTION:
            self._enter(band)
            context = self.context
        self.ignored.append(IgnoredRow(self.grid.sheet.name, band.row, band.kind, context))

    def _switch_unit(self, unit: MoneyUnit) -> None:
        movable = (UnitFrom.UNIT_LINE, UnitFrom.SECTION_LINE, UnitFrom.CELL)
        self.start(
            tuple(
                replace(column, unit=unit.name, unit_from=UnitFrom.SECTION_LINE)
                if column.unit_from in movable and column.field != Field.AREA_MU
                else column
                for column in self.columns
            )
        )

    def _enter(self, band: Band) -> None:
        """A section of a style already open closes that one and those inside it."""
        style = style_of(band.text)
        for at, (open_style, _) in enumerate(self.sections):
            if open_style == style:
                del self.sections[at:]
                break
        said = heading_context(band.text, self.zones)
        said = {name: value for name, value in said.items() if name not in self.own}
        self.sections.append((style, said))
        self.context = dict(self.base)
        for _, more in self.sections:
            self.context.update(more)
