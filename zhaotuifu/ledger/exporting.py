"""导出台账 — the library as the ledger a 板块 knows; importing it again changes nothing.

One row for each listed project the reader may see, under a title, a unit line and merged heads.
A month nobody reported stays empty in both columns, so that it is not read back as a zero.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from zhaotuifu.indicators.queries import EVERYTHING, listed_ids, open_book
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.names import PERSONAL
from zhaotuifu.ledger import access
from zhaotuifu.ledger.rules import showing
from zhaotuifu.ledger.rules.fields import Extra, Field
from zhaotuifu.ledger.rules.months import span
from zhaotuifu.parties import queries as parties
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.queries import (
    LEVEL_ORDER,
    chunks,
    listings_of,
    sort_keys,
    zones_of,
)
from zhaotuifu.supervision.queries import month_end

Cell = str | Decimal | int | None
FIRST_ROW = 4
PIECE = 2000  # projects held at a time


@dataclass(frozen=True, slots=True)
class Head:
    """一列 — its head (under a group or alone), its width, and the value of a line."""

    group: str
    head: str
    width: int
    value: Callable[[Line], Cell]


def how_many(*, actor: Actor, year: int) -> int:
    """多少行 — listed projects of the year the actor may see; one SQL statement."""
    return len(listed_ids(year, None, actor, None))


def ledger_file(*, actor: Actor, year: int, month: int, shows_people: bool = False) -> bytes:
    """台账文件 — xlsx of the month, for what the actor may see; about ten SQL statements for every
    2,000 projects. `shows_people`: contacts and their phones in plain, for who gave a reason.
    """
    out = io.BytesIO()
    write_ledger(out, actor=actor, year=year, month=month, shows_people=shows_people)
    return out.getvalue()


def write_ledger(
    target: IO[bytes] | str, *, actor: Actor, year: int, month: int,
    shows_people: bool = False, tell: Callable[[str, int, int], None] | None = None,
) -> int:
    """写台账 — into a file, piece by piece, so that a large library needs no more memory than a
    small one; returns the number of rows. `tell(phase, done, total)` is called between the pieces.
    """
    said = tell or (lambda phase, done, total: None)
    said("排次序", 0, 0)
    ids = _in_order(listed_ids(year, None, actor, None), year, month)
    columns = heads(month, is_masked=not shows_people)
    return written(
        target, _title(actor, year, month), columns, _lines(ids, year, month, said)
    )


def _in_order(ids: Sequence[int], year: int, month: int) -> list[int]:
    """次序 — by level, 板块 and pinyin; only what the order needs is read of each project."""
    as_of = month_end(year, month)
    placed: list[tuple[int, tuple[str, ...], str, int]] = []
    for part in chunks(ids):
        listed = listings_of(part, year=year, as_of=as_of, known_at=None)
        zones = zones_of(part, as_of=as_of, known_at=None)
        for project_id, sort_key in sort_keys(part):
            levels = [LEVEL_ORDER[line.level] for line in listed.get(project_id, ())]
            if levels:
                lies_in = tuple(name for _, name in zones.get(project_id, ()))
                placed.append((min(levels), lies_in, sort_key, project_id))
    placed.sort()
    return [place[-1] for place in placed]


def _lines(
    ids: Sequence[int], year: int, month: int, tell: Callable[[str, int, int], None]
) -> Iterator[Line]:
    """Whole lines, in the order of the ids, each project once."""
    for start in range(0, len(ids), PIECE):
        tell("写入表格", start, len(ids))
        part = ids[start : start + PIECE]
        book = open_book(year=year, as_of=month_end(year, month), project_ids=part)
        by_id = {line.project_id: line for line in book.within(EVERYTHING)}
        yield from (by_id[one] for one in part if one in by_id)


def _title(actor: Actor, year: int, month: int) -> str:
    sender = access.sender_of(actor, parties.zones())
    district = parties.district()
    place = sender.only_zone or (district.name if district else "")
    return f"{place}{year}年{month}月重点项目台账"


def heads(month: int, *, is_masked: bool) -> tuple[Head, ...]:
    """表头 — in the order of an office's ledger."""
    done, plan, real = "投资完成情况（万元）", "计划", "实际"
    return (
        Head("", "项目名称", 36, lambda line: line.name),
        Head("", "项目代码", 26, lambda line: line.code),
        Head("", "板块", 14, lambda line: "、".join(line.zone_names)),
        Head("", "级别", 8, lambda line: showing.shown(Field.LEVEL, line.level, "")),
        Head("", "大类", 10, lambda line: showing.shown(Field.KIND, line.kind, "")),
        Head("", "产业链（类别）", 16, lambda line: line.category),
        Head("", "建设性质", 8, lambda line: showing.shown(
            Field.CONSTRUCTION_KIND, line.construction_kind, "")),
        _profile("建设单位", 24, Field.UNIT_NAME),
        _profile("统一社会信用代码", 22, Field.USCC),
        _profile("建设地点", 20, Field.ADDRESS),
        _profile("建设规模及内容", 40, Field.SCALE),
        _profile("用地面积（亩）", 12, Field.AREA_MU),
        _profile("起始年份", 8, Field.START_YEAR),
        _profile("建成年份", 8, Field.END_YEAR),
        Head("", "总投资（万元）", 14, _total),
        Head("", "年度计划投资（万元）", 14, lambda line: line.plan_wan),
        Head(done, f"{month}月完成投资", 14, lambda line: line.month_wan(month)),
        Head(done, f"{span(month).replace('—', '-')}累计完成投资", 16, lambda line: _completed(line, month)),
        Head(done, "开工以来累计完成投资", 16, lambda line: _since_start(line, month)),
        Head(plan, "开工时间", 12, _day(Node.START, "planned")),
        Head(plan, "竣工时间", 12, _day(Node.FINISH, "planned")),
        Head(real, "实际开工时间", 12, _day(Node.START, "actual")),
        Head(real, "实际竣工时间", 12, _day(Node.FINISH, "actual")),
        Head("", "入库时间", 12, lambda line: line.admitted_on.isoformat() if line.admitted_on else None),
        Head("", "形象进度", 30, lambda line: line.word.image_progress),
        Head("", "存在问题", 30, lambda line: line.word.problems),
        Head("", "滞后原因", 10, lambda line: showing.shown(Extra.CAUSE, line.word.cause, "")),
        Head("", "下月计划", 30, lambda line: line.word.next_plan),
        _profile("挂钩领导", 10, Field.LEADER),
        _profile("牵头部门", 14, Extra.LEAD_DEPARTMENT),
        _profile("责任单位", 14, Field.RESPONSIBLE_UNIT),
        _profile("责任人", 10, Extra.RESPONSIBLE_PERSON),
        Head("", "联系人", 10, lambda line: _person(line, "contact_name", is_masked)),
        Head("", "联系电话", 16, lambda line: _person(line, "contact_phone", is_masked)),
        _profile("备注", 24, Field.REMARKS),
    )


