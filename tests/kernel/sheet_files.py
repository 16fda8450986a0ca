"""做表 — workbooks for the tests of reading, in the formats no library here writes, and broken ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import xlsxwriter
import xlwt

ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles>'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(*rows: list[object], fill: Callable[[xlsxwriter.Workbook], None] | None = None) -> bytes:
    """Rows on one sheet, or whatever `fill` puts into the workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    if fill:
        fill(book)
    else:
        sheet = book.add_worksheet("表")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def xls(*rows: list[object]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_with_stream(name: str) -> bytes:
    """A compound document whose one stream is called otherwise."""
    data = bytearray(xls(["甲"]))
    at = data.find("Workbook".encode("utf-16-le"))
    data[at : at + 64] = name.encode("utf-16-le").ljust(64, b"\x00")
    struct.pack_into("<H", data, at + 64, 2 * len(name) + 2)
    return bytes(data)


def encrypted_xls() -> bytes:
    """FILEPASS stands where the writer's name stood."""
    return xls(["甲"]).replace(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00", 1)


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(data: bytes, member: str, change: tuple[bytes, bytes]) -> bytes:
    """The archive with one piece of one part replaced."""
    members = unpacked(data)
    assert change[0] in members[member]
    return packed({**members, member: members[member].replace(*change)})


def lying(data: bytes, member: str, size: int) -> bytes:
    """The archive whose list says another size of one member than it unpacks to."""
    found = bytearray(data)
    at = -1
    while (at := found.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", found, at + 28)[0]
        if found[at + 46 : at + 46 + length].decode() == member:
            struct.pack_into("<I", found, at + 24, size)
    return bytes(found)


def ods(
    rows: str, *, styles: str = "", doctype: str = "", encoding: str = "utf-8", **more: str
) -> bytes:
    """One sheet of the given rows (XML); `more` are further members."""
    table = rows if "<table:table " in rows else f'<table:table table:name="表">{rows}</table:table>'
    text = CONTENT.format(doctype=doctype, styles=styles, tables=table)
    text = text.replace("UTF-8", encoding.upper())
    return packed({"mimetype": ODS_KIND, "content.xml": text.encode(encoding), **more})


def ods_row(*cells: str, about: str = "") -> str:
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def ods_cell(value: object = None, about: str = "", inside: str = "") -> str:
    if value is None:
        return f"<table:table-cell {about}>{inside}</table:table-cell>"
    if isinstance(value, str):
        kind, text = 'office:value-type="string"', value
    else:
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    return f"<table:table-cell {kind} {about}><text:p>{text}</text:p>{inside}</table:table-cell>"


def record(number: int, body: bytes = b"") -> bytes:
    """One record of BIFF12: number and length in groups of seven bits."""
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(body), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | 0x80 if size else low])
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_cell(column: int, value: object, style: int = 0) -> bytes:
    """A cell of a row: text, number, or ("formula", result)."""
    head = struct.pack("<II", column, style)
    formula = struct.pack("<HII", 0, 0, 0)
    match value:
        case ("formula", str(text)):
            return record(8, head + wide(text) + formula)
        case ("formula", int(number) | float(number)):
            return record(9, head + struct.pack("<d", number) + formula)
        case ("error", int(code)):
            return record(3, head + bytes([code]))
        case str(text):
            return record(6, head + wide(text))
        case int(number) | float(number):
            return record(5, head + struct.pack("<d", number))
    raise TypeError(value)


def xlsb_row(row: int, *cells: bytes, hidden: bool = False) -> bytes:
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return record(0, struct.pack("<IIH", row, 0, 300) + flags + bytes(4)) + b"".join(cells)


def xlsb(
    *rows: bytes,
    formats: tuple[str, ...] = (),
    merged: tuple[tuple[int, int, int, int], ...] = (),
    hidden_columns: tuple[tuple[int, int], ...] = (),
    date_1904: bool = False,
    has_drawing: bool = False,
    sheet_state: int = 0,
) -> bytes:
    """One sheet; style n + 1 has number format n of `formats`, style 0 the general one."""
    columns = b"".join(
        record(60, struct.pack("<IIIIH", first, last, 2000, 0, 1)) for first, last in hidden_columns
    )
    boxes = b"".join(record(176, struct.pack("<IIII", *box)) for box in merged)
    sheet = (
        record(129) + record(148, struct.pack("<IIII", 0, 99, 0, 99))
        + record(390) + columns + record(391)
        + record(145) + b"".join(rows) + record(146)
        + record(177, struct.pack("<I", len(merged))) + boxes + record(178)
        + (record(550, wide("rId9")) if has_drawing else b"") + record(130)
    )
    styles = (
        record(278) + record(615, struct.pack("<I", len(formats)))
        + b"".join(record(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(formats))
        + record(616) + record(617, struct.pack("<I", len(formats) + 1))
        + b"".join(
            record(47, struct.pack("<HH", 0, number) + bytes(12))
            for number in (0, *range(164, 164 + len(formats)))
        )
        + record(618) + record(279)
    )
    book = (
        record(131) + record(153, struct.pack("<II", int(date_1904), 0) + wide(""))
        + record(143) + record(156, struct.pack("<II", sheet_state, 1) + wide("rId1") + wide("表"))
        + record(144) + record(132)
    )
    relation = (
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/>'
    )
    return packed({
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relation}</Relationships>",
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": sheet,
    })
