"""表格 — lists of projects and of 板块 whose figures open into rows, and the progress table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhaotuifu.documents.blocks import Align, Attachment, Cell, DataTable, Row
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags.show import DASH, pct, points, wan
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Level, Precision
from zhaotuifu.reports.rules.figures import UNSAID_ZONE, Trace
from zhaotuifu.reports.rules.grid import data_table
from zhaotuifu.reports.rules.laggards import SAYS_NOTHING, cause_text
from zhaotuifu.reports.rules.progress_table import span_head, table_of, zone_text
from zhaotuifu.reports.rules.ranking import ranking_blocks, ranks_of
from zhaotuifu.reports.rules.sections.drafting import NOTHING, Content, Drafting
from zhaotuifu.reports.rules.sentences import (
    ANNUAL_PLAN,
    COMPLETED,
    COMPLETION_RATE,
    SCHEDULE_GAP,
    has_started,
    level_name,
)

HIGHEST, ALL = "highest", "all"
ZERO = Decimal(0)


def heads(*texts: str) -> tuple[Row, ...]:
    """一行表头."""
    return (tuple(Cell(text) for text in texts),)


def words(text: str) -> Cell:
    """文字格."""
    return Cell(text or DASH, Align.LEFT)


def amount_cell(trace: Trace, indicator, line: Line, write) -> Cell:
    """一个项目的数 — a figure of its own; 「—」 has no rows behind it."""
    text = write(indicator.of([line], trace.book.moment_of(indicator, Scope(level=line.level))).value)
    key = trace.of_line(indicator, line, text).key if text != DASH else None
    return Cell(text, Align.RIGHT, key=key)


def day_cell(on: date | None) -> Cell:
    return Cell(on.isoformat() if on else DASH)


def start_table(trace: Trace, title: str, lines: Sequence[Line]) -> DataTable:
    """开工项目表 — in the order given."""
    body = tuple(
        (
            Cell(str(number)), words(line.name), Cell(Level(line.level).label), words(zone_text(line)),
            Cell(wan(line.total_wan), Align.RIGHT), amount_cell(trace, ANNUAL_PLAN, line, wan),
            day_cell(line.reached_on(Node.START)),
        )
        for number, line in enumerate(lines, start=1)
    )
    head = heads("序号", "项目名称", "级别", "板块", "总投资", "年度计划", "认定开工")
    return DataTable(title, "单位：万元", head, body)


def late_table(trace: Trace, lines: Sequence[Line]) -> DataTable:
    """逾期未开工项目表."""
    body = tuple(
        (
            Cell(str(number)), words(line.name), Cell(Level(line.level).label), words(zone_text(line)),
            Cell(_planned_text(line)), words(cause_text(line)),
        )
        for number, line in enumerate(lines, start=1)
    )
    head = heads("序号", "项目名称", "级别", "板块", "计划开工", "原因")
    return DataTable("逾期未开工项目", "", head, body)


def _planned_text(line: Line) -> str:
    """计划开工 — as precisely as it was planned: 2025-09-20, 2025-09, 2025年."""
    on = line.planned_on(Node.START)
    if on is None:
        return DASH
    precision = line.milestones[Node.START].planned_precision
    if precision == Precision.YEAR:
        return f"{on.year}年"
    return on.isoformat()[:7] if precision == Precision.MONTH else on.isoformat()


def zone_start_table(
    drafting: Drafting, year: Sequence[Line], span: Sequence[Line]
) -> DataTable | None:
    """各板块开工情况 — where several have something to tell; the total counts a joint project once."""
    trace, material = drafting.trace, drafting.material
    groups: list[tuple[str, Scope]] = [
        (name, Scope(zone_id=zone_id)) for zone_id, name in material.zones
        if any(zone_id in line.zone_ids for line in drafting.lines)
    ]
    if any(not line.zone_ids for line in drafting.lines):
        groups.append((UNSAID_ZONE, Scope(zone_id=0)))
    if len(groups) < 2:
        return None
    word = f"{material.span.word}开工"
    head = heads("板块", "计划新建", "其中已开工", "开工率 %", "今年开工", word)
    rows = [_zone_starts(drafting, name, scope, year, span) for name, scope in groups]
    rows = [row for row in rows if any(row[column].text != "0" for column in (1, 2, 4, 5))]
    if len(rows) < 2:
        return None  # one 板块 is the whole, and that was said
    body = (*rows, _zone_starts(drafting, "合计", EVERYTHING, year, span))
    for column in (1, 2, 4, 5):
        trace.claim("各板块开工情况表各行相加", [row[column].key for row in body[:-1]], body[-1][column].key)
    note = "注：联建项目在各相关板块各计一次，合计只计一次。今年开工含提前开工的储备等项目。"
    return DataTable("各板块开工情况", "单位：个", head, body, note=note)


def _zone_starts(
    drafting: Drafting, name: str, scope: Scope, year: Sequence[Line], span: Sequence[Line]
) -> Row:
    trace = drafting.trace

    def here(lines: Sequence[Line]) -> list[Line]:
        if scope == EVERYTHING:
            return list(lines)
        return [line for line in lines if scope.zone_id in (line.zone_ids or (0,))]

    new = here([line for line in drafting.lines if line.construction_kind == ConstructionKind.NEW])
    begun = [line for line in new if has_started(line, trace)]
    counts = (
        ("new", "新建项目数", new, ""), ("started", "已开工新建项目数", begun, ""),
        ("year-started", "今年开工数", here(year), ""),
        ("span-started", "本期开工数", here(span), drafting.material.span.text),
    )
    cells = [
        Cell(
            str(len(lines)), Align.RIGHT,
            key=trace.counted(code, label, scope, lines, when).key,
        )
        for code, label, lines, when in counts
    ]
    rate = ratio_pct(Decimal(len(begun)), Decimal(len(new)))
    share = trace.share("started", "开工率", scope, begun, new, pct(rate)) if new else None
    rate_cell = Cell(pct(rate), Align.RIGHT, key=share.key if share else None)
    return (words(name), cells[0], cells[1], rate_cell, cells[2], cells[3])


def zones(drafting: Drafting) -> Content:
    """板块情况 — the ranking by completion rate."""
    material = drafting.material
    if not material.book.moment.month:
        return NOTHING
    ranked = [zone for zone in material.zones if zone[0] in material.ranked_zones]
    return Content(ranking_blocks(drafting.trace, ranks_of(drafting.trace, ranked)))


def progress_table(drafting: Drafting) -> Content:
    """进度表 — of the highest level, of all or of one (option level), attached or in the text (attached)."""
    material = drafting.material
    wanted = drafting.option("level", HIGHEST)
    if not material.levels:
        return NOTHING
    level = {HIGHEST: material.levels[0], ALL: None}.get(wanted, wanted)
    if level is None and len(material.levels) == 1:
        level = material.levels[0]
    if level is not None and level not in material.levels:
        return NOTHING
    table = table_of(material.book, Scope(level=level), material.ground)
    title = drafting.option("title") or f"{_whose(drafting, level)}进度表"
    month = material.book.moment.month
    title = f"{material.book.moment.year}年{title}" + (f"（{span_head(month)}）" if month else "")
    printed = data_table(table)
    if not drafting.option("attached", True):
        return Content((printed,), tables=(table,))
    return Content((), (Attachment(title, (printed,), is_landscape=True),), (table,))


def _whose(drafting: Drafting, level: str | None) -> str:
    if drafting.material.scope_words:
        return drafting.subject
    return f"{level_name(level)}项目" if level else drafting.subject


def laggard_rows(trace: Trace, lines: Sequence[Line], kinds: Sequence[str]) -> tuple[Row, ...]:
    """清单各行 — with what is wrong of each (`kinds`), its figures, and why."""
    return tuple(
        (
            Cell(str(number)), words(line.name), Cell(Level(line.level).label), words(zone_text(line)),
            Cell(kind), amount_cell(trace, ANNUAL_PLAN, line, wan), amount_cell(trace, COMPLETED, line, wan),
            amount_cell(trace, COMPLETION_RATE, line, pct), amount_cell(trace, SCHEDULE_GAP, line, points),
            words(_why(line)),
        )
        for number, (line, kind) in enumerate(zip(lines, kinds, strict=True), start=1)
    )


LAGGARD_HEAD = (
    "序号", "项目名称", "级别", "板块", "问题", "年度计划", "完成投资", "完成率 %", "序时差", "原因",
)


def _why(line: Line) -> str:
    told = " ".join(line.word.problems.split())
    return cause_text(line) if line.word.cause or told not in SAYS_NOTHING else "原因未填"
