"""存在问题 — who is behind 序时, who has not started or reported, and why; singular and none included."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import Paragraph
from zhaotuifu.indicators import rules as indicators
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.figures import Trace
from zhaotuifu.reports.rules.sentences import (
    COMPLETION_RATE,
    Runs,
    joined,
    named,
    plain,
    sentence,
)
from zhaotuifu.supervision.rules import Thresholds, progress_light, start_light
from zhaotuifu.supervision.states import Lamp, Scale

NAMED = 5  # a paper names this many of a level
NAMED_SHORT = 5
UNSAID_CAUSE = "未填原因"
SAYS_NOTHING = frozenset({"", "无", "暂无", "没有", "—", "/"})


def problem_paragraphs(trace: Trace, thresholds: Thresholds | None) -> tuple[Paragraph, ...]:
    """存在问题各段 — behind schedule by level with causes; late starts; what is not reported."""
    behind = laggards(trace, thresholds)
    late = late_starts(trace, thresholds)
    parts = [sentence(_head(trace, behind, late, thresholds))]
    parts += [sentence(_of_level(trace, level, behind)) for level in Level.values]
    parts.append(sentence(_late_start_clause(trace, late) if behind else ()))
    parts.append(sentence(_unreported_clause(trace)))
    return tuple(Paragraph(runs) for runs in parts if runs)


def laggards(trace: Trace, thresholds: Thresholds | None) -> tuple[Line, ...]:
    """滞后项目 — behind 序时 so far that the progress lamp is not green; worst first.

    Without a rule in force, every project below 序时.
    """
    month = trace.book.moment.month
    schedule = indicators.schedule_pct(month)
    found = []
    for line in trace.within(EVERYTHING):
        rate = ratio_pct(line.completed_wan or Decimal(0), line.plan_wan)
        if rate is None:
            continue
        if thresholds is None:
            is_behind = rate < schedule
        else:
            is_behind = progress_light(rate, schedule, thresholds).lamp in (Lamp.YELLOW, Lamp.RED)
        if is_behind:
            found.append((rate, line.project_id, line))
    return tuple(line for _, _, line in sorted(found, key=lambda entry: entry[:2]))


def late_starts(trace: Trace, thresholds: Thresholds | None) -> tuple[Line, ...]:
    """逾期未开工 — the planned month of the start has passed without a recognised start."""
    if thresholds is None:
        return ()
    as_of = trace.book.moment.as_of
    return tuple(
        line for line in trace.within(EVERYTHING)
        if start_light(
            line.planned_on(Node.START), line.reached_on(Node.START), as_of, thresholds
        )
    )


def threshold_text(thresholds: Thresholds | None) -> str:
    """滞后的口径 — 完成率低于序时进度10个百分点以上, as the rule in force draws the line."""
    if thresholds is None:
        return "完成率低于序时进度"
    limit = f"{thresholds.yellow_from.normalize():f}"
    if thresholds.scale == Scale.RATIO:
        return f"完成率不足序时进度{limit}%"
    return f"完成率低于序时进度{limit}个百分点以上"


def _head(
    trace: Trace, behind: Sequence[Line], late: Sequence[Line], thresholds: Thresholds | None
) -> Runs:
    what = threshold_text(thresholds)
    if not behind:
        nothing: Runs = (plain(f"没有{what}的项目"),)
        if late:
            return joined((nothing, _late_start_clause(trace, late)), "；")
        judged = "，没有逾期未开工的项目" if thresholds is not None else ""
        return (*nothing, plain(judged)) if judged else nothing
    runs: Runs = (
        plain(f"{what}的项目"), trace.counted("behind", "滞后项目数", EVERYTHING, behind),
    )
    if len(behind) == 1:
        return runs
    return (*runs, plain("。"), *by_cause(trace, "behind", "滞后项目数", behind))


def by_cause(trace: Trace, code: str, name: str, lines: Sequence[Line]) -> Runs:
    """按原因分，土地3个、资金2个 — what nobody gave a cause for stands last; of one cause 原因均为土地."""
    causes = {line.word.cause for line in lines}
    if len(causes) == 1:
        cause = Cause(causes.pop())
        return (plain(f"原因均为{cause.label}" if cause else "都没有填原因"),)
    total = trace.counted(code, name, EVERYTHING, lines)
    parts, keys = [], []
    for cause in Cause:
        members = [line for line in lines if line.word.cause == cause]
        if not members:
            continue
        label = cause.label if cause else UNSAID_CAUSE
        run = trace.counted(f"{code}-{cause.value or 'unset'}", f"{name}，{label}", EVERYTHING, members)
        parts.append((plain(label), run))
        keys.append(run.key)
    trace.claim(f"{name}按原因相加", keys, total.key)
    return (plain("按原因分，"), *joined(parts, "、"))


def _of_level(trace: Trace, level: str, behind: Sequence[Line]) -> Runs:
    lines = [line for line in behind if line.level == level]
    if not lines:
        return ()
    count = trace.counted("behind", "滞后项目数", Scope(level=level), lines)
    head: Runs = (plain(f"{Level(level).label}项目"), count, plain("："))
    items = [_item(trace, line) for line in lines[:NAMED]]
    rest = len(lines) - NAMED
    more: Runs = (plain(f"其余{wording.count_text(rest)}不逐一列出"),) if rest > 0 else ()
    return (*head, *joined([*items, more], "；"))


def _item(trace: Trace, line: Line) -> Runs:
    """石桥港智慧物流枢纽（18.5%），主因征迁; a project that sent nothing has no rate to blame."""
    if line.completed_wan is None:
        return (plain(f"{line.name}（尚未报送）"),)
    rate = COMPLETION_RATE.of([line], trace.book.moment).value
    run = trace.of_line(COMPLETION_RATE, line, wording.pct_text(rate))
    return (plain(f"{line.name}（"), run, plain(f"），{cause_text(line)}"))


def cause_text(line: Line) -> str:
    """滞后原因 — the cause as reported, and the problem in the reporter's own words."""
    told = " ".join(line.word.problems.split()).rstrip("。；;.")
    problem = "" if told in SAYS_NOTHING else told
    cause = Cause(line.word.cause)
    if cause in (Cause.UNSET, Cause.OTHER):
        if problem:
            return f"主要问题：{problem}"
        return "原因未填" if cause is Cause.UNSET else "其他原因"
    return f"主因{cause.label}（{problem}）" if problem else f"主因{cause.label}"


def _late_start_clause(trace: Trace, late: Sequence[Line]) -> Runs:
    if not late:
        return ()
    lines = sorted(late, key=lambda line: (line.planned_on(Node.START), line.project_id))
    count = trace.counted("late-start", "逾期未开工项目数", EVERYTHING, lines)
    return (
        plain("已到计划开工时间、尚未认定开工的项目"), count, plain("："),
        *named(trace, lines, NAMED_SHORT),
    )


def _unreported_clause(trace: Trace) -> Runs:
    """Who has sent nothing for the month: their zero is missing, not done."""
    month = trace.book.moment.month
    lines = unreported(trace)
    if not lines:
        return ()
    count = trace.counted("unreported", "未报项目数", EVERYTHING, lines)
    return (
        plain(f"尚未报送{month}月完成投资的项目"), count, plain("："), *named(trace, lines, NAMED_SHORT),
    )


def unreported(trace: Trace) -> tuple[Line, ...]:
    """未报 — projects with a plan that have sent nothing for the reporting month."""
    month = trace.book.moment.month
    return tuple(
        line for line in trace.within(EVERYTHING)
        if line.plan_wan and month not in line.months
    )
