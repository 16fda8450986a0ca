"""督查作业 — the positions are made anew every night, so that a lost refresh heals by itself."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.queries import listed_years


def refresh_all(slot_at: datetime) -> None:
    """刷新现况 — of every listed year, one task a year."""
    for year in listed_years():
        refresh_year.enqueue(year)


JOBS = (Job("supervision.refresh_positions", Daily(1, 30), refresh_all),)
