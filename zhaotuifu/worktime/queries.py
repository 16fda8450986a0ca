"""工作日历查询 — the calendar as known now or at an earlier moment."""

from __future__ import annotations

from datetime import date, datetime

from zhaotuifu.worktime.models import HolidayNotice
from zhaotuifu.worktime.rules import Calendar, expected_years


def load_calendar(known_at: datetime | None = None) -> Calendar:
    """取工作日历 — from the notices known at the moment (default: now); one SQL statement.

    Where two notices state the same day (a December day), the later year's counts.
    """
    known_years: set[int] = set()
    special: dict[date, bool] = {}
    rows = (
        HolidayNotice.objects.known(known_at)
        .order_by("year", "id", "special_days__id")
        .values_list("year", "special_days__on", "special_days__is_workday")
    )
    for year, on, is_workday in rows:
        known_years.add(year)
        special[on] = is_workday
    return Calendar(frozenset(known_years), special)


def missing_years(today: date) -> list[int]:
    """缺放假通知的年份 — years that should be known by `today` and are not; one SQL statement."""
    known = set(HolidayNotice.objects.known().values_list("year", flat=True))
    return [year for year in expected_years(today) if year not in known]
