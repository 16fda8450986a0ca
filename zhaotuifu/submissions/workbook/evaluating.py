"""公式求值 — what the superior's sums come to, so that the page shows them and they can be checked.

Simple formulas only (＋ − × ÷, SUM, ROUND, IF and their like), in Decimal. What is beyond it is
answered `UNKNOWN`: the spreadsheet calculates it, and we say that we did not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

from zhaotuifu.submissions.workbook.resizing import formula_of

DEEPEST = 60  # a chain of formulas, or brackets in one
MOST_CELLS = 400_000
SHEET = re.compile(
    r"^(?:('(?:[^']|'')+'|[^'!:\[\]]+)!)?(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)$"
)


class Beyond(Exception):
    """不会算 — the formula uses what we do not calculate."""


@dataclass(frozen=True, slots=True)
class Fault:
    """错值 — what the spreadsheet shows as #DIV/0! and the like."""

    text: str


class _Faulty(Exception):
    def __init__(self, text: str):
        self.fault = Fault(text)


UNKNOWN = object()
Value = Any  # Decimal | str | bool | None | Fault | UNKNOWN


class Evaluator:
    """求值 — of a workbook as it is filled now; each cell once."""

    def __init__(self, book: Workbook):
        self.book = book
        self.known: dict[tuple[str, int, int], Value] = {}
        self.asked: set[tuple[str, int, int]] = set()
        self.cells = 0
        self.last_rows: dict[str, int] = {}

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value; a formula we cannot calculate, or one that asks for itself, is UNKNOWN."""
        key = (sheet, row, column)
        if key not in self.known:
            cell = self.book[sheet]._cells.get((row, column))
            formula = formula_of(cell) if cell is not None else None
            if formula is None:
                self.known[key] = _plain(getattr(cell, "value", None))
            else:
                self.known[key] = self._formula(key, formula)
        return self.known[key]

    def _formula(self, key: tuple[str, int, int], formula: str) -> Value:
        if key in self.asked or len(self.asked) > DEEPEST:
            return UNKNOWN
        self.asked.add(key)
        try:
            return _Reader(self, key, Tokenizer(formula).items).whole()
        except _Faulty as faulty:
            return faulty.fault
        except (Beyond, DecimalException, ValueError, KeyError, IndexError, RecursionError):
            return UNKNOWN
        finally:
            self.asked.discard(key)

    def _last_row(self, sheet: str) -> int:
        """Counted once a sheet: openpyxl looks through all cells each time it is asked."""
        if sheet not in self.last_rows:
            self.last_rows[sheet] = self.book[sheet].max_row
        return self.last_rows[sheet]

    def area(self, reference: str, own_sheet: str) -> Iterator[Value]:
        """The values of a reference, row by row."""
        found = SHEET.match(reference)
        if found is None:
            raise Beyond
        sheet = found[1] or own_sheet
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        low_column, low, high_column, high = range_boundaries(found[2].replace("$", "").upper())
        high = min(high, self._last_row(sheet))
        for row in range(low, high + 1):
            for column in range(low_column, high_column + 1):
                self.cells += 1
                if self.cells > MOST_CELLS:
                    raise Beyond
                yield self.value(sheet, row, column)


def _plain(value: Any) -> Value:
    if isinstance(value, bool) or value is None or isinstance(value, str | Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, datetime | date):
        return UNKNOWN  # a day's number depends on the calendar of the file
    return str(value)


def number(value: Value) -> Decimal:
    """A number out of a value, as + and × want it."""
    if value is UNKNOWN:
        raise Beyond
    if isinstance(value, Fault):
        raise _Faulty(value.text)
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    try:
        return Decimal(str(value).strip().replace(",", ""))
    except DecimalException:
        raise _Faulty("#VALUE!") from None


def _numbers(values: list[Value]) -> list[Decimal]:
    """Of a range only the numbers count: texts and blanks are passed over."""
    found = []
    for value in values:
        if value is UNKNOWN:
            raise Beyond
        if isinstance(value, Fault):
            raise _Faulty(value.text)
        if isinstance(value, Decimal):
            found.append(value)
    return found


def _rounded(value: Decimal, places: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def _average(values: list[Value]) -> Decimal:
    found = _numbers(values)
    return divided(sum(found, Decimal(0)), Decimal(len(found)))


def divided(value: Decimal, by: Decimal) -> Decimal:
    """÷, with the spreadsheet's own word for nothing to divide by."""
    if by == 0:
        raise _Faulty("#DIV/0!")
    return value / by


