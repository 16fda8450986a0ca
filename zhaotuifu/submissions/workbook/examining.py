"""看空表 — what a blank workbook has: cells, heads, formulas, merged cells, print settings; and what
would not survive filling.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from zhaotuifu.submissions.workbook.resizing import formula_of

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 3000, 120, 60_000
LONGEST_TEXT = 400
#: parts of a file that are not kept, and what a clerk calls them
LOSING_PARTS = (
    (r"xl/charts?/.*|xl/chartsheets/.*", "图表"),
    (r"xl/media/.*", "图片"),
    (r"xl/ctrlprops/.*|xl/activex/.*", "按钮、下拉框等控件"),
    (r"xl/embeddings/.*", "嵌入的文件"),
    (r"xl/pivottables/.*|xl/pivotcache/.*", "数据透视表"),
    (r"xl/slicers/.*", "切片器"),
    (r"xl/externallinks/.*", "到别的工作簿的链接"),
    (r"xl/vbaproject\.bin|xl/macrosheets/.*", "宏"),
    (r"xl/threadedcomments/.*", "会话式批注"),
    (r"xl/connections\.xml|xl/querytables/.*", "外部数据连接"),
)
SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[\s>]")
EXTENSIONS = (
    (rb"sparklineGroup", "迷你图"),
    (rb"x14:conditionalFormatting[\s>]", "新式条件格式（图标、跨表条件）"),
    (rb"x14:dataValidation[\s>]", "引用别的工作表的下拉选项"),
)


def opened(data: bytes) -> Workbook:
    """打开 — formulas as formulas, rich text kept; pictures and charts are not carried along."""
    book = load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    for sheet in book.worksheets:
        sheet._charts, sheet._images, sheet._pivots = [], [], []
        sheet.legacy_drawing = None
    for chartsheet in list(book.chartsheets):
        book.remove(chartsheet)
    return book


def losses(data: bytes) -> list[str]:
    """不会带过去的 — in words, each once."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name = info.filename.replace("\\", "/").lower()
            found += [word for pattern, word in LOSING_PARTS if re.fullmatch(pattern, name)]
            if re.fullmatch(r"xl/drawings/drawing\d*\.xml", name) and SHAPE.search(
                archive.read(info)
            ):
                found.append("图形、文本框")
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                text = archive.read(info)
                found += [word for pattern, word in EXTENSIONS if re.search(pattern, text)]
    return list(dict.fromkeys(found))


def examined(data: bytes) -> dict[str, Any]:
    """看空表 — {sheets, losses}; sheets that hold nothing are left out."""
    book = opened(data)
    sheets = [_sheet(sheet) for sheet in book.worksheets]
    return {"sheets": [sheet for sheet in sheets if sheet["cells"]], "losses": losses(data)}


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    cells: list[list[Any]] = []
    for (row, column), cell in sorted(sheet._cells.items()):
        if isinstance(cell, MergedCell) or row > MOST_ROWS or column > MOST_COLUMNS:
            continue
        if cell.value is not None and len(cells) < MOST_CELLS:
            formula = formula_of(cell) or ""
            text = formula or str(cell.value)
            cells.append([row, column, text[:LONGEST_TEXT], bool(formula)])
    return {
        "name": sheet.title,
        "is_visible": sheet.sheet_state == "visible",
        "cells": cells,
        "rows": min(sheet.max_row, MOST_ROWS),
        "columns": min(sheet.max_column, MOST_COLUMNS),
        "merged": [[b.min_row, b.min_col, b.max_row, b.max_col] for b in sheet.merged_cells.ranges],
        "formats": _formats(sheet),
        "facts": _facts(sheet),
    }


def _formats(sheet: Worksheet) -> list[list[Any]]:
    """Number formats that are not the plain one: a per cent column wants a fraction."""
    return [
        [row, column, cell.number_format]
        for (row, column), cell in sorted(sheet._cells.items())
        if row <= 200 and column <= MOST_COLUMNS and cell.number_format not in ("General", "@")
    ][:4000]


def _facts(sheet: Worksheet) -> list[str]:
    """What of the looks was seen and is kept, in words."""
    formulas = sum(formula_of(cell) is not None for cell in sheet._cells.values())
    found = [f"公式 {formulas} 处"] if formulas else []
    if sheet.merged_cells.ranges:
        found.append(f"合并单元格 {len(sheet.merged_cells.ranges)} 处")
    if sheet.print_area:
        found.append("打印区域")
    if sheet.print_title_rows:
        found.append("打印标题行")
    if sheet.page_setup.orientation == "landscape":
        found.append("横向打印")
    if sheet.freeze_panes:
        found.append("冻结窗格")
    if sheet.data_validations.dataValidation:
        found.append(f"下拉和校验 {len(sheet.data_validations.dataValidation)} 处")
    if len(sheet.conditional_formatting):
        found.append(f"条件格式 {len(sheet.conditional_formatting)} 处")
    if sheet.protection.sheet:
        found.append("工作表保护")
    return found
