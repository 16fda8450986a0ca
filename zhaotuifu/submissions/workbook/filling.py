"""填表 — projects into the list areas, figures into the single cells, then the sums evaluated.

The order is plain data: {areas: [{sheet, first, last, letters, rows}], spots: [{sheet, cell,
value}], ask: [[sheet, cell]]}. A value is {"n": "12.5"}, {"t": "text"}, {"d": "2025-03-31"} or None.
"""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import MergedCell
from openpyxl.utils import column_index_from_string, coordinate_to_tuple, get_column_letter

from zhaotuifu.submissions.workbook.caching import with_values
from zhaotuifu.submissions.workbook.evaluating import UNKNOWN, Evaluator, Fault
from zhaotuifu.submissions.workbook.examining import opened
from zhaotuifu.submissions.workbook.picturing import pictured
from zhaotuifu.submissions.workbook.resizing import formula_of, formulas, resize

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 32767  # characters a cell takes


def filled(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """填好的工作簿 — the answer about it (where rows stand now, evaluated cells, a picture in texts) and its
    bytes.
    """
    book = opened(data)
    places = _Places()
    for area in sorted(order["areas"], key=lambda area: -area["first"]):
        sheet = book[area["sheet"]]
        count = resize(book, sheet, area["first"], area["last"], len(area["rows"]))
        places.note(area["sheet"], area["last"], count - (area["last"] - area["first"] + 1))
        area["count"] = count
    for area in order["areas"]:
        area["begins"] = places.row(area["sheet"], area["first"])
        _write_area(book, area)
    for spot in order["spots"]:
        row, column = coordinate_to_tuple(spot["cell"])
        _write(book, spot["sheet"], places.row(spot["sheet"], row), column, spot["value"])
    evaluator = Evaluator(book)
    book.calculation.fullCalcOnLoad = True
    file = io.BytesIO()
    book.save(file)
    values = {
        (sheet.title, cell.coordinate): evaluator.value(sheet.title, cell.row, cell.column)
        for sheet, cell in formulas(book)
    }
    answer = {
        "areas": [{"begins": area["begins"], "count": area["count"]} for area in order["areas"]],
        "asked": [_asked(evaluator, places, sheet, cell) for sheet, cell in order["ask"]],
        "pictures": [pictured(book[name], evaluator) for name in _touched(order)],
        "faults": [[s, c, v.text] for (s, c), v in values.items() if isinstance(v, Fault)][:100],
    }
    return answer, with_values(file.getvalue(), book, values)


class _Places:
    """Where a row of the blank stands in the filled sheet."""

    def __init__(self) -> None:
        self.grown: list[tuple[str, int, int]] = []

    def note(self, sheet: str, last: int, delta: int) -> None:
        self.grown.append((sheet, last, delta))

    def row(self, sheet: str, row: int) -> int:
        return row + sum(delta for name, last, delta in self.grown if name == sheet and row > last)


def _touched(order: dict[str, Any]) -> list[str]:
    names = [part["sheet"] for part in (*order["areas"], *order["spots"])]
    return list(dict.fromkeys([*names, *(sheet for sheet, _ in order["ask"])]))


def _asked(evaluator: Evaluator, places: _Places, sheet: str, cell: str) -> dict[str, Any]:
    row, column = coordinate_to_tuple(cell)
    row = places.row(sheet, row)
    found = evaluator.value(sheet, row, column)
    place = f"{get_column_letter(column)}{row}"
    if found is UNKNOWN:
        return {"cell": place, "is_known": False}
    if isinstance(found, Decimal):
        return {"cell": place, "is_known": True, "n": format(found, "f")}
    return {
        "cell": place,
        "is_known": True,
        "t": found.text if isinstance(found, Fault) else str(found or ""),
    }


def _write_area(book: Workbook, area: dict[str, Any]) -> None:
    columns = [column_index_from_string(letter) for letter in area["letters"]]
    blank = [None] * len(columns)
    for number in range(area["count"]):
        values = area["rows"][number] if number < len(area["rows"]) else blank
        for column, value in zip(columns, values, strict=True):
            _write(book, area["sheet"], area["begins"] + number, column, value)


def _write(book: Workbook, sheet: str, row: int, column: int, value: dict[str, str] | None) -> None:
    """One value; a formula and the hidden part of merged cells are never written over."""
    cell = book[sheet].cell(row, column)
    if isinstance(cell, MergedCell) or formula_of(cell) is not None:
        return
    if value is None:
        cell.value = None
    elif "n" in value:
        cell.value = Decimal(value["n"])
    elif "d" in value:
        cell.value = date.fromisoformat(value["d"])
    else:
        cell.value = CONTROLS.sub("", value["t"])[:LONGEST]
        cell.data_type = "s"  # a text that begins with "=" stays a text
