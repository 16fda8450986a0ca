"""表的样子 — a filled sheet as texts in cells with spans, for the page: the top, and the end of a long one."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhaotuifu.submissions.workbook.evaluating import UNKNOWN, Evaluator, Fault
from zhaotuifu.submissions.workbook.resizing import formula_of

TOP, END, MOST_COLUMNS = 60, 20, 60
SPILL = 6  # characters that a narrow column takes
DECIMALS = re.compile(r"[0#]\.(0+)")


def pictured(sheet: Worksheet, evaluator: Evaluator) -> dict[str, Any]:
    """{name, letters, rows: [{number, cells}], left_out}: a cell is {t, c, r, n, f}."""
    last = max(
        (row for (row, _), cell in sheet._cells.items() if cell.value is not None), default=0
    )
    wide = max(
        (col for (_, col), cell in sheet._cells.items() if cell.value is not None), default=0
    )
    wide = min(
        max([wide, *(b.max_col for b in sheet.merged_cells.ranges if b.min_row <= last)]),
        MOST_COLUMNS,
    )
    numbers = [*range(1, last + 1)]
    left_out = max(0, last - TOP - END)
    if left_out:
        numbers = [*numbers[:TOP], *numbers[-END:]]
    spans = {(b.min_row, b.min_col): b for b in sheet.merged_cells.ranges}
    return {
        "name": sheet.title,
        "left_out": left_out,
        "gap_after": TOP if left_out else 0,
        "letters": [get_column_letter(n) for n in range(1, wide + 1)],
        "rows": [
            {"number": row, "cells": _row(sheet, evaluator, row, wide, spans)} for row in numbers
        ],
    }


def _row(
    sheet: Worksheet, evaluator: Evaluator, row: int, wide: int, spans: dict
) -> list[dict[str, Any]]:
    found = []
    after = 1
    for column in range(1, wide + 1):
        cell = sheet._cells.get((row, column))
        if isinstance(cell, MergedCell) or column < after:
            continue
        box = spans.get((row, column))
        is_formula = cell is not None and formula_of(cell) is not None
        value = (
            evaluator.value(sheet.title, row, column)
            if is_formula
            else getattr(cell, "value", None)
        )
        across = min(box.max_col, wide) - column + 1 if box else 1
        if box is None and isinstance(value, str) and not is_formula:
            across = _spill(sheet, row, column, wide, value)
        after = column + across
        found.append(
            {
                "t": shown(value, cell.number_format if cell is not None else "General"),
                "c": across,
                "r": box.max_row - row + 1 if box else 1,
                "n": isinstance(value, Decimal | int | float),
                "f": is_formula,
            }
        )
    return found


def _spill(sheet: Worksheet, row: int, column: int, wide: int, text: str) -> int:
    """How many columns a text takes: over the blank ones beside it, as the spreadsheet shows it."""
    across = 1
    while len(text) > SPILL * across and column + across <= wide:
        beside = sheet._cells.get((row, column + across))
        if isinstance(beside, MergedCell) or getattr(beside, "value", None) is not None:
            break
        if beside is not None and beside.border is not None and beside.border.left.style:
            break  # a ruled cell of a list: the text stays in its own
        across += 1
    return across


def shown(value: Any, number_format: str) -> str:
    """显示的文字 — a number as its format says, near enough to recognise it."""
    if value is None:
        return ""
    if value is UNKNOWN:
        return "由 Excel 计算"
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return value.isoformat()[:10] if isinstance(value, date) else str(value)
    number = Decimal(str(value))
    is_percent = "%" in number_format
    if is_percent:
        number *= 100
    found = DECIMALS.search(number_format)
    if found or number_format not in ("General", "@"):
        places = len(found[1]) if found else 0
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    else:
        number = number.quantize(Decimal("0.0000000001")).normalize()
    text = f"{number:,f}" if "," in number_format else f"{number:f}"
    return f"{text}%" if is_percent else text
