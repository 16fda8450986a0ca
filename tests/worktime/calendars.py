"""Calendars of the tests: the real notices of 2023–2026, as the presets hold them."""

from __future__ import annotations

from functools import cache

from zhaotuifu.worktime.preset import preset_notices
from zhaotuifu.worktime.rules import Calendar, Notice


@cache
def notices() -> dict[int, Notice]:
    return {notice.year: notice for notice in preset_notices()}


@cache
def known_calendar() -> Calendar:
    """2023–2026 known, 2022 and 2027 not: what an office has in November 2026."""
    days = [day for notice in notices().values() for day in notice.days]
    return Calendar(frozenset(notices()), {day.on: day.is_workday for day in days})
