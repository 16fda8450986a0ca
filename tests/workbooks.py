"""工作簿 — small ledgers as a 板块 sends them, made cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

Cell = str | int | float


def ledger(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """台账 — a title over all columns, one row of heads, the rows, and a signature below."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    middle = book.add_format({"align": "center", "bold": True})
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, middle)
    for column, head in enumerate(heads):
        sheet.write(1, column, head, middle)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(len(rows) + 2, 0, "填表：某甲　　审核：某乙")
    book.close()
    return kept.getvalue()
