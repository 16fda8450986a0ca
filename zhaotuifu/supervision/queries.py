"""督查查询 — the lamp rule in force and the reporting period of a year."""

from __future__ import annotations

import calendar
from datetime import date

from django.db.models import Max, Q

from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.projects.models import Listing
from zhaotuifu.supervision.models import LampRule, Position
from zhaotuifu.supervision.rules import Thresholds

__all__ = [
    "latest_year", "listed_year", "listed_years", "month_end", "period_of", "reported_through", "thresholds_by_month",
    "thresholds_on",
]


def thresholds_on(day: date) -> Thresholds | None:
    """灯色规则 — in force on the day, the newest first; None when none was loaded."""
    rule = (
        LampRule.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("-valid_from", "-id")
        .first()
    )
    return None if rule is None else _thresholds(rule)


def thresholds_by_month(year: int) -> dict[int, Thresholds | None]:
    """逐月的灯色规则 — in force at each month's end, and (month 0) on the eve of the year; one SQL statement."""
    rules = list(
        LampRule.objects.filter(valid_from__lte=date(year, 12, 31))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=date(year - 1, 12, 31)))
        .order_by("-valid_from", "-id")
    )
    found: dict[int, Thresholds | None] = {}
    for month in range(13):
        day = month_end(year, month)
        in_force = (r for r in rules if r.valid_from <= day and (r.valid_to is None or r.valid_to >= day))
        rule = next(in_force, None)
        found[month] = None if rule is None else _thresholds(rule)
    return found


def _thresholds(rule: LampRule) -> Thresholds:
    return Thresholds(
        rule.name, rule.scale, rule.yellow_from, rule.red_from, rule.start_yellow_months,
        rule.start_red_months,
    )


def period_of(year: int) -> int:
    """现况月份 — the month the positions of the year stand at; cheap, for pages."""
    found = Position.objects.filter(year=year).aggregate(month=Max("through_month"))
    return found["month"] or 0


def latest_year(fallback: int) -> int:
    """最近年度 — the latest year with a reported month; before there is one, the latest with a list.

    The next year's list may stand for weeks before anybody reports on it (结转).
    """
    reported = Position.objects.filter(through_month__gt=0).aggregate(year=Max("year"))["year"]
    return reported or listed_year(fallback)


def listed_year(fallback: int) -> int:
    """最近有名单的年度 — whether or not anything was reported; else `fallback`."""
    return Position.objects.aggregate(year=Max("year"))["year"] or fallback


def month_end(year: int, month: int) -> date:
    """月末 — 31 December of the year before for month 0."""
    if month == 0:
        return date(year - 1, 12, 31)
    return date(year, month, calendar.monthrange(year, month)[1])


def listed_years() -> tuple[int, ...]:
    """有名单的年度 — oldest first; one SQL statement."""
    years = Listing.objects.known().order_by("year").values_list("year", flat=True).distinct()
    return tuple(years)