def _profile(head: str, width: int, name: str) -> Head:
    def value(line: Line) -> Cell:
        found = line.profile[str(name)]
        return found if isinstance(found, str | Decimal | int) else None

    return Head("", head, width, value)


def _person(line: Line, name: str, is_masked: bool) -> str:
    """Masked, it is read back as nothing said: an import of the file changes nothing."""
    text = str(line.profile[name] or "")
    return PERSONAL[name](text) if is_masked and text else text


def _total(line: Line) -> Cell:
    """总投资 — in yuan; foreign money that nobody turned into yuan, as an office writes it."""
    if line.total_wan is not None or not line.profile["foreign_currency"]:
        return line.total_wan
    amount = line.profile["foreign_amount_wan"]
    return showing.foreign(str(line.profile["foreign_currency"]), Decimal(str(amount)))


def _completed(line: Line, month: int) -> Decimal | None:
    return line.completed_wan if month in line.months else None


def _since_start(line: Line, month: int) -> Decimal | None:
    return line.word.completed_total_wan if line.word.month == month else None


def _day(node: Node, kind: str) -> Callable[[Line], Cell]:
    def value(line: Line) -> Cell:
        milestone: MilestoneLine | None = line.milestones.get(node)
        on = getattr(milestone, f"{kind}_on") if milestone else None
        if on is None:
            return None
        return showing.day_as_written(on.isoformat(), getattr(milestone, f"{kind}_precision"))

    return value


