"""开工和节点 — what started in the span and in the year, whose start is late, nodes reached and coming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators.queries import EVERYTHING
from zhaotuifu.indicators.rules import Line
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Level, Precision
from zhaotuifu.reports.rules.laggards import by_cause, cause_text, late_starts
from zhaotuifu.reports.rules.progress_table import zone_text
from zhaotuifu.reports.rules.sections.drafting import (
    NOTHING,
    Content,
    Drafting,
    by_level,
    by_zone,
    joint_note,
    told,
)
from zhaotuifu.reports.rules.sections.tables import late_table, start_table, zone_start_table
from zhaotuifu.reports.rules.sentences import (
    Runs,
    joined,
    plain,
    sentence,
    start_clause,
)

NAMED = 8
COMING_DAYS = 30
#: nodes that count from the day they happened; the others from the day they were recognised
HAPPENED = frozenset({Node.SIGNED, Node.LAND, Node.PERMIT, Node.PILE, Node.STATISTICS})


def reached(line: Line, node: Node) -> date | None:
    """到达日期 — recognised, as the indicators count; where nobody recognises, the day it happened."""
    return line.happened_on(node) if node in HAPPENED else line.reached_on(node)


def started_in(drafting: Drafting, lines: Sequence[Line]) -> list[Line]:
    """时段内开工 — by the recognised day, in its order."""
    span = drafting.material.span
    found = [line for line in lines if span.takes(line.reached_on(Node.START))]
    return sorted(found, key=lambda line: (line.reached_on(Node.START), line.project_id))


def started_this_year(drafting: Drafting, lines: Sequence[Line]) -> list[Line]:
    """今年开工 — recognised from 1 January to the day."""
    moment = drafting.material.book.moment
    return [
        line for line in lines
        if (on := line.reached_on(Node.START)) and on.year == moment.year and on <= moment.as_of
    ]


def span_starts(drafting: Drafting) -> Content:
    """本期开工 — how many, their investment, by level and 板块, and the list of them."""
    span = drafting.material.span
    lines = started_in(drafting, drafting.lines)
    head = f"{span.word}（{span.text}）" if span.is_week else span.word
    if not lines:
        return told((plain(f"{head}没有新开工的{drafting.subject}。"),))
    runs = _counted_starts(drafting, "span-started", "本期开工数", f"{head}新开工", lines, span.text)
    if len(lines) == 1:
        where = "，".join(part for part in (Level(lines[0].level).label, zone_text(lines[0])) if part)
        return told(sentence((*runs, plain(f"：{lines[0].name}（{where}）"))))
    found = told(sentence(runs), sentence(_divided(drafting, "span-started", "本期开工数", lines, span.text)))
    title = f"{span.word}新开工项目"
    return Content((*found.blocks, start_table(drafting.trace, title, lines)))


def year_starts(drafting: Drafting) -> Content:
    """今年以来开工 — how many, their investment, by level and 板块, and those planned for the year."""
    trace = drafting.trace
    lines = started_this_year(drafting, drafting.lines)
    if not drafting.lines:
        return NOTHING
    if not lines:
        head: Runs = (plain(f"今年以来还没有新开工的{drafting.subject}"),)
    else:
        head = _counted_starts(drafting, "year-started", "今年开工数", "今年以来新开工", lines, "")
    planned = start_clause(trace, EVERYTHING, "计划新建项目")
    lead: Runs = (plain("今年的"), *planned) if planned else ()
    found = told(
        sentence(head), sentence(_divided(drafting, "year-started", "今年开工数", lines, "")),
        sentence(lead),
    )
    table = zone_start_table(
        drafting, started_this_year(drafting, drafting.lines), started_in(drafting, drafting.lines)
    )
    return Content((*found.blocks, *((table,) if table else ())))


def _counted_starts(
    drafting: Drafting, code: str, name: str, head: str, lines: Sequence[Line], when: str
) -> Runs:
    trace = drafting.trace
    count = trace.counted(code, name, EVERYTHING, lines, when)
    runs: Runs = (plain(f"{head}{drafting.subject}"), count)
    totals = [(line, line.total_wan) for line in lines if line.total_wan is not None]
    if totals:
        text = amount_text(sum((amount for _, amount in totals), Decimal(0)))
        amount = trace.amount(f"{code}-total", f"{name}的总投资", EVERYTHING, totals, text, when)
        runs = (*runs, plain("，总投资"), amount)
    if totals and len(totals) < len(lines):
        unsaid = [line for line in lines if line.total_wan is None]
        less = trace.counted(f"{code}-unsaid", "没有填总投资的项目数", EVERYTHING, unsaid, when)
        runs = (*runs, plain("（另有"), less, plain("没有填总投资）"))
    return runs


def _divided(drafting: Drafting, code: str, name: str, lines: Sequence[Line], when: str) -> Runs:
    parts = []
    if levels := by_level(drafting.trace, code, name, lines, when):
        parts.append((plain("按级别分，"), *levels))
    if zones := by_zone(drafting.trace, code, name, lines, when):
        parts.append((plain("按板块分，"), *zones, joint_note(lines)))
    return joined(parts, "；")


def late_start_section(drafting: Drafting) -> Content:
    """逾期未开工 — the planned day has passed without a recognised start; by cause, and the list."""
    lines = late_lines(drafting)
    if not drafting.lines:
        return NOTHING
    if not lines:
        return told((plain("没有已到计划开工时间、尚未认定开工的项目。"),))
    trace = drafting.trace
    count = trace.counted("late-start", "逾期未开工项目数", EVERYTHING, lines)
    runs: Runs = (plain("已到计划开工时间、尚未认定开工的项目"), count)
    if len(lines) == 1:
        one = lines[0]
        return told(sentence((*runs, plain(f"：{one.name}，{cause_text(one)}"))))
    causes = by_cause(trace, "late-start", "逾期未开工项目数", lines)
    return Content((*told(sentence((*runs, plain("。"), *causes))).blocks, late_table(trace, lines)))


def late_lines(drafting: Drafting) -> list[Line]:
    """逾期未开工 — as the lamp rule in force says, else every planned day gone by; earliest first."""
    material = drafting.material
    lines: Sequence[Line] = late_starts(drafting.trace, material.ground.thresholds)
    if material.ground.thresholds is None:
        as_of = material.book.moment.as_of
        lines = [
            line for line in drafting.lines
            if (on := line.planned_on(Node.START)) and on < as_of
            and not ((began := line.reached_on(Node.START)) and began <= as_of)
        ]
    return sorted(lines, key=lambda line: (line.planned_on(Node.START), line.project_id))


def happened(drafting: Drafting) -> Content:
    """节点进展 — the nodes reached in the span, with the projects named (option named: how many)."""
    span = drafting.material.span
    limit = int(drafting.option("named", NAMED))
    if not drafting.lines:
        return NOTHING
    parts = _nodes(
        drafting, "reached", "到达节点的项目数", limit, span.text,
        lambda line, node: span.takes(reached(line, node)),
    )
    if not parts:
        return told((plain(f"{span.word}没有新到达的节点。"),))
    return told(sentence((plain(f"{span.word}新到达的节点："), *joined(parts, "；"))))


def next_nodes(drafting: Drafting) -> Content:
    """近期节点 — planned within the coming days (option days), and those whose day has gone by."""
    as_of = drafting.material.book.moment.as_of
    days = int(drafting.option("days", COMING_DAYS))
    until = as_of + timedelta(days=days)
    limit = int(drafting.option("named", NAMED))
    if not drafting.lines:
        return NOTHING

    def is_open(line: Line, node: Node) -> bool:
        on = reached(line, node)
        return on is None or on > as_of

    def is_coming(line: Line, node: Node) -> bool:
        on = line.planned_on(node)
        return on is not None and as_of < on <= until and is_open(line, node)

    def is_missed(line: Line, node: Node) -> bool:
        on = line.planned_on(node)
        return node is not Node.START and on is not None and on <= as_of and is_open(line, node)

    coming = _nodes(drafting, "coming", "计划到达节点的项目数", limit, "", is_coming, is_dated=True)
    missed = _nodes(drafting, "missed", "过期节点的项目数", limit, "", is_missed, is_dated=True)
    if not coming:
        head: Runs = (plain(f"今后{days}天没有计划到达的节点"),)
    else:
        head = (plain(f"今后{days}天计划到达的节点："), *joined(coming, "；"))
    late: Runs = (plain("已过计划时间、尚未到达的节点："), *joined(missed, "；")) if missed else ()
    return told(sentence(head), sentence(late))


def _nodes(
    drafting: Drafting, code: str, name: str, limit: int, when: str,
    takes: Callable[[Line, Node], bool], is_dated: bool = False,
) -> list[Runs]:
    """供地2个（4月20日甲、乙） — of every node that takes a project."""
    year = drafting.material.book.moment.year
    parts: list[Runs] = []
    for node in Node:
        lines = [line for line in drafting.lines if takes(line, node)]
        if not lines:
            continue
        count = drafting.trace.counted(f"{code}-{node}", f"{node.label}，{name}", EVERYTHING, lines, when)
        shown = lines[:limit]
        names = [f"{planned_text(line, node, year) if is_dated else ''}{line.name}" for line in shown]
        more = "等" if len(lines) > limit else ""
        parts.append((plain(node.label), count, plain(f"（{'、'.join(names)}{more}）")))
    return parts


def planned_text(line: Line, node: Node, year: int) -> str:
    """计划时间 before the name — 4月20日, or 4月 where only the month was planned."""
    on = line.planned_on(node)
    if on is None:
        return ""
    precision = line.milestones[node].planned_precision
    told = f"{on.year}年" if on.year != year or precision == Precision.YEAR else ""
    if precision == Precision.YEAR:
        return told
    return told + (f"{on.month}月" if precision == Precision.MONTH else wording.day_text(on))
