"""电子表读取 — xlsx, xls, xlsb and ods: cells by calamine, beside them what it does not tell (hidden,
merged, formulas without value, number formats)."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from math import isfinite
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhaotuifu.kernel.sheets import biff, formats, ooxml, opendocument, xlsb
from zhaotuifu.kernel.sheets.sizes import MAX_CELLS, too_far
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

MIDNIGHT = time()
#: an error so far behind the last cell is no part of the table
MOST_AFTER = 20_000


DETAILS = {
    formats.XLSX: ooxml.describe,
    formats.XLS: biff.describe,
    formats.XLSB: xlsb.describe,
    formats.ODS: opendocument.describe,
}


def read(data: bytes, found: str) -> dict[str, Any]:
    """All worksheets of a workbook, in order; chart and macro sheets are left out."""
    details = DETAILS[found](data)
    if found == formats.ODS:
        data = opendocument.mended(data)
    with refusing_panic():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
    sheets = []
    left = MAX_CELLS
    for index, about in enumerate(metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        with refusing_panic():
            sheet, used = _read_sheet(book, index, left)
        left -= used
        sheet["name"] = about.name
        sheet["visible"] = about.visible is SheetVisibleEnum.Visible
        more = _details_of(details, index, about.name)
        _write_errors(sheet, more.pop("errors", ()))
        sheet.update(more)
        sheets.append(sheet)
    return {
        "format": found,
        "sheets": sheets,
        "date_1904": details["date_1904"],
        "warnings": ["macros"] if details["has_macros"] else [],
    }


@contextmanager
def refusing_panic() -> Iterator[None]:
    """Errors of the reader, and its panics (which are no Exception): the file is at fault."""
    try:
        yield
    except (SheetRefused, MemoryError):
        raise
    except PasswordError:
        raise SheetRefused(RefusalKind.ENCRYPTED) from None
    except (CalamineError, OverflowError, ValueError, OSError):
        raise SheetRefused(RefusalKind.CORRUPT) from None
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise SheetRefused(RefusalKind.CORRUPT) from None


def _details_of(details: dict[str, Any], index: int, name: str) -> dict[str, Any]:
    found = details["sheets"]
    if isinstance(found, dict):
        return found.get(name, {})
    return found[index] if index < len(found) else {}


def _write_errors(sheet: dict[str, Any], errors: Iterable[tuple[int, int, str]]) -> None:
    """A cell that shows #REF! is no blank cell, which is what calamine makes of it."""
    rows = sheet["rows"]
    for row, column, text in errors:
        at = row - sheet["first_row"]
        if not rows:
            sheet["first_row"], at = row, 0
        if not 0 <= at < len(rows) + MOST_AFTER or column > MOST_AFTER:
            continue
        rows += [[] for _ in range(at + 1 - len(rows))]
        cells = rows[at]
        cells += [None] * (column - len(cells))
        if cells[column - 1] is None:
            cells[column - 1] = text


def _read_sheet(book: CalamineWorkbook, index: int, left: int) -> tuple[dict[str, Any], int]:
    sheet = book.get_sheet_by_index(index)
    if sheet.start is None:
        return {"first_row": 1, "rows": [], "merged": _merged(sheet)}, 0
    if sheet.height * sheet.width > left:
        last_row, last_column = sheet.end or sheet.start
        raise too_far(sheet.name, last_row + 1, last_column + 1)
    padding: list[Any] = [None] * sheet.start[1]
    rows = []
    for raw in sheet.to_python(skip_empty_area=True):
        row = padding + [
            (value or None) if type(value) is str else _plain(value) for value in raw
        ]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
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
    if kind is datetime and value.time() == MIDNIGHT:
        return value.date()  # an ods writes days as moments
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
