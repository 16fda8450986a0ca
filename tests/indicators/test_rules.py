"""指标规则 — what the definitions say, on lines made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.indicators.lines import line
from zhaotuifu.indicators import rules
from zhaotuifu.indicators.rules import Moment
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.projects.states import ConstructionKind

MARCH = Moment(2025, date(2025, 3, 31), 3)


def test_a_rate_above_one_hundred_is_shown_as_it_is():
    value = rules.completion_rate([line(plan="100", months={1: "226"})], MARCH)
    assert value.value == 226


def test_without_a_plan_there_is_no_rate_and_no_zero():
    assert rules.completion_rate([line(months={1: "5"})], MARCH).value is None
    assert rules.schedule_gap([line(plan="0", months={1: "5"})], MARCH).value is None


def test_a_plan_without_any_month_is_zero_percent():
    value = rules.completion_rate([line(plan="100")], MARCH)
    assert (value.value, value.numerator, value.denominator) == (0, 0, 100)


def test_the_gap_is_the_unrounded_rate_minus_a_twelfth_of_the_months():
    value = rules.schedule_gap([line(plan="627000", months={1: "65000", 3: "100000"})], MARCH)
    assert round_half_up(value.value, 1) == Decimal("1.3")


def test_only_recognised_starts_of_new_projects_count():
    new = ConstructionKind.NEW
    lines = [
        line(1, construction_kind=new, started_on=date(2025, 2, 1)),
        line(2, construction_kind=new, started_on=date(2025, 4, 1)),
        line(3, construction_kind=new),
        line(4, construction_kind=ConstructionKind.RESERVE, started_on=date(2025, 2, 1)),
    ]
    value = rules.start_rate(lines, MARCH)
    assert (value.numerator, value.denominator, len(value.rows)) == (1, 3, 3)


def test_admissions_are_counted_from_the_first_day_of_the_year_to_the_day():
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), None]
    lines = [line(n, admitted_on=day) for n, day in enumerate(days)]
    assert rules.admitted(lines, MARCH).value == 2


def test_the_admission_target_is_of_the_level_and_zone_asked():
    targets = {("admitted", "district", None): Decimal(230), ("admitted", "district", 7): Decimal(4)}
    moment = Moment(2025, date(2025, 3, 31), 3, targets, level="district")
    lines = [line(n, level="district", admitted_on=date(2025, 2, 3)) for n in range(84)]
    assert round_half_up(rules.admitted_target_rate(lines, moment).value, 1) == Decimal("36.5")
    of_zone = Moment(2025, date(2025, 3, 31), 3, targets, level="district", zone_id=7)
    assert rules.admitted_target_rate(lines, of_zone).value == 2100
    elsewhere = Moment(2025, date(2025, 3, 31), 3, targets, level="city")
    assert rules.admitted_target_rate(lines, elsewhere).value is None


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        (date(2025, 3, 31), 3), (date(2025, 3, 30), 2), (date(2025, 1, 30), 0),
        (date(2025, 1, 31), 1), (date(2024, 12, 31), 0), (date(2025, 12, 31), 12),
        (date(2026, 1, 1), 12),
    ],
)
def test_the_reporting_month_is_the_last_one_that_is_over(as_of, month):
    assert rules.reporting_month(as_of, 2025) == month


def test_the_february_of_a_leap_year_ends_on_the_29th():
    assert rules.reporting_month(date(2024, 2, 28), 2024) == 1
    assert rules.reporting_month(date(2024, 2, 29), 2024) == 2
