"""打开模板 — the package as python-docx sees it, with every part that is going to be touched."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import OpcError

from zhaotuifu.documents.templating.archive import TemplateRefused

#: what a package that is not as Word makes it raises, somewhere inside
BROKEN = (OpcError, SyntaxError, LookupError, AttributeError, TypeError, ValueError, AssertionError)
INCOMPLETE = "模板的内部结构不完整，用不了。请在 Word 或 WPS 里打开，另存一份再传。"


def opened_template(content: bytes) -> DocumentObject:
    """打开模板 — raises `TemplateRefused` for a package whose parts do not fit together."""
    try:
        document = Document(BytesIO(content))
        for root in roots_of(document):
            root.tag  # noqa: B018 — a part that is no XML has none
        document.part._styles_part.element.tag  # noqa: B018
        document.core_properties.title  # noqa: B018
        for section in document.sections:
            _ = (section.page_width, section.page_height, section.left_margin, section.top_margin,
                 section.right_margin, section.bottom_margin)
    except BROKEN as problem:
        raise TemplateRefused(INCOMPLETE) from problem
    return document


def roots_of(document: DocumentObject) -> list[Any]:
    """有字的部件 — the text, and every header and footer."""
    ends = [
        relation.target_part.element
        for relation in document.part.rels.values()
        if relation.reltype.endswith(("/header", "/footer"))
    ]
    return [document.element, *ends]
