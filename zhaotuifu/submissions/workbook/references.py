"""公式引用 — the references of a formula after rows came or went."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

POINT = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
ROW = r"\$?\d{1,7}"
REFERENCE = re.compile(
    rf"^(?P<sheet>(?:'(?:[^']|'')+'|[^'!:\[\]]+)!)?(?P<first>{POINT}|{ROW})(?::(?P<last>{POINT}|{ROW}))?$"
)
PARTS = re.compile(r"^(\$?[A-Za-z]{0,3}\$?)(\d{1,7})$")
LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Shift:
    """行的移动 — the prepared rows `first`..`last` of a sheet become `count` rows.

    The last prepared row stays the last (it carries the closing border), so rows come and go just
    before it and everything below moves.
    """

    sheet: str
    first: int
    last: int
    count: int

    @property
    def old(self) -> int:
        return self.last - self.first + 1

    @property
    def delta(self) -> int:
        return self.count - self.old

    def single(self, row: int) -> int | None:
        """Where a row is now; None when it went."""
        if row < self.first or (row == self.first and 1 in (self.old, self.count)):
            return row
        if row >= self.last:
            return row + self.delta
        return row if row - self.first < self.count - 1 or self.delta >= 0 else None

    def start(self, row: int) -> int:
        """Where a range that began at the row begins now."""
        found = self.single(row)
        if row <= self.first:
            return row
        return self.first + self.count - 1 if found is None else found

    def end(self, row: int) -> int:
        """Where a range that ended at the row ends now."""
        if row >= self.last:
            return row + self.delta
        found = self.single(row)
        return max(self.first, self.first + self.count - 2) if found is None else found

    def span(self, first: int, last: int) -> tuple[int, int]:
        """A range of rows, never upside down."""
        low, high = self.start(first), self.end(last)
        return (low, max(low, high))


def shifted(formula: str, shift: Shift, own_sheet: str) -> str:
    """公式移行 — the formula that asks for the same cells; `#REF!` for a single cell that went."""
    if not formula.startswith("="):
        return formula
    tokens = Tokenizer(formula).items
    return "=" + "".join(_token(token, shift, own_sheet) for token in tokens)


def _token(token: Token, shift: Shift, own_sheet: str) -> str:
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return token.value
    return reference(token.value, shift, own_sheet)


def reference(text: str, shift: Shift, own_sheet: str) -> str:
    """引用移行 — one cell, range of cells or range of rows; anything else as it is."""
    found = REFERENCE.match(text)
    if found is None or not _is_on(found["sheet"], shift.sheet, own_sheet):
        return text
    sheet, first, last = found["sheet"] or "", found["first"], found["last"]
    head, row = _parts(first)
    if last is None:
        if not head.strip("$"):
            return text  # a bare number is no reference
        place = shift.single(row)
        return LOST if place is None else f"{sheet}{head}{place}"
    tail, end = _parts(last)
    low, high = shift.span(row, end)
    return f"{sheet}{head}{low}:{tail}{high}"


def _parts(point: str) -> tuple[str, int]:
    found = PARTS.match(point)
    assert found is not None
    return found[1], int(found[2])


def _is_on(sheet: str | None, wanted: str, own_sheet: str) -> bool:
    if sheet is None:
        return own_sheet == wanted
    name = sheet[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name == wanted


def asks_for_lost(formula: str, shift: Shift, own_sheet: str) -> bool:
    """Whether one of its single cells would be gone."""
    return LOST in shifted(formula, shift, own_sheet) and LOST not in formula
