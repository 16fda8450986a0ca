"""改坏的样例台账：每份样例改几处，真值一起改，读出来的每个数要么对、要么被问被拒，没有一个不声不响地错。

A `Mutant` is one sheet of a sample ledger as rows that know what they are. Every mutation changes
the cells and the truth together; `faults` compares what `understand` reads with the truth.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from tests.ledger.expected import LEDGERS, read, zones
from zhaotuifu.kernel.sheets import MergedRange, Sheet, Workbook, read_workbook
from zhaotuifu.ledger.rules import Understood, understand
from zhaotuifu.ledger.rules.fields import MONEY_FIELDS
from zhaotuifu.ledger.rules.types import (
    ColumnReading,
    ColumnRole,
    ForeignMoney,
    IgnoredKind,
    Outcome,
    RowReading,
    SheetRole,
)

NAMES = (
    "d01_town_progress", "d02_sheets_by_level", "d03_merged_levels", "d04_units_in_cells",
    "d05_dates", "d06_carry_2024", "d07_carry_2025", "d08_gbk", "d09_packages_joint",
    "d10_identity",
)
#: a cell nobody can read as one amount: anything taken from it is wrong
BROKEN = "broken"

Truth = Decimal | ForeignMoney | str | None


@dataclass(eq=False)
class Line:
    """One row of the sheet: its cells, what it is, and for a project the truth by column."""

    cells: list[Any]
    kind: str
    truth: dict[int, Truth] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)
    no_value: set[int] = field(default_factory=set)
    is_hidden: bool = False


@dataclass(eq=False)
class Mutant:
    """A sheet on its way to be spoilt; `amounts` are its columns of money by field."""

    name: str
    sheet: str
    sent_as: str
    lines: list[Line]
    #: merged cells: first line, last line, first and last column
    merged: list[tuple[Line, Line, int, int]]
    amounts: dict[int, str]
    units: dict[int, str | None]
    hidden_columns: set[int] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    @property
    def projects(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "project"]

    @property
    def width(self) -> int:
        return max(len(line.cells) for line in self.lines)

    def at(self, kind: str) -> int:
        """Where the first line of a kind stands."""
        return next(n for n, line in enumerate(self.lines) if line.kind == kind)

    def put(self, at: int, line: Line) -> None:
        """A further line; merged cells that reach over it are cut before it."""
        self.lines.insert(at, line)

    def split(self, *, is_filled: bool = True) -> None:
        """Merged cells taken apart; each cell that was covered has its value, or only the first has."""
        for first, last, left, right in self.merged:
            value = first.cells[left - 1] if left <= len(first.cells) else None
            start, end = self.lines.index(first), self.lines.index(last)
            for line in self.lines[start : end + 1]:
                line.cells += [None] * (right - len(line.cells))
                if not is_filled and line.kind == "project" and line is not first:
                    line.truth.update({at: None for at in line.truth if left <= at <= right})
                elif is_filled and line.kind in ("head", "head again", "project"):
                    line.cells[left - 1 : right] = [value] * (right - left + 1)
        self.merged = []

    def book(self) -> Workbook:
        """As the child process hands it over."""
        place = {id(line): n for n, line in enumerate(self.lines, 1)}
        boxes = tuple(
            MergedRange(place[id(first)], left, place[id(last)], right)
            for first, last, left, right in self.merged
            if id(first) in place and id(last) in place
        )
        formats = {
            (place[id(line)], column): code
            for line in self.lines for column, code in line.formats.items()
        }
        sheet = Sheet(
            name=self.sheet, is_visible=True, first_row=1,
            rows=tuple(_ragged(line.cells) for line in self.lines), merged=boxes,
            hidden_rows=frozenset(place[id(line)] for line in self.lines if line.is_hidden),
            hidden_columns=frozenset(self.hidden_columns),
            formulas_without_value=frozenset(
                (place[id(line)], column) for line in self.lines for column in line.no_value
            ),
            cell_formats=formats or None,
        )
        return Workbook("xlsx", "", (sheet,))


def _ragged(cells: list[Any]) -> tuple[Any, ...]:
    kept = list(cells)
    while kept and kept[-1] is None:
        kept.pop()
    return tuple(kept)


@cache
def _sources() -> dict[str, list[tuple[Sheet, list[RowReading], tuple[ColumnReading, ...], dict[int, str]]]]:
    """Every sheet of the samples that is a ledger, with what is right for it."""
    found: dict[str, list[Any]] = {}
    for name in NAMES:
        case = read(name)
        book = read_workbook((LEDGERS / case.expected["file"]).read_bytes(), case.expected["file"])
        for sheet, reading in zip(book.sheets, case.understood.sheets, strict=True):
            if reading.role is not SheetRole.LEDGER:
                continue
            rows = [row for row in case.understood.rows if row.sheet == sheet.name]
            kinds = {
                one.row: one.kind.value
                for one in case.understood.ignored if one.sheet == sheet.name
            }
            found.setdefault(name, []).append((sheet, rows, reading.tables[0].columns, kinds))
    return found


def mutant(name: str, chance: random.Random) -> Mutant:
    """A fresh copy of one sheet of a sample, with the truth of every amount."""
    sheet, rows, columns, kinds = chance.choice(_sources()[name])
    amounts = {one.index: str(one.field) for one in columns if one.field in MONEY_FIELDS}
    by_row = {row.row: row for row in rows}
    width = max(len(row) for row in sheet.rows)
    lines = []
    for number, cells in enumerate(sheet.rows, sheet.first_row):
        kind = "project" if number in by_row else kinds.get(number, "blank")
        line = Line([*cells, *[None] * (width - len(cells))], "head" if kind == "header" else kind)
        line.is_hidden = number in sheet.hidden_rows
        line.formats = {
            column: code for (row, column), code in (sheet.cell_formats or {}).items()
            if row == number
        }
        line.no_value = {c for r, c in sheet.formulas_without_value if r == number}
        if number in by_row:
            line.truth = {at: _true(by_row[number], name) for at, name in amounts.items()}
        lines.append(line)
    first = sheet.first_row
    merged = [
        (lines[box.first_row - first], lines[box.last_row - first], box.first_column, box.last_column)
        for box in sheet.merged
        if first <= box.first_row and box.last_row < first + len(lines)
    ]
    units = {one.index: one.unit for one in columns if one.index in amounts}
    expected = read(name).expected
    return Mutant(
        name, sheet.name, expected["sent_as"], lines, merged, amounts, units,
        set(sheet.hidden_columns),
    )


def _true(row: RowReading, name: str) -> Truth:
    value = row.values.get(name)
    if value is None and name == "total_investment_wan":
        value = row.values.get("total_investment_foreign")
    if isinstance(value, Decimal | ForeignMoney):
        return value
    return BROKEN if name in row.refused_fields() else None


def understood(one: Mutant, book: Workbook | None = None) -> Understood:
    """Read with the invented district's 板块."""
    return understand(book or one.book(), zones=zones(), filename=one.sent_as)


