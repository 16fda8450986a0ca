"""结转表 — the lines as an Excel table whose heads the ledger import reads.

Plans changed in it come back as a ledger of the next year.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from decimal import Decimal

import xlsxwriter

from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import Outcome
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.projects.states import ConstructionKind, Level

HEAD_ROW = 2


def proposal_file(carry: CarryOver, lines: Iterable[CarryLine]) -> bytes:
    """结转表 — title, a line of facts, frozen head, one row a line; amounts in 万元."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("结转")
    looks = _looks(book)
    columns = _columns(carry)
    sheet.write_string(0, 0, f"{carry.year}年项目结转到{carry.next_year}年", looks["title"])
    sheet.write_string(1, 0, f"{carry.get_state_display()}　单位：万元", looks["note"])
    for number, (head, width, _, _) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(HEAD_ROW, number, head, looks["head"])
    for place, line in enumerate(lines, start=HEAD_ROW + 1):
        for number, (_, _, value_of, kind) in enumerate(columns):
            _write(sheet, place, number, value_of(line), looks[kind])
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(HEAD_ROW)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


Column = tuple[str, int, Callable[[CarryLine], object], str]


def _columns(carry: CarryOver) -> tuple[Column, ...]:
    """(head, width, value of a line, kind of cell)."""
    year, after = carry.year, carry.next_year
    return (
        ("项目名称", 38, lambda line: line.name, "text"),
        ("项目代码", 26, lambda line: line.code, "text"),
        ("所属板块", 18, lambda line: line.zone_names, "text"),
        ("项目级别", 9, lambda line: Level(line.level).label, "text"),
        (f"{year}年列为", 10, lambda line: ConstructionKind(line.old_kind).label, "text"),
        ("总投资", 13, lambda line: line.total_wan, "wan"),
        (f"{year}年计划", 13, lambda line: line.old_plan_wan if line.is_first else None, "wan"),
        (f"{year}年完成", 13, lambda line: line.year_done_wan if line.is_first else None, "wan"),
        (f"至{year}年底已完成", 14, lambda line: line.done_wan if line.is_first else None, "wan"),
        ("建议去向", 10, lambda line: Outcome(line.proposed_outcome).label, "text"),
        ("理由", 40, lambda line: line.why_text, "text"),
        ("建议计划", 13, lambda line: line.proposed_plan_wan, "wan"),
        ("板块去向", 10, lambda line: _label(line.zone_outcome), "text"),
        ("板块计划", 13, lambda line: line.zone_plan_wan, "wan"),
        ("建设性质", 10, lambda line: "待定" if line.is_open else _label(line.outcome), "text"),
        (f"{after}年度计划投资（万元）", 16, lambda line: line.plan_wan, "wan"),
        ("说明", 30, lambda line: line.office_note or line.zone_note, "text"),
    )


def _label(code: str) -> str:
    return Outcome(code).label if code else ""


def _write(sheet, place: int, number: int, value: object, look) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(place, number, float(round_half_up(value, 6)), look)
    elif value:
        sheet.write_string(place, number, str(value), look)
    else:
        sheet.write_blank(place, number, None, look)


def _looks(book) -> dict[str, object]:
    line = {"border": 1, "border_color": "#C8CDD5", "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": "宋体"}),
        "note": book.add_format({"font_name": "宋体", "font_size": 10}),
        "head": book.add_format(
            line | {"bold": True, "bg_color": "#F1F4F9", "align": "center", "text_wrap": True}
        ),
        "text": book.add_format(line), "wan": book.add_format(line | {"num_format": "#,##0.##"}),
    }
