"""公文成文 — puts the parts of a paper together, section by section."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import (
    Attachment,
    Block,
    ColophonPlace,
    DataTable,
    Heading,
    Paper,
    Paragraph,
)
from zhaotuifu.documents.layout import LANDSCAPE, PORTRAIT, Sheet
from zhaotuifu.documents.rules import attachment_mark
from zhaotuifu.documents.writer.ends import colophon_elements, masthead_elements
from zhaotuifu.documents.writer.package import empty_document, package_bytes
from zhaotuifu.documents.writer.sheet import number_pages, section_element
from zhaotuifu.documents.writer.styles import HEADINGS, StyleId
from zhaotuifu.documents.writer.tables import table_elements
from zhaotuifu.documents.writer.xml import el, exact_line, filler, paragraph, text_run

ATTACHMENT_TITLE_GAP = 160  # mostly the unit of the table follows


@dataclass(slots=True)
class Leaf:
    """一节 — pages of one orientation and what stands on them."""

    sheet: Sheet
    elements: list[BaseOxmlElement] = field(default_factory=list)


def write_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """公文成文 — the paper as a .docx in the layout of GB/T 9704-2012; equal papers, equal bytes.

    Anything that could not be printed truthfully was refused when the blocks were made. With the
    bytes of an examined `template` its places are filled and the blocks stand in its 正文; raises
    `TemplateRefused` for a template that would not pass the examination.
    """
    author = paper.masthead.issuer if paper.masthead else ""
    document = empty_document("".join(paper.title), author)
    leaves = _leaves(paper)
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


def _leaves(paper: Paper) -> list[Leaf]:
    leaves = [Leaf(PORTRAIT, _text(paper))]
    if paper.colophon_place == ColophonPlace.AFTER_TEXT and paper.colophon:
        _close(leaves, paper)
        leaves[-1].elements.append(filler(layout.FILLER))  # carries the section's end: see _close
    for number, attachment in enumerate(paper.attachments, start=1):
        mark = attachment_mark(number, len(paper.attachments))
        leaves.append(_attached(attachment, mark))
    if paper.colophon_place == ColophonPlace.AT_END:
        _close(leaves, paper)
    return leaves


def _close(leaves: list[Leaf], paper: Paper) -> None:
    if paper.colophon is None:
        return
    if leaves[-1].sheet != PORTRAIT:
        # LibreOffice pins the table only to a section that has lines of its own around it.
        leaves.append(Leaf(PORTRAIT, [filler()]))
    leaves[-1].elements += colophon_elements(paper.colophon)


def _text(paper: Paper) -> list[BaseOxmlElement]:
    elements = masthead_elements(paper.masthead) if paper.masthead else []
    elements += _title(paper.title, has_masthead=paper.masthead is not None)
    elements += _blocks(paper.blocks, PORTRAIT)
    elements += _attachment_list(paper.attachments)
    return elements


def _title(lines: tuple[str, ...], *, has_masthead: bool) -> list[BaseOxmlElement]:
    """标题 — 2号 小标宋, centred; with the blanks around it a whole number of text lines."""
    elements = []
    for number, line in enumerate(lines, start=1):
        before = layout.LINE_PITCH if number == 1 and has_masthead else 0
        after = layout.space_after(len(lines), layout.TITLE_LINE) if number == len(lines) else 0
        spacing = exact_line(layout.TITLE_LINE, before, after)
        elements.append(paragraph(StyleId.TITLE, text_run(line), properties=(spacing,)))
    return elements


def _blocks(blocks: tuple[Block, ...], sheet: Sheet) -> list[BaseOxmlElement]:
    elements: list[BaseOxmlElement] = []
    for number, block in enumerate(blocks, start=1):
        match block:
            case Heading(level=level, text=text):
                elements.append(paragraph(HEADINGS[level], text_run(text)))
            case Paragraph(runs=runs):
                elements.append(paragraph(StyleId.BODY, *(text_run(run.text) for run in runs)))
            case DataTable():
                elements += table_elements(block, sheet.text_width, is_last=number == len(blocks))
    return elements


def _attachment_list(attachments: tuple[Attachment, ...]) -> list[BaseOxmlElement]:
    """附件说明 — one line below the text; several are numbered, names end without a mark."""
    if not attachments:
        return []
    label = 3 * layout.CHARACTER_PITCH  # 附件：
    elements = [filler(layout.LINE_PITCH)]
    for number, attachment in enumerate(attachments, start=1):
        mark = f"{number}." if len(attachments) > 1 else ""
        left = layout.INDENT + label + (layout.CHARACTER_PITCH if mark else 0)
        hanging = left - layout.INDENT if number == 1 else left - layout.INDENT - label
        text = ("附件：" if number == 1 else "") + mark + attachment.title
        elements.append(
            paragraph(
                StyleId.BODY,
                text_run(text),
                properties=(el("ind", left=left, hanging=hanging), el("jc", val="left")),
            )
        )
    return elements


def _attached(attachment: Attachment, mark: str) -> Leaf:
    sheet = LANDSCAPE if attachment.is_landscape else PORTRAIT
    before = 0 if attachment.is_landscape else layout.LINE_PITCH  # 标题居中编排在版心第三行
    spacing = exact_line(layout.TITLE_LINE, before, ATTACHMENT_TITLE_GAP)
    elements = [
        paragraph(StyleId.ATTACHMENT, text_run(mark)),
        paragraph(StyleId.TITLE, text_run(attachment.title), properties=(spacing,)),
    ]
    return Leaf(sheet, elements + _blocks(attachment.blocks, sheet))
