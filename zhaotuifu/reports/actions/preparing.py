"""备稿动作 — drafts of the kinds that are due prepare themselves; people write, review and sign them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.queries import holders
from zhaotuifu.reports import catalogue
from zhaotuifu.reports.actions.drafting import create_draft
from zhaotuifu.reports.actions.stepping import tell
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.rules.kinds import Cadence, DocumentKind, Every, kind_of
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.queries import month_end, period_of
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Calendar, Pending

log = logging.getLogger(__name__)
LAST_MONTH = 12
#: until when a month is to be reported, asked of who keeps the rounds (`wiring.py`); (year, month) → day
CLOSING: list[Callable[[int, int], date | Pending]] = []


def prepare_drafts(*, at: datetime) -> tuple[Report, ...]:
    """备稿 — one draft of each kind whose day has come, if nobody drafted that period yet.

    Only of kinds that the office took over as its own: a library into which none was loaded
    prepares nothing. A period that was drafted and dropped is not drafted again. What cannot be composed is left
    out and logged. The office is told of each draft.
    """
    today = timezone.localdate(at)
    calendar = load_calendar()
    made = []
    for version in catalogue.versions_on(today):
        kind = kind_of(version.data)
        as_of = due(kind, today, calendar)
        if as_of is None or Report.objects.filter(kind=kind.code, as_of=as_of).exists():
            continue
        try:
            report = create_draft(kind=kind, year=as_of.year, as_of=as_of, by=SYSTEM, at=at)
        except Refused as refusal:
            log.warning("no draft of %s: %s", kind.code, refusal)
            continue
        tell(report, holders(Role.OFFICE, today=today), "的草稿备好了，请看后送审。", by=SYSTEM, at=at)
        made.append(report)
    return tuple(made)


def due(kind: DocumentKind, today: date, calendar: Calendar) -> date | None:
    """该备哪一期 — the day its figures run to; None while nothing is due, or the library has no such year."""
    if kind.cadence.every is Every.WEEKLY:
        as_of = week_due(kind.cadence, today, calendar)
        return as_of if as_of and Position.objects.filter(year=as_of.year).exists() else None
    if kind.cadence.every is Every.MONTHLY:
        return _month_due(kind.cadence, today, calendar)
    return None


def week_due(cadence: Cadence, today: date, calendar: Calendar) -> date | None:
    """周报的日子 — the weekday, prepared on that day or, on a day off, on the next working day."""
    nominal = today - timedelta(days=(today.isoweekday() - (cadence.weekday or 1)) % 7)
    on = calendar.add_workdays(nominal, 0)
    on = nominal if isinstance(on, Pending) else on
    return nominal if on <= today else None


def _month_due(cadence: Cadence, today: date, calendar: Calendar) -> date | None:
    """The month before, once something of it was reported and its day has come or all reported it."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, LAST_MONTH)
    if period_of(year) < month:
        return None
    as_of = month_end(year, month)
    if cadence.day is not None:
        on = calendar.add_workdays(as_of + timedelta(days=cadence.day), 0)
        nominal = as_of + timedelta(days=cadence.day)
        return as_of if (nominal if isinstance(on, Pending) else on) <= today else None
    closes_on = CLOSING[0](year, month) if CLOSING else as_of
    is_over = not isinstance(closes_on, Pending) and closes_on <= today
    return as_of if is_over or _all_reported(year, month) else None


def _all_reported(year: int, month: int) -> bool:
    return not Position.objects.filter(year=year, is_first=True).unreported(year, month).exists()
