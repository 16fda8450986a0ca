"""文件格式 — what the bytes are, whatever the name says; refuses what must not be opened."""

from pathlib import PurePath

from zhaotuifu.kernel.sheets import compound
from zhaotuifu.kernel.sheets.archives import Archive
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

XLSX, XLS, XLSB, ODS, CSV = "xlsx", "xls", "xlsb", "ods", "csv"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED_MAGIC = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
FOREIGN_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"BM6", b"II*\x00")
OLD_EXCEL_MAGIC = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<style", b"<meta", b"<head", b"mime-version:")
EXTENSIONS = {
    XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm", ".et"},
    XLS: {".xls", ".xlt", ".et", ".ett"},
    XLSB: {".xlsb"},
    ODS: {".ods", ".ots"},
    CSV: {".csv", ".txt", ".tsv"},
}
BINARY_EXTENSIONS = set().union(*(EXTENSIONS[kind] for kind in (XLSX, XLS, XLSB, ODS)))
WPS_EXTENSIONS = {".et", ".ett", ".wps"}
ODF_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
OLD_OFFICE_SHEET = b"application/vnd.sun.xml.calc"
HTML_HINT = "这是网页格式的表，只是名字叫表格。请用 Excel 打开，另存为 xlsx 后再上传。"
XML_HINT = "这是 XML 格式的表，只是名字叫表格。请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。"
PACKED_HINT = "这是压缩包。请先解压，把里面的表格逐个上传。"


def sniff(data: bytes, filename: str, max_unpacked: int) -> str:
    """xlsx, xls, xlsb, ods or csv; raises SheetRefused for all else."""
    extension = PurePath(filename).suffix.lower()
    if data.startswith(ZIP_MAGIC):
        return _sniff_zip(Archive(data, max_unpacked))
    if data.startswith(OLE_MAGIC):
        return _sniff_ole(data, extension)
    if data.startswith(OLD_EXCEL_MAGIC):
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    if data.startswith(PACKED_MAGIC):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET, PACKED_HINT)
    if data.startswith(FOREIGN_MAGIC):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    _refuse_markup(data)
    if extension in EXTENSIONS[CSV] or _looks_like_text(data):
        return CSV
    if extension in WPS_EXTENSIONS:
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    is_named_so = extension in BINARY_EXTENSIONS
    raise SheetRefused(RefusalKind.CORRUPT if is_named_so else RefusalKind.NOT_A_SPREADSHEET)


def is_wrong_extension(found: str, filename: str) -> bool:
    """扩展名不符 — the name ends in a way that belongs to another format."""
    extension = PurePath(filename).suffix.lower()
    return bool(extension) and extension not in EXTENSIONS[found]


def _refuse_markup(data: bytes) -> None:
    """Web pages and XML that pretend to be workbooks, in any encoding."""
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<?xml", b"<workbook", b"<office:document")):
        raise SheetRefused(
            RefusalKind.UNSUPPORTED, HTML_HINT if b"<html" in start[:1024] else XML_HINT
        )
    if start.startswith(WEB_PAGE):
        raise SheetRefused(RefusalKind.UNSUPPORTED, HTML_HINT)


def _looks_like_text(data: bytes) -> bool:
    if data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff") or data[:2] in (
        b"\xff\xfe",
        b"\xfe\xff",
    ):
        return True
    sample = data[:4096]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return len(sample) > 40 and odd == 0


def _sniff_zip(archive: Archive) -> str:
    names = archive.parts.keys()
    found = _office_kind(archive)
    if found:
        archive.refuse_entities("meta-inf/manifest.xml" if found == ODS else "")
        archive.check_sizes()
        return found
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    if any(name.endswith(".iwa") for name in names):
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    if "[content_types].xml" in names or not names:
        archive.refuse_entities()
        raise SheetRefused(RefusalKind.CORRUPT)
    hint = PACKED_HINT if archive.holds_spreadsheets() else ""
    raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET, hint)


def _office_kind(archive: Archive) -> str:
    names = archive.parts.keys()
    if any(name.endswith("workbook.xml") for name in names):
        return XLSX
    if any(name.endswith("workbook.bin") for name in names):
        return XLSB
    if "encrypted-package" in names or b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SheetRefused(RefusalKind.ENCRYPTED)
    if "content.xml" not in names:
        return ""
    kind = archive.read("mimetype").strip()
    if kind.startswith(OLD_OFFICE_SHEET):
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    if kind and not kind.startswith(ODF_SHEET):
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    return ODS


def _sniff_ole(data: bytes, extension: str) -> str:
    names = {name.lower() for name in compound.stream_names(data)}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise SheetRefused(RefusalKind.ENCRYPTED)
    if "workbook" in names or "book" in names:
        return XLS
    if extension in WPS_EXTENSIONS:
        raise SheetRefused(RefusalKind.UNSUPPORTED)
    if names:
        raise SheetRefused(RefusalKind.NOT_A_SPREADSHEET)
    raise SheetRefused(RefusalKind.CORRUPT)
