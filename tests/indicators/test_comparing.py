"""同比、环比、占比 — which day is compared with, what is not compared and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.indicators.comparing import (
    around,
    can_compare,
    compared,
    day_before,
    period_before,
    share_pct,
)
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.states import Comparison

YEAR, MONTH = Comparison.YEAR, Comparison.MONTH


def amount(value, unit: str = "万元") -> Value:
    number = None if value is None else Decimal(value)
    return Value("甲", unit, number, number, None, ())


@pytest.mark.parametrize(
    ("as_of", "comparison", "then"),
    [
        (date(2025, 3, 31), YEAR, date(2024, 3, 31)), (date(2025, 3, 31), MONTH, date(2025, 2, 28)),
        (date(2024, 2, 29), YEAR, date(2023, 2, 28)), (date(2025, 2, 28), YEAR, date(2024, 2, 29)),
        (date(2025, 2, 28), MONTH, date(2025, 1, 31)), (date(2025, 5, 30), MONTH, date(2025, 4, 30)),
        (date(2025, 3, 30), MONTH, date(2025, 2, 28)), (date(2025, 6, 15), MONTH, date(2025, 5, 15)),
        (date(2025, 1, 10), MONTH, date(2024, 12, 10)),
    ],
)
def test_the_end_of_a_month_is_compared_with_the_end_of_a_month(as_of, comparison, then):
    assert day_before(as_of, comparison) == then


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)), st.sampled_from(Comparison))
def test_the_day_compared_with_lies_about_a_year_or_a_month_before(day, comparison):
    gap = (day - day_before(day, comparison)).days
    assert gap in range(363, 368) if comparison is YEAR else gap in range(27, 35)


def test_months_are_compared_within_the_year_and_only_while_it_lasts():
    assert can_compare(2025, date(2025, 2, 28), MONTH)
    assert "不跨年" in can_compare(2025, date(2025, 1, 31), MONTH).sentence
    assert "不在 2024 年" in can_compare(2024, date(2025, 3, 31), MONTH).sentence
    assert can_compare(2025, date(2025, 1, 31), YEAR)
    assert period_before(2025, date(2025, 3, 31), YEAR) == (2024, date(2024, 3, 31))
    assert period_before(2025, date(2025, 3, 31), MONTH) == (2025, date(2025, 2, 28))


def test_amounts_grow_in_percent_and_rates_move_in_points():
    found = compared(amount(150), amount(120), YEAR, date(2024, 3, 31))
    assert (found.difference, found.unit, found.growth_pct) == (30, "万元", 25)
    found = compared(amount(26, "%"), amount(20, "%"), YEAR, date(2024, 3, 31))
    assert (found.difference, found.unit, found.growth_pct) == (6, "个百分点", None)
    found = compared(amount(-2, "个百分点"), amount(1, "个百分点"), YEAR, date(2024, 3, 31))
    assert (found.difference, found.growth_pct) == (-3, None)
    assert compared(amount(90, "天"), amount(100, "天"), YEAR, date(2024, 3, 31)).growth_pct is None


def test_without_a_value_then_or_now_there_is_no_difference_and_the_reason_is_said():
    found = compared(amount(5), amount(None), YEAR, date(2024, 3, 31))
    assert (found.difference, found.growth_pct, found.reason) == (None, None, "2024-03-31 没有这个数")
    assert compared(amount(None), amount(5), YEAR, date(2024, 3, 31)).reason == "本期 没有这个数"
    assert compared(amount(5), amount(0), YEAR, date(2024, 3, 31)).growth_pct is None
    assert compared(amount(5), amount(-1), YEAR, date(2024, 3, 31)).difference == 6


@given(st.decimals(-10**6, 10**6, places=6), st.decimals(-10**6, 10**6, places=6))
def test_then_and_the_difference_make_now(now, then):
    found = compared(amount(now), amount(then), MONTH, date(2025, 2, 28))
    assert then + found.difference == now


def test_a_share_is_taken_of_the_level_and_zone_while_anything_else_narrows():
    assert around(Scope(level="city", zone_id=3, kind="industry")) == Scope(level="city", zone_id=3)
    assert around(Scope(level="city", zone_id=3)) == EVERYTHING
    assert share_pct(amount(1), amount(8)) == Decimal("12.5")
    assert share_pct(amount(1), amount(0)) is None
    assert share_pct(amount(1, "%"), amount(8, "%")) is None


def test_every_day_of_a_leap_year_has_a_day_to_compare_with():
    day = date(2024, 1, 1)
    while day.year == 2024:
        assert day_before(day, YEAR).year == 2023
        day += timedelta(days=1)
