"""规模 — the size of a project in yuan and in dollars on a day, and the level it is large enough for.

The total in yuan is what is said; of a project whose total is in foreign money only, the amount at
the rate said with it, else at the rate of the day. Dollars are of foreign money alone: a project in
yuan is measured in yuan, or 8 亿元 would pass for 1 亿美元.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.projects.states import Currency, Level

RANK = {Level.PROVINCE: 0, Level.CITY: 1, Level.DISTRICT: 2, Level.UNSET: 3}


@dataclass(frozen=True, slots=True)
class Rate:
    """一条汇率 — yuan for one unit, from a day on."""

    valid_from: date
    rate: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rates:
    """汇率表 — by currency, each in the order of the days."""

    rows: Mapping[str, Sequence[Rate]] = field(default_factory=dict)

    def on(self, currency: str, day: date) -> Rate | None:
        """某天的汇率 — the last row that began by then; None when there is none."""
        rows = self.rows.get(currency, ())
        at = bisect_right([row.valid_from for row in rows], day)
        return rows[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Size:
    """规模 — 万元, and 万美元 of foreign money; None where nothing is known."""

    total_wan: Decimal | None
    usd_wan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """一条门槛 — either amount is enough."""

    name: str
    level: str
    at_least_wan: Decimal
    at_least_usd_wan: Decimal | None
    source: str = ""

    def is_reached(self, size: Size) -> bool:
        if size.total_wan is not None and size.total_wan >= self.at_least_wan:
            return True
        return (
            self.at_least_usd_wan is not None
            and size.usd_wan is not None
            and size.usd_wan >= self.at_least_usd_wan
        )


def size_of(profile: Mapping[str, Any], rates: Rates, day: date) -> Size:
    """规模 — of a profile (`Profile.FACT_VALUES` by name) on the day."""
    total, amount = profile.get("total_investment_wan"), profile.get("foreign_amount_wan")
    currency = str(profile.get("foreign_currency") or "")
    if amount is None or not currency:
        return Size(total)
    told = profile.get("foreign_rate")
    row = rates.on(currency, profile.get("foreign_rate_on") or day)
    rate = told if told is not None else row.rate if row else None
    in_yuan = total if total is not None else amount * rate if rate is not None else None
    if currency == Currency.USD:
        return Size(in_yuan, amount)
    dollar = rates.on(Currency.USD, profile.get("foreign_rate_on") or day)
    usd = amount * rate / dollar.rate if rate is not None and dollar else None
    return Size(in_yuan, usd)


def fitting(size: Size, thresholds: Iterable[Threshold]) -> Threshold | None:
    """够哪个级别 — the highest whose threshold the size reaches; None below all."""
    reached = [one for one in thresholds if one.is_reached(size)]
    return min(reached, key=lambda one: RANK[Level(one.level)], default=None)


def advice(size: Size, level: str, thresholds: Iterable[Threshold]) -> str:
    """级别建议 — a sentence when the size is enough for a higher level than it is listed at, or for
    none; empty otherwise. It changes nothing.
    """
    found = list(thresholds)
    best = fitting(size, found)
    if best is not None and RANK[Level(best.level)] < RANK[Level(level)]:
        return f"按规模可以列{Level(best.level).label}：{best.name}。依据：{best.source}"
    own = [one for one in found if one.level == level]
    if not own or size.total_wan is None or any(one.is_reached(size) for one in own):
        return ""
    told = f"规模不到{Level(level).label}的门槛：{own[0].name}。"
    return f"{told}请核对总投资；经批准列入的不用改。依据：{own[0].source}"
