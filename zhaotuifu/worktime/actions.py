"""工作日历动作 — record the notice of a year; the only writers of the calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.worktime.access import can_record_notice
from zhaotuifu.worktime.models import HolidayNotice, SpecialDay
from zhaotuifu.worktime.preset import preset_notices
from zhaotuifu.worktime.rules import NoticeDay, can_stand


@transaction.atomic
def record_notice(
    *, by: Actor, at: datetime, year: int, source: str, issued_on: date, days: Sequence[NoticeDay]
) -> HolidayNotice:
    """录入放假通知 — the whole notice of `year`; an earlier one is superseded, not changed.

    Recording the same notice again changes nothing. Raises `Refused` when the actor is no
    administrator or the days cannot be a whole notice (rules.can_stand), `Conflict` when
    somebody else records the year at the same moment.
    """
    ensure(can_record_notice(by))
    ensure(can_stand(year, days))
    old = HolidayNotice.objects.known().filter(year=year).order_by("id").first()
    new = HolidayNotice(year=year, source=source, issued_on=issued_on)
    before = _content(old, _days_of(old)) if old else {}
    after = _content(new, days)
    if old and before == after:
        return old
    if old and not facts.supersede([old], at=at):
        raise Conflict
    _insert(new, days, by=by, at=at)
    audit.record(
        by=by,
        at=at,
        action="录入放假通知",
        object_kind="holiday_notice",
        object_id=new.pk,
        object_name=source,
        before=before,
        after=after,
    )
    return new


@transaction.atomic
def record_preset_notices(
    *, by: Actor, at: datetime, years: Collection[int] | None = None
) -> list[int]:
    """载入预置放假通知 — the shipped years (all, or these) that are not known yet; returns those recorded.

    A year that is known stays as it is: what an administrator recorded outranks the preset.
    """
    known = set(HolidayNotice.objects.known().values_list("year", flat=True))
    new = [
        notice for notice in preset_notices()
        if notice.year not in known and (years is None or notice.year in years)
    ]
    for notice in new:
        record_notice(
            by=by,
            at=at,
            year=notice.year,
            source=notice.source,
            issued_on=notice.issued_on,
            days=notice.days,
        )
    return [notice.year for notice in new]


def _insert(notice: HolidayNotice, days: Sequence[NoticeDay], *, by: Actor, at: datetime) -> None:
    notice.recorded_at, notice.recorded_by_id = at, by.user_id
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as error:  # notice_year_once: another transaction was first
        raise Conflict from error
    SpecialDay.objects.bulk_create(
        SpecialDay(notice=notice, on=day.on, is_workday=day.is_workday, name=day.name)
        for day in sorted(days, key=lambda each: each.on)
    )


def _days_of(notice: HolidayNotice) -> list[NoticeDay]:
    return [
        NoticeDay(day.on, day.is_workday, day.name)
        for day in notice.special_days.order_by("on", "id")
    ]


def _content(notice: HolidayNotice, days: Sequence[NoticeDay]) -> dict:
    """What the audit row keeps: the notice's head and its days, worked and off, as text."""
    ordered = sorted(days, key=lambda each: each.on)
    return {
        "year": notice.year,
        "source": notice.source,
        "issued_on": notice.issued_on,
        "off": [f"{day.on} {day.name}" for day in ordered if not day.is_workday],
        "worked": [f"{day.on} {day.name}" for day in ordered if day.is_workday],
    }
