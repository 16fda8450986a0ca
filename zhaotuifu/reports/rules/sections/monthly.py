"""当月进展 — the month's own amount beside the month before, and the year's beside last year's.

There is no 环比 in the first month, none where months were reported as one sum, and no growth over
nothing: then the difference is told in 万元, or the sentence is left out. Never “增长−3%”.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators.queries import EVERYTHING
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.money import HUNDRED, round_half_up
from zhaotuifu.reports.rules.material import last_year_amounts
from zhaotuifu.reports.rules.progress_table import span_head
from zhaotuifu.reports.rules.sections.drafting import NOTHING, Content, Drafting, told
from zhaotuifu.reports.rules.sentences import (
    COMPLETED,
    Runs,
    named,
    partial_pct_text,
    plain,
    sentence,
    size_text,
)

ZERO = Decimal(0)
TOO_MUCH = Decimal(1000)  # beyond this a percentage says less than the amount
NAMED = 5
Pairs = Sequence[tuple[Line, Decimal, Decimal]]


def month(drafting: Drafting) -> Content:
    """当月进展 — nothing before the first month is over."""
    trace = drafting.trace
    number = trace.book.moment.month
    if not number or not drafting.lines:
        return NOTHING
    now = amounts_in(drafting.lines, number)
    if not now:
        return told(sentence(_nothing_reported(drafting, number)), sentence(_yearly(drafting)))
    return told(
        sentence((*_month_runs(drafting, number, now), *_beside_last_month(drafting, number))),
        sentence(_cuts(drafting, number, now)),
        sentence(_sums(drafting, number)),
        sentence(_yearly(drafting)),
    )


def amounts_in(lines: Sequence[Line], number: int) -> list[tuple[Line, Decimal]]:
    """当月报数 — of those who reported the month itself."""
    found = [(line, line.month_wan(number)) for line in lines]
    return [(line, amount) for line, amount in found if amount is not None]


def _nothing_reported(drafting: Drafting, number: int) -> Runs:
    if any(number in line.sums for line in drafting.lines):
        return (plain(f"{number}月的投资并在几个月合计里报送，当月数不单列"),)
    return (plain(f"{number}月还没有项目报送完成投资"),)


def _month_runs(drafting: Drafting, number: int, now: list[tuple[Line, Decimal]]) -> Runs:
    total = sum((amount for _, amount in now), ZERO)
    head = f"{number}月当月"
    if not any(amount for _, amount in now):
        return (plain(f"{head}没有完成投资"),)
    run = drafting.trace.amount(
        f"month-{number}", f"{number}月完成投资", EVERYTHING, now, amount_text(total), f"{number}月"
    )
    if total <= 0:
        return (plain(f"{head}核减后完成投资为"), run)
    return (plain(f"{head}完成投资"), run)


def _beside_last_month(drafting: Drafting, number: int) -> Runs:
    """环比 — within the year, and only where both months stand for themselves."""
    lines = drafting.lines
    if number == 1 or any({number, number - 1} & set(line.sums) for line in lines):
        return ()
    pairs = [
        (line, line.month_wan(number) or ZERO, line.month_wan(number - 1) or ZERO)
        for line in lines
        if line.month_wan(number) is not None or line.month_wan(number - 1) is not None
    ]
    if not any(line.month_wan(number - 1) is not None for line in lines):
        return ()
    runs = growth_runs(drafting, f"month-{number}", "当月完成投资环比", "上月", pairs, f"{number}月")
    return (plain("，"), *runs) if runs else ()


def growth_runs(
    drafting: Drafting, code: str, name: str, against: str, pairs: Pairs, when: str
) -> Runs:
    """增减 — 比上月增长12.5%, 下降, 持平; where a percentage means nothing, 增加 or 减少 so many 万元."""
    trace = drafting.trace
    now = sum((pair[1] for pair in pairs), ZERO)
    then = sum((pair[2] for pair in pairs), ZERO)
    if now == then:
        return (plain(f"与{against}持平"),)
    growth = None if then <= 0 or now <= 0 else now * HUNDRED / then - HUNDRED
    if growth is None or abs(growth) >= TOO_MUCH:
        word = "增加" if now > then else "减少"
        parts = [(line, this - before) for line, this, before in pairs]
        text = size_text(now - then)
        run = trace.amount(f"{code}-difference", f"{name}增减额", EVERYTHING, parts, text, when)
        return (plain(f"比{against}{word}"), run)
    if round_half_up(growth, 1) == 0:
        run = trace.grown(code, name, EVERYTHING, pairs, "基本持平", when)
        return (plain(f"与{against}"), run)
    word = "增长" if growth > 0 else "下降"
    text = wording.pct_text(growth) if growth > 0 else partial_pct_text(-growth)
    return (plain(f"比{against}{word}"), trace.grown(code, name, EVERYTHING, pairs, text, when))


def _cuts(drafting: Drafting, number: int, now: list[tuple[Line, Decimal]]) -> Runs:
    """核减 — months whose amount is negative: corrections of earlier ones, named apart."""
    cut = [(line, amount) for line, amount in now if amount < 0]
    if not cut:
        return ()
    trace = drafting.trace
    lines = [line for line, _ in cut]
    count = trace.counted(f"cut-{number}", "核减投资的项目数", EVERYTHING, lines, f"{number}月")
    amount = trace.amount(
        f"cut-{number}", f"{number}月核减投资", EVERYTHING, cut,
        size_text(sum((part for _, part in cut), ZERO)), f"{number}月",
    )
    common = "共" if len(cut) > 1 else ""
    return (
        plain("其中，"), count, plain(f"项目核减以前月份投资{common}"), amount, plain("："),
        *named(trace, lines, NAMED),
    )


def _sums(drafting: Drafting, number: int) -> Runs:
    lines = [line for line in drafting.lines if number in line.sums]
    if not lines:
        return ()
    count = drafting.trace.counted(f"sum-{number}", "报送几个月合计的项目数", EVERYTHING, lines)
    return (plain("另有"), count, plain("项目报送的是几个月合计，没有计入当月"))


def _yearly(drafting: Drafting) -> Runs:
    """同比 — of the year so far; nothing where last year has no figures."""
    then = last_year_amounts(drafting.material)
    trace = drafting.trace
    now = {
        line.project_id: (line, line.completed_wan)
        for line in drafting.lines if line.completed_wan is not None
    }
    if not then or not now:
        return ()
    head = span_head(trace.book.moment.month)
    head = f"{head}完成投资" if trace.book.moment.month == 1 else f"{head}累计完成投资"
    if not any(amount for _, amount in then.values()):
        return (plain("上年同期没有完成投资，不作同比"),)
    pairs = [
        (
            (now.get(project_id) or then[project_id])[0],
            now[project_id][1] or ZERO if project_id in now else ZERO,
            then[project_id][1] or ZERO if project_id in then else ZERO,
        )
        for project_id in dict.fromkeys((*now, *then))
    ]
    runs = growth_runs(drafting, COMPLETED.code, "完成投资同比", "上年同期", pairs, head)
    before = trace.amount(
        "year-ago", "上年同期完成投资", EVERYTHING, list(then.values()),
        amount_text(sum((amount for _, amount in then.values()), ZERO)), f"上年{head}",
    )
    return (plain(head), *runs, plain("（上年同期"), before, plain("）"))
