"""报头与版头 — the red head of the first page, of a 简报 and of a 公文."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Masthead, OfficialHead
from zhaotuifu.documents.rules import signer_text
from zhaotuifu.documents.styles import StyleId
from zhaotuifu.documents.writer.xml import el, exact_line, filler, paragraph, text_run

RIGHT_END = layout.PORTRAIT.text_width - layout.CHARACTER_PITCH  # 居右空一字


def head_elements(head: Masthead | OfficialHead) -> list[BaseOxmlElement]:
    """报头 or 版头 — its height is a whole number of text lines: the page below stays on the grid."""
    return masthead_elements(head) if isinstance(head, Masthead) else official_elements(head)


def masthead_elements(masthead: Masthead) -> list[BaseOxmlElement]:
    """报头 — 密级 at the left, name in red, 期号, then 编发单位 and date over the red line."""
    urgency = [_mark(masthead.urgency)] if masthead.urgency else []
    return [
        _mark(masthead.secrecy),
        *urgency,
        _name(masthead.name),
        paragraph(StyleId.ISSUE, text_run(masthead.issue_no)),
        _over_red_line(
            f"　{masthead.issuer}\t{masthead.issued_on}", layout.RED_LINE_GAP, _right_tab()
        ),
    ]


def official_elements(head: OfficialHead) -> list[BaseOxmlElement]:
    """版头 — marks, 发文机关标志 35 mm below the edge of the 版心, two lines, 发文字号, red line.

    The number stands in the middle, at the left when the 签发人 stands at the right (7.2.5–7.2.7).
    """
    gap = layout.OFFICIAL_LINE_GAP
    if head.signer:
        number = _over_red_line(f"　{head.doc_no}\t{signer_text(head.signer)}", gap, _right_tab())
    else:
        number = _over_red_line(head.doc_no, gap, el("jc", val="center"))
    return [
        _mark(head.secrecy),
        _mark(head.urgency),
        filler(layout.LINE_PITCH),
        _name(head.name, exact_line(layout.NAME_LINE, after=layout.OFFICIAL_NAME_AFTER)),
        number,
    ]


def _mark(text: str) -> BaseOxmlElement:
    """密级, 紧急程度 — an empty one keeps its line."""
    return paragraph(StyleId.SECRECY, *((text_run(text),) if text else ()))


def _name(name: str, *properties: BaseOxmlElement) -> BaseOxmlElement:
    size = layout.name_size(name) * 2
    letters = text_run(name, el("sz", val=size), el("szCs", val=size))
    return paragraph(StyleId.MASTHEAD, letters, properties=properties)


def _right_tab() -> BaseOxmlElement:
    return el("tabs", el("tab", val="right", pos=RIGHT_END))


def _over_red_line(text: str, gap: int, extra: BaseOxmlElement) -> BaseOxmlElement:
    """A line of text that gives the red line below it its room; `extra` is its tabs or its jc."""
    line = exact_line(layout.above_red_line(gap))
    border = el(
        "pBdr",
        el("bottom", val="single", sz=layout.RED_LINE_EIGHTHS, space=gap, color=layout.RED),
    )
    is_tabs = extra.tag.endswith("}tabs")
    properties = (border, extra, line) if is_tabs else (border, line, extra)
    return paragraph(StyleId.ISSUER, text_run(text), properties=properties)
