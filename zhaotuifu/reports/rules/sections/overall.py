"""总体情况 — the opening, the whole and each level, the outline of a 通报, starts and admissions."""

from __future__ import annotations

from decimal import Decimal

from zhaotuifu.documents.blocks import Paragraph
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.projects.states import ConstructionKind
from zhaotuifu.reports.rules.figures import scope_key
from zhaotuifu.reports.rules.kinds import Form
from zhaotuifu.reports.rules.sections.drafting import (
    NOTHING,
    Content,
    Drafting,
    by_level,
    told,
)
from zhaotuifu.reports.rules.sentences import (
    ANNUAL_PLAN,
    COMPLETED,
    Runs,
    admission_clause,
    joined,
    level_name,
    plain,
    progress_clause,
    sentence,
    start_clause,
)
from zhaotuifu.reports.rules.titles import period_text

ZERO = Decimal(0)


def opening(drafting: Drafting) -> Content:
    """前言 — the writer's own takes the place of the composed one."""
    if drafting.has_own:
        return NOTHING
    month = drafting.material.book.moment.month
    year = drafting.material.book.moment.year
    what = f"{year}年{period_text(drafting.material.span, month)}{drafting.subject}建设情况"
    verb = "通报" if drafting.kind.form is Form.NOTICE else "报告"
    return told((plain(f"现将{what}{verb}如下。"),))


def overview(drafting: Drafting, *, is_counted: bool = True) -> Content:
    """总体情况 — the whole if there are several levels, then level by level (option by: level, none).

    `is_counted` False where the count of the whole was said before.
    """
    levels = drafting.material.levels
    if not levels:
        return NOTHING
    if drafting.option("by", "level") != "level":
        return told(_whole(drafting, with_starts=True, is_counted=is_counted))
    parts = [_whole(drafting, is_counted=is_counted)] if len(levels) > 1 else []
    parts += [_of_level(drafting, level) for level in levels]
    if len(levels) > 1:
        for code in ("count.listed", COMPLETED.code):
            keys = [f"{code}.{scope_key(Scope(level=level))}" for level in levels]
            drafting.trace.claim("各级别相加", keys, f"{code}.{scope_key(EVERYTHING)}")
    return told(*parts)


def _of_level(drafting: Drafting, level: str) -> Runs:
    trace, scope = drafting.trace, Scope(level=level)
    lines = trace.book.within(scope)
    subject = (
        trace.counted("listed", "项目数", scope, lines), plain(f"{level_name(level)}项目"),
    )
    clauses = (progress_clause(trace, scope, subject), start_clause(trace, scope))
    return sentence(joined(clauses, "；"))


def _whole(drafting: Drafting, *, with_starts: bool = False, is_counted: bool = True) -> Runs:
    """全部 — each project once, although it may be listed at two levels."""
    trace = drafting.trace
    lines = drafting.lines
    subject: Runs = (plain(_named(drafting)),)
    if is_counted:
        common = "共" if len(lines) > 1 else ""
        count = trace.counted("listed", "项目数", EVERYTHING, lines)
        subject = (*subject, plain(common), count, plain("，"))
    twice = len(trace.book.lines) > len(lines)
    note: Runs = (plain("（同时列入两级的只计一次）"),) if twice else ()
    clauses = [(*progress_clause(trace, EVERYTHING, subject), *note)]
    if with_starts:
        clauses.append(start_clause(trace, EVERYTHING))
    return sentence(joined(clauses, "；"))


def _named(drafting: Drafting) -> str:
    """全区重大项目 of the district's whole, 民生实事项目 of a narrower document."""
    return drafting.subject if drafting.material.scope_words else f"全区{drafting.subject}"


def starts(drafting: Drafting) -> Content:
    """开工和入库 — starts of the whole, then admissions by level with their target."""
    trace, material = drafting.trace, drafting.material
    if not material.levels:
        return NOTHING
    admissions = [sentence(admission_clause(trace, level)) for level in material.levels]
    admitted = tuple(run for runs in admissions for run in runs)
    if not admitted:
        admitted = (plain(f"{period_text(material.span, trace.book.moment.month)}没有新入库项目。"),)
    return told(_start_words(drafting), admitted)


def _start_words(drafting: Drafting) -> Runs:
    """The starts of the whole, unless they are those of one level and said there already."""
    trace = drafting.trace
    new = [line for line in trace.book.lines if line.construction_kind == ConstructionKind.NEW]
    if not new:
        return (plain("本年没有计划新建项目。"),)
    if len({line.level for line in new}) == 1:
        return ()
    whose = f"{drafting.subject}中" if drafting.material.scope_words else "全区"
    return sentence((plain(whose), *start_clause(trace, EVERYTHING, "计划新建项目")))


def outline(drafting: Drafting) -> Content:
    """项目概况 — how many by level and 建设性质, their total investment and the year's plan."""
    trace, lines = drafting.trace, drafting.lines
    if not lines:
        return NOTHING
    common = "共" if len(lines) > 1 else ""
    head: Runs = (
        plain(f"{_named(drafting)}{common}"), trace.counted("listed", "项目数", EVERYTHING, lines),
    )
    levels = by_level(trace, "listed", "项目数", lines)
    if levels:
        head = (*head, plain("，其中"), *levels)
    return Content(
        tuple(
            Paragraph(runs)
            for runs in (sentence((*head, *_amounts(drafting))), sentence(_kinds(drafting)))
            if runs
        )
    )


def _amounts(drafting: Drafting) -> Runs:
    trace, lines = drafting.trace, drafting.lines
    totals = [(line, line.total_wan) for line in lines if line.total_wan is not None]
    parts: list[Runs] = []
    if totals:
        text = amount_text(sum((amount for _, amount in totals), ZERO))
        run = trace.amount("total", "总投资", EVERYTHING, totals, text)
        parts.append((plain("总投资"), run))
    plan = trace.value(ANNUAL_PLAN, EVERYTHING).value
    if plan is not None:
        parts.append((plain("年度计划投资"), trace.run(ANNUAL_PLAN, EVERYTHING, amount_text(plan))))
    runs = joined(parts, "，")
    return (plain("，"), *runs) if runs else ()


def _kinds(drafting: Drafting) -> Runs:
    """按建设性质 — 新建3个、续建8个; nothing where all are of one kind."""
    trace, lines = drafting.trace, drafting.lines
    parts, keys = [], []
    for kind in ConstructionKind:
        members = [line for line in lines if line.construction_kind == kind]
        if not members:
            continue
        label = kind.label if kind else "未填建设性质"
        run = trace.counted("listed", "项目数", Scope(construction_kind=kind.value), members)
        parts.append((plain(label), run))
        keys.append(run.key)
    if len(parts) < 2:
        return ()
    trace.claim("项目数按建设性质相加", keys, trace.counted("listed", "项目数", EVERYTHING, lines).key)
    return (plain("按建设性质分，"), *joined(parts, "、"))
