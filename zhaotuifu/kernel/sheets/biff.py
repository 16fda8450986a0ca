"""旧表记录 — of a .xls, what calamine does not tell: hidden rows and columns, empty formulas,
number formats that carry a unit, pictures, macros.

Source of the records: [MS-XLS] (BIFF8; BIFF5 shares the parts used here).
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from zhaotuifu.kernel.sheets import compound
from zhaotuifu.kernel.sheets.number_formats import MONTH_FORMATS, is_telling
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

BOUNDSHEET, FILEPASS, DATEMODE, BOF, EOF = 0x85, 0x2F, 0x22, 0x809, 0x0A
ROW, COLINFO, FORMULA, OBJECT = 0x208, 0x7D, 0x06, 0x5D
FORMAT, XF = 0x41E, 0xE0
NUMBER, RK, MULTIPLE_RK, BOOLEAN_OR_ERROR = 0x203, 0x27E, 0xBD, 0x205
BIFF8 = 0x600
#: kinds of formula results
ERROR_RESULT, EMPTY_RESULT = 2, 3
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}
#: kinds of objects people see: shapes, charts, text boxes, pictures; not notes, filters, buttons
DRAWN = frozenset((*range(7), 8, 9, 0x1E))
#: most cells of formulas without value that are remembered
MOST = 200_000


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """(number, body) of every record from an offset on; ends where the bytes end."""
    end = len(stream) - 4
    while 0 <= at <= end:
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length


def describe(data: bytes) -> dict[str, Any]:
    """{date_1904, sheets: [details of each sheet, in the order of the file]}."""
    container = compound.Container(data)
    stream = container.read("Workbook", "Book")
    offsets: list[int] = []
    date_1904 = False
    styles = _Styles()
    for number, body in records(stream):
        if number == FILEPASS:
            raise SheetRefused(RefusalKind.ENCRYPTED)
        if number == BOUNDSHEET and len(body) >= 6:
            offsets.append(struct.unpack_from("<I", body)[0])
        if number == DATEMODE and len(body) >= 2:
            date_1904 = body[0] == 1
        styles.take(number, body)
        if number == EOF:
            break
    sheets = [_sheet(stream, at, styles.telling) for at in offsets]
    forgotten(sheets)
    has_macros = any(name.lower() == "_vba_project" for name, *_ in container.entries)
    return {"date_1904": date_1904, "sheets": sheets, "has_macros": has_macros}


def forgotten(sheets: Iterable[dict[str, Any]]) -> None:
    """Formulas that were never calculated, told from those that give an empty text.

    Both look alike in the file. Where any formula of the workbook has a result,
    whoever wrote it calculates: =IF(A1="","",…) is then a blank, not a gap.
    """
    sheets = list(sheets)
    has_results = any(sheet.pop("has_results") for sheet in sheets)
    if has_results:
        for sheet in sheets:
            sheet["formulas_without_value"] = []


class _Styles:
    """Cell styles whose number format means something: index → format."""

    def __init__(self) -> None:
        self.formats = dict(MONTH_FORMATS)
        self.telling: dict[int, str] = {}
        self.count = 0
        self.is_biff8 = True

    def take(self, number: int, body: bytes) -> None:
        if number == BOF and len(body) >= 2:
            self.is_biff8 = struct.unpack_from("<H", body)[0] >= BIFF8
        elif number == FORMAT and len(body) >= 5:
            code = self._code(body)
            if is_telling(code):
                self.formats[struct.unpack_from("<H", body)[0]] = code
        elif number == XF and len(body) >= 4:
            wanted = struct.unpack_from("<H", body, 2)[0]
            if wanted in self.formats:
                self.telling[self.count] = self.formats[wanted]
            self.count += 1

    def _code(self, body: bytes) -> str:
        if not self.is_biff8:
            return body[3 : 3 + body[2]].decode("gb18030", "replace")
        length, wide = struct.unpack_from("<HB", body, 2)
        if wide & 1:
            return body[5 : 5 + 2 * length].decode("utf-16-le", "replace")
        return body[5 : 5 + length].decode("latin-1")


class _Seen:
    """What has been met on one sheet."""

    def __init__(self, styles: dict[int, str]) -> None:
        self.styles = styles
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.empty: list[tuple[int, int]] = []
        self.formats: list[tuple[int, int, str]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.has_pictures = self.has_results = False

    def take(self, number: int, body: bytes) -> None:
        if number == ROW and len(body) >= 14:
            if body[12] & 0x20:
                self.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif number == COLINFO and len(body) >= 10:
            if body[8] & 1:
                first, last = struct.unpack_from("<HH", body)
                self.hidden_columns += range(first + 1, min(last, 255) + 2)
        elif number in (FORMULA, NUMBER, RK) and len(body) >= 10:
            self._cell(number, body)
        elif number == BOOLEAN_OR_ERROR and len(body) >= 8 and body[7]:
            row, column = struct.unpack_from("<HH", body)
            self._error(row, column, body[6])
        elif number == MULTIPLE_RK and len(body) >= 12:
            self._cells(body)
        elif number == OBJECT and len(body) >= 6:
            self.has_pictures |= struct.unpack_from("<H", body, 4)[0] in DRAWN

    def _cell(self, number: int, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        if style in self.styles:
            self.formats.append((row + 1, column + 1, self.styles[style]))
        if number != FORMULA or len(body) < 14:
            return
        if not _is_empty_result(body):
            self.has_results = True
            if body[12:14] == b"\xff\xff" and body[6] == ERROR_RESULT:
                self._error(row, column, body[8])
        elif len(self.empty) < MOST:
            self.empty.append((row + 1, column + 1))

    def _error(self, row: int, column: int, code: int) -> None:
        self.errors.append((row + 1, column + 1, ERRORS.get(code, "#N/A")))

    def _cells(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for at in range(4, len(body) - 7, 6):
            style = struct.unpack_from("<H", body, at)[0]
            if style in self.styles:
                column = first + (at - 4) // 6
                self.formats.append((row + 1, column + 1, self.styles[style]))


def _sheet(stream: bytes, at: int, styles: dict[int, str]) -> dict[str, Any]:
    seen = _Seen(styles)
    depth = 0
    for number, body in records(stream, at):
        if number == BOF:
            depth += 1
        elif number == EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth <= 1:  # deeper stands an embedded chart
            seen.take(number, body)
    return {
        "hidden_rows": seen.hidden_rows,
        "hidden_columns": seen.hidden_columns,
        "formulas_without_value": seen.empty,
        "has_results": seen.has_results,
        "errors": seen.errors,
        "cell_formats": seen.formats,
        "has_pictures": seen.has_pictures,
    }


def _is_empty_result(body: bytes) -> bool:
    """The empty text: what scripts write that do not calculate."""
    return body[12:14] == b"\xff\xff" and body[6] == EMPTY_RESULT