def faults(one: Mutant, found: Understood) -> list[str]:
    """Every amount that is wrong in silence, every project that vanished, every one invented."""
    sheet = found.sheets[0]
    if sheet.role is not SheetRole.LEDGER:
        is_said = sheet.refusal is not None or found.file_refusal is not None
        return [] if is_said else [f"the sheet became {sheet.role} in silence"]
    rows = {row.row: row for row in found.rows}
    told = _left_to_the_clerk(one, found)
    ignored = {row.row: row.kind for row in found.ignored}
    wrong = []
    for number, line in enumerate(one.lines, 1):
        row = rows.get(number)
        if line.kind == "project":
            if row is None and ignored.get(number) is not IgnoredKind.ROW_OF_REFUSED_SHEET:
                wrong.append(f"row {number} {line.cells[:3]} vanished: {ignored.get(number)}")
            elif row is not None and row.outcome is Outcome.ACCEPT:
                wrong += _amounts(number, line, row, one, told)
        elif row is not None and row.outcome is Outcome.ACCEPT:
            wrong.append(f"row {number} ({line.kind}) {_ragged(line.cells)[:4]} became a project")
    return wrong


def _left_to_the_clerk(one: Mutant, found: Understood) -> set[str | None]:
    """Fields whose column is asked about, or was unknown and is shown to be mapped."""
    sheet = found.sheets[0]
    asked = {question.column for question in sheet.questions}
    shown = {
        column.index for table in sheet.tables for column in table.columns
        if column.role is ColumnRole.UNKNOWN or column.letter in asked or column.rival in asked
    }
    return {name for at, name in one.amounts.items() if at in shown}


def _amounts(
    number: int, line: Line, row: RowReading, one: Mutant, told: set[str | None]
) -> list[str]:
    wrong = []
    wrong += [
        f"row {number} {name}: {row.values[name]} out of nothing"
        for name in MONEY_FIELDS & row.values.keys() - set(one.amounts.values())
    ]
    said = told | {finding.field for finding in row.findings if finding.field}
    for at, name in one.amounts.items():
        want, got = line.truth.get(at), row.values.get(name)
        if got is None and name == "total_investment_wan":
            got = row.values.get("total_investment_foreign")
        if got is None:
            is_told = name in said or want is None
            if not is_told:
                wrong.append(f"row {number} {name}: {line.cells[at - 1]!r} ({want}) lost")
        elif want == BROKEN or want is None or not _same(got, want):
            wrong.append(f"row {number} {name}: {line.cells[at - 1]!r} read as {got}, is {want}")
    return wrong


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, ForeignMoney) and isinstance(want, ForeignMoney):
        return got == want
    if isinstance(got, Decimal) and isinstance(want, Decimal):
        return abs(got - want) <= max(Decimal("0.0001"), abs(want) * Decimal("1e-12"))
    return False
