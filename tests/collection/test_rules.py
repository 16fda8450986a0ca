"""收报规则 — which month, until when, and on which working day somebody is reminded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.collection import rules
from zhaotuifu.collection.rules import UNRULED, Deadline
from zhaotuifu.collection.states import Progress, ReminderKind
from zhaotuifu.worktime.rules import Calendar, Pending

PLAIN = Calendar(frozenset({2025, 2026}))
#: 4 April 2025 is a holiday; the last Sunday of April is worked
HOLIDAYS = Calendar(frozenset({2025}), {date(2025, 4, 4): False, date(2025, 4, 27): True})
RULE = Deadline(6, (3, 1), 2, 2)


@pytest.mark.parametrize(
    ("today", "month", "due"),
    [
        (date(2025, 4, 7), 3, date(2025, 4, 8)), (date(2025, 4, 30), 4, date(2025, 5, 8)),
        (date(2025, 5, 1), 4, date(2025, 5, 8)), (date(2025, 12, 30), 11, date(2025, 12, 8)),
    ],
)
def test_the_month_that_is_over_is_due_on_its_sixth_working_day(today, month, due):
    now = rules.round_on(today, year=2025, month=2, deadline=UNRULED, calendar=PLAIN)
    assert (now.year, now.month, now.due_on, now.is_past) == (2025, month, due, False)


def test_in_january_the_december_of_last_year_is_reported():
    now = rules.round_on(date(2026, 1, 5), year=2026, month=0, deadline=UNRULED, calendar=PLAIN)
    assert (now.year, now.month, now.due_on) == (2025, 12, date(2026, 1, 8))


def test_an_unknown_year_has_no_due_day_and_says_so():
    now = rules.round_on(date(2026, 12, 31), year=2026, month=11, deadline=UNRULED, calendar=PLAIN)
    assert isinstance(now.due_on, Pending)
    assert str(now.due_on) == "待2027年放假通知"


def test_a_library_that_stands_still_is_reported_where_it_stands():
    now = rules.round_on(date(2026, 11, 20), year=2025, month=3, deadline=UNRULED, calendar=PLAIN)
    assert (now.year, now.month, now.is_past) == (2025, 3, True)


def test_the_rule_in_force_sets_the_day():
    found = rules.due_on(2025, 3, workday=8, calendar=HOLIDAYS)
    assert found == date(2025, 4, 11)  # the 4th is off, weekends are off


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2025, 4, 2), None), (date(2025, 4, 3), ReminderKind.BEFORE),
        (date(2025, 4, 4), None),  # a holiday
        (date(2025, 4, 5), None), (date(2025, 4, 7), None), (date(2025, 4, 8), ReminderKind.BEFORE),
        (date(2025, 4, 9), ReminderKind.DUE), (date(2025, 4, 10), None),
        (date(2025, 4, 11), ReminderKind.OVERDUE), (date(2025, 4, 12), None),
        (date(2025, 4, 14), None), (date(2025, 4, 15), ReminderKind.OVERDUE),
        (date(2025, 4, 17), None),  # twice is the most
    ],
)
def test_reminders_go_out_on_the_working_days_the_rule_names(today, kind):
    due = rules.due_on(2025, 3, workday=6, calendar=HOLIDAYS)
    assert due == date(2025, 4, 9)
    assert rules.reminder_today(today, due, RULE, HOLIDAYS) == kind


@given(st.integers(0, 400), st.integers(1, 10), st.integers(1, 5), st.integers(0, 5))
def test_nobody_is_ever_reminded_on_a_day_off_or_more_often_than_the_rule_says(
    start, workday, every, most
):
    deadline = Deadline(workday, (2,), every, most)
    due = PLAIN.add_workdays(date(2025, 1, 2) + timedelta(days=start), 0)
    asked = [due + timedelta(days=shift) for shift in range(-10, 40)]
    kinds = [rules.reminder_today(day, due, deadline, PLAIN) for day in asked]
    assert all(PLAIN.is_workday(day) for day, kind in zip(asked, kinds, strict=True)
               if kind and day.year < 2027)
    assert kinds.count(ReminderKind.OVERDUE) <= most
    assert kinds.count(ReminderKind.DUE) <= 1


def test_while_the_notice_of_the_year_is_unknown_nobody_is_reminded():
    due = rules.due_on(2026, 12, workday=6, calendar=PLAIN)
    assert isinstance(due, Pending)
    assert rules.reminder_today(date(2026, 12, 30), due, RULE, PLAIN) is None


@pytest.mark.parametrize(
    ("should", "reported", "waiting", "progress"),
    [
        (0, 0, 0, Progress.NONE_DUE), (3, 0, 0, Progress.NOTHING), (3, 0, 2, Progress.WAITING),
        (3, 1, 0, Progress.PART), (3, 2, 1, Progress.PART), (3, 3, 1, Progress.DONE),
    ],
)
def test_how_far_a_zone_has_come(should, reported, waiting, progress):
    assert rules.progress(should=should, reported=reported, waiting=waiting) == progress


def test_the_words_say_what_is_missing_until_when_and_what_still_waits():
    said = rules.sentence(ReminderKind.DUE, "2025年3月", 4, 1, "今天到期")
    assert said == (
        "请报送2025年3月月报：还有 4 个项目没报（送来的 1 份台账还没有导入），今天到期。"
        "点开就能导入这个月的台账。"
    )
