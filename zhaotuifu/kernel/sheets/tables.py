"""电子表读取 — xlsx and xls: cells by calamine, the rest (hidden, merged, empty formulas) beside it."""

import io
from datetime import date, datetime
from math import isfinite
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhaotuifu.kernel.sheets import biff, formats, ooxml
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

MAX_CELLS = 4_000_000


def read(data: bytes, found: str) -> dict[str, Any]:
    """All worksheets of an xlsx or xls file, in order; chart sheets are left out."""
    details = biff.describe(data) if found == formats.XLS else ooxml.describe(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
    except PasswordError:
        raise SheetRefused(RefusalKind.ENCRYPTED) from None
    except CalamineError:
        raise SheetRefused(RefusalKind.CORRUPT) from None
    sheets = []
    left = MAX_CELLS
    for index, about in enumerate(metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet, used = _read_sheet(book, index, left)
        left -= used
        sheet["name"] = about.name
        sheet["visible"] = about.visible is SheetVisibleEnum.Visible
        sheet.update(_details_of(details, index, about.name))
        sheets.append(sheet)
    return {"format": found, "sheets": sheets, "date_1904": details["date_1904"]}


def _details_of(details: dict[str, Any], index: int, name: str) -> dict[str, Any]:
    found = details["sheets"]
    if isinstance(found, dict):
        return found.get(name, {})
    return found[index] if index < len(found) else {}


def _read_sheet(book: CalamineWorkbook, index: int, left: int) -> tuple[dict[str, Any], int]:
    try:
        sheet = book.get_sheet_by_index(index)
    except CalamineError:
        raise SheetRefused(RefusalKind.CORRUPT) from None
    if sheet.start is None:
        return {"first_row": 1, "rows": [], "merged": _merged(sheet)}, 0
    if sheet.height * sheet.width > left:
        raise SheetRefused(RefusalKind.TOO_LARGE)
    padding: list[Any] = [None] * sheet.start[1]
    rows = []
    for raw in sheet.to_python(skip_empty_area=True):
        row = padding + [None if value == "" else value for value in raw]
        while row and row[-1] is None:
            row.pop()
        rows.append([_plain(value) for value in row])
    while rows and not rows[-1]:
        rows.pop()
    answer = {"first_row": sheet.start[0] + 1, "rows": rows, "merged": _merged(sheet)}
    return answer, sheet.height * sheet.width


def _plain(value: Any) -> Any:
    """A whole float becomes an int as people see it; times and spans become text."""
    kind = type(value)
    if kind is str or value is None or kind is int or kind is bool:
        return value
    if kind is float:
        if not isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime | date):
        return value
    return str(value)


def _merged(sheet: Any) -> list[list[int]]:
    boxes = sheet.merged_cell_ranges or ()
    return [
        [top + 1, left + 1, bottom + 1, right + 1]
        for (top, left), (bottom, right) in boxes
        if bottom > top or right > left
    ]
