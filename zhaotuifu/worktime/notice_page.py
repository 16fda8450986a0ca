"""放假通知一页 — the years that are recorded, and what a notice would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhaotuifu.worktime.models import HolidayNotice
from zhaotuifu.worktime.rules import Calendar, Notice, NoticeDay, Pending, expected_years


@dataclass(frozen=True, slots=True)
class YearLine:
    """一年 — its notice, or that there is none yet."""

    year: int
    source: str
    issued_on: date | None
    recorded_at: datetime | None
    off: int
    worked: int
    workdays: int | None
    past: int  # versions that were replaced


@dataclass(frozen=True, slots=True)
class Stretch:
    """一段假 — from day to day, with the days worked instead."""

    name: str
    first: date
    last: date
    days: int
    worked: tuple[date, ...]


def years(today: date) -> tuple[YearLine, ...]:
    """各年 — the newest first, with those that should be there and are not; two SQL statements."""
    rows = list(HolidayNotice.objects.order_by("-year", "-id").prefetch_related("special_days"))
    known = {row.year: row for row in rows if row.superseded_at is None}
    past = [row.year for row in rows if row.superseded_at is not None]
    found = []
    for year in sorted({*known, *expected_years(today)}, reverse=True):
        row = known.get(year)
        if row is None:
            found.append(YearLine(year, "", None, None, 0, 0, None, 0))
            continue
        days = [NoticeDay(day.on, day.is_workday, day.name) for day in row.special_days.all()]
        found.append(
            YearLine(
                year, row.source, row.issued_on, row.recorded_at, sum(not day.is_workday for day in days),
                sum(day.is_workday for day in days), workdays_of(year, with_notice(Calendar(), year, days)),
                past.count(year),
            )
        )
    return tuple(found)


def with_notice(calendar: Calendar, year: int, days: Sequence[NoticeDay]) -> Calendar:
    """换上通知 — the calendar as it will be once the notice of the year is recorded.

    The days an older notice of the year singled out are taken from it; a December day stated by the
    notice of the year itself stays as that one says (the later year counts).
    """
    special = {
        day: worked for day, worked in calendar.special.items()
        if day.year != year or year not in calendar.known_years
    }
    said = {day.on: day.is_workday for day in days}
    kept = {
        day: worked for day, worked in calendar.special.items()
        if day.year == year and day.month == 12 and year + 1 in calendar.known_years and day not in said
    }
    return Calendar(calendar.known_years | {year}, special | said | kept)


def workdays_of(year: int, calendar: Calendar) -> int | None:
    """全年工作日 — None while the year is unknown."""
    counted = calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
    return None if isinstance(counted, Pending) else counted


def stretches(notice: Notice) -> tuple[Stretch, ...]:
    """各段假 — in order of their first day."""
    found = []
    for name in dict.fromkeys(day.name for day in notice.days):
        off = sorted(day.on for day in notice.days if day.name == name and not day.is_workday)
        worked = tuple(sorted(day.on for day in notice.days if day.name == name and day.is_workday))
        if off:
            found.append(Stretch(name, off[0], off[-1], len(off), worked))
    return tuple(sorted(found, key=lambda one: one.first))
