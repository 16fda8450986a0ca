"""公文成文 — puts the parts of a paper together, section by section."""

from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.layout import Sheet
from zhaotuifu.documents.writer.package import empty_document, package_bytes
from zhaotuifu.documents.writer.parts import Leaf, leaves_of
from zhaotuifu.documents.writer.sheet import number_pages, section_element
from zhaotuifu.documents.writer.templated import filled_template
from zhaotuifu.documents.writer.xml import filler


def write_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """公文成文 — the paper as a .docx in the layout of GB/T 9704-2012; equal papers, equal bytes.

    Anything that could not be printed truthfully was refused when the blocks were made. With the
    bytes of an examined `template` its places are filled and the blocks stand in its 正文; raises
    `TemplateRefused` for a template that would not pass the examination.
    """
    if template is not None:
        return filled_template(paper, template)
    author = paper.masthead.issuer if paper.masthead else ""
    document = empty_document("".join(paper.title), author)
    leaves = leaves_of(paper)
    sheet: Sheet | None = None
    for position, leaf in enumerate(leaves):
        section = section_element(leaf.sheet)
        _place(document, leaf, section, is_last=position == len(leaves) - 1)
        if leaf.sheet != sheet:  # else the numbers of the section before go on
            number_pages(document, section, leaf.sheet)
        sheet = leaf.sheet
    return package_bytes(document)


def _place(
    document: DocumentObject, leaf: Leaf, section: BaseOxmlElement, *, is_last: bool
) -> None:
    body = document.element.body
    final = body.find(qn("w:sectPr"))
    for element in leaf.elements:
        final.addprevious(element)
    if is_last:
        body.replace(final, section)
        return
    end = leaf.elements[-1]
    if end.tag != qn("w:p"):
        end = filler(layout.FILLER)
        final.addprevious(end)
    end.find(qn("w:pPr")).append(section)
