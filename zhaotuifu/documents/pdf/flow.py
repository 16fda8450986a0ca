"""公文成节 — a paper as leaves of strips, part by part as the Word writer sets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from zhaotuifu.documents.pdf.grid import table_strips
from zhaotuifu.documents.pdf.heads import colophon_strips, head_strips, sign_off_strips
from zhaotuifu.documents.pdf.lines import BOTH, CENTER, LEFT, Box, Typesetter, across, blank
from zhaotuifu.documents.pdf.strips import Leaf, Strip, points
from zhaotuifu.documents.rules import addressed_text, attachment_mark
from zhaotuifu.documents.styles import HEADINGS, StyleId

KEPT_WITH_SIGN_OFF = 2  # lines of text that go with the 落款: it never stands alone on a page


def leaves_of(paper: Paper, setter: Typesetter) -> list[Leaf]:
    """公文成节 — the text, then every attachment, with the closing lines where they belong."""
    leaves = [Leaf(PORTRAIT, tuple(_text(paper, setter)))]
    if paper.colophon and paper.colophon_place == ColophonPlace.AFTER_TEXT:
        _close(leaves, paper, setter)
    for number, attachment in enumerate(paper.attachments, start=1):
        mark = attachment_mark(number, len(paper.attachments))
        leaves.append(_attached(attachment, mark, setter))
    if paper.colophon and paper.colophon_place == ColophonPlace.AT_END:
        _close(leaves, paper, setter)
    return leaves


def _close(leaves: list[Leaf], paper: Paper, setter: Typesetter) -> None:
    if paper.colophon is None:
        return
    if leaves[-1].sheet != PORTRAIT:
        leaves.append(Leaf(PORTRAIT, ()))
    leaves[-1] = replace(leaves[-1], foot=colophon_strips(setter, paper.colophon))


def _text(paper: Paper, setter: Typesetter) -> list[Strip]:
    strips = head_strips(setter, paper.masthead) if paper.masthead else []
    strips += _title(paper, setter)
    if paper.addressed_to:
        box = across(PORTRAIT.text_width, LEFT)
        strips += setter.paragraph(StyleId.ADDRESSED, addressed_text(paper.addressed_to), box)
    strips += block_strips(paper.blocks, PORTRAIT, setter)
    strips += _attachment_list(paper.attachments, setter)
    if paper.sign_off:
        for number in range(max(0, len(strips) - KEPT_WITH_SIGN_OFF), len(strips)):
            strips[number] = replace(strips[number], keeps_next=True)
        strips += sign_off_strips(setter, paper.sign_off)
    return strips


def _title(paper: Paper, setter: Typesetter) -> list[Strip]:
    above = layout.title_before(
        has_masthead=paper.masthead is not None,
        is_official=isinstance(paper.masthead, OfficialHead),
    )
    strips: list[Strip] = []
    lines = paper.title
    for number, line in enumerate(lines, start=1):
        before = above if number == 1 else 0
        after = layout.space_after(len(lines), layout.TITLE_LINE) if number == len(lines) else 0
        box = across(PORTRAIT.text_width, CENTER)
        strips += setter.paragraph(StyleId.TITLE, line, box, before=before, after=after)
    return strips


def block_strips(blocks: Sequence[Block], sheet: Sheet, setter: Typesetter) -> list[Strip]:
    """文块成条 — headings, paragraphs and tables of one text width."""
    strips: list[Strip] = []
    edge = points(sheet.text_width)
    box = Box(0.0, edge, points(layout.INDENT), BOTH)
    for number, block in enumerate(blocks, start=1):
        match block:
            case Heading(level=level, text=text):
                strips += setter.paragraph(HEADINGS[level], text, box)
            case Paragraph():
                strips += setter.paragraph(StyleId.BODY, block.text, box)
            case DataTable():
                strips += table_strips(setter, block, sheet, is_last=number == len(blocks))
    return strips


def _attachment_list(attachments: tuple[Attachment, ...], setter: Typesetter) -> list[Strip]:
    """附件说明 — one line below the text; several are numbered."""
    if not attachments:
        return []
    label = 3 * layout.CHARACTER_PITCH  # 附件：
    strips = [blank(layout.LINE_PITCH)]
    for number, attachment in enumerate(attachments, start=1):
        mark = f"{number}." if len(attachments) > 1 else ""
        left = layout.INDENT + label + (layout.CHARACTER_PITCH if mark else 0)
        first = layout.INDENT if number == 1 else layout.INDENT + label
        text = ("附件：" if number == 1 else "") + mark + attachment.title
        box = Box(points(left), points(PORTRAIT.text_width), points(first), LEFT)
        strips += setter.paragraph(StyleId.BODY, text, box)
    return strips


def _attached(attachment: Attachment, mark: str, setter: Typesetter) -> Leaf:
    sheet = LANDSCAPE if attachment.is_landscape else PORTRAIT
    before = 0 if attachment.is_landscape else layout.LINE_PITCH  # 标题居中编排在版心第三行
    strips = setter.paragraph(StyleId.ATTACHMENT, mark, across(sheet.text_width, LEFT))
    strips += setter.paragraph(
        StyleId.TITLE, attachment.title, across(sheet.text_width, CENTER),
        before=before, after=layout.ATTACHMENT_TITLE_GAP,
    )
    return Leaf(sheet, tuple(strips + block_strips(attachment.blocks, sheet, setter)))
