"""同比、环比和占比 — a value beside another one: of last year, of last month, of the scope around it.

Rules (definition `comparison`): rates are compared in points alone; what cannot be compared is None
(「—」) with the reason; 环比 stays within the year, because figures of a year begin anew in January.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.states import Comparison
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.verdict import YES, Verdict, no

RATES = frozenset({"%", "个百分点"})
AMOUNTS = frozenset({"万元", "个"})
POINTS = "个百分点"
JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True)
class Compared:
    """比较 — the value then, the difference in its unit (points for a rate), the growth in percent.

    `reason` says why there is nothing to compare with; then the rest is None.
    """

    comparison: Comparison
    as_of: date | None
    then: Value | None
    difference: Decimal | None
    unit: str
    growth_pct: Decimal | None
    reason: str = ""

    @property
    def label(self) -> str:
        return self.comparison.label


def day_before(as_of: date, comparison: Comparison) -> date:
    """比哪一天 — the same day a year or a month earlier; the end of a month stays one."""
    year, month = as_of.year, as_of.month
    if comparison is Comparison.YEAR:
        year -= 1
    else:
        year, month = (year, month - 1) if month > JANUARY else (year - 1, DECEMBER)
    last = calendar.monthrange(year, month)[1]
    is_month_end = (as_of + timedelta(days=1)).month != as_of.month
    return date(year, month, last if is_month_end else min(as_of.day, last))


def can_compare(year: int, as_of: date, comparison: Comparison) -> Verdict:
    """能不能比 — 环比 within the year only, and only while the year lasts."""
    if comparison is Comparison.YEAR:
        return YES
    if as_of.year != year:
        return no(f"{as_of} 不在 {year} 年，没有上月可比。请用 {year} 年里的一天。")
    if as_of.month == JANUARY:
        return no("环比不跨年：各项数从 1 月算起，1 月没有上月可比。")
    return YES


def period_before(year: int, as_of: date, comparison: Comparison) -> tuple[int, date]:
    """比哪一期 — the year of the lists, and the day."""
    return (year - 1 if comparison is Comparison.YEAR else year), day_before(as_of, comparison)


def compared(now: Value, then: Value, comparison: Comparison, as_of: date) -> Compared:
    """比一比 — difference and growth, unrounded; growth only of amounts and counts above zero."""
    is_rate = now.unit in RATES
    unit = POINTS if is_rate else now.unit
    if now.value is None or then.value is None:
        missing = "本期" if now.value is None else f"{as_of}"
        return Compared(comparison, as_of, then, None, unit, None, f"{missing} 没有这个数")
    difference = now.value - then.value
    can_grow = now.unit in AMOUNTS and then.value >= 0
    growth = ratio_pct(difference, then.value) if can_grow else None
    return Compared(comparison, as_of, then, difference, unit, growth)


def cannot(comparison: Comparison, now: Value, reason: str) -> Compared:
    """没得比 — with its reason."""
    unit = POINTS if now.unit in RATES else now.unit
    return Compared(comparison, None, None, None, unit, None, reason)


def around(scope: Scope) -> Scope:
    """上一层范围 — level and 板块 kept while anything else narrows; else the whole district."""
    return Scope(level=scope.level, zone_id=scope.zone_id) if scope.is_narrowed else EVERYTHING


def share_pct(part: Value, whole: Value) -> Decimal | None:
    """占比 — of an amount or a count in the scope around it, in percent; None for a rate."""
    return None if part.unit in RATES else ratio_pct(part.value, whole.value)
