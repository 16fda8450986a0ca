"""填报轮次 — which month is being reported now."""

from __future__ import annotations

from datetime import date

from zhaotuifu.desk.queries.project_list import period
from zhaotuifu.desk.rules import Round, round_on
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Calendar


def current_round(today: date, calendar: Calendar | None = None) -> Round:
    """本轮 — of the latest year of the library; two SQL statements, one with a calendar."""
    year, month = period(None, today.year)
    return round_on(today, year=year, month=month, calendar=calendar or load_calendar())
