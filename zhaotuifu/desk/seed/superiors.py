"""演示上报表 — a monthly table of the city invented for the demonstration: its blank, two months sent, one begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from functools import partial
from io import BytesIO

import xlsxwriter

from zhaotuifu.desk.seed.sketches import YEAR
from zhaotuifu.desk.seed.story import moment
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.submissions.actions import sending, tables
from zhaotuifu.submissions.models import SuperiorTable
from zhaotuifu.submissions.rules.pointing import Pointings, Spot, pointings_of
from zhaotuifu.submissions.states import Cadence

NAME = "市重大项目进度月报（示例）"
SHEET = "进度月报"
ROWS = range(5, 15)  # prepared rows, from 0
HEADS = (
    "序号", "项目名称", "所属板块", "建设性质", "总投资", "年度计划", "当月完成", "本年累计", "完成率",
    "形象进度", "存在问题",
)
WIDTHS = (6, 36, 16, 10, 14, 14, 13, 14, 10, 26, 26)
#: the day each month was sent
SENT_ON = {1: date(YEAR, 2, 10), 2: date(YEAR, 3, 10)}
BEGUN = (3, date(YEAR, 4, 7))


def blank() -> bytes:
    """空表 — heads on two levels, ten prepared rows with a formula each, sums below, made for A4 landscape."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    box = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    head = book.add_format(box | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#DCE6F4"})
    money = book.add_format(box | {"num_format": "#,##0.00"})
    rate = book.add_format(box | {"num_format": "0.0%"})
    words = book.add_format(box | {"text_wrap": True})
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, 10, f"{NAME}——演示数据，非上级文件", title)
    sheet.write(1, 0, "填报单位：")
    sheet.write(1, 9, "单位：万元")
    for column, text in enumerate(HEADS):
        if 5 <= column <= 8:
            sheet.write(3, column, text, head)
        else:
            sheet.merge_range(2, column, 3, column, text, head)
        sheet.write(4, column, column + 1, head)
    sheet.merge_range(2, 5, 2, 8, "投资计划和完成情况", head)
    for row in ROWS:
        for column in range(len(HEADS)):
            sheet.write_blank(row, column, None, money if 4 <= column <= 7 else words)
        sheet.write_formula(row, 8, f'=IF(F{row + 1}=0,"",H{row + 1}/F{row + 1})', rate, "")
        sheet.set_row(row, 30)
    _below(book, sheet, box)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    book.close()
    return file.getvalue()


def _below(book, sheet, box: dict[str, object]) -> None:
    """Sums, signature, print settings."""
    bold = box | {"bold": True, "bg_color": "#EEF2F8"}
    total, first, last = ROWS.stop, ROWS.start + 1, ROWS.stop
    sheet.merge_range(total, 0, total, 3, "合计", book.add_format(bold | {"align": "center"}))
    for letter in "EFGH":
        style = book.add_format(bold | {"num_format": "#,##0.00"})
        sheet.write_formula(f"{letter}{total + 1}", f"=SUM({letter}{first}:{letter}{last})", style)
    style = book.add_format(bold | {"num_format": "0.0%"})
    sheet.write_formula(f"I{total + 1}", f"=IF(F{total + 1}=0,0,H{total + 1}/F{total + 1})", style)
    for column in (9, 10):
        sheet.write_blank(total, column, None, book.add_format(bold))
    sheet.write(total + 2, 0, "报告期：")
    sheet.write(total + 2, 9, "填报日期：")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 4)
    sheet.print_area(0, 0, total + 2, 10)
    sheet.freeze_panes(5, 2)


def acts(by: Actor) -> list[tuple[date, Callable[[], None]]]:
    """报送经过 — the table set up on the day of the first submission."""
    first, *others = SENT_ON.items()
    found: list[tuple[date, Callable[[], None]]] = [(first[1], partial(_set_up, first, by))]
    found += [(day, partial(_send, month, day, by)) for month, day in others]
    return [*found, (BEGUN[1], partial(_begin, *BEGUN, by))]


def _set_up(first: tuple[int, date], by: Actor) -> None:
    at = moment(first[1], time(9, 0))
    version = tables.create_table(
        name=NAME, recipient="市重大项目办（示例）", cadence=Cadence.MONTHLY, year=YEAR, data=blank(),
        file_name="市重大项目进度月报（示例）空表.xlsx", by=by, at=at, is_demo=True,
    )
    spots = (
        Spot(SHEET, "A2", "text", "填报单位：{区}重大项目办公室"),
        Spot(SHEET, f"A{ROWS.stop + 3}", "text", "报告期：{年}年1—{月}月"),
        Spot(SHEET, f"J{ROWS.stop + 3}", "text", "填报日期：{报送日期}"),
    )
    pointings = Pointings(pointings_of(version.pointings).areas, spots)
    tables.point(version=version, pointings=pointings, by=by, at=at, revision=version.revision)
    tables.take_into_use(version=version, by=by, at=at, revision=version.revision)
    _send(*first, by)


def _begin(month: int, day: date, by: Actor) -> None:
    table = SuperiorTable.objects.get(name=NAME)
    sending.start(table=table, year=YEAR, month=month, by=by, at=moment(day, time(16, 0)), is_demo=True)


def _send(month: int, day: date, by: Actor) -> None:
    table = SuperiorTable.objects.get(name=NAME)
    at = moment(day, time(16, 0))
    one = sending.start(table=table, year=YEAR, month=month, by=by, at=at, is_demo=True)
    sending.send(submission=one, by=by, at=at, revision=one.revision, method="市平台上传（示例）")