def written(
    target: IO[bytes] | str, title: str, columns: Sequence[Head], lines: Iterable[Line]
) -> int:
    """写表 — the workbook, row after row; what is written is not held in memory."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("台账")
    looks = _looks(book)
    last = len(columns) - 1
    for column, head in enumerate(columns):
        sheet.set_column(column, column, head.width)
    sheet.merge_range(0, 0, 0, last, title, looks["title"])
    sheet.merge_range(1, 0, 1, last, "金额单位：万元　用地面积单位：亩", looks["unit"])
    _write_heads(sheet, columns, looks)
    at = FIRST_ROW
    for line in lines:
        for column, head in enumerate(columns):
            value = head.value(line)
            if value is not None and value != "":
                _write(sheet, at, column, value, looks)
        at += 1
    # Half of the cells are empty: they get their frame as a rule and not one by one.
    sheet.conditional_format(
        FIRST_ROW, 0, max(at - 1, FIRST_ROW), last,
        {"type": "formula", "criteria": "=TRUE", "format": looks["frame"]},
    )
    sheet.freeze_panes(FIRST_ROW, 1)
    book.close()
    return at - FIRST_ROW


def _looks(book: xlsxwriter.Workbook) -> Mapping[str, Any]:
    cell = {"valign": "vcenter", "font_size": 10}
    head = {**cell, "border": 1, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEF2F7"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "unit": book.add_format({"align": "right", "font_size": 10}),
        "head": book.add_format(head), "over": book.add_format({**head, "bottom": 0}),
        "under": book.add_format({**head, "top": 0}),
        "frame": book.add_format({"border": 1}),
        "text": book.add_format({**cell, "text_wrap": True}),
        "number": book.add_format({**cell, "num_format": "#,##0.######"}),
        "year": book.add_format({**cell, "num_format": "0"}),
    }


def _write_heads(sheet: Any, columns: Sequence[Head], looks: Mapping[str, Any]) -> None:
    """Two levels: a group over its columns; a lone head stands in the lower row, under a cell that
    is open towards it.

    Cells are written in order, because a written row cannot be gone back to. So nothing is merged
    from one row into the next, and every column has its head in one row: it can be filtered.
    """
    top, low = FIRST_ROW - 2, FIRST_ROW - 1
    start = 0
    while start < len(columns):
        end, group = start, columns[start].group
        while group and end + 1 < len(columns) and columns[end + 1].group == group:
            end += 1
        if end > start:
            sheet.merge_range(top, start, top, end, group, looks["head"])
        else:
            sheet.write_string(top, start, group, looks["head" if group else "over"])
        start = end + 1
    for column, head in enumerate(columns):
        sheet.write_string(low, column, head.head, looks["head" if head.group else "under"])


def _write(sheet: Any, row: int, column: int, value: Cell, looks: Mapping[str, Any]) -> None:
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        sheet.write_number(row, column, float(value), looks["number"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks["year"])
    else:
        # Text stays text: a name that begins with "=" is no formula; a figure too long for a
        # number of Excel keeps its last digits.
        sheet.write_string(row, column, format(value, "f") if isinstance(value, Decimal) else value, looks["text"])
