"""进度表的 Excel — the rows of the page in a workbook that a ledger import reads back unchanged."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhaotuifu.reports.rules.grid import (
    Column,
    GridCell,
    GridRow,
    Show,
    columns_of,
    grid_of,
    heads_of,
    shown_places,
    shown_value,
)
from zhaotuifu.reports.rules.progress_table import ProgressTable, RowKind

SHEET = "进度表"
A3 = 8  # the spreadsheet's number of the paper size
TITLE_ROW, SIDE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 4
FREEZE_COLUMNS = 2
# Shown like the page: thousands, as many decimals as the amount has (2 at most), a true minus.
MONEY_FORMATS = ("#,##0;−#,##0;0", "#,##0.0;−#,##0.0;0", "#,##0.00;−#,##0.00;0")
RATE_FORMAT = "0.0;−0.0;0.0"
POINTS_FORMAT = "+0.0;−0.0;0.0"
BORDER = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
GROUND = {RowKind.LEVEL: "#DCE6F4", RowKind.KIND: "#E6EDF8", RowKind.ZONE: "#F3F6FB", RowKind.TOTAL: "#DCE6F4"}


def workbook_of(table: ProgressTable) -> bytes:
    """进度表成 Excel — title, unit line, two head rows, the rows of the page, notes; equal tables
    give equal bytes.

    Amounts are written unrounded in 万元 and only shown with two decimals at most.
    """
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {"title": table.title, "author": table.compiled_by, "created": datetime.combine(table.as_of, time())}
    )
    sheet = book.add_worksheet(SHEET)
    columns = columns_of(table.month)
    styles = _Styles(book)
    _above(sheet, table, columns, styles)
    for number, row in enumerate(grid_of(table, columns), start=FIRST_ROW):
        _write_row(sheet, number, row, styles)
    after = FIRST_ROW + len(table.rows) + 1
    sheet.merge_range(after, 0, after, len(columns) - 1, note_text(table), styles.plain)
    sheet.set_row(after, 32)
    _page(sheet, columns)
    book.close()
    return file.getvalue()


def note_text(table: ProgressTable) -> str:
    """表注 — one line below the table, on the page and in the Excel."""
    return f"注：{'。'.join(f'{n}. {text}' for n, text in enumerate(table.notes, start=1))}。"


def side_text(table: ProgressTable) -> str:
    """表上一行 — who compiled it, the day, the unit."""
    day = table.as_of
    return (
        f"编制：{table.compiled_by}　　数据截至：{day.year}年{day.month}月{day.day}日（上报口径）"
        "　　单位：万元"
    )


class _Styles:
    """Formats by what a cell shows, made once each."""

    def __init__(self, book: Workbook):
        self.book = book
        self.made: dict[tuple[str, str, str], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top", "font_size": 10})
        self.head = book.add_format(
            BORDER | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEF2F8"}
        )

    def of(self, align: str, number_format: str, kind: RowKind) -> Format:
        """A bordered format; subtotal rows are bold on a ground."""
        ground = GROUND.get(kind, "")
        key = (align, number_format, ground)
        if key not in self.made:
            look = BORDER | {"align": align, "num_format": number_format or "General"}
            if align == "left":
                look["text_wrap"] = True
            if ground:
                look |= {"bold": True, "bg_color": ground}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _above(
    sheet: Worksheet, table: ProgressTable, columns: tuple[Column, ...], styles: _Styles
) -> None:
    last = len(columns) - 1
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, table.title, styles.title)
    sheet.merge_range(SIDE_ROW, 0, SIDE_ROW, last, side_text(table), styles.plain)
    sheet.set_row(TITLE_ROW, 32)
    upper, lower = heads_of(columns)
    place = 0
    below = iter(lower)
    for head in upper:
        if head.rowspan > 1:
            sheet.merge_range(HEAD_ROW, place, HEAD_ROW + 1, place, head.text, styles.head)
        else:
            end = place + head.colspan - 1
            sheet.merge_range(HEAD_ROW, place, HEAD_ROW, end, head.text, styles.head)
            for column in range(place, end + 1):
                sheet.write_string(HEAD_ROW + 1, column, next(below).text, styles.head)
        place += head.colspan


def _write_row(sheet: Worksheet, number: int, row: GridRow, styles: _Styles) -> None:
    place = 0
    for cell in row.cells:
        style = _style(cell, row, styles)
        value = shown_value(cell)
        if cell.colspan > 1:
            sheet.merge_range(number, place, number, place + cell.colspan - 1, cell.text, style)
        elif value is not None:
            sheet.write_number(number, place, float(value), style)
        elif cell.show is Show.NUMBER and cell.text:
            sheet.write_number(number, place, int(cell.text), style)
        elif cell.text:
            sheet.write_string(number, place, cell.text, style)
        else:
            sheet.write_blank(number, place, None, style)
        place += cell.colspan


def _style(cell: GridCell, row: GridRow, styles: _Styles) -> Format:
    if cell.show in (Show.NUMBER, Show.LAMP):
        return styles.of("center", "", row.kind)
    if cell.show in (Show.NAME, Show.TEXT):
        return styles.of("left", "@" if row.is_project else "", row.kind)
    if cell.value is None:
        return styles.of("right", "", row.kind)
    formats = {Show.RATE: RATE_FORMAT, Show.POINTS: POINTS_FORMAT}
    money = MONEY_FORMATS[shown_places(cell.value)]
    return styles.of("right", formats.get(cell.show, money), row.kind)


def _page(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(FIRST_ROW, FREEZE_COLUMNS)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW, HEAD_ROW + 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
