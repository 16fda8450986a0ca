"""分解表的 Excel — the table of the page, and its months, in a workbook that an import reads back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.targets import naming
from zhaotuifu.targets.grid import MONTHS, Column, Grid, columns, grid_of
from zhaotuifu.targets.rules import Cells, Key

YEARLY, MONTHLY = "目标分解表", "分月（累计）"
LANDSCAPE_A4 = 9
LOOK = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}


def workbook_of(
    title: str, note: str, cells: Cells, zones: Sequence[ZoneLine], *, has_sum: bool = True
) -> bytes:
    """分解表成 Excel — the year by 板块, and a sheet with the months that were given."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "note": book.add_format({"font_size": 10}),
        "head": book.add_format(LOOK | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEF2F8"}),
        "name": book.add_format(LOOK), "number": book.add_format(LOOK | {"num_format": "#,##0.####"}),
        "sum": book.add_format(LOOK | {"bold": True, "bg_color": "#F3F6FB", "num_format": "#,##0.####"}),
    }
    grid = grid_of(cells, {}, zones, has_sum=has_sum)
    _yearly(book.add_worksheet(YEARLY), grid, title, note, looks)
    _monthly(book.add_worksheet(MONTHLY), cells, zones, looks)
    book.close()
    return file.getvalue()


def _yearly(sheet, grid: Grid, title: str, note: str, looks) -> None:
    width = len(grid.columns)
    sheet.merge_range(0, 0, 0, width, title, looks["title"])
    sheet.merge_range(1, 0, 1, width, note, looks["note"])
    sheet.merge_range(2, 0, 3, 0, "板块", looks["head"])
    place = 1
    for head in grid.heads:
        text = f"{head.name}（{head.unit}）"
        if head.span > 1:
            sheet.merge_range(2, place, 2, place + head.span - 1, text, looks["head"])
        else:
            sheet.write_string(2, place, text, looks["head"])
        place += head.span
    for number, column in enumerate(grid.columns, start=1):
        sheet.write_string(3, number, column.level_label, looks["head"])
    for number, row in enumerate(grid.rows, start=4):
        look = looks["sum"] if row.is_sum else looks["number"]
        sheet.write_string(number, 0, row.name, looks["sum"] if row.is_sum else looks["name"])
        for place, cell in enumerate(row.cells, start=1):
            if cell.value is None:
                sheet.write_blank(number, place, None, look)
            else:
                sheet.write_number(number, place, float(cell.value), look)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, width, 11)
    sheet.freeze_panes(4, 1)
    _paper(sheet)


def _monthly(sheet, cells: Cells, zones: Sequence[ZoneLine], looks) -> None:
    heads = ("指标", "级别", "板块", "全年", *(f"1—{month}月" if month > 1 else "1月" for month in MONTHS))
    for place, text in enumerate(heads):
        sheet.write_string(0, place, text, looks["head"])
    names = naming.Names.of(zones)
    number = 0
    for column in columns():
        for zone_id in (None, *(zone.id for zone in zones)):
            keys = [Key(column.indicator, column.level, zone_id, month) for month in (0, *MONTHS)]
            if not any(key in cells for key in keys[1:]):
                continue
            number += 1
            _month_row(sheet, number, column, names.zone(zone_id), [cells.get(key) for key in keys], looks)
    sheet.set_column(0, 2, 14)
    sheet.freeze_panes(1, 3)
    _paper(sheet)


def _month_row(sheet, number: int, column: Column, zone: str, values, looks) -> None:
    for place, text in enumerate((column.name, column.level_label, zone)):
        sheet.write_string(number, place, text, looks["name"])
    for place, value in enumerate(values, start=3):
        if value is None:
            sheet.write_blank(number, place, None, looks["number"])
        else:
            sheet.write_number(number, place, float(value), looks["number"])


def _paper(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
