"""全部指标 — what each definition says, on lines made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.indicators.lines import line
from zhaotuifu.indicators.definitions import ALL, BY_NAME, named
from zhaotuifu.indicators.rules import Moment
from zhaotuifu.indicators.rules.counting import weights
from zhaotuifu.indicators.rules.durations import median, percentile
from zhaotuifu.indicators.states import CountBy, IndicatorGroup
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.states import ConstructionKind
from zhaotuifu.worktime.rules import Calendar

MARCH = Moment(2025, date(2025, 3, 31), 3)
NEW, RESERVE = ConstructionKind.NEW, ConstructionKind.RESERVE


def reached(number: int, **days: date):
    """A line with recognised days by node; `actual_…` are actual ones."""
    nodes = {}
    for name, day in days.items():
        node, is_actual = name.removeprefix("actual_"), name.startswith("actual_")
        on = (None, day) if is_actual else (day, None)
        nodes[node] = MilestoneLine(node, None, "", on[1], "", on[0])
    return replace(line(number), milestones=nodes)


def due(number: int, node: Node, planned: date, recognised: date | None = None):
    return replace(line(number), milestones={node: MilestoneLine(node, planned, "", None, "", recognised)})


@pytest.mark.parametrize("indicator", ALL, ids=lambda one: one.code)
def test_of_nothing_there_is_no_rate_and_no_amount_and_a_count_is_zero(indicator):
    value = indicator.of([], MARCH)
    assert (value.name, value.unit) == (indicator.name, indicator.unit)
    assert value.rows == ()
    if indicator.unit == "个":
        assert value.value == 0
    elif indicator.code not in ("schedule", "start_schedule"):
        assert value.value is None


@pytest.mark.parametrize(
    ("name", "node"),
    [("新开工数", Node.START), ("竣工数", Node.FINISH), ("投产数", Node.PRODUCTION), ("达产数", Node.FULL_OUTPUT)],
)
def test_a_milestone_counts_in_the_year_it_was_recognised_up_to_the_day(name, node):
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1)]
    lines = [reached(n, **{node.value: day}) for n, day in enumerate(days)]
    lines.append(reached(9, **{f"actual_{node.value}": date(2025, 2, 1)}))  # nobody recognised it
    value = named(name).of(lines, MARCH)
    assert (value.value, [row.project_id for row in value.rows]) == (2, [1, 2])


def test_a_reserve_that_starts_early_stands_beside_the_rate_and_not_in_it():
    lines = [
        line(1, construction_kind=NEW, started_on=date(2025, 2, 1)), line(2, construction_kind=NEW),
        line(3, construction_kind=RESERVE, started_on=date(2025, 2, 1)), line(4, construction_kind=RESERVE),
    ]
    assert named("开工率").of(lines, MARCH).value == 50
    assert named("储备提前开工数").of(lines, MARCH).value == 1
    assert named("新开工数").of(lines, MARCH).value == 2
    assert (named("未开工数").of(lines, MARCH).value, named("未开工占比").of(lines, MARCH).value) == (1, 50)


def test_the_provinces_starts_are_due_by_the_end_of_september():
    """常州 2025 年 1—8 月: 28 of 29 started, 7.65 points ahead of 8/9 (published truncated)."""
    august = Moment(2025, date(2025, 8, 31), 8, level="province")
    lines = [
        line(n, construction_kind=NEW, started_on=date(2025, 5, 1) if n < 28 else None) for n in range(29)
    ]
    gap = named("开工序时差").of(lines, august).value
    assert gap == Decimal(2800) / 29 - Decimal(800) / 9
    assert str(gap).startswith("7.66")
    assert named("开工序时").of([], Moment(2025, date(2025, 11, 30), 11, level="province")).value == 100
    assert named("开工序时").of([], replace(august, level="city")).value == Decimal(800) / 12


@pytest.mark.parametrize(
    ("number", "rate", "node"),
    [("投产率", 50, Node.PRODUCTION), ("达产率", 50, Node.FULL_OUTPUT), ("竣工率", 50, Node.FINISH)],
)
def test_of_those_planned_this_year_the_reached_ones(number, rate, node):
    lines = [
        due(1, node, date(2025, 6, 30), date(2025, 3, 1)), due(2, node, date(2025, 12, 31)),
        due(3, node, date(2026, 6, 30), date(2025, 3, 1)),
    ]
    value = named(number).of(lines, MARCH)
    assert (value.value, len(value.rows)) == (rate, 2)


def test_behind_is_a_projects_own_rate_below_the_share_of_the_year():
    lines = [
        line(1, plan="100", months={1: "24.999999"}), line(2, plan="100", months={3: "25"}),
        line(3, plan="100"), line(4, months={1: "5"}),
    ]
    assert [row.project_id for row in named("低于序时数").of(lines, MARCH).rows] == [1, 3]
    value = named("低于序时占比").of(lines, MARCH)
    assert (value.numerator, value.denominator) == (2, 3)
    tolerant = replace(MARCH, parameters={("behind", "tolerance_points"): 10})
    assert [row.project_id for row in named("低于序时数").of(lines, tolerant).rows] == [3]


@given(
    plan=st.decimals("0.000001", "1000000", places=6), done=st.decimals("-1000", "1000000", places=6),
    month=st.integers(1, 12), paced=st.integers(1, 12),
)
def test_behind_compares_without_dividing_and_says_what_dividing_says(plan, done, month, paced):
    from fractions import Fraction

    moment = Moment(
        2025, date(2025, month, 28), month, parameters={("schedule", "paced_months"): {"": paced}}
    )
    is_behind = Fraction(done) / Fraction(plan) < min(Fraction(month, paced), 1)
    one = line(1, plan=str(plan), months={1: str(done)})
    assert named("低于序时数").of([one], moment).value == is_behind


def test_reported_and_recognised_stand_apart():
    one = replace(line(1, plan="100", months={1: "30"}), recognised_months={1: Decimal(20)})
    two = line(2, plan="100", months={1: "10"})
    assert named("本年累计完成投资").of([one, two], MARCH).value == 40
    assert named("列统完成投资").of([one, two], MARCH).value == 20
    assert named("列统完成率").of([one, two], MARCH).value == 10
    assert named("列统完成率").of([two], MARCH).value is None  # nothing recognised is no 0 %


def test_both_denominators_stand_side_by_side():
    targets = {("completed", "city", None): Decimal(800), ("completed", "province", None): Decimal(200)}
    moment = Moment(2025, date(2025, 3, 31), 3, targets, level="city")
    lines = [line(1, plan="500", months={1: "400"}, level="city")]
    assert named("投资完成率").of(lines, moment).value == 80
    assert named("投资目标完成率").of(lines, moment).value == 50
    assert named("年度投资目标").of(lines, moment).value == 800
    assert named("年度投资目标").of(lines, replace(moment, level="")).value == 1000
    assert named("年度投资目标").of(lines, replace(moment, is_narrowed=True)).value is None


def test_starts_against_their_target():
    """常州 2025 年 1—9 月: 141 of 150."""
    moment = Moment(2025, date(2025, 9, 30), 9, {("started", "city", None): Decimal(150)}, level="city")
    lines = [line(n, started_on=date(2025, 4, 1)) for n in range(141)]
    assert named("新开工目标完成率").of(lines, moment).value == 94


class TestDurations:
    YEAR = Calendar(frozenset({2024, 2025}))

    def spans(self, *days: int):
        end = date(2025, 3, 20)
        return [reached(n, actual_signed=end - timedelta(days=one), start=end) for n, one in enumerate(days)]

    def test_median_and_percentile_in_days(self):
        value = named("签约至开工时长").of(self.spans(200, 100, 120), MARCH)
        assert value.value == 120
        assert [(one.name, one.unit, one.value) for one in value.also] == [
            ("第 90 百分位", "天", 200), ("中位数", "个工作日", None), ("第 90 百分位", "个工作日", None),
        ]
        assert named("签约至开工时长").of(self.spans(40, 61), MARCH).value == Decimal("50.5")

    def test_working_days_are_counted_where_the_notices_are_known(self):
        moment = replace(MARCH, calendar=self.YEAR)
        value = named("签约至开工时长").of(self.spans(7, 14), moment)
        assert [one.value for one in value.also[1:]] == [Decimal("7.5"), 10]
        old = reached(9, signed=date(2022, 12, 1), start=date(2025, 3, 3))
        assert named("签约至开工时长").of([old], moment).also[1].value is None

    def test_only_who_reached_the_end_in_the_year_up_to_the_day_counts(self):
        lines = [
            reached(1, signed=date(2024, 1, 1), start=date(2024, 12, 31)),
            reached(2, signed=date(2024, 1, 1), start=date(2025, 4, 1)),
            reached(3, start=date(2025, 3, 1)),
            reached(4, signed=date(2025, 3, 11), start=date(2025, 3, 1)),
        ]
        value = named("签约至开工时长").of(lines, MARCH)
        assert [(row.project_id, row.numerator) for row in value.rows] == [(4, -10)]

    def test_from_where_to_where_is_a_parameter(self):
        pairs = {("duration_land_permit", "from"): "admitted", ("duration_land_permit", "to"): "pile"}
        one = replace(reached(1, actual_pile=date(2025, 3, 1)), admitted_on=date(2025, 2, 1))
        assert named("供地至施工许可时长").of([one], replace(MARCH, parameters=pairs)).value == 28

    @given(st.lists(st.integers(-50, 3000), min_size=1, max_size=40).map(sorted), st.integers(1, 100))
    def test_a_percentile_is_reached_by_that_many_and_the_median_lies_in_the_middle(self, days, percent):
        found = percentile(days, percent)
        assert found in days
        assert sum(one <= found for one in days) * 100 >= len(days) * percent
        assert sum(one < found for one in days) * 100 < len(days) * percent
        assert min(days) <= median(days) <= max(days)


class TestSigning:
    def cohort(self):
        return [
            reached(1, signed=date(2025, 1, 5)),
            replace(reached(2, signed=date(2025, 1, 6)), admitted_on=date(2025, 2, 1), total_wan=Decimal(9)),
            replace(reached(3, signed=date(2025, 1, 7), start=date(2025, 3, 1)), total_wan=Decimal(5)),
            reached(4, signed=date(2025, 1, 8), full_output=date(2025, 3, 31)),
            reached(5, signed=date(2025, 1, 9), full_output=date(2025, 4, 1), actual_land=date(2025, 2, 1)),
        ]

    def test_who_came_further_has_been_there_and_the_steps_never_rise(self):
        steps = ("入库", "供地", "开工", "竣工", "投产", "达产")
        counts = [named(f"签约{step}转化率").of(self.cohort(), MARCH).numerator for step in steps]
        assert counts == [4, 3, 2, 1, 1, 1]
        value = named("签约入库转化率").of(self.cohort(), MARCH)
        assert (value.value, value.denominator, len(value.rows)) == (80, 5, 5)

    def test_signings_and_their_amount(self):
        assert named("签约数").of(self.cohort(), MARCH).value == 5
        assert named("签约额").of(self.cohort(), MARCH).value == 14


class TestPackages:
    def lines(self):
        """A package of five of which two stand beside it, three parts of another one, one by itself."""
        packed = {
            1: Packed(1, parts=5), 2: Packed(2, package_id=1), 3: Packed(3, package_id=1),
            4: Packed(4, package_name="老旧小区"), 5: Packed(5, package_name="老旧小区"),
            6: Packed(6, package_name="老旧小区"),
        }
        return [
            replace(line(n, construction_kind=NEW, plan="10"), packed=packed.get(n)) for n in range(1, 8)
        ]

    @pytest.mark.parametrize(
        ("count_by", "number"), [(CountBy.LISTED, 7), (CountBy.WHOLE, 3), (CountBy.SPLIT, 9)]
    )
    def test_a_package_counts_whole_or_split_and_its_rows_add_up(self, count_by, number):
        value = named("在列项目数").of(self.lines(), replace(MARCH, count_by=count_by))
        assert value.value == number == sum(row.numerator for row in value.rows)
        assert sum(weights(self.lines(), count_by).values()) == number

    def test_money_is_never_counted_twice(self):
        split = replace(MARCH, count_by=CountBy.SPLIT)
        assert named("年度计划投资").of(self.lines(), split).value == 70

    def test_a_rate_counts_both_its_parts_alike(self):
        lines = self.lines()
        start = {Node.START: MilestoneLine(Node.START, None, "", None, "", date(2025, 2, 1))}
        lines[0] = replace(lines[0], milestones=start)
        value = named("开工率").of(lines, replace(MARCH, count_by=CountBy.SPLIT))
        assert (value.numerator, value.denominator) == (5, 9)


def test_every_indicator_can_be_asked_by_code_and_name_and_stands_in_a_group():
    assert len(BY_NAME) == 2 * len(ALL)
    assert {one.group for one in ALL} == set(IndicatorGroup)


def test_a_rate_is_rounded_once_and_half_up():
    value = named("投资完成率").of([line(plan="80", months={1: "29.96"})], MARCH).value
    assert round_half_up(value, 1) == Decimal("37.5")
