"""放假通知的影响 — which deadlines of monthly reports move when a notice is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhaotuifu.collection.queries import deadline_on
from zhaotuifu.collection.rules import due_on
from zhaotuifu.worktime.notice_page import Stretch, stretches, with_notice, workdays_of
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Notice, Pending


@dataclass(frozen=True, slots=True)
class Due:
    """一个月的期限 — before and after, as words."""

    month: str
    before: str
    after: str

    @property
    def moves(self) -> bool:
        """变了."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """录了以后 — days off, days worked instead, working days of the year, deadlines."""

    notice: Notice
    stretches: tuple[Stretch, ...]
    workdays: int | None
    workdays_before: int | None
    replaces: bool
    dues: tuple[Due, ...]


def effect(notice: Notice) -> Effect:
    """影响 — of a notice that is not recorded yet; thirteen SQL statements."""
    now = load_calendar()
    then = with_notice(now, notice.year, notice.days)
    dues = []
    for month in range(1, 13):
        # The report of a month is due in the next one: those due within the year of the notice.
        year, of = (notice.year - 1, 12) if month == 1 else (notice.year, month - 1)
        workday = deadline_on(date(notice.year, month, 1)).due_workday
        before, after = (_said(due_on(year, of, workday=workday, calendar=one)) for one in (now, then))
        dues.append(Due(f"{year}年{of}月月报", before, after))
    return Effect(
        notice, stretches(notice), workdays_of(notice.year, then), workdays_of(notice.year, now),
        notice.year in now.known_years, tuple(dues),
    )


def _said(day: date | Pending) -> str:
    return day.sentence if isinstance(day, Pending) else f"{day.year}年{day.month}月{day.day}日"
