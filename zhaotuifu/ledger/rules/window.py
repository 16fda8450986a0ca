"""窗口 — a few rows and columns of a sheet around a cell, with merged cells as they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from zhaotuifu.kernel.sheets import MergedRange, Sheet


@dataclass(frozen=True, slots=True)
class Shown:
    """露出的一格 — as it is drawn; it may stand for several merged ones."""

    row: int
    column: int
    text: str
    rowspan: int
    colspan: int
    is_target: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """露出的一行."""

    number: int
    is_head: bool
    is_target: bool
    has_gap: bool  # rows before it are left out
    cells: tuple[Shown, ...]


def around(
    sheet: Sheet, *, target: tuple[int, int], rows: Collection[int], heads: Collection[int],
    columns: Sequence[int], written: Callable[[int, int, Any], str],
) -> tuple[ShownRow, ...]:
    """开窗 — these rows and columns; `written` puts a value in words. `target` column 0 is none."""
    numbers = sorted(rows)
    near = [box for box in sheet.merged if numbers and box.first_row <= numbers[-1] and box.last_row >= numbers[0]]
    held = _Held(sheet, near, target, numbers, list(columns), written)
    return tuple(
        ShownRow(
            number, number in heads, number == target[0],
            bool(at) and numbers[at - 1] != number - 1, held.cells(at),
        )
        for at, number in enumerate(numbers)
    )


@dataclass(slots=True)
class _Held:
    sheet: Sheet
    merged: Sequence[MergedRange]
    target: tuple[int, int]
    rows: list[int]
    columns: list[int]
    written: Callable[[int, int, Any], str]

    def cells(self, at: int) -> tuple[Shown, ...]:
        found = []
        for place, column in enumerate(self.columns):
            box = self._box(self.rows[at], column)
            if self._is_covered(at, place, box):
                continue
            found.append(self._cell(at, place, box))
        return tuple(found)

    def _cell(self, at: int, place: int, box: MergedRange) -> Shown:
        text = self.written(box.first_row, box.first_column, self._value(box))
        row, column = self.target
        is_target = (
            box.first_row <= row <= box.last_row and box.first_column <= column <= box.last_column
        )
        return Shown(
            self.rows[at], self.columns[place], text, _run(self.rows, at, box.last_row),
            _run(self.columns, place, box.last_column), is_target,
        )

    def _box(self, row: int, column: int) -> MergedRange:
        for box in self.merged:
            if box.first_row <= row <= box.last_row and box.first_column <= column <= box.last_column:
                return box
        return MergedRange(row, column, row, column)

    def _is_covered(self, at: int, place: int, box: MergedRange) -> bool:
        """Drawn already by a merged cell that begins above or to the left within the window."""
        above = at > 0 and self.rows[at - 1] == self.rows[at] - 1 >= box.first_row
        left = place > 0 and self.columns[place - 1] == self.columns[place] - 1 >= box.first_column
        return above or left

    def _value(self, box: MergedRange) -> Any:
        at = box.first_row - self.sheet.first_row
        if not 0 <= at < len(self.sheet.rows):
            return None
        cells = self.sheet.rows[at]
        return cells[box.first_column - 1] if box.first_column <= len(cells) else None


def _run(numbers: Sequence[int], at: int, last: int) -> int:
    """How many neighbours from here on lie within the range and the window."""
    end = at
    while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1 <= last:
        end += 1
    return end - at + 1


def number(text: str) -> int:
    """列号 — A → 1, AB → 28; 0 for nothing."""
    found = 0
    for letter in text:
        found = found * 26 + ord(letter) - 64
    return found
