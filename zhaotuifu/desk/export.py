"""列表导出 — the project list as it is asked for, as an Excel file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import IO

import xlsxwriter

from zhaotuifu.desk.queries.project_list import ListRow, Totals
from zhaotuifu.kernel.money import round_half_up

AT_ONCE = 5000  # a longer list is written by the task process
HEAD_ROW = 2
TOLD_EVERY = 2000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

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


def write_workbook(
    target: IO[bytes] | str, rows: Iterable[ListRow], totals: Totals, *, title: str, note: str,
    tell: Callable[[str, int, int], None] | None = None,
) -> int:
    """列表工作簿 — title, a line of facts, frozen head, rows, total; returns the number of rows.

    Texts are written as texts: a name that begins with = never becomes a formula. Amounts keep
    their six decimals, rates are rounded to one. Rows are written as they come: a large library
    needs no more memory than a small one. `tell(phase, done, total)` is called now and then.
    """
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("项目库")
    looks = _looks(book)
    for number, (_, width, _, _) in enumerate(COLUMNS):
        sheet.set_column(number, number, width)
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_string(1, 0, note)
    for number, (head, _, _, _) in enumerate(COLUMNS):
        sheet.write_string(HEAD_ROW, number, head, looks["head"])
    place = HEAD_ROW
    for place, row in enumerate(rows, start=HEAD_ROW + 1):
        for number, (_, _, value_of, kind) in enumerate(COLUMNS):
            _write(sheet, place, number, value_of(row), kind, looks[kind])
        if tell and place % TOLD_EVERY == 0:
            tell("写入表格", place - HEAD_ROW, totals.count)
    _write_totals(sheet, place + 1, totals, looks)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(HEAD_ROW)
    sheet.fit_to_pages(1, 0)
    book.close()
    return place - HEAD_ROW


def plain_lines(rows: Iterable[ListRow]) -> Iterator[str]:
    """不带格式的列表 — csv line by line, head first, for other programs and for very long lists.

    A figure nobody reported is an empty cell; amounts and rates are as exact as they are kept. A
    text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP: CSV
    injection).
    """
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield "\ufeff" + line([head for head, _, _, _ in COLUMNS])
    for row in rows:
        yield line([_plain(value_of(row)) for _, _, value_of, _ in COLUMNS])


class _Echo:
    """回声 — csv writes into it and gets the line back."""

    def write(self, text: str) -> str:
        return text


def _plain(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in FORMULA_STARTS and value else value
    return format(value, "f") if isinstance(value, Decimal) else value


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
