"""The office counts working days, and is told when nobody can count them yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worktime.calendars import known_calendar, notices
from zhaotuifu.worktime.rules import Calendar, NoticeDay, Pending, can_stand, due_words, span

KNOWN_DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


def test_a_weekend_that_makes_up_for_the_spring_festival_is_worked():
    assert known_calendar().is_workday(date(2026, 2, 14)) is True  # a Saturday


def test_a_weekday_inside_the_spring_festival_is_not_worked():
    assert known_calendar().is_workday(date(2026, 2, 16)) is False  # a Monday


def test_an_ordinary_week_follows_its_weekdays():
    week = [known_calendar().is_workday(date(2026, 11, 16) + timedelta(n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


@pytest.mark.parametrize("day", [date(2027, 1, 4), date(2027, 1, 2), date(2022, 6, 1)])
def test_any_day_of_a_year_without_notice_is_unknown_even_a_weekend(day):
    assert known_calendar().is_workday(day) == Pending(day.year)


def test_the_december_day_that_next_years_notice_names_is_known():
    assert known_calendar().is_workday(date(2022, 12, 31)) is False
    assert known_calendar().is_workday(date(2022, 12, 30)) == Pending(2022)


def test_an_unknown_answer_cannot_pass_for_a_yes():
    with pytest.raises(TypeError, match="待2027年放假通知"):
        bool(known_calendar().is_workday(date(2027, 1, 4)))


def test_the_day_of_asking_is_not_counted():
    assert known_calendar().add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_the_national_holiday_is_jumped_with_its_make_up_saturday_counted():
    calendar = known_calendar()
    assert calendar.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert calendar.add_workdays(date(2026, 9, 18), 1) == date(2026, 9, 20)  # a Sunday, worked


def test_zero_days_roll_a_holiday_to_the_next_working_day():
    calendar = known_calendar()
    assert calendar.add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert calendar.add_workdays(date(2026, 10, 8), 0) == date(2026, 10, 8)


def test_planning_backward_lands_on_the_working_day_before():
    assert known_calendar().add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)


def test_a_deadline_that_runs_into_2027_waits_for_its_notice():
    due = known_calendar().add_workdays(date(2026, 12, 25), 10)
    assert due == Pending(2027)
    assert str(due) == "待2027年放假通知"


def test_a_deadline_that_ends_on_the_last_day_of_2026_is_known():
    calendar = known_calendar()
    assert calendar.add_workdays(date(2026, 12, 28), 3) == date(2026, 12, 31)
    assert calendar.add_workdays(date(2026, 12, 28), 4) == Pending(2027)


def test_the_first_unknown_year_on_the_way_is_named():
    gap = Calendar(frozenset({2023, 2026}))
    assert gap.workdays_between(date(2023, 12, 1), date(2026, 2, 1)) == Pending(2024)
    assert gap.workdays_between(date(2026, 2, 1), date(2023, 12, 1)) == Pending(2025)


def test_days_between_are_negative_backward_and_zero_on_the_spot():
    calendar = known_calendar()
    assert calendar.workdays_between(date(2026, 11, 20), date(2026, 11, 27)) == 5
    assert calendar.workdays_between(date(2026, 11, 27), date(2026, 11, 20)) == -5
    assert calendar.workdays_between(date(2027, 5, 1), date(2027, 5, 1)) == 0


@given(start=KNOWN_DAYS, days=st.integers(-600, 600).filter(bool))
def test_counting_and_adding_are_inverse(start, days):
    reached = known_calendar().add_workdays(start, days)
    if isinstance(reached, Pending):
        assert reached.year in {2022, 2027}
    else:
        assert known_calendar().workdays_between(start, reached) == days
        assert known_calendar().is_workday(reached) is True


@given(first=KNOWN_DAYS, middle=KNOWN_DAYS, last=KNOWN_DAYS)
def test_a_way_in_two_legs_counts_like_the_whole(first, middle, last):
    first, middle, last = sorted([first, middle, last])
    between = known_calendar().workdays_between
    assert between(first, middle) + between(middle, last) == between(first, last)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 9, 29), "剩 2 个工作日"),
        (date(2026, 10, 8), "今天到期"),
        (date(2026, 10, 9), "逾期 1 个工作日"),
        (date(2027, 1, 8), "待2027年放假通知"),
    ],
)
def test_a_due_date_says_what_is_left_in_working_days(today, words):
    assert due_words(known_calendar(), date(2026, 10, 8), today) == words


def test_a_date_due_in_2027_says_that_the_notice_is_awaited():
    assert due_words(known_calendar(), date(2027, 1, 8), date(2026, 12, 30)) == "待2027年放假通知"


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_each_shipped_notice_can_stand(year):
    assert can_stand(year, notices()[year].days)


def test_a_notice_without_the_dragon_boat_festival_is_refused():
    days = [day for day in notices()[2026].days if day.name != "端午节"]
    assert "缺少端午节" in can_stand(2026, days).sentence


def test_an_empty_notice_is_refused():
    assert "缺少元旦、春节" in can_stand(2027, []).sentence


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        (NoticeDay(date(2027, 1, 1), False, "元旦"), "2027年1月1日不属于2026年的放假通知"),
        (NoticeDay(date(2025, 11, 30), True, "元旦"), "2025年11月30日不属于2026年的放假通知"),
        (NoticeDay(date(2026, 2, 16), False, "春节"), "2026年2月16日写了两次"),
        (NoticeDay(date(2026, 2, 27), True, "春节"), "2026年2月27日是星期五，本来就上班"),
    ],
)
def test_a_mistyped_day_is_refused_with_its_reason(extra, reason):
    assert reason in can_stand(2026, [*notices()[2026].days, extra]).sentence


def test_a_notice_may_reach_into_the_december_before():
    extra = NoticeDay(date(2025, 12, 31), False, "元旦")
    assert can_stand(2026, [*notices()[2026].days, extra])


def test_a_holiday_from_day_to_day_covers_both_ends():
    days = span("清明节", date(2026, 4, 4), date(2026, 4, 6), [])
    assert [day.on.day for day in days] == [4, 5, 6]
    assert not any(day.is_workday for day in days)
