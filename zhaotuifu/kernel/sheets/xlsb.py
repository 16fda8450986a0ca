"""二进制新表 — of an xlsb, what calamine does not tell: merged cells, hidden rows and columns,
number formats that carry a unit, pictures, the 1904 calendar, formulas without value.

Source of the records: [MS-XLSB] (BIFF12). What the format cannot tell: a formula
without value looks like one that gives an empty text; it counts as without value
only when no formula of the workbook has any (see `biff.forgotten`).
"""

import struct
from collections.abc import Iterator
from typing import Any

from zhaotuifu.kernel.sheets.archives import Archive, normal
from zhaotuifu.kernel.sheets.biff import ERRORS, MOST, forgotten
from zhaotuifu.kernel.sheets.number_formats import MONTH_FORMATS, is_telling
from zhaotuifu.kernel.sheets.ooxml import MAX_UNPACKED, has_macros, relations

ROW, COLINFO, MERGED, DRAWING = 0, 60, 176, 550
VALUES = range(2, 12)
FORMULA_TEXT, FORMULAS = 8, range(8, 12)
ERROR_CELLS = (3, 11)
BUNDLE_SHEET, WORKBOOK_PROPERTIES = 156, 153
FORMAT, XF, CELL_XFS, END_CELL_XFS = 44, 47, 617, 618
HIDDEN_ROW = 0x10


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, body) of every record; ends where the bytes end."""
    at, end = 0, len(stream)
    while at < end:
        number = stream[at]
        at += 1
        if number & 0x80 and at < end:
            number = (number & 0x7F) | ((stream[at] & 0x7F) << 7)
            at += 1
        length = shift = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            byte = stream[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield number, stream[at : at + length]
        at += length


def describe(data: bytes) -> dict[str, Any]:
    """{date_1904, sheets: {name: details}}, as of an xlsx."""
    archive = Archive(data, MAX_UNPACKED)
    place = next((name for name in archive.parts if name.endswith("workbook.bin")), "")
    targets = relations(archive, place)
    styles = _telling_styles(archive.read(f"{place.rpartition('/')[0]}/styles.bin"))
    sheets: dict[str, dict[str, Any]] = {}
    date_1904 = False
    for number, body in records(archive.read(place)):
        if number == WORKBOOK_PROPERTIES and body:
            date_1904 = bool(body[0] & 1)
        if number == BUNDLE_SHEET and len(body) >= 16:
            identifier, after = _text(body, 8)
            part = normal(targets.get(identifier, ""))
            if part in archive.parts:
                sheets[_text(body, after)[0]] = _sheet(archive.read(part), styles)
    forgotten(sheets.values())
    return {"date_1904": date_1904, "sheets": sheets, "has_macros": has_macros(archive)}


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 text and where it ends; empty where there is none."""
    if at + 4 > len(body):
        return "", at
    length = struct.unpack_from("<I", body, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _telling_styles(stream: bytes) -> dict[int, str]:
    """Index of a cell style → its number format, for the formats that mean something."""
    formats = dict(MONTH_FORMATS)
    found: dict[int, str] = {}
    index, is_cell_style = 0, False
    for number, body in records(stream):
        if number == FORMAT and len(body) >= 6:
            code = _text(body, 2)[0]
            if is_telling(code):
                formats[struct.unpack_from("<H", body)[0]] = code
        elif number in (CELL_XFS, END_CELL_XFS):
            is_cell_style = number == CELL_XFS
        elif number == XF and is_cell_style and len(body) >= 4:
            format_number = struct.unpack_from("<H", body, 2)[0]
            if format_number in formats:
                found[index] = formats[format_number]
            index += 1
    return found


class _Seen:
    """What has been met on one sheet."""

    def __init__(self, styles: dict[int, str]) -> None:
        self.styles = styles
        self.row = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[list[int]] = []
        self.empty: list[tuple[int, int]] = []
        self.formats: list[tuple[int, int, str]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.has_pictures = self.has_results = False

    def cell(self, number: int, body: bytes) -> None:
        column = struct.unpack_from("<I", body)[0] + 1
        style = int.from_bytes(body[4:7], "little")
        if style in self.styles:
            self.formats.append((self.row, column, self.styles[style]))
        if number in ERROR_CELLS and len(body) > 8:
            self.errors.append((self.row, column, ERRORS.get(body[8], "#N/A")))
        if number in FORMULAS:
            is_empty = number == FORMULA_TEXT and body[8:12] == bytes(4)
            if not is_empty:
                self.has_results = True
            elif len(self.empty) < MOST:
                self.empty.append((self.row, column))

    def span(self, number: int, body: bytes) -> None:
        if number == COLINFO and len(body) >= 18 and body[16] & 1:
            first, last = struct.unpack_from("<II", body)
            self.hidden_columns += range(first + 1, min(last, 500) + 2)
        elif number == MERGED and len(body) >= 16:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            if (bottom > top or right > left) and len(self.merged) < MOST:
                self.merged.append([top + 1, left + 1, bottom + 1, right + 1])


def _sheet(stream: bytes, styles: dict[int, str]) -> dict[str, Any]:
    seen = _Seen(styles)
    for number, body in records(stream):
        if number == ROW and len(body) >= 12:
            seen.row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & HIDDEN_ROW:
                seen.hidden_rows.append(seen.row)
        elif number in VALUES and len(body) >= 8:
            seen.cell(number, body)
        elif number in (COLINFO, MERGED):
            seen.span(number, body)
        elif number == DRAWING:
            seen.has_pictures = True
    return {
        "hidden_rows": seen.hidden_rows,
        "hidden_columns": seen.hidden_columns,
        "merged": seen.merged,
        "formulas_without_value": seen.empty,
        "has_results": seen.has_results,
        "errors": seen.errors,
        "cell_formats": seen.formats,
        "has_pictures": seen.has_pictures,
    }
