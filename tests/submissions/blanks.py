"""空表 — blank workbooks as superiors send them, made cell by cell."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

THIN, THICK = Side(style="thin", color="FF808080"), Side(style="medium", color="FF000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CLOSING = Border(left=THIN, right=THIN, top=THIN, bottom=THICK)
GROUND = PatternFill("solid", fgColor="FFDDE8F5")
FIRST, LAST, TOTAL, SIGN = 6, 10, 11, 13
WIDTHS = {"A": 6, "B": 34, "C": 14, "D": 14.5, "E": 14, "F": 12, "G": 14, "H": 11, "I": 26}


def monthly_list() -> bytes:
    """月报 — heads on two levels, five prepared rows, a rate by formula in each, a sum row below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "进度月报"
    sheet["A1"] = "市重大项目进度月报（示例）"
    sheet["A1"].font = Font(name="方正小标宋简体", size=18, bold=True, color="FF1F3864")
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("A1:I1")
    sheet["A2"] = "填报单位："
    sheet["H2"] = "单位：万元"
    _heads(sheet)
    for row in range(FIRST, LAST + 1):
        _prepared(sheet, row)
    _total(sheet)
    sheet.cell(SIGN, 1, "填表人：").font = Font(name="仿宋", size=11)
    sheet.cell(SIGN, 7, "审核人：")
    sheet.merge_cells(start_row=SIGN, end_row=SIGN, start_column=1, end_column=3)
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _printing(sheet)
    _rules(book, sheet)
    return _bytes(book)


def _heads(sheet: Worksheet) -> None:
    for column, text in enumerate(
        ("序号", "项目名称", "所属板块", "总投资", "投资完成情况"), start=1
    ):
        sheet.cell(3, column, text)
    sheet["I3"] = "形象进度"
    for column, text in enumerate(("年度计划", "当月完成", "本年累计", "完成率"), start=5):
        sheet.cell(4, column, text)
    for letter in "ABCDI":
        sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.merge_cells("E3:H3")
    for column in range(1, 10):
        sheet.cell(5, column, column)
        for row in (3, 4, 5):
            cell = sheet.cell(row, column)
            cell.border, cell.fill = BOX, GROUND
            cell.font = Font(name="黑体", size=10, bold=row < 5)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[3].height = 24


def _prepared(sheet: Worksheet, row: int) -> None:
    for column in range(1, 10):
        cell = sheet.cell(row, column)
        cell.border = CLOSING if row == LAST else BOX
        cell.font = Font(name="宋体", size=10)
        cell.number_format = "#,##0.00" if 4 <= column <= 7 else "General"
    sheet.cell(row, 8, f'=IF(E{row}=0,"",G{row}/E{row})').number_format = "0.0%"
    sheet.cell(row, 9).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = 30


def _total(sheet: Worksheet) -> None:
    sheet.cell(TOTAL, 1, "合计")
    sheet.merge_cells(start_row=TOTAL, end_row=TOTAL, start_column=1, end_column=3)
    for letter in "DEFG":
        sheet[f"{letter}{TOTAL}"] = f"=SUM({letter}{FIRST}:{letter}{LAST})"
        sheet[f"{letter}{TOTAL}"].number_format = "#,##0.00"
    sheet[f"H{TOTAL}"] = f"=G{TOTAL}/E{TOTAL}"
    sheet[f"H{TOTAL}"].number_format = "0.0%"
    for column in range(1, 10):
        cell = sheet.cell(TOTAL, column)
        cell.font, cell.border, cell.fill = Font(name="黑体", size=10, bold=True), BOX, GROUND


def _printing(sheet: Worksheet) -> None:
    sheet.print_area = f"A1:I{SIGN}"
    sheet.print_title_rows = "3:5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.42
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.freeze_panes = "C6"


def _rules(book: Workbook, sheet: Worksheet) -> None:
    check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    check.add(f"D{FIRST}:G{LAST}")
    sheet.add_data_validation(check)
    red = CellIsRule(operator="lessThan", formula=[f"$H${TOTAL}"], font=Font(color="FFC00000"))
    sheet.conditional_formatting.add(f"H{FIRST}:H{LAST}", red)
    book.defined_names["全区计划"] = DefinedName("全区计划", attr_text=f"进度月报!$E${TOTAL}")
    other = book.create_sheet("汇总")
    other["A1"], other["B1"] = "年度计划合计（亿元）", f"=进度月报!E{TOTAL}/10000"
    other["A2"], other["B2"] = "项目数", f"=COUNTA(进度月报!B{FIRST}:B{LAST})"


ZONE_ROWS = {"砚湖镇": 5, "苔溪镇": 6}


def fixed_cells() -> bytes:
    """季报 — one row for each 板块, single cells for the figures, sums by formulas beside and below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    sheet["A1"] = "重大项目季度汇总表"
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "报告期"
    sheet["B2"] = "年　季度"
    for column, text in enumerate(
        ("板块", "项目个数", "年度计划（亿元）", "累计完成（亿元）", "完成率", "备注"), start=1
    ):
        cell = sheet.cell(4, column, text)
        cell.fill, cell.border, cell.font = GROUND, BOX, Font(bold=True)
    for name, row in ZONE_ROWS.items():
        sheet.cell(row, 1, name)
        sheet.cell(row, 5, f"=ROUND(D{row}/C{row}*100,1)")
    sheet["A7"] = "合计"
    for letter in "BCD":
        sheet[f"{letter}7"] = f"=SUM({letter}5:{letter}6)"
        for row in range(5, 8):
            sheet[f"{letter}{row}"].number_format = "0" if letter == "B" else "0.0000"
    sheet["E7"] = "=ROUND(D7/C7*100,1)"
    sheet["A9"] = "其中：新建项目"
    sheet["C9"].number_format = "0.00"
    sheet.page_setup.orientation = "portrait"
    sheet.print_area = "A1:F10"
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
