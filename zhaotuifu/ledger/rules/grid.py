"""网格 — a sheet's cells by row and column (1-based), with merged cells filled where asked."""

from collections.abc import Iterator, Sequence
from typing import Any

from zhaotuifu.kernel.sheets import MergedRange, Sheet

#: a merged range larger than this is a slip of the hand, not a statement
MOST_MERGED_CELLS = 200_000
#: how far below the last value lines of nothing but formulas without value are looked at
MOST_LOST_ROWS = 20_000


class Grid:
    """网格 — read-only view of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.first_row = sheet.first_row
        self.last_row = sheet.first_row + len(sheet.rows) - 1
        if sheet.rows and sheet.formulas_without_value:
            lost = max(row for row, _ in sheet.formulas_without_value)
            self.last_row = max(self.last_row, min(lost, self.last_row + MOST_LOST_ROWS))
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._box: dict[tuple[int, int], MergedRange] = {}
        self._down: dict[int, list[tuple[int, Any]]] = {}
        for box in sheet.merged:
            self._remember(box)

    def _remember(self, box: MergedRange) -> None:
        last_row = min(box.last_row, self.last_row)
        last_column = min(box.last_column, max(self.width, box.first_column))
        if (last_row - box.first_row + 1) * (
            last_column - box.first_column + 1
        ) > MOST_MERGED_CELLS:
            return
        value = self.raw(box.first_row, box.first_column)
        for row in range(box.first_row, last_row + 1):
            for column in range(box.first_column, last_column + 1):
                self._box[row, column] = box
            if row > box.first_row and value is not None:
                self._down.setdefault(row, []).append((box.first_column, value))

    def row(self, number: int) -> tuple[Any, ...]:
        """The cells of a row as they are in the file (ragged)."""
        index = number - self.first_row
        return self.sheet.rows[index] if 0 <= index < len(self.sheet.rows) else ()

    def raw(self, row: int, column: int) -> Any:
        """One cell as it is in the file."""
        cells = self.row(row)
        return cells[column - 1] if 0 < column <= len(cells) else None

    def is_lost(self, row: int, column: int) -> bool:
        """A formula stands here, and the file does not say what it comes to."""
        return (row, column) in self.sheet.formulas_without_value

    def filled_down(self, number: int) -> Sequence[Any]:
        """The cells of a row with values of cells merged from above; at least `width` long."""
        cells, above = self.row(number), self._down.get(number)
        if above is None:
            return cells if len(cells) == self.width else cells + (None,) * (self.width - len(cells))
        filled = [*cells, *[None] * (self.width - len(cells))]
        for column, value in above:
            if column <= len(filled) and filled[column - 1] is None:
                filled[column - 1] = value
        return filled

    def filled(self, row: int, column: int) -> Any:
        """One cell; inside a merged range, the range's value."""
        own = self.raw(row, column)
        box = self._box.get((row, column))
        return own if own is not None or box is None else self.raw(box.first_row, box.first_column)

    def box(self, row: int, column: int) -> MergedRange | None:
        """The merged range a cell belongs to."""
        return self._box.get((row, column))

    def cells(self, number: int) -> list[tuple[int, Any]]:
        """(column, value) of the non-blank cells of a row."""
        return [
            (index, value)
            for index, value in enumerate(self.row(number), start=1)
            if value is not None and not (isinstance(value, str) and not value.strip())
        ]

    def numbers(self) -> Iterator[int]:
        """Numbers of all rows."""
        return iter(range(self.first_row, self.last_row + 1))

    def width_of(self, row: int, column: int) -> int:
        """How many columns a cell covers."""
        box = self._box.get((row, column))
        return box.last_column - box.first_column + 1 if box else 1
