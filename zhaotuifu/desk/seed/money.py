"""演示金额 — total, plan and months of a project of the demonstration, in whole 万元."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from zhaotuifu.desk.seed.sketches import MONTHS, REPORT_DAYS, LastYear, split
from zhaotuifu.projects.states import ConstructionKind, Level

NEW, FINISHING = ConstructionKind.NEW, ConstructionKind.FINISHING
NOT_BEGUN = (NEW, ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY)
TEN, FIFTY, HUNDRED = Decimal(10), Decimal(50), Decimal(100)


class Outlook(Enum):
    """年内走势 — the range of the quarter's completion rate, in percent of the plan."""

    STEADY = (19.0, 31.0)
    WAITING = (16.0, 20.5)  # not started: land and preparation already cost something
    SLOW = (3.0, 14.0)
    STUCK = (0.0, 3.0)
    UNPLANNED = (0.0, 0.0)


TOTALS = {Level.CITY: (10_000, 300_000), Level.DISTRICT: (3_000, 60_000)}
PLAN_SHARE = {NEW: (0.12, 0.3), FINISHING: (0.1, 0.2)}
DONE_SHARE = {FINISHING: (0.7, 0.85)}
FLOOR_PCT = 15.6  # a project that does well is never a yellow one by an unlucky 板块


@dataclass(frozen=True, slots=True)
class Sums:
    """金额 — total, completed before this year, plan and completed in the quarter, in 万元."""

    total_wan: Decimal
    before_wan: Decimal
    plan_wan: Decimal | None
    quarter_wan: Decimal | None


def draw(
    rng: random.Random, level: Level, kind: ConstructionKind, outlook: Outlook, pace: float
) -> Sums:
    """抽金额 — small totals are more frequent than large ones; `pace` is the 板块's."""
    low, high = TOTALS[level]
    total = _rounded(low * (high / low) ** (rng.random() ** 1.4), FIFTY)
    begun = 0.0 if kind in NOT_BEGUN else rng.uniform(*DONE_SHARE.get(kind, (0.2, 0.55)))
    before = _rounded(float(total) * begun, TEN)
    if outlook is Outlook.UNPLANNED:
        return Sums(total, before, None, None)
    plan = _rounded(float(total) * rng.uniform(*PLAN_SHARE.get(kind, (0.15, 0.32))), FIFTY)
    rate = rng.uniform(*outlook.value)
    if kind is FINISHING:
        rate *= 1.25
    if outlook in (Outlook.STEADY, Outlook.WAITING):
        rate = max(rate * pace, FLOOR_PCT)
    return Sums(total, before, plan, _rounded(float(plan) * rate / 100, Decimal(1)))


def months(rng: random.Random, sums: Sums, listed_on: date) -> Mapping[int, Decimal]:
    """逐月完成 — from the first month that was reported after the project entered the list."""
    reported = [month for month in MONTHS if REPORT_DAYS[month] > listed_on]
    if sums.quarter_wan is None:
        return {}
    weights = tuple(rng.randint(*bounds) for bounds in ((25, 32), (20, 28), (40, 50)))
    parts = split(sums.quarter_wan, weights[-len(reported):])
    return dict(zip(reported, parts, strict=True))


def last_year(
    rng: random.Random, sums: Sums, kind: ConstructionKind, is_admitted_now: bool
) -> LastYear | None:
    """上年 — a share of what was completed before, over twelve months; none for what is new."""
    if is_admitted_now:
        return None
    if kind in NOT_BEGUN:
        return LastYear(ConstructionKind.RESERVE, None)
    done = _rounded(float(sums.before_wan) * rng.uniform(0.35, 0.6), TEN)
    plan = _rounded(float(done) / rng.uniform(0.9, 1.12), FIFTY) or FIFTY
    weights = tuple(rng.randint(60, 120) for _ in range(12))
    kind_then = ConstructionKind.CONTINUED
    return LastYear(kind_then, plan, dict(enumerate(split(done, weights), start=1)))


def _rounded(value: float, step: Decimal) -> Decimal:
    return (Decimal(value) / step).quantize(Decimal(1)) * step
