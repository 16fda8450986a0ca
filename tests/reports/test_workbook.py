"""进度表 Excel — the same table as the page, cell by cell."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import openpyxl

from tests.reports.books import GROUND, book, line
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.rules.grid import columns_of, grid_of
from zhaotuifu.reports.rules.progress_table import table_of
from zhaotuifu.reports.workbook import FIRST_ROW, note_text, workbook_of

LINES = (
    line(1, months={1: 10, 3: "1234.5678"}), line(2, kind=ConstructionKind.NEW, months={3: -5}),
    line(3, months={3: 250}, total=None), line(4, plan=None, zones=(1, 2)),
    line(5, plan=3, months={3: "0.749"}, problems="缺地"),
)


def opened(table):
    return openpyxl.load_workbook(BytesIO(workbook_of(table))).active


def shown(cell) -> str:
    """What the spreadsheet shows of a cell, by its own number format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    number, pattern = Decimal(repr(value)), cell.number_format.split(";")[0]
    if pattern == "General":
        return str(value)
    places = len(pattern.partition(".")[2])
    rounded = round_half_up(number, places)
    sign = "−" if rounded < 0 else "+" if rounded > 0 and pattern.startswith("+") else ""
    return f"{sign}{abs(rounded):,}"


def test_every_cell_shows_what_the_page_shows():
    table = table_of(book(*LINES), Scope(level=Level.PROVINCE), GROUND)
    sheet = opened(table)
    rows = grid_of(table, columns_of(table.month))
    for number, row in enumerate(rows, start=FIRST_ROW + 1):
        place = 1
        for cell in row.cells:
            assert shown(sheet.cell(number, place)) == cell.text, (number, place, cell)
            place += cell.colspan
    assert sheet.cell(FIRST_ROW + len(rows) + 1, 1).value == note_text(table)


def test_amounts_are_kept_unrounded_and_rates_as_shown():
    sheet = opened(table_of(book(*LINES), Scope(level=Level.PROVINCE), GROUND))
    by_name = {row[1].value: row for row in sheet.iter_rows(min_row=FIRST_ROW + 1)}
    done, rate = by_name["演示项目1"][9], by_name["演示项目1"][10]
    assert done.value == 1244.5678 and rate.value == 124.5
    assert by_name["演示项目2"][9].value == -5


def test_title_heads_and_codes_as_text():
    sheet = opened(table_of(book(*LINES), Scope(level=Level.PROVINCE), GROUND))
    assert sheet["A1"].value == "示范区2025年省重大项目进度表（1—3月）"
    assert "单位：万元" in sheet["A2"].value
    assert [sheet.cell(3, n).value for n in (1, 2, 3, 9)] == ["序号", "项目名称", "项目代码", "完成投资"]
    assert [sheet.cell(4, n).value for n in (9, 10, 11, 12)] == ["3月", "1—3月", "完成率 %", "序时差"]
    assert "I3:L3" in {str(found) for found in sheet.merged_cells.ranges}
    assert sheet.page_setup.paperSize == 8 and sheet.page_setup.orientation == "landscape"
    code = next(row[2] for row in sheet.iter_rows(min_row=5) if row[1].value == "演示项目1")
    assert code.data_type == "s" and code.number_format == "@"


def test_equal_tables_give_equal_bytes():
    table = table_of(book(*LINES), Scope(level=Level.PROVINCE), GROUND)
    assert workbook_of(table) == workbook_of(table)
