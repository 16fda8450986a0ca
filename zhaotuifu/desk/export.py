"""列表导出 — the project list as it is asked for, as an Excel file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

from zhaotuifu.desk.queries.project_list import ListRow, Totals
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.kernel.verdict import YES, Verdict, no

LIMIT = 20000
HEAD_ROW = 2

# (head, width, value of a row, kind of cell: text, 万元, rate)
COLUMNS = (
    ("灯", 8, lambda row: row.lamp_label, "text"),
    ("项目名称", 36, lambda row: row.name, "text"),
    ("项目代码", 26, lambda row: row.code, "text"),
    ("级别", 9, lambda row: row.level_label, "text"),
    ("板块", 16, lambda row: row.zone_names, "text"),
    ("建设性质", 9, lambda row: row.construction_label, "text"),
    ("大类", 10, lambda row: row.kind_label, "text"),
    ("产业链", 14, lambda row: row.category, "text"),
    ("总投资（万元）", 14, lambda row: row.total_wan, "wan"),
    ("年度计划（万元）", 14, lambda row: row.plan_wan, "wan"),
    ("当月完成（万元）", 14, lambda row: row.month_wan, "wan"),
    ("累计完成（万元）", 14, lambda row: row.completed_wan, "wan"),
    ("完成率（%）", 11, lambda row: row.rate_pct, "rate"),
    ("序时差（百分点）", 13, lambda row: row.gap_points, "rate"),
    ("阶段", 8, lambda row: row.stage_label, "text"),
    ("形象进度", 30, lambda row: row.image_progress, "text"),
    ("亮灯原因", 40, lambda row: row.lamp_reason, "text"),
    ("待补", 24, lambda row: row.missing, "text"),
)
PLACES = {"wan": 6, "rate": 1}


def can_export(count: int) -> Verdict:
    """能否导出 — at most 20,000 rows at once."""
    if count <= LIMIT:
        return YES
    return no(f"不能导出：这个列表有 {count:,} 个项目，一次最多导出 {LIMIT:,} 个。请先加条件，比如选一个板块。")


def workbook(rows: Sequence[ListRow], totals: Totals, *, title: str, note: str) -> io.BytesIO:
    """列表工作簿 — title, a line of facts, frozen head, rows, total.

    Texts are written as texts: a name that begins with = never becomes a formula. Amounts keep
    their six decimals, rates are rounded to one.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet("项目库")
    looks = _looks(book)
    for number, (_, width, _, _) in enumerate(COLUMNS):
        sheet.set_column(number, number, width)
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_string(1, 0, note)
    for number, (head, _, _, _) in enumerate(COLUMNS):
        sheet.write_string(HEAD_ROW, number, head, looks["head"])
    for place, row in enumerate(rows, start=HEAD_ROW + 1):
        for number, (_, _, value_of, kind) in enumerate(COLUMNS):
            _write(sheet, place, number, value_of(row), kind, looks[kind])
    _write_totals(sheet, HEAD_ROW + 1 + len(rows), totals, looks)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(HEAD_ROW)
    sheet.fit_to_pages(1, 0)
    book.close()
    target.seek(0)
    return target


def _write(sheet, place: int, number: int, value, kind: str, look) -> None:
    if value is None or value == "":
        sheet.write_string(place, number, "—", look)
    elif kind == "text":
        sheet.write_string(place, number, str(value), look)
    else:
        sheet.write_number(place, number, float(round_half_up(Decimal(value), PLACES[kind])), look)


def _write_totals(sheet, place: int, totals: Totals, looks) -> None:
    said = {
        "总投资（万元）": totals.total_wan, "年度计划（万元）": totals.plan_wan,
        "累计完成（万元）": totals.completed_wan, "完成率（%）": totals.rate_pct,
        "序时差（百分点）": totals.gap_points,
    }
    for number, (head, _, _, kind) in enumerate(COLUMNS):
        if head == "项目名称":
            sheet.write_string(place, number, f"合计 {totals.count:,} 个", looks["sum_text"])
        elif head in said:
            _write(sheet, place, number, said[head], kind, looks[f"sum_{kind}"])
        else:
            sheet.write_blank(place, number, None, looks["sum_text"])


def _looks(book):
    """Cell formats by name."""
    line = {"border": 1, "border_color": "#C8CDD5", "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    strong = line | {"bold": True, "bg_color": "#F1F4F9"}
    money, rate = {"num_format": "#,##0.##"}, {"num_format": "0.0"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": "宋体"}),
        "head": book.add_format(strong | {"align": "center", "text_wrap": True}),
        "text": book.add_format(line), "wan": book.add_format(line | money),
        "rate": book.add_format(line | rate), "sum_text": book.add_format(strong),
        "sum_wan": book.add_format(strong | money), "sum_rate": book.add_format(strong | rate),
    }
