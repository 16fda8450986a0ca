"""管理员 records the year's notice; from then on the office can count that year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.worktime.calendars import notices
from zhaotuifu.kernel import facts
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.parties.models import User
from zhaotuifu.worktime.actions import record_notice, record_preset_notices
from zhaotuifu.worktime.models import HolidayNotice, SpecialDay
from zhaotuifu.worktime.queries import load_calendar, missing_years
from zhaotuifu.worktime.rules import NoticeDay, Pending

pytestmark = pytest.mark.django_db
AT = datetime(2025, 11, 5, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
NOTICE = notices()[2026]


@pytest.fixture
def admin() -> Actor:
    user = User.objects.create(username="admin", name="管理员")
    return Actor(user.pk, "管理员", "示范区", ((Role.ADMIN, 1),))


def give(admin: Actor, at: datetime = AT, **changes) -> HolidayNotice:
    notice = replace(NOTICE, **changes)
    return record_notice(
        by=admin,
        at=at,
        year=notice.year,
        source=notice.source,
        issued_on=notice.issued_on,
        days=notice.days,
    )


def without_make_up_day() -> tuple[NoticeDay, ...]:
    return tuple(day for day in NOTICE.days if day.on != date(2026, 5, 9))


def test_before_any_notice_every_day_waits_for_one():
    assert load_calendar().is_workday(date(2026, 11, 20)) == Pending(2026)


def test_after_recording_the_year_is_known(admin):
    give(admin)
    assert load_calendar().is_workday(date(2026, 5, 9)) is True
    assert load_calendar().is_workday(date(2026, 5, 4)) is False
    assert load_calendar().is_workday(date(2027, 1, 4)) == Pending(2027)


def test_who_recorded_it_and_what_stands_in_the_audit(admin):
    notice = give(admin)
    row = AuditRow.objects.get(object_kind="holiday_notice")
    assert (row.action, row.object_id, row.actor_id) == (
        "录入放假通知",
        str(notice.pk),
        admin.user_id,
    )
    assert row.before == {}
    assert "2026-05-09 劳动节" in row.after["worked"]
    assert (notice.recorded_by_id, notice.recorded_at) == (admin.user_id, AT)


def test_a_corrected_notice_counts_from_now_and_the_old_one_at_its_time(admin):
    give(admin, days=without_make_up_day())
    give(admin, at=LATER)
    saturday = date(2026, 5, 9)
    assert load_calendar().is_workday(saturday) is True
    assert load_calendar(known_at=AT).is_workday(saturday) is False
    assert load_calendar(known_at=AT - timedelta(days=1)).is_workday(saturday) == Pending(2026)
    rows = list(AuditRow.objects.order_by("number"))
    assert [bool(row.before) for row in rows] == [False, True]


def test_recording_the_same_notice_again_changes_nothing(admin):
    first, second = give(admin), give(admin, at=LATER)
    assert first == second
    assert HolidayNotice.objects.count() == AuditRow.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_administrator_records_a_notice(role):
    with pytest.raises(Refused, match="只有管理员能录入"):
        give(Actor(1, "某甲", posts=((role, 1),)))
    assert not HolidayNotice.objects.exists()


def test_an_incomplete_notice_is_refused_and_leaves_the_year_unknown(admin):
    with pytest.raises(Refused, match="缺少端午节"):
        give(admin, days=tuple(day for day in NOTICE.days if day.name != "端午节"))
    assert load_calendar().is_workday(date(2026, 11, 20)) == Pending(2026)
    assert not AuditRow.objects.exists()


def test_whoever_loses_the_race_is_told_so(admin, monkeypatch):
    give(admin, days=without_make_up_day())
    monkeypatch.setattr(facts, "supersede", lambda found, *, at: 0)
    with pytest.raises(Conflict, match="已被他人处理"):
        give(admin, at=LATER)


def test_a_year_has_one_notice_in_force(admin):
    give(admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.create(
            year=2026, source="另一份", issued_on=NOTICE.issued_on, recorded_at=LATER
        )


def test_a_new_district_knows_the_shipped_years_and_loading_again_adds_none():
    assert record_preset_notices(by=SYSTEM, at=AT) == [2023, 2024, 2025, 2026]
    assert record_preset_notices(by=SYSTEM, at=LATER) == []
    assert SpecialDay.objects.count() == sum(len(notice.days) for notice in notices().values())


def test_what_the_administrator_recorded_outranks_the_preset(admin):
    mine = give(admin, source="区里核对后的通知")
    record_preset_notices(by=SYSTEM, at=LATER)
    assert HolidayNotice.objects.known().get(year=2026) == mine


def test_the_calendar_takes_one_statement_however_many_years(admin, django_assert_num_queries):
    record_preset_notices(by=SYSTEM, at=AT)
    with django_assert_num_queries(1):
        load_calendar()


def test_the_later_years_notice_counts_for_a_december_day_that_both_state(admin):
    saturday = date(2025, 12, 27)
    give(admin, days=(*NOTICE.days, NoticeDay(saturday, True, "元旦")))
    earlier = notices()[2025]
    give(
        admin,
        at=LATER,
        year=2025,
        source=earlier.source,
        days=(*earlier.days, NoticeDay(saturday, False, "国庆节")),
    )
    assert load_calendar().is_workday(saturday) is True


@pytest.mark.parametrize(
    ("today", "missing"),
    [(date(2026, 10, 31), []), (date(2026, 11, 1), [2027]), (date(2027, 3, 1), [2027])],
)
def test_from_november_the_next_years_notice_is_missed(today, missing):
    record_preset_notices(by=SYSTEM, at=AT)
    assert missing_years(today) == missing
