"""分解表的样子 — rows of 板块, columns of what and level, or the months of one column; as shown values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.kernel.money import plain
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level
from zhaotuifu.targets import catalogue, naming
from zhaotuifu.targets.rules import TWELVE, WHOLE_YEAR, ZERO, Cells, Key, due_by, gaps

MONTHS = range(1, TWELVE + 1)
ALL = "all"


@dataclass(frozen=True, slots=True)
class Column:
    """一列 — of a measure and a level; `code` stands in addresses and names of fields."""

    code: str
    indicator: str
    level: str
    name: str
    level_label: str
    unit: str
    is_additive: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """并头 — a measure over its levels."""

    name: str
    unit: str
    span: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """一格 — the value as typed, the value before, what the default spread makes of it."""

    field: str
    label: str
    head: str
    text: str
    value: Decimal | None
    before: Decimal | None
    spread: Decimal | None = None
    is_changed: bool = False
    is_off: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """一行 — the district (first), a 板块, or the sum of the 板块."""

    name: str
    zone_id: int | None
    cells: tuple[GridCell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """分解表 — `column` is given when it shows the months of one."""

    heads: tuple[Head, ...]
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    gaps: tuple[str, ...]
    column: Column | None = None


def columns() -> tuple[Column, ...]:
    """各列 — in the order of the catalogue."""
    return tuple(
        Column(
            f"{one.code}-{level or ALL}", one.code, level, one.name,
            Level(level).label if level else "全部级别", one.unit, one.is_additive, one.source,
        )
        for one, level in catalogue.columns()
    )


def column_named(code: str) -> Column | None:
    """按代码取列 — None when there is none."""
    return next((one for one in columns() if one.code == code), None)


def field_of(key: Key) -> str:
    """格子的字段名 — c.admitted.city.7.0; the district is `all`."""
    return f"c.{key.indicator}.{key.level}.{ALL if key.zone_id is None else key.zone_id}.{key.month}"


def keys_shown(zones: Sequence[ZoneLine], column: Column | None) -> tuple[Key, ...]:
    """表上的格 — the year of every column, or all months of one."""
    places: list[int | None] = [None, *(zone.id for zone in zones)]
    if column is not None:
        return tuple(
            Key(column.indicator, column.level, zone_id, month)
            for zone_id in places for month in (WHOLE_YEAR, *MONTHS)
        )
    return tuple(
        Key(one.indicator, one.level, zone_id) for zone_id in places for one in columns()
    )


def grid_of(
    cells: Cells, before: Cells, zones: Sequence[ZoneLine], *, column: Column | None = None,
    typed: dict[str, str] | None = None, errors: dict[str, str] | None = None, has_sum: bool = True,
) -> Grid:
    """分解表 — `typed` and `errors` by field, after a refusal: what was typed stays.

    `has_sum` False where not all 板块 are shown: a part of them adds up to nothing.
    """
    maker = _Maker(cells, before, naming.Names.of(zones), typed or {}, errors or {})
    shown = columns()
    across = [
        lambda zone_id, one=one: Key(one.indicator, one.level, zone_id) for one in shown
    ] if column is None else [
        lambda zone_id, month=month: Key(column.indicator, column.level, zone_id, month)
        for month in (WHOLE_YEAR, *MONTHS)
    ]
    rows = [
        GridRow(maker.names.zone(zone_id), zone_id, tuple(maker.cell(key(zone_id)) for key in across))
        for zone_id in (None, *(zone.id for zone in zones))
    ]
    if has_sum:
        sums = tuple(maker.sum(key(None), zones) for key in across)
        rows.append(GridRow("板块合计", None, sums, is_sum=True))
    heads = [
        Head(one.name, one.unit, len(one.levels)) for one in catalogue.measures()
    ]
    return Grid(tuple(heads), shown, tuple(rows), maker.gap_texts(), column)


def _head(key: Key) -> str:
    """The head over the cell, as a card says it."""
    if key.month:
        return "1月" if key.month == 1 else f"1—{key.month}月"
    return naming.of_column(key.indicator, key.level)


@dataclass(slots=True)
class _Maker:
    cells: Cells
    before: Cells
    names: naming.Names
    typed: dict[str, str]
    errors: dict[str, str]

    def cell(self, key: Key) -> GridCell:
        field = field_of(key)
        value, before = self.cells.get(key), self.before.get(key)
        text = self.typed.get(field, plain(value) or "")
        return GridCell(
            field, self.names.of_key(key), _head(key), text, value, before, self.spread(key, value),
            bool(self.before) and value != before, False, self.errors.get(field, ""),
        )

    def spread(self, key: Key, value: Decimal | None) -> Decimal | None:
        """What is due by the month where nothing is said of it."""
        if not key.month or value is not None:
            return None
        pace = catalogue.paced_months(key.indicator, key.level)
        return due_by(self.cells, key, key.month, pace)

    def sum(self, key: Key, zones: Sequence[ZoneLine]) -> GridCell:
        """The parts together; off when they do not make the district's."""
        found = [
            value for zone in zones
            if (value := self.cells.get(Key(key.indicator, key.level, zone.id, key.month))) is not None
        ]
        is_added = key.indicator in catalogue.additive()
        total = sum(found, ZERO) if found and is_added else None
        is_off = total is not None and total != self.cells.get(key)
        return GridCell("", "", _head(key), plain(total) or "", total, None, is_off=is_off)

    def gap_texts(self) -> tuple[str, ...]:
        return tuple(self.names.of_gap(gap) for gap in gaps(self.cells, catalogue.additive()))
