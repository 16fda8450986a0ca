"""演示金额 — total, plan and months of a project of the demonstration, in whole 万元."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from zhaotuifu.desk.seed.sketches import MONTHS, YEAR, report_day, split
from zhaotuifu.projects.states import ConstructionKind, Level

NEW, FINISHING = ConstructionKind.NEW, ConstructionKind.FINISHING
NOT_BEGUN = (NEW, ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY)
TEN, FIFTY, HUNDRED = Decimal(10), Decimal(50), Decimal(100)


class Outlook(Enum):
    """年内走势 — the range of the quarter's completion rate, in percent of the plan."""

    STEADY = (21.5, 33.0)
    WAITING = (16.0, 20.5)  # not started: land and preparation already cost something
    SLOW = (3.0, 14.0)
    STUCK = (0.0, 3.0)
    UNPLANNED = (0.0, 0.0)


TOTALS = {Level.PROVINCE: (60_000, 200_000), Level.CITY: (10_000, 300_000), Level.DISTRICT: (3_000, 60_000)}
#: of those admitted in 2023, when 110 of over 1 亿元 were signed; twelve larger ones stand in `BIG`
TOTALS_2023 = {Level.CITY: (16_000, 97_000), Level.DISTRICT: (7_000, 80_000)}
#: 市重大 admitted in 2023 of 10 亿元 and more; three of them of over 100 亿元, built over many years
BIG = (1_650_000, 1_480_000, 1_220_000, 260_000, 210_000, 180_000, 150_000)
GIANT = 1_000_000
PLAN_SHARE = {NEW: (0.16, 0.42), FINISHING: (0.12, 0.24)}
PLAN_SHARE_OF_OTHERS = (0.22, 0.42)
DONE_SHARE = {FINISHING: (0.66, 0.78)}
DONE_SHARE_OF_OTHERS = (0.15, 0.45)
GIANT_SHARES = ((0.045, 0.06), (0.05, 0.07))  # plan of the year, done before it
A_MONTH = 0.03  # of the total, at most, since the start
FLOOR_PCT = 15.6  # a project that does well is never a yellow one by an unlucky 板块


@dataclass(frozen=True, slots=True)
class Sums:
    """金额 — total, completed before this year, plan and completed in the quarter, in 万元."""

    total_wan: Decimal
    before_wan: Decimal
    plan_wan: Decimal | None
    quarter_wan: Decimal | None


def total_of(rng: random.Random, level: Level, cohort: int) -> Decimal:
    """抽总投资 — small ones are more frequent than large ones."""
    low, high = (TOTALS_2023 if cohort == 2023 and level in TOTALS_2023 else TOTALS)[level]
    return rounded(low * (high / low) ** (rng.random() ** 1.4), FIFTY)


def draw(
    rng: random.Random, total: Decimal, kind: ConstructionKind, outlook: Outlook, pace: float,
    built_months: int,
) -> Sums:
    """抽金额 — `pace` is the 板块's; `built_months` says how long it was built before this year."""
    begun = 0.0 if kind in NOT_BEGUN else rng.uniform(*DONE_SHARE.get(kind, DONE_SHARE_OF_OTHERS))
    share = rng.uniform(*PLAN_SHARE.get(kind, PLAN_SHARE_OF_OTHERS))
    if total >= GIANT:
        share, begun = rng.uniform(*GIANT_SHARES[0]), rng.uniform(*GIANT_SHARES[1])
    begun = min(begun, 0.02 + A_MONTH * built_months)
    before = rounded(float(total) * begun, TEN)
    if outlook is Outlook.UNPLANNED:
        return Sums(total, before, None, None)
    plan = rounded(float(total) * share, FIFTY)
    rate = rng.uniform(*outlook.value)
    if kind is FINISHING:
        rate *= 1.25
    if outlook in (Outlook.STEADY, Outlook.WAITING):
        rate = max(rate * pace, FLOOR_PCT)
    return Sums(total, before, plan, rounded(float(plan) * rate / 100, Decimal(1)))


def months(rng: random.Random, sums: Sums, listed_on: date) -> Mapping[int, Decimal]:
    """逐月完成 — from the first month that was reported after the project entered the list."""
    reported = [month for month in MONTHS if report_day(YEAR, month) > listed_on]
    if sums.quarter_wan is None:
        return {}
    weights = tuple(rng.randint(*bounds) for bounds in ((25, 32), (20, 28), (40, 50)))
    parts = split(sums.quarter_wan, weights[-len(reported):])
    return dict(zip(reported, parts, strict=True))


def rounded(value: float, step: Decimal) -> Decimal:
    """取整 — to whole steps of 万元."""
    return (Decimal(value) / step).quantize(Decimal(1)) * step
