"""拆包 — the parts of a .docx as bytes, read no further than they may reach."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from zhaotuifu.kernel.verdict import Unclear

MIB = 1 << 20
MAX_FILE = 5 * MIB
MAX_UNPACKED = 30 * MIB
MAX_XML = 8 * MIB
MAX_PARTS = 500
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError,
)


class TemplateRefused(Unclear):
    """模板不能用 — its sentence names what is wrong and the way out."""


def parts_of(content: bytes) -> dict[str, bytes]:
    """各部件 — by name; raises `TemplateRefused` for what is no .docx or unpacks beyond measure."""
    if len(content) > MAX_FILE:
        raise TemplateRefused(
            f"模板太大：有 {len(content) / MIB:.1f} MB，最多 {MAX_FILE // MIB} MB。请把里面的图片压缩后再传。"
        )
    if content.startswith(OLE):
        raise TemplateRefused(
            "这是旧版 .doc 或加了密码的文件，读不了。请在 Word 或 WPS 里去掉密码，另存为 .docx 再传。"
        )
    if not content.startswith(ZIP):
        raise TemplateRefused("这不是 Word 文件（.docx）。请在 Word 或 WPS 里另存为 .docx 再传。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _read(package)
    except BROKEN:
        raise TemplateRefused("文件坏了，打不开。请在 Word 或 WPS 里打开，另存一份再传。") from None


def _read(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MAX_PARTS:
        raise TemplateRefused(f"模板里有 {len(entries)} 个部件，多得不像公文。请新建一个 .docx 重做。")
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in entries:
        _check_name(entry, parts)
        most = min(left, MAX_XML) if is_xml(entry.filename) else left
        with package.open(entry) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise TemplateRefused(
                "模板解开后大得不正常（压缩炸弹就是这样的），没有读下去。请新建一个 .docx 重做。"
            )
        parts[entry.filename] = content
        left -= len(content)
    return parts


def _check_name(entry: zipfile.ZipInfo, parts: dict[str, bytes]) -> None:
    name = entry.filename
    if entry.flag_bits & ENCRYPTED:
        raise TemplateRefused("模板加了密码，读不了。请去掉密码再传。")
    if name in parts or name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
        raise TemplateRefused("模板的内部结构不正常（部件重名或路径越界）。请新建一个 .docx 重做。")


def is_xml(name: str) -> bool:
    """是否 XML 部件."""
    return name.endswith((".xml", ".rels"))
