"""进度表的格 — the table's values as texts in columns, for the page, the Excel and the Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from zhaotuifu.documents.blocks import Align, Cell, DataTable
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.kernel.templatetags.show import DASH, pct, points, wan
from zhaotuifu.reports.rules.progress_table import (
    ProgressTable,
    RowKind,
    TableRow,
    span_head,
)
from zhaotuifu.supervision.states import Lamp

SHAPES = {Lamp.RED: "■", Lamp.YELLOW: "▲", Lamp.GREEN: "●", Lamp.NONE: "○"}


class Show(StrEnum):
    """列的写法 — how a column is written."""

    NUMBER = "number"
    NAME = "name"
    TEXT = "text"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    LAMP = "lamp"


@dataclass(frozen=True, slots=True)
class Column:
    """列 — head, the head below it if two levels, how it is written, width in the Excel.

    `is_label` columns are merged under the label of a subtotal row; `in_paper` ones go into the
    attachment of the 专报, whose sheet is narrower than A3.
    """

    key: str
    head: str
    sub: str
    show: Show
    width: int
    is_label: bool = False
    in_paper: bool = True


@dataclass(frozen=True, slots=True)
class HeadCell:
    """表头格."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class GridCell:
    """格 — the text that is shown, and the unrounded value behind a figure.

    `places` is the number of decimals the text shows of an amount.
    """

    key: str
    show: Show
    text: str
    value: Decimal | None = None
    colspan: int = 1
    lamps: tuple[tuple[Lamp, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """行 — its kind, its project if it is one, and its cells from left to right."""

    kind: RowKind
    depth: int
    project_id: int | None
    lamp_reason: str
    cells: tuple[GridCell, ...]

    @property
    def is_project(self) -> bool:
        return self.kind is RowKind.PROJECT


def columns_of(month: int) -> tuple[Column, ...]:
    """列 of the table of a month, in order."""
    done, image = "完成投资", "形象进度"
    return (
        Column("number", "序号", "", Show.NUMBER, 6),
        Column("name", "项目名称", "", Show.NAME, 34, is_label=True),
        Column("code", "项目代码", "", Show.TEXT, 27, is_label=True, in_paper=False),
        Column("zone", "板块", "", Show.TEXT, 14, is_label=True),
        Column("category", "产业链", "", Show.TEXT, 14, is_label=True, in_paper=False),
        Column("total_wan", "总投资", "", Show.MONEY, 13),
        Column("since_start_wan", "开工以来\n累计", "", Show.MONEY, 13, in_paper=False),
        Column("plan_wan", "年度计划", "", Show.MONEY, 13),
        Column("month_wan", done, f"{month}月", Show.MONEY, 12),
        Column("completed_wan", done, span_head(month), Show.MONEY, 12),
        Column("rate_pct", done, "完成率 %", Show.RATE, 10),
        Column("gap_points", done, "序时差", Show.POINTS, 9),
        Column("image_progress", image, "当前", Show.TEXT, 20),
        Column("next_plan", image, "下月计划", Show.TEXT, 20, in_paper=False),
        Column("problems", "存在问题", "", Show.TEXT, 24),
        Column("lamp", "灯色", "", Show.LAMP, 12),
    )


def heads_of(columns: Sequence[Column]) -> tuple[tuple[HeadCell, ...], tuple[HeadCell, ...]]:
    """表头 — two rows; a head without a second level reaches over both."""
    upper, lower = [], []
    for (head, has_sub), group in groupby(columns, key=lambda c: (c.head, bool(c.sub))):
        found = list(group)
        if has_sub:
            upper.append(HeadCell(head, colspan=len(found)))
            lower += [HeadCell(column.sub) for column in found]
        else:
            upper += [HeadCell(column.head, rowspan=2) for column in found]
    return tuple(upper), tuple(lower)


def grid_of(table: ProgressTable, columns: Sequence[Column]) -> tuple[GridRow, ...]:
    """排成格 — every row of the table and the total at the end."""
    return tuple(
        GridRow(row.kind, row.depth, row.project_id, row.lamp_reason, _cells(row, columns))
        for row in (*table.rows, table.total)
    )


def _cells(row: TableRow, columns: Sequence[Column]) -> tuple[GridCell, ...]:
    if row.kind is RowKind.PROJECT:
        return tuple(_cell(row, column) for column in columns)
    cells: list[GridCell] = []
    for kind, group in groupby(columns, key=_part):
        found = list(group)
        if kind == "label":
            cells.append(GridCell("name", Show.NAME, row.label, colspan=len(found)))
        elif kind == "words":
            cells.append(GridCell("words", Show.TEXT, "", colspan=len(found)))
        else:
            cells += [_cell(row, column) for column in found]
    return tuple(cells)


def _part(column: Column) -> str:
    """Which merged part of a subtotal row a column belongs to."""
    if column.is_label:
        return "label"
    return "words" if column.show is Show.TEXT else column.key


def _cell(row: TableRow, column: Column) -> GridCell:
    key, show = column.key, column.show
    if show is Show.NUMBER:
        return GridCell(key, show, str(row.number) if row.number else "")
    if show is Show.NAME:
        return GridCell(key, show, row.label)
    if show is Show.LAMP:
        return GridCell(key, show, lamp_text(row), lamps=row.lamps)
    if show is Show.TEXT:
        return GridCell(key, show, getattr(row, key) or DASH)
    value = getattr(row, key)
    if key == "total_wan" and row.foreign_total:
        return GridCell(key, Show.TEXT, row.foreign_total)
    write = {Show.MONEY: wan, Show.RATE: pct, Show.POINTS: points}[show]
    return GridCell(key, show, write(value), value)


def lamp_text(row: TableRow) -> str:
    """灯色 — shape and word of a project; shapes counted in a subtotal."""
    if row.kind is RowKind.PROJECT:
        return f"{SHAPES[row.lamp]} {row.lamp.label}"
    return "　".join(f"{SHAPES[lamp]} {count}" for lamp, count in row.lamps)


def shown_value(cell: GridCell) -> Decimal | None:
    """写进 Excel 的值 — amounts as they are (they come back with an import), rates as shown."""
    if cell.value is None or cell.show is Show.MONEY:
        return cell.value
    return round_half_up(cell.value, 1)


def shown_places(value: Decimal) -> int:
    """金额的小数位 — 0 to 2, as many as the text of the cell shows."""
    rounded = round_half_up(value, 2)
    return max(0, -int(rounded.normalize().as_tuple().exponent))


ALIGN = {Show.NAME: Align.LEFT, Show.TEXT: Align.LEFT, Show.NUMBER: Align.CENTER, Show.LAMP: Align.CENTER}


def data_table(table: ProgressTable) -> DataTable:
    """公文里的进度表 — the same rows in the columns that an A4 sheet takes."""
    columns = [column for column in columns_of(table.month) if column.in_paper]
    head = tuple(
        tuple(Cell(cell.text, colspan=cell.colspan, rowspan=cell.rowspan) for cell in row)
        for row in heads_of(columns)
    )
    body = tuple(
        tuple(
            Cell(
                cell.text, ALIGN.get(cell.show, Align.RIGHT), is_bold=not row.is_project,
                colspan=cell.colspan,
            )
            for cell in row.cells
        )
        for row in grid_of(table, columns)
    )
    note = f"注：{'。'.join(f'{n}. {text}' for n, text in enumerate(table.notes, start=1))}。"
    return DataTable("", "单位：万元", head, body, note=note)
