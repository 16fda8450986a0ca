"""公文的各部分 — blocks as Word elements, and the sections they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import (
    Attachment,
    Block,
    ColophonPlace,
    DataTable,
    Heading,
    OfficialHead,
    Paper,
    Paragraph,
)
from zhaotuifu.documents.layout import LANDSCAPE, PORTRAIT, Sheet
from zhaotuifu.documents.rules import addressed_text, attachment_mark
from zhaotuifu.documents.styles import HEADINGS, StyleId
from zhaotuifu.documents.writer.ends import colophon_elements, sign_off_elements
from zhaotuifu.documents.writer.heads import head_elements
from zhaotuifu.documents.writer.tables import table_elements
from zhaotuifu.documents.writer.xml import el, exact_line, filler, paragraph, text_run


@dataclass(slots=True)
class Leaf:
    """一节 — pages of one orientation and what stands on them."""

    sheet: Sheet
    elements: list[BaseOxmlElement] = field(default_factory=list)


def leaves_of(paper: Paper) -> list[Leaf]:
    leaves = [Leaf(PORTRAIT, _text(paper))]
    if paper.colophon_place == ColophonPlace.AFTER_TEXT and paper.colophon:
        _close(leaves, paper)
        leaves[-1].elements.append(filler(layout.FILLER))  # carries the section's end: see _close
    for number, attachment in enumerate(paper.attachments, start=1):
        mark = attachment_mark(number, len(paper.attachments))
        leaves.append(attached_leaf(attachment, mark))
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
    elements = head_elements(paper.masthead) if paper.masthead else []
    elements += title_elements(paper)
    elements += addressed_elements(paper)
    elements += block_elements(paper.blocks, PORTRAIT)
    elements += attachment_list(paper.attachments)
    if paper.sign_off:
        elements += sign_off_elements(paper.sign_off)
    return elements


def addressed_elements(paper: Paper) -> list[BaseOxmlElement]:
    """主送机关 — flush left, ended by a colon."""
    if not paper.addressed_to:
        return []
    return [paragraph(StyleId.ADDRESSED, text_run(addressed_text(paper.addressed_to)))]


def title_elements(paper: Paper) -> list[BaseOxmlElement]:
    """标题 — 2号 小标宋, centred; with the blanks around it a whole number of text lines."""
    lines = paper.title
    above = layout.title_before(
        has_masthead=paper.masthead is not None,
        is_official=isinstance(paper.masthead, OfficialHead),
    )
    elements = []
    for number, line in enumerate(lines, start=1):
        before = above if number == 1 else 0
        after = layout.space_after(len(lines), layout.TITLE_LINE) if number == len(lines) else 0
        spacing = exact_line(layout.TITLE_LINE, before, after)
        elements.append(paragraph(StyleId.TITLE, text_run(line), properties=(spacing,)))
    return elements


def block_elements(blocks: tuple[Block, ...], sheet: Sheet) -> list[BaseOxmlElement]:
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


def attachment_list(attachments: tuple[Attachment, ...]) -> list[BaseOxmlElement]:
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


def attached_leaf(
    attachment: Attachment, mark: str, upright: Sheet = PORTRAIT, turned: Sheet = LANDSCAPE
) -> Leaf:
    """附件 — on the sheets of the standard, or on those of an office's own template."""
    sheet = turned if attachment.is_landscape else upright
    before = 0 if attachment.is_landscape else layout.LINE_PITCH  # 标题居中编排在版心第三行
    spacing = exact_line(layout.TITLE_LINE, before, layout.ATTACHMENT_TITLE_GAP)
    elements = [
        paragraph(StyleId.ATTACHMENT, text_run(mark)),
        paragraph(StyleId.TITLE, text_run(attachment.title), properties=(spacing,)),
    ]
    return Leaf(sheet, elements + block_elements(attachment.blocks, sheet))
