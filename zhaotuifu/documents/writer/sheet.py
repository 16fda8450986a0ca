"""页面 — page size, margins, document grid and page numbers of a section."""

from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _BaseHeaderFooter

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import Sheet
from zhaotuifu.documents.styles import StyleId
from zhaotuifu.documents.writer.xml import el, filler, paragraph, text_run

ONE_CHARACTER = layout.SIZE_4 * layout.TWIPS_PER_PT  # 空一字, in the size of the page number
NUMBER_CELL = 2400  # length of the cell that holds the turned page number


def section_element(sheet: Sheet) -> BaseOxmlElement:
    """节 — page, margins and grid; the next section begins on a new page."""
    is_landscape = sheet.width > sheet.height
    size = el("pgSz", w=sheet.width, h=sheet.height)
    if is_landscape:
        size = el("pgSz", w=sheet.width, h=sheet.height, orient="landscape")
    margins = el(
        "pgMar",
        top=sheet.top,
        right=sheet.right,
        bottom=sheet.bottom,
        left=sheet.left,
        header=layout.mm(15),
        footer=layout.mm(10) if is_landscape else layout.FOOTER_DISTANCE,
        gutter=0,
    )
    grid = el(
        "docGrid",
        type="linesAndChars",
        linePitch=layout.LINE_PITCH,
        charSpace=layout.GRID_CHAR_SPACE,
    )
    # A turned sheet has no lines of text to align; LibreOffice would centre it on whole cells.
    grids = () if is_landscape else (grid,)
    return el("sectPr", el("type", val="nextPage"), size, margins, el("cols", space=425), *grids)


def number_pages(document: DocumentObject, element: BaseOxmlElement, sheet: Sheet) -> None:
    """页码 — 4号 宋体 between dashes, outside: odd pages right, even pages left (7.5)."""
    section = Section(element, document.part)
    is_turned = sheet.width > sheet.height
    for footer, is_odd in ((section.footer, True), (section.even_page_footer, False)):
        if is_turned:
            _fill(footer, _turned_number(sheet, is_odd=is_odd), filler())
        else:
            _fill(footer, _number(is_odd=is_odd))


def _fill(footer: _BaseHeaderFooter, *content: BaseOxmlElement) -> None:
    footer.is_linked_to_previous = False
    root = footer._element
    for child in list(root):
        root.remove(child)
    root.extend(content)


def _number(*, is_odd: bool) -> BaseOxmlElement:
    indent = el("ind", right=ONE_CHARACTER) if is_odd else el("ind", left=ONE_CHARACTER)
    return paragraph(
        StyleId.PAGE_NUMBER,
        text_run("— "),
        el("fldSimple", text_run("1"), instr="PAGE"),
        text_run(" —"),
        properties=(indent, el("jc", val="right" if is_odd else "left")),
    )


def _turned_number(sheet: Sheet, *, is_odd: bool) -> BaseOxmlElement:
    """横排页码 — the number keeps its place on the bound paper, so it lies at the left edge here.

    A table of one cell with turned text, pinned to the page.
    """
    top = sheet.height - sheet.bottom - NUMBER_CELL if is_odd else sheet.top
    place = el(
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="page",
        horzAnchor="page",
        tblpX=sheet.left - layout.NUMBER_GAP - layout.FOOTER_LINE // 2,
        tblpY=top,
    )
    cell = el(
        "tc",
        el(
            "tcPr",
            el("tcW", w=layout.FOOTER_LINE, type="dxa"),
            el("textDirection", val="tbRl"),
            el("vAlign", val="center"),
        ),
        _number(is_odd=is_odd),
    )
    properties = el(
        "tblPr",
        place,
        el("tblOverlap", val="never"),
        el("tblW", w=layout.FOOTER_LINE, type="dxa"),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=0, type="dxa"), el("right", w=0, type="dxa")),
    )
    height = el("trPr", el("trHeight", val=NUMBER_CELL, hRule="exact"))
    grid = el("tblGrid", el("gridCol", w=layout.FOOTER_LINE))
    return el("tbl", properties, grid, el("tr", height, cell))
