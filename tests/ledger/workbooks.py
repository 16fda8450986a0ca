"""Makes ledgers for the tests: rows as people type them, merged cells, hidden rows and sheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from tests.ledger.expected import zones
from zhaotuifu.kernel.sheets import read_workbook
from zhaotuifu.ledger.rules import RowReading, Understood, canonical, understand

Rows = Sequence[Sequence[Any]]


def xlsx(
    sheets: Mapping[str, Rows],
    *,
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    formats: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook; `merged` by sheet (A1:C1), `formats` by cell (C3 → number format)."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(sheet, at, column, value)
        for area in (merged or {}).get(name, ()):
            first, last = (xl_cell_to_rowcol(end) for end in area.split(":"))
            row = rows[first[0]]
            value = row[first[1]] if first[1] < len(row) else ""
            sheet.merge_range(*first, *last, "" if value is None else value)
        for place, code in (formats or {}).items():
            row_at, column_at = xl_cell_to_rowcol(place)
            sheet.write(
                row_at, column_at, rows[row_at][column_at], book.add_format({"num_format": code})
            )
        for row_number in hidden_rows:
            sheet.set_row(row_number - 1, None, None, {"hidden": True})
        if name in hidden:
            sheet.hide()
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write(row, column, value)


def delimited(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(
        ["" if value is None else value for value in row] for row in rows
    )
    return stream.getvalue().encode(encoding)


def reading(
    data: bytes | Mapping[str, Rows], filename: str = "台账.xlsx", **wishes: Any
) -> Understood:
    """The file understood with the invented district's 板块."""
    content = data if isinstance(data, bytes) else xlsx(data)
    return understand(read_workbook(content, filename), zones=zones(), filename=filename, **wishes)


def sheet_of(rows: Rows, **wishes: Any) -> Understood:
    return reading({"Sheet1": rows}, **wishes)


def by_name(understood: Understood) -> dict[str, RowReading]:
    return {str(row.values.get("name")): row for row in understood.rows}


def values(understood: Understood) -> dict[str, dict[str, Any]]:
    return {name: canonical(row) for name, row in by_name(understood).items()}


def problems(row: RowReading) -> list[tuple[str, str, str | None]]:
    """(kind, class, field) of the row's findings."""
    return [(one.kind.value, one.class_.value, one.field) for one in row.findings]


def kinds(understood: Understood) -> dict[int, str]:
    """Row number → kind of the ignored rows (one sheet)."""
    return {one.row: one.kind.value for one in understood.ignored}


def fields(understood: Understood, sheet: int = 0, table: int = 0) -> dict[str, Any]:
    """Head path → field, or role where there is none."""
    columns = understood.sheets[sheet].tables[table].columns
    return {one.key: one.field or (one.role and one.role.value) for one in columns}
