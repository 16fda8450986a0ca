"""表格 — a `DataTable` in Word: merged head rows repeated on every page, rows never split."""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import DataTable, Slot, grid_of
from zhaotuifu.documents.columns import Fitted, fit_columns
from zhaotuifu.documents.styles import StyleId
from zhaotuifu.documents.writer.xml import el, filler, paragraph, text_run

CELL_MARGINS = (
    ("top", layout.CELL_AIR),
    ("left", layout.CELL_MARGIN),
    ("bottom", layout.CELL_AIR),
    ("right", layout.CELL_MARGIN),
)
BORDER_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_elements(table: DataTable, text_width: int, *, is_last: bool) -> list[BaseOxmlElement]:
    """表题、单位、表、表注, ready for the body of a section `text_width` twips wide.

    Behind the last block stands only the line Word asks for, lest it begin an empty page.
    """
    fitted = fit_columns(table, text_width)
    size = max(fitted.size, layout.SIZE_5)
    elements = []
    if table.title:
        elements.append(paragraph(StyleId.TABLE_TITLE, text_run(table.title)))
    if table.unit_text:
        elements.append(_side(table.unit_text, "right", size, keeps_next=True))
    elements.append(_grid(table, text_width, fitted))
    if table.note:
        elements.append(_side(table.note, "left", size))
    elements.append(filler(layout.FILLER if is_last else layout.AIR_BELOW))
    return elements


def _side(text: str, jc: str, size: float, *, keeps_next: bool = False) -> BaseOxmlElement:
    keep = (el("keepNext"),) if keeps_next else (el("keepLines"),)  # a note goes over as a whole
    runs = text_run(text, *_letters(size))
    return paragraph(StyleId.TABLE_SIDE, runs, properties=(*keep, el("jc", val=jc)))


def _letters(size: float) -> tuple[BaseOxmlElement, ...]:
    half_points = round(size * 2)
    return el("sz", val=half_points), el("szCs", val=half_points)


def _grid(table: DataTable, text_width: int, fitted: Fitted) -> BaseOxmlElement:
    widths, size = fitted.widths, fitted.size
    properties = el(
        "tblPr",
        el("tblW", w=text_width, type="dxa"),
        el("jc", val="center"),
        el("tblBorders", *(_border(side) for side in BORDER_SIDES)),
        el("tblLayout", type="fixed"),
        el("tblCellMar", *(el(side, w=width, type="dxa") for side, width in CELL_MARGINS)),
    )
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    rows = [
        _row(slots, widths, size, is_head=is_head)
        for part, is_head in ((table.head, True), (table.body, False))
        for slots in grid_of(part, table.columns)
    ]
    if table.note:  # the note does not stand alone on the next page
        for style in rows[-1].iter(qn("w:pStyle")):
            style.addnext(el("keepNext"))
    return el("tbl", properties, grid, *rows)


def _border(side: str) -> BaseOxmlElement:
    return el(side, val="single", sz=4, space=0, color="000000")


def _row(
    slots: tuple[Slot, ...], widths: tuple[int, ...], size: float, *, is_head: bool
) -> BaseOxmlElement:
    properties = el(
        "trPr", el("cantSplit"), el("trHeight", val=round(size * layout.ROW_PER_POINT), hRule="atLeast")
    )
    if is_head:
        properties.append(el("tblHeader"))
    cells = (_cell(slot, widths, size, is_head=is_head) for slot in slots)
    return el("tr", properties, *cells)


def _cell(slot: Slot, widths: tuple[int, ...], size: float, *, is_head: bool) -> BaseOxmlElement:
    cell = slot.cell
    width = sum(widths[slot.column : slot.column + cell.colspan])
    properties = el("tcPr", el("tcW", w=width, type="dxa"))
    if cell.colspan > 1:
        properties.append(el("gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(el("vMerge", val="restart" if slot.is_start else "continue"))
    properties.append(el("vAlign", val="center"))
    look = [el("b"), el("bCs")] if cell.is_bold and not is_head else []
    look += _letters(size)
    runs = (text_run(cell.text, *look),) if cell.text and slot.is_start else ()
    line = el("spacing", line=round(size * layout.CELL_LINE_PER_POINT), lineRule="exact")
    style = StyleId.CELL_HEAD if is_head else StyleId.CELL
    # The head does not stand alone at the foot of a page.
    keep = (el("keepNext"),) if is_head else ()
    lines = paragraph(style, *runs, properties=(*keep, line, el("jc", val=cell.align.value)))
    return el("tc", properties, lines)
