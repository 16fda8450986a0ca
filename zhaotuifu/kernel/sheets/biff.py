"""旧表记录 — what calamine does not tell of a .xls: hidden rows and columns, empty formulas.

Source of the records: [MS-XLS] (BIFF8; BIFF5 shares the parts used here).
"""

import struct
from collections.abc import Iterator
from typing import Any

from zhaotuifu.kernel.sheets import compound
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

BOUNDSHEET, FILEPASS, DATEMODE, BOF, EOF = 0x85, 0x2F, 0x22, 0x809, 0x0A
ROW, COLINFO, FORMULA, DRAWING = 0x208, 0x7D, 0x06, 0xEC
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
    stream = compound.Container(data).read("Workbook", "Book")
    offsets: list[int] = []
    date_1904 = False
    for number, body in records(stream):
        if number == FILEPASS:
            raise SheetRefused(RefusalKind.ENCRYPTED)
        if number == BOUNDSHEET and len(body) >= 6:
            offsets.append(struct.unpack_from("<I", body)[0])
        if number == DATEMODE and len(body) >= 2:
            date_1904 = body[0] == 1
        if number == EOF:
            break
    return {"date_1904": date_1904, "sheets": [_sheet(stream, at) for at in offsets]}


def _sheet(stream: bytes, at: int) -> dict[str, Any]:
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []
    empty: list[tuple[int, int]] = []
    has_pictures = False
    depth = 0
    for number, body in records(stream, at):
        if number == BOF:
            depth += 1
        elif number == EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:
            continue  # an embedded chart
        elif number == ROW and len(body) >= 14 and body[12] & 0x20:
            hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif number == COLINFO and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            hidden_columns += range(first + 1, min(last, 255) + 2)
        elif number == FORMULA and len(body) >= 14 and len(empty) < MOST:
            if _is_empty_result(body):
                row, column = struct.unpack_from("<HH", body)
                empty.append((row + 1, column + 1))
        elif number == DRAWING:
            has_pictures = True
    return {
        "hidden_rows": hidden_rows,
        "hidden_columns": hidden_columns,
        "formulas_without_value": empty,
        "has_pictures": has_pictures,
    }


def _is_empty_result(body: bytes) -> bool:
    """Result type 3 is the empty text: what scripts write that do not calculate."""
    return body[12:14] == b"\xff\xff" and body[6] == 3
