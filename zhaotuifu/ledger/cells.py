"""出处 — from a fact's origin to the sheet and the cell it was read from.

An origin names the import, the sheet and the row; of an amount of a month also the column. The
column of any other field is that of the change in the row, else where the head of its table says.
A project may stand on several sheets of one file: the row that says the field is the one meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhaotuifu.ledger.models import LedgerRow
from zhaotuifu.ledger.rules.fields import TOTAL_INVESTMENT_FOREIGN, Extra, Field
from zhaotuifu.ledger.rules.items import ItemKind

ORIGIN = re.compile(r"台账#(\d{1,9}) (.*)!([A-Z]{0,3})(\d{1,7})(?: |（|$)", re.DOTALL)
LONGEST_SHEET = 80  # of a name, in rows and origins
EXTRAS = frozenset(one.value for one in Extra)


@dataclass(frozen=True, slots=True)
class Spot:
    """一格 — in a file that was imported; the column is empty where the value has no cell of its own."""

    import_id: int
    sheet: str
    row: int
    column: str = ""

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"

    @property
    def text(self) -> str:
        """台账#12 3月进度!I7."""
        return f"台账#{self.import_id} {self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class _RowSaid:
    """What is kept of a row of the file: which values it has, and what it changed."""

    sheet: str
    row: int
    values: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]

    def change_of(self, name: str) -> Mapping[str, Any] | None:
        names = (name, TOTAL_INVESTMENT_FOREIGN) if name == Field.TOTAL_INVESTMENT_WAN else (name,)
        return next(
            (one for one in self.items if one["kind"] == ItemKind.CHANGE and one["field"] in names), None
        )

    def has(self, name: str) -> bool:
        """Whether the row may say the field; what heads of extra columns give is not kept by name."""
        is_foreign = name == Field.TOTAL_INVESTMENT_WAN and TOTAL_INVESTMENT_FOREIGN in self.values
        return name in self.values or is_foreign or name in EXTRAS


def spot_of(origin: str) -> Spot | None:
    """读来源 — None for what does not come from a ledger."""
    found = ORIGIN.match(origin)
    if found is None:
        return None
    return Spot(int(found[1]), found[2], int(found[4]), found[3])


def locate(project_id: int, wanted: Mapping[str, tuple[str, str]]) -> dict[str, Spot]:
    """找到格子 — of (origin, field) by key, for a project; one SQL statement, however many."""
    spots = {
        key: (spot, name) for key, (origin, name) in wanted.items() if (spot := spot_of(origin))
    }
    ids = {spot.import_id for spot, _ in spots.values() if not spot.column}
    if not ids:
        return {key: spot for key, (spot, _) in spots.items()}
    rows: dict[int, list[_RowSaid]] = defaultdict(list)
    sheets: dict[int, Sequence[Mapping[str, Any]]] = {}
    kept = LedgerRow.objects.filter(project_id=project_id, ledger_import_id__in=ids).order_by("id")
    for import_id, heads, *said in kept.values_list(
        "ledger_import_id", "ledger_import__summary__sheets", "sheet", "row", "values", "items"
    ):
        rows[import_id].append(_RowSaid(*said))
        sheets[import_id] = heads
    return {
        key: spot if spot.column
        else _located(spot, name, rows[spot.import_id], sheets.get(spot.import_id) or ())
        for key, (spot, name) in spots.items()
    }


def _located(
    spot: Spot, name: str, rows: Sequence[_RowSaid], sheets: Sequence[Mapping[str, Any]]
) -> Spot:
    """The row that changed the field, else one that says it; the row named first comes first."""
    ordered = sorted(rows, key=lambda one: (one.sheet, one.row) != (spot.sheet, spot.row))
    for one in ordered:
        change = one.change_of(name)
        if change is not None:
            column = change["column"] or column_of(sheets, one.sheet, one.row, name)
            if column:
                return Spot(spot.import_id, one.sheet, one.row, column)
    for one in ordered:
        column = column_of(sheets, one.sheet, one.row, name) if one.has(name) else ""
        if column:
            return Spot(spot.import_id, one.sheet, one.row, column)
    return spot


def column_of(sheets: Iterable[Mapping[str, Any]], sheet: str, row: int, name: str) -> str:
    """字段的列 — its letter in the table the row stands in; empty when no head gives it."""
    table = table_of(sheets, sheet, row)
    for column in table["columns"] if table else ():
        if name in fields_of(column):
            return str(column["column"])
    return ""


def fields_of(column: Mapping[str, Any]) -> tuple[str, ...]:
    """一列给的字段 — two for 起止年限."""
    given = column["field"] or column["extra"] or ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


def table_of(
    sheets: Iterable[Mapping[str, Any]], sheet: str, row: int
) -> Mapping[str, Any] | None:
    """所在的表 — the last of the sheet whose head stands above the row."""
    for one in sheets:
        if one["name"][:LONGEST_SHEET] == sheet:
            above = [table for table in one["tables"] if min(table["header_rows"], default=0) < row]
            return above[-1] if above else None
    return None
