"""专报的句子 — words chosen by the figures: never a wrong direction, an empty clause or a false 全部."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import Run
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.rules.figures import Trace

Runs = tuple[Run, ...]

ANNUAL_PLAN = definitions.BY_NAME["annual_plan"]
COMPLETED = definitions.BY_NAME["completed"]
COMPLETION_RATE = definitions.BY_NAME["completion_rate"]
SCHEDULE_GAP = definitions.BY_NAME["schedule_gap"]
START_RATE = definitions.BY_NAME["start_rate"]
ADMITTED = definitions.BY_NAME["admitted"]
ADMITTED_RATE = definitions.BY_NAME["admitted_target_rate"]


def plain(text: str) -> Run:
    """无数字的文字."""
    return Run(text)


def joined(parts: Iterable[Runs], mark: str) -> Runs:
    """连成一句 — clauses parted by a mark; empty clauses leave no mark behind."""
    runs: list[Run] = []
    for part in parts:
        if not part:
            continue
        if runs:
            runs.append(plain(mark))
        runs += part
    return tuple(runs)


def sentence(runs: Runs) -> Runs:
    """成句 — with a full stop; nothing stays nothing."""
    return (*runs, plain("。")) if runs else ()


def level_name(level: str) -> str:
    """级别名 — 省重大; a project without a level is 未定级."""
    return Level(level).label


def size_text(wan: Decimal) -> str:
    """金额的大小 without its sign — where a word says the direction."""
    return amount_text(abs(wan))


def progress_clause(trace: Trace, scope: Scope, subject: Runs) -> Runs:
    """进展句 — 11个省重大项目一季度完成投资16.5亿元，完成年度计划的26.3%，高于序时进度1.3个百分点."""
    month = trace.book.moment.month
    if not month:
        return (*subject, plain("今年的月报还没有开始报送"))
    span = wording.span_text(month)
    done = trace.value(COMPLETED, scope).value
    plan = trace.value(ANNUAL_PLAN, scope).value
    if done is None:
        word = "尚未报送" if len(trace.within(scope)) == 1 else "均未报送"
        return (*subject, plain(f"{span}{word}完成投资"))
    amount = trace.run(COMPLETED, scope, amount_text(done))
    if done < 0:
        return (*subject, plain(f"{span}核减后累计投资为"), amount, plain("，不计算完成率"))
    head: Runs = (*subject, plain(f"{span}完成投资"), amount)
    if not plan or plan < 0:
        return (*head, plain("，没有年度计划，不计算完成率"))
    rate = trace.value(COMPLETION_RATE, scope).value
    rate_run = trace.run(COMPLETION_RATE, scope, wording.pct_text(rate))
    return (*head, plain("，完成年度计划的"), rate_run, plain("，"), *gap_runs(trace, scope))


def gap_runs(trace: Trace, scope: Scope) -> Runs:
    """序时差 — 高于序时进度1.3个百分点, 低于…, or 与序时进度持平 when nothing is left to show."""
    gap = trace.value(SCHEDULE_GAP, scope).value
    if gap is None:
        return ()
    rounded = round_half_up(gap, 1)
    if rounded == 0:
        return (plain("与序时进度"), trace.run(SCHEDULE_GAP, scope, "持平"))
    word = "高于" if rounded > 0 else "低于"
    size = wording.points_size_text(gap)
    return (plain(f"{word}序时进度"), trace.run(SCHEDULE_GAP, scope, size))


def start_clause(trace: Trace, scope: Scope, name: str = "新建项目") -> Runs:
    """开工句 — 3个新建项目已全部实现开工; 12个新建项目已开工8个，开工率66.7%; nothing without new ones."""
    new = [
        line for line in trace.within(scope)
        if line.construction_kind == ConstructionKind.NEW
    ]
    if not new:
        return ()
    begun = [line for line in new if has_started(line, trace)]
    subject: Runs = (trace.counted("new", "新建项目数", scope, new), plain(name))
    if len(begun) == len(new):
        word = "已开工" if len(new) == 1 else "已全部实现开工"
        return (*subject, plain(word))
    if not begun:
        return (*subject, plain("尚未开工" if len(new) == 1 else "均未开工"))
    rate = trace.value(START_RATE, scope).value
    return (
        *subject, plain("已开工"), trace.counted("started", "已开工新建项目数", scope, begun),
        plain("，开工率"), trace.run(START_RATE, scope, partial_pct_text(rate)),
    )


def has_started(line: Line, trace: Trace) -> bool:
    """已开工 — by the recognised day, as the indicator 开工率 counts."""
    started_on = line.reached_on(Node.START)
    return started_on is not None and started_on <= trace.book.moment.as_of


def partial_pct_text(rate: Decimal | None) -> str:
    """部分的比例 — as many decimals as it takes not to say 100.0% or 0.0% of a part."""
    if rate is None:
        return wording.NO_VALUE
    places = 1
    while places < 4 and round_half_up(rate, places) in (0, 100):
        places += 1
    return wording.pct_text(rate, places)


def admission_clause(trace: Trace, level: str) -> Runs:
    """入库句 — 区重点项目一季度入库84个，完成年度目标的36.5%; nothing without admission or target."""
    scope = Scope(level=level)
    month = trace.book.moment.month
    span = wording.span_text(month) if month else "今年以来"
    value = trace.value(ADMITTED_RATE, scope)
    count = int(value.numerator or 0)
    if not count and not value.denominator:
        return ()
    head = f"{level_name(level)}项目{span}"
    if not count:
        target = wording.count_text(int(value.denominator or 0))
        return (plain(f"{head}没有新入库，年度目标{target}"),)
    runs: Runs = (
        plain(f"{head}入库"), trace.run(ADMITTED, scope, wording.count_text(count)),
    )
    if value.value is None:
        return runs
    rate = trace.run(ADMITTED_RATE, scope, wording.pct_text(value.value))
    return (*runs, plain("，完成年度目标的"), rate)


def named(trace: Trace, lines: Sequence[Line], limit: int) -> Runs:
    """点名 — 甲、乙、丙; above the limit 甲、乙等5个 is left to the count that stands before."""
    text = "、".join(line.name for line in lines[:limit])
    return (plain(f"{text}等" if len(lines) > limit else text),)
