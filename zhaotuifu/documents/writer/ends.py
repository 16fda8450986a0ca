"""落款与版记 — who signs below the text, and the closing lines at the foot of the last page."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Colophon, SignOff
from zhaotuifu.documents.closing import Line, closing_lines, sign_off_indents
from zhaotuifu.documents.layout import Sheet
from zhaotuifu.documents.styles import StyleId
from zhaotuifu.documents.writer.xml import el, exact_line, filler, paragraph, text_run

ONE_CHARACTER = layout.SIZE_4 * layout.TWIPS_PER_PT


def sign_off_elements(sign_off: SignOff) -> list[BaseOxmlElement]:
    """落款 — two lines of room for the seal, then 署名 over the middle of the 成文日期."""
    issuer, signed_on = sign_off_indents(sign_off)
    room = exact_line(layout.LINE_PITCH, before=layout.SEAL_ROOM)
    return [
        paragraph(
            StyleId.SIGN_OFF,
            text_run(sign_off.issuer),
            properties=(el("keepNext"), room, el("ind", right=issuer)),
        ),
        paragraph(
            StyleId.SIGN_OFF,
            text_run(sign_off.signed_on),
            properties=(el("ind", right=signed_on),),
        ),
    ]


def colophon_elements(colophon: Colophon, sheet: Sheet = layout.PORTRAIT) -> list[BaseOxmlElement]:
    """版记 — pinned to the foot of the page on which the paper ends.

    GB/T 9704-2012, 7.4.1: the last line coincides with the lower edge of the 版心. A table that
    floats at the margin's bottom does that in Word and LibreOffice, wherever the text ends; when
    the text leaves no room for it, it takes the next page. LibreOffice floats it only when it is
    placed from the page's edge (`horzAnchor`, `tblpX`), not from the margin.
    """
    width = sheet.text_width
    place = el(
        "tblpPr",
        vertAnchor="margin",
        horzAnchor="page",
        tblpX=sheet.left,
        tblpYSpec="bottom",
    )
    # Without cell margins: programs differ in whether the margin hangs out of the text's edge.
    no_margins = el("tblCellMar", *(el(side, w=0, type="dxa") for side in ("left", "right")))
    fixed = el("tblLayout", type="fixed")
    lines = closing_lines(colophon)
    table = el(
        "tbl",
        el("tblPr", place, el("tblW", w=width, type="dxa"), fixed, no_margins),
        el(
            "tblGrid",
            el("gridCol", w=width - layout.COPIES_WIDTH),
            el("gridCol", w=layout.COPIES_WIDTH),
        ),
        *(_row(line, width) for line in lines),
    )
    return [table, filler(layout.FILLER)]


def _row(line: Line, width: int) -> BaseOxmlElement:
    if line.receivers:
        content = [_receiver(label, text) for label, text in line.receivers]
        cells = [_cell(width, content, line, columns=2)]
    else:
        left, right = _line(line.left, "left"), _line(line.right, "right")
        cells = [
            _cell(width - layout.COPIES_WIDTH, [left], line),
            _cell(layout.COPIES_WIDTH, [right], line),
        ]
    return el("tr", el("trPr", el("cantSplit")), *cells)


def _cell(
    width: int, content: list[BaseOxmlElement], line: Line, columns: int = 1
) -> BaseOxmlElement:
    span = (el("gridSpan", val=columns),) if columns > 1 else ()
    borders = el("tcBorders", _line_of("top", line.top), _line_of("bottom", line.bottom))
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