OVER_RANGES: dict[str, Callable[[list[Value]], Decimal]] = {
    "SUM": lambda values: sum(_numbers(values), Decimal(0)),
    "COUNT": lambda values: Decimal(len(_numbers(values))),
    "COUNTA": lambda values: Decimal(sum(value is not None for value in values)),
    "MAX": lambda values: max(_numbers(values), default=Decimal(0)),
    "MIN": lambda values: min(_numbers(values), default=Decimal(0)),
    "AVERAGE": _average,
}
OPERATORS: dict[str, Callable[[Decimal, Decimal], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divided,
}
COMPARES: dict[str, Callable[[Value, Value], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: number(a) < number(b),
    ">": lambda a, b: number(a) > number(b),
    "<=": lambda a, b: number(a) <= number(b),
    ">=": lambda a, b: number(a) >= number(b),
}
TIGHTNESS = {**dict.fromkeys(COMPARES, 1), "+": 2, "-": 2, "*": 3, "/": 3}


def _beside(value: Value, other: Value) -> Value:
    """A blank cell is 0 beside a number and the empty text beside a text."""
    if value is not None:
        return value
    return Decimal(0) if isinstance(other, Decimal) else ""


class _Reader:
    """Reads one formula's tokens from left to right."""

    def __init__(self, evaluator: Evaluator, key: tuple[str, int, int], tokens: list[Token]):
        self.evaluator, self.key = evaluator, key
        self.tokens = [token for token in tokens if token.type != Token.WSPACE]
        self.at = self.depth = 0

    def whole(self) -> Value:
        value = self.expression(0)
        if self.at != len(self.tokens):
            raise Beyond
        return value

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def expression(self, loosest: int) -> Value:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Beyond
        value = self.operand()
        while (token := self._next()) is not None and token.type == Token.OP_IN:
            tightness = TIGHTNESS.get(token.value)
            if tightness is None:
                raise Beyond
            if tightness <= loosest:
                break
            self.at += 1
            value = self._apply(token.value, value, self.expression(tightness))
        self.depth -= 1
        return value

    def _apply(self, operator: str, left: Value, right: Value) -> Value:
        if operator in OPERATORS:
            return OPERATORS[operator](number(left), number(right))
        if UNKNOWN in (left, right):
            raise Beyond
        return COMPARES[operator](_beside(left, right), _beside(right, left))

    def operand(self) -> Value:
        token = self.tokens[self.at]
        self.at += 1
        if token.type == Token.OP_PRE:
            value = number(self.operand())
            return -value if token.value == "-" else value
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self.expression(0)
            self._close()
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            value = self._function(token.value[:-1].upper())
        elif token.type == Token.OPERAND:
            value = self._literal(token)
        else:
            raise Beyond
        while (after := self._next()) is not None and after.type == Token.OP_POST:
            self.at += 1
            value = number(value) / 100
        return value

    def _close(self) -> None:
        token = self._next()
        if token is None or token.subtype != Token.CLOSE:
            raise Beyond
        self.at += 1

    def _literal(self, token: Token) -> Value:
        if token.subtype == Token.NUMBER:
            return Decimal(token.value)
        if token.subtype == Token.TEXT:
            return token.value[1:-1].replace('""', '"')
        if token.subtype == Token.LOGICAL:
            return token.value.upper() == "TRUE"
        if token.subtype == Token.ERROR:
            raise _Faulty(token.value)
        values = list(self.evaluator.area(token.value, self.key[0]))
        if len(values) != 1:
            raise Beyond
        return values[0]

    def _function(self, name: str) -> Value:
        if name in OVER_RANGES:
            return OVER_RANGES[name](self._range_values())
        if name in ("IF", "IFERROR"):
            return self._choice(name)
        arguments = self._arguments()
        if name == "ROUND" and len(arguments) == 2:
            return _rounded(number(arguments[0]), number(arguments[1]))
        if name == "ABS" and len(arguments) == 1:
            return abs(number(arguments[0]))
        if name == "ROW" and not arguments:
            return Decimal(self.key[1])
        raise Beyond

    def _choice(self, name: str) -> Value:
        """IF and IFERROR look at one side only: the fault of the other does not count."""
        sides = []
        while True:
            sides.append(self._side())
            token = self._next()
            if token is None or token.type != Token.SEP:
                break
            self.at += 1
        self._close()
        if name == "IFERROR" and len(sides) == 2:
            return sides[1] if isinstance(sides[0], Fault) else sides[0]
        if name != "IF" or len(sides) not in (2, 3):
            raise Beyond
        is_so = sides[0]
        if isinstance(is_so, Fault):
            raise _Faulty(is_so.text)
        if is_so is UNKNOWN:
            raise Beyond
        chosen = sides[1] if is_so else (sides[2] if len(sides) == 3 else False)
        if isinstance(chosen, Fault):
            raise _Faulty(chosen.text)
        return chosen

    def _side(self) -> Value:
        """One argument; a fault in it is a value, and reading goes on behind it."""
        begin, depth = self.at, self.depth
        token = self._next()
        if token is not None and (token.type == Token.SEP or token.subtype == Token.CLOSE):
            return None
        try:
            return self.expression(0)
        except _Faulty as faulty:
            self.at, self.depth = begin, depth
            self._skip()
            return faulty.fault

    def _skip(self) -> None:
        depth = 0
        while (token := self._next()) is not None:
            if depth == 0 and (token.type == Token.SEP or token.subtype == Token.CLOSE):
                return
            depth += {Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0)
            self.at += 1

    def _arguments(self) -> list[Value]:
        found: list[Value] = []
        while (token := self._next()) is not None and token.subtype != Token.CLOSE:
            if token.type == Token.SEP:
                self.at += 1
                continue
            found.append(self.expression(0))
        self._close()
        return found

    def _range_values(self) -> list[Value]:
        """Arguments of SUM and its like: a range by itself is all its cells."""
        found: list[Value] = []
        while (token := self._next()) is not None and token.subtype != Token.CLOSE:
            if token.type == Token.SEP:
                self.at += 1
            elif self._is_alone():
                found += self.evaluator.area(token.value, self.key[0])
                self.at += 1
            else:
                found.append(self.expression(0))
        self._close()
        return found

    def _is_alone(self) -> bool:
        token, after = self.tokens[self.at], self.tokens[self.at + 1]
        is_range = token.type == Token.OPERAND and token.subtype == Token.RANGE
        return is_range and (after.type == Token.SEP or after.subtype == Token.CLOSE)
