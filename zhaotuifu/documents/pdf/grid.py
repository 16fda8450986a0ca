"""表格成条 — a `DataTable` as strips: its head as one that stands again, its rows one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import DataTable, Row, Slot, grid_of
from zhaotuifu.documents.columns import Fitted, fit_columns
from zhaotuifu.documents.layout import Sheet
from zhaotuifu.documents.pdf.breaking import TextLine
from zhaotuifu.documents.pdf.lines import (
    CENTER,
    LEFT,
    RIGHT,
    Box,
    Typesetter,
    across,
    blank,
    lowered,
)
from zhaotuifu.documents.pdf.strips import ON_BASELINE, Look, Mark, Rule, Strip, points
from zhaotuifu.documents.styles import BY_ID, StyleId

BORDER = 0.5  # pt
MOST_OF_PAGE = 0.5  # a head higher than this share of the page is not repeated


@dataclass(frozen=True, slots=True)
class Laid:
    """排好的格 — its slot, its lines, its place; `row` and `rows` count within the band."""

    slot: Slot
    lines: tuple[TextLine, ...]
    look: Look
    box: Box
    row: int
    rows: int


def table_strips(
    setter: Typesetter, table: DataTable, sheet: Sheet, *, is_last: bool
) -> list[Strip]:
    """表题、单位、表、表注 — title, unit, head and first row stay together, so do last row and note."""
    width = sheet.text_width
    fitted = fit_columns(table, width)
    size = max(fitted.size, layout.SIZE_5)
    strips: list[Strip] = []
    if table.title:
        strips += setter.paragraph(StyleId.TABLE_TITLE, table.title, across(width, CENTER))
    if table.unit_text:
        unit = across(width, RIGHT)
        strips += setter.paragraph(
            StyleId.TABLE_SIDE, table.unit_text, unit, size=size, keeps_next=True
        )
    strips += _rows(setter, table, fitted, points(sheet.text_height))
    if table.note:
        strips[-1] = replace(strips[-1], keeps_next=True)
        strips += setter.paragraph(StyleId.TABLE_SIDE, table.note, across(width, LEFT), size=size)
    strips.append(blank(layout.FILLER if is_last else layout.AIR_BELOW))
    return strips


def _rows(setter: Typesetter, table: DataTable, fitted: Fitted, page: float) -> list[Strip]:
    band = _Band(setter, table.columns, fitted)
    head = [replace(strip, keeps_next=True) for strip in band.strips(table.head, page, is_head=True)]
    if head:
        head[0] = lowered(head[0], BORDER)  # the upper border stands within the page
    taken = sum(strip.height for strip in head)
    again = tuple(head) if taken <= page * MOST_OF_PAGE else ()
    left = page - (taken if again else 0.0)
    body = [replace(strip, head=again) for strip in band.strips(table.body, left, is_head=False)]
    return head + body


class _Band:
    """行带 — rows that merged cells tie together are one strip, every other row its own."""

    def __init__(self, setter: Typesetter, columns: int, fitted: Fitted) -> None:
        self._setter = setter
        self._columns = columns
        self._size = fitted.size
        edges = [0]
        for width in fitted.widths:
            edges.append(edges[-1] + width)
        self._edges = tuple(points(edge) for edge in edges)
        self._line = points(round(fitted.size * layout.CELL_LINE_PER_POINT))
        self._least = points(round(fitted.size * layout.ROW_PER_POINT))
        self._air = points(layout.CELL_AIR)

    def strips(self, rows: tuple[Row, ...], limit: float, *, is_head: bool) -> list[Strip]:
        grid = grid_of(rows, self._columns)
        found: list[Strip] = []
        start = 0
        for end in range(1, len(grid) + 1):
            if end < len(grid) and any(not slot.is_start for slot in grid[end]):
                continue
            found += self._band(grid[start:end], limit, is_head=is_head)
            start = end
        return found

    def _band(
        self, grid: tuple[tuple[Slot, ...], ...], limit: float, *, is_head: bool
    ) -> list[Strip]:
        cells = [
            self._laid(slot, number, _reach(grid, number, slot), is_head=is_head)
            for number, slots in enumerate(grid)
            for slot in slots
            if slot.is_start
        ]
        heights = self._heights(cells, len(grid))
        if sum(heights) <= limit or len(grid) > 1:
            return [self._strip(cells, heights)]
        return self._torn(cells, limit)

    def _torn(self, cells: list[Laid], limit: float) -> list[Strip]:
        """A row higher than a page goes on over several, so that no word of it is lost."""
        most = max(1, int((limit - 2 * self._air - BORDER) / self._line))
        longest = max(len(cell.lines) for cell in cells)
        parts = []
        for at in range(0, longest, most):
            part = [replace(cell, lines=cell.lines[at : at + most]) for cell in cells]
            parts.append(self._strip(part, self._heights(part, 1)))
        return parts

    def _heights(self, cells: list[Laid], rows: int) -> list[float]:
        heights = [self._least] * rows
        for cell in sorted(cells, key=lambda found: found.rows):
            needed = len(cell.lines) * self._line + 2 * self._air + BORDER
            last = cell.row + cell.rows - 1
            heights[last] += max(0.0, needed - sum(heights[cell.row : last + 1]))
        return heights

    def _laid(self, slot: Slot, row: int, rows: int, *, is_head: bool) -> Laid:
        cell = slot.cell
        style = BY_ID[StyleId.CELL_HEAD if is_head else StyleId.CELL]
        look = self._setter.look(style, self._size, is_bold=cell.is_bold and not is_head)
        side = points(layout.CELL_MARGIN)
        left = self._edges[slot.column] + side
        right = self._edges[slot.column + cell.colspan] - side
        box = Box(left, right, left, cell.align.value)
        lines = self._setter.broken(cell.text, look, box)
        return Laid(slot, tuple(lines), look, box, row, rows)

    def _strip(self, cells: list[Laid], heights: list[float]) -> Strip:
        marks: list[Mark] = []
        rules: list[Rule] = []
        for cell in cells:
            top = sum(heights[: cell.row])
            height = sum(heights[cell.row : cell.row + cell.rows])
            upper = top + (height - len(cell.lines) * self._line) / 2
            for number, line in enumerate(cell.lines):
                baseline = upper + (number + ON_BASELINE) * self._line
                marks += self._setter.marks(line, cell.look, cell.box, baseline, is_first=False)
            rules += self._frame(cell, top, top + height)
        return Strip(sum(heights), tuple(marks), tuple(rules))

    def _frame(self, cell: Laid, top: float, bottom: float) -> list[Rule]:
        left = self._edges[cell.slot.column]
        right = self._edges[cell.slot.column + cell.slot.cell.colspan]
        return [
            Rule(left, top, right, top, BORDER),
            Rule(left, bottom, right, bottom, BORDER),
            Rule(left, top, left, bottom, BORDER),
            Rule(right, top, right, bottom, BORDER),
        ]


def _reach(grid: tuple[tuple[Slot, ...], ...], row: int, slot: Slot) -> int:
    return min(slot.cell.rowspan, len(grid) - row)
