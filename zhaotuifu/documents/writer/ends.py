"""报头与报尾 — the red head of the first page and the closing lines at the foot of the last."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Colophon, Masthead
from zhaotuifu.documents.rules import copies_text
from zhaotuifu.documents.writer.styles import StyleId
from zhaotuifu.documents.writer.xml import el, exact_line, filler, paragraph, text_run

RED_LINE_EIGHTHS = 16  # 2 pt
RED_LINE_GAP = 4  # pt between text and line
THICK, THIN = 8, 6  # 1 pt ≈ 0.35 mm and 0.75 pt ≈ 0.25 mm (7.4.1), in eighths of a point
ONE_CHARACTER = layout.SIZE_4 * layout.TWIPS_PER_PT
COPIES_WIDTH = 2400  # room for 共印 N 份


def masthead_elements(masthead: Masthead) -> list[BaseOxmlElement]:
    """报头 — 密级 at the left, name in red, 期号, then 编发单位 and date over the red line.

    Its height is a whole number of text lines: the page below stays on the grid.
    """
    size = layout.name_size(masthead.name) * 2
    line_height = layout.LINE_PITCH - (
        RED_LINE_GAP * layout.TWIPS_PER_PT + RED_LINE_EIGHTHS * layout.TWIPS_PER_PT // 8
    )
    red_line = el(
        "pBdr",
        el("bottom", val="single", sz=RED_LINE_EIGHTHS, space=RED_LINE_GAP, color=layout.RED),
    )
    right_end = layout.PORTRAIT.text_width - layout.CHARACTER_PITCH
    tabs = el("tabs", el("tab", val="right", pos=right_end))
    issuer = text_run(f"　{masthead.issuer}\t{masthead.issued_on}")
    secrecy = (text_run(masthead.secrecy),) if masthead.secrecy else ()
    return [
        paragraph(StyleId.SECRECY, *secrecy),
        paragraph(
            StyleId.MASTHEAD,
            text_run(masthead.name, el("sz", val=size), el("szCs", val=size)),
        ),
        paragraph(StyleId.ISSUE, text_run(masthead.issue_no)),
        paragraph(StyleId.ISSUER, issuer, properties=(red_line, tabs, exact_line(line_height))),
    ]


def colophon_elements(colophon: Colophon) -> list[BaseOxmlElement]:
    """报尾 — pinned to the foot of the page on which the paper ends.

    GB/T 9704-2012, 7.4.1: the last line coincides with the lower edge of the 版心. A table that
    floats at the margin's bottom does that in Word and LibreOffice, wherever the text ends; when
    the text leaves no room for it, it takes the next page. LibreOffice floats it only when it is
    placed from the page's edge (`horzAnchor`, `tblpX`), not from the margin.
    """
    width = layout.PORTRAIT.text_width
    place = el(
        "tblpPr",
        vertAnchor="margin",
        horzAnchor="page",
        tblpX=layout.PORTRAIT.left,
        tblpYSpec="bottom",
    )
    # Without cell margins: programs differ in whether the margin hangs out of the text's edge.
    no_margins = el("tblCellMar", *(el(side, w=0, type="dxa") for side in ("left", "right")))
    fixed = el("tblLayout", type="fixed")
    table = el(
        "tbl",
        el("tblPr", place, el("tblW", w=width, type="dxa"), fixed, no_margins),
        el("tblGrid", el("gridCol", w=width - COPIES_WIDTH), el("gridCol", w=COPIES_WIDTH)),
        *_rows(colophon, width),
    )
    return [table, filler(layout.FILLER)]


def _rows(colophon: Colophon, width: int) -> list[BaseOxmlElement]:
    """A thick line above and below, a thin one between receivers and printer."""
    receivers = [
        _receiver(label, text)
        for label, text in (("报：", colophon.report_to), ("送：", colophon.send_to))
        if text
    ]
    printer = _line(colophon.issuer, "left")
    copies = _line(copies_text(colophon.copies), "right")
    top = THIN if receivers else THICK
    rows = [
        [
            _cell(width - COPIES_WIDTH, [printer], top, THICK),
            _cell(COPIES_WIDTH, [copies], top, THICK),
        ]
    ]
    if receivers:
        rows.insert(0, [_cell(width, receivers, THICK, THIN, columns=2)])
    return [el("tr", el("trPr", el("cantSplit")), *cells) for cells in rows]


def _cell(
    width: int, content: list[BaseOxmlElement], top: int, bottom: int, columns: int = 1
) -> BaseOxmlElement:
    span = (el("gridSpan", val=columns),) if columns > 1 else ()
    borders = el("tcBorders", _line_of("top", top), _line_of("bottom", bottom))
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), *span, borders), *content)


def _line_of(side: str, eighths: int) -> BaseOxmlElement:
    return el(side, val="single", sz=eighths, space=0, color="000000")


def _receiver(label: str, text: str) -> BaseOxmlElement:
    """左右各空一字，回行与冒号后首字对齐."""
    hang = len(label) * ONE_CHARACTER
    indent = el("ind", left=ONE_CHARACTER + hang, right=ONE_CHARACTER, hanging=hang)
    return paragraph(StyleId.COLOPHON, text_run(label + text), properties=(indent,))


def _line(text: str, jc: str) -> BaseOxmlElement:
    indent = el("ind", left=ONE_CHARACTER) if jc == "left" else el("ind", right=ONE_CHARACTER)
    return paragraph(StyleId.COLOPHON, text_run(text), properties=(indent, el("jc", val=jc)))
