"""文件包 — an empty package with our styles, and the bytes of a finished one.

Equal papers give equal bytes (no clock, no random ids), so that an issued file can be hashed.
That holds for one version of python-docx, lxml and zlib; the issued file itself is what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from zhaotuifu.documents.writer import styles

FIXED_AT = datetime(2000, 1, 1, tzinfo=UTC)  # core properties must carry a time; it says nothing
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3  # the "made on" byte of a zip entry: the same on every system

_UNWANTED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.THEME,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


def empty_document(title: str, author: str) -> DocumentObject:
    """空白公文 — python-docx's package without its sample styles, picture and theme."""
    document = Document()
    part = document.part
    for relations in (part.package.rels, part.rels):
        for key in [key for key, rel in relations.items() if rel.reltype in _UNWANTED]:
            del relations[key]
    _replace_root(part._styles_part, styles.styles_xml())
    _replace_root(part._settings_part, styles.settings_xml())
    fonts = part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    if isinstance(fonts, Part):
        fonts._blob = styles.font_table_xml()
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    describe(document, title, author)
    return document


def package_bytes(document: DocumentObject) -> bytes:
    """定稿字节 — the package with every entry's time fixed."""
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as source:
        return repacked({name: source.read(name) for name in source.namelist()})


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """打包 — parts by name, in their order, with no clock in it."""
    fixed = BytesIO()
    with ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name, content in parts.items():
            entry = ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = UNIX
            target.writestr(entry, content)
    return fixed.getvalue()


def _replace_root(part, xml: bytes) -> None:
    part._element = parse_xml(xml)


def describe(document: DocumentObject, title: str, author: str) -> None:
    """文件属性 — title and author; the times say nothing, so that equal papers are equal bytes."""
    core = document.core_properties
    core.title = title
    core.author = author
    core.last_modified_by = author
    core.created = FIXED_AT
    core.modified = FIXED_AT
    core.last_printed = FIXED_AT
    core.revision = 1
    core.keywords = core.comments = core.subject = core.category = ""
    core.language = "zh-CN"
