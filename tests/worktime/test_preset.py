"""The shipped notices are compared day by day with two independent collections."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from tests.worktime.calendars import known_calendar, notices

SHARED = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "standards" / "holidays"
YEARS = [2023, 2024, 2025, 2026]


@pytest.mark.foreign
@pytest.mark.parametrize("year", YEARS)
def test_the_shipped_days_equal_the_collected_notices(year):
    if not SHARED.is_dir():
        pytest.skip("not run: no data")
    collected = json.loads((SHARED / f"{year}.json").read_text(encoding="utf-8"))["days"]
    assert {(day.on.isoformat(), not day.is_workday, day.name) for day in notices()[year].days} == {
        (day["date"], day["isOffDay"], day["name"]) for day in collected
    }


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_year_agrees_with_chinesecalendar(year):
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    differing = [
        day
        for day in days
        if day.year == year
        and known_calendar().is_workday(day) is not chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_2027_ships_without_a_notice_because_none_is_known():
    assert sorted(notices()) == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_is_issued_before_the_year_it_is_about(year):
    assert notices()[year].issued_on.year == year - 1
    assert f"{year}年" in notices()[year].source
