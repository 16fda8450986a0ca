"""收报规则 — which month is being reported, until when, and on which working day who is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhaotuifu.collection.states import Progress, ReminderKind
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.worktime.rules import Calendar, Pending

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """期限规则 — due on the n-th working day of the next month; reminders in working days."""

    due_workday: int
    remind_before: tuple[int, ...]
    overdue_every: int
    overdue_most: int
    name: str = ""
    source: str = ""


#: in force where no rule was loaded: the sixth working day, and nobody is reminded by itself
UNRULED = Deadline(6, (), 1, 0)


@dataclass(frozen=True, slots=True)
class Round:
    """填报轮次 — the month that is being reported, and its last day.

    `due_on` is a working day after the month, or Pending while the holiday notice of the year is
    unknown. `is_past` says that the library stands still at an earlier year.
    """

    year: int
    month: int
    due_on: date | Pending
    is_past: bool

    @property
    def text(self) -> str:
        """2025年3月."""
        return f"{self.year}年{self.month}月"


def due_on(year: int, month: int, *, workday: int, calendar: Calendar) -> date | Pending:
    """到期日 — the n-th working day of the month after; Pending without the year's notice."""
    last = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
    # Counting starts the day before the first of the next month, which is not counted itself.
    return calendar.add_workdays(last, workday)


def round_on(
    today: date, *, year: int, month: int, deadline: Deadline, calendar: Calendar
) -> Round:
    """本轮 — the last month that is over; in a library that ends earlier, its last month.

    `year` and `month` are the period the library stands at.
    """
    over = reporting_month(today, today.year)
    at_year, at_month = (today.year, over) if over else (today.year - 1, 12)
    is_past = at_year > year
    if is_past:
        at_year, at_month = year, month or 12
    due = due_on(at_year, at_month, workday=deadline.due_workday, calendar=calendar)
    return Round(at_year, at_month, due, is_past)


def month_before(year: int, month: int) -> tuple[int, int]:
    """上个月 — of January the December before."""
    return (year, month - 1) if month > 1 else (year - 1, 12)


def reminder_today(
    today: date, due: date | Pending, deadline: Deadline, calendar: Calendar
) -> ReminderKind | None:
    """今天催不催 — by working days to or since the due day; None on days off and while unknown."""
    if isinstance(due, Pending):
        return None
    worked = calendar.is_workday(today)
    if isinstance(worked, Pending) or not worked:
        return None
    left = calendar.workdays_between(today, due)
    if isinstance(left, Pending):
        return None
    if left == 0:
        return ReminderKind.DUE
    if left > 0:
        return ReminderKind.BEFORE if left in deadline.remind_before else None
    late = -left
    times, rest = divmod(late, deadline.overdue_every)
    return ReminderKind.OVERDUE if rest == 0 and times <= deadline.overdue_most else None


def progress(*, should: int, reported: int, waiting: int) -> Progress:
    """报到哪一步 — `waiting`: files sent and not yet imported."""
    if not should:
        return Progress.NONE_DUE
    if reported >= should:
        return Progress.DONE
    if reported:
        return Progress.PART
    return Progress.WAITING if waiting else Progress.NOTHING


def sentence(kind: ReminderKind, text: str, missing: int, waiting: int, due_words: str) -> str:
    """催报的话 — of the month `text`: how many lack it, until when, and what may be left to do."""
    when = f"，{due_words}" if due_words else ""
    held = f"（送来的 {waiting} 份台账还没有导入）" if waiting else ""
    verb = "请报送" if kind in (ReminderKind.BEFORE, ReminderKind.DUE) else "请尽快报送"
    return f"{verb}{text}月报：还有 {missing} 个项目没报{held}{when}。点开就能导入这个月的台账。"


def refusal_text(names: Sequence[str], limit: int = 5) -> str:
    """几个板块 — named, at most five."""
    shown = "、".join(names[:limit])
    return shown if len(names) <= limit else f"{shown}等 {len(names)} 个板块"
