"""文件格式 — what the bytes are, whatever the name says; refuses what must not be opened."""

import io
import zipfile
from pathlib import PurePath

from zhaotuifu.kernel.sheets import compound
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

XLSX, XLS, CSV = "xlsx", "xls", "csv"
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
OLD_EXCEL_MAGIC = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
EXTENSIONS = {
    XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    XLS: {".xls", ".xlt", ".et"},
    CSV: {".csv", ".txt", ".tsv"},
}
HTML_HINT = "这是网页格式的表，只是名字叫表格。请用 Excel 打开，另存为 xlsx 后再上传。"


def sniff(data: bytes, filename: str, max_unpacked: int) -> str:
    """xlsx, xls or csv; raises SheetRefused for all else."""
    if data.startswith(ZIP_MAGIC):
        return _sniff_zip(data, max_unpacked)
    if data.startswith(OLE_MAGIC):
        return _sniff_ole(data)
    if data.startswith(OLD_EXCEL_MAGIC):
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    if data.startswith(FOREIGN_MAGIC):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<workbook")):
        raise SheetRefused(RefusalKind.UNSUPPORTED, HTML_HINT)
    extension = PurePath(filename).suffix.lower()
    if extension in EXTENSIONS[CSV] or _looks_like_text(data):
        return CSV
    spreadsheet_name = extension in EXTENSIONS[XLSX] | EXTENSIONS[XLS]
    raise SheetRefused(RefusalKind.CORRUPT if spreadsheet_name else RefusalKind.NOT_A_SPREADSHEET)


def is_wrong_extension(found: str, filename: str) -> bool:
    """扩展名不符 — the name ends in a way that belongs to another format."""
    extension = PurePath(filename).suffix.lower()
    return bool(extension) and extension not in EXTENSIONS[found]


def _looks_like_text(data: bytes) -> bool:
    if data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff") or data[:2] in (
        b"\xff\xfe",
        b"\xfe\xff",
    ):
        return True
    sample = data[:4096]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return len(sample) > 40 and odd == 0


def _sniff_zip(data: bytes, max_unpacked: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {
                info.filename.replace("\\", "/").lower(): info for info in archive.infolist()
            }
            if sum(info.file_size for info in members.values()) > max_unpacked:
                raise SheetRefused(RefusalKind.TOO_LARGE)
            if "xl/workbook.bin" in members or "content.xml" in members:
                raise SheetRefused(RefusalKind.UNSUPPORTED)
            _refuse_entities(archive, members)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        raise SheetRefused(RefusalKind.CORRUPT) from None
    if any(name.startswith(("word/", "ppt/")) for name in members):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    if not any(name.endswith("workbook.xml") for name in members):
        if any(name.endswith(".iwa") for name in members):
            raise SheetRefused(RefusalKind.UNSUPPORTED)
        kind = RefusalKind.CORRUPT if "[content_types].xml" in members else None
        raise SheetRefused(kind or RefusalKind.NOT_A_SPREADSHEET)
    return XLSX


def _refuse_entities(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
    """A document type stands before the root element; no office program writes one."""
    for name, info in members.items():
        if not name.endswith((".xml", ".rels")):
            continue
        with archive.open(info) as part:
            if b"<!DOCTYPE" in part.read(4096).replace(b"\x00", b""):
                raise SheetRefused(RefusalKind.ENTITY_BOMB)


def _sniff_ole(data: bytes) -> str:
    names = {name.lower() for name in compound.stream_names(data)}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise SheetRefused(RefusalKind.ENCRYPTED)
    if "workbook" in names or "book" in names:
        return XLS
    if names:
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    raise SheetRefused(RefusalKind.CORRUPT)
