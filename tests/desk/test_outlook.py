"""What comes next: what would change a lamp, the months owed, the nodes ahead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.desk import outlook
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Standing
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import Thresholds, progress_light
from zhaotuifu.supervision.states import Lamp, Scale

TODAY = date(2025, 4, 7)
POINTS = Thresholds("十和三十", Scale.POINTS, Decimal(10), Decimal(30), 1, 3)
RATIO = Thresholds("八成和六成", Scale.RATIO, Decimal(80), Decimal(60), 1, 3)
CENT = Decimal("0.01")
WAN = st.decimals(0, 10**7, places=6)


def line(node=Node.START, planned=None, precision="day", actual=None, recognised=None):
    return MilestoneLine(node, planned, precision, actual, "day", recognised)


@given(
    rule=st.sampled_from([POINTS, RATIO]), month=st.integers(1, 12),
    plan=st.decimals("0.01", 10**7, places=6), done=WAN,
)
def test_with_what_is_needed_done_the_lamp_is_as_promised(rule, month, plan, done):
    asked = schedule_pct(month)

    def lamp(amount):
        return progress_light(ratio_pct(amount, plan), asked, rule).lamp

    before = lamp(done)
    for need in outlook.needs(rule, plan, done, month):
        assert need.amount_wan > 0
        after = lamp(done + need.amount_wan)
        if need.becomes == "不是红灯":
            assert before == Lamp.RED != after
        elif need.becomes == "为绿灯":
            assert before != Lamp.GREEN == after
        else:
            assert ratio_pct(done + need.amount_wan, plan) >= asked
            assert ratio_pct(done + need.amount_wan - 2 * CENT, plan) < asked
    if before == Lamp.GREEN and ratio_pct(done, plan) >= asked:
        assert outlook.needs(rule, plan, done, month) == ()


def test_without_a_plan_nothing_is_asked():
    assert outlook.needs(POINTS, None, Decimal(0), 3) == ()
    assert outlook.needs(POINTS, Decimal(0), Decimal(0), 3) == ()


def test_the_lamps_of_the_months_and_how_many_stand_alike():
    ends = {month: month_end(2025, month) for month in (1, 2, 3)}
    amounts = {1: Decimal(100), 2: Decimal(0), 3: Decimal(0)}
    rules = dict.fromkeys(ends, POINTS)
    lamps = outlook.month_lamps(rules, Decimal(1200), amounts, None, ends)
    assert [one.lamp for one in lamps] == [Lamp.GREEN, Lamp.GREEN, Lamp.YELLOW]
    assert outlook.in_a_row(lamps) == 1
    late = line(planned=date(2024, 12, 31), precision="month")
    lamps = outlook.month_lamps(rules, Decimal(1200), amounts, late, ends)
    assert [one.lamp for one in lamps] == [Lamp.YELLOW, Lamp.YELLOW, Lamp.RED]
    assert outlook.in_a_row(lamps[:2]) == 2
    assert outlook.month_lamps({1: None}, Decimal(1200), amounts, None, ends) == ()
    assert outlook.in_a_row(()) == 0


@pytest.mark.parametrize(
    ("told", "standing", "kinds", "owed"),
    [
        ({1, 2, 3}, Standing.ACTIVE, ("new",), ()), ({1, 3}, Standing.ACTIVE, ("new",), (2,)),
        (set(), Standing.ACTIVE, ("new",), (1, 2, 3)), (set(), Standing.STOPPED, ("new",), ()),
        (set(), Standing.ACTIVE, (ConstructionKind.RESERVE.value,), ()),
        (set(), Standing.ACTIVE, (ConstructionKind.RESERVE.value, "new"), (1, 2, 3)),
        (set(), Standing.ACTIVE, (), ()),
    ],
)
def test_months_owed_are_those_nobody_told_and_somebody_should(told, standing, kinds, owed):
    assert outlook.months_owed(told, 3, standing, kinds) == owed


@pytest.mark.parametrize(
    ("owed", "month", "year", "expected"),
    [((2, 3), 3, 2025, 2), ((), 3, 2025, 4), ((), 4, 2025, None), ((), 12, 2024, None), ((), 11, 2024, 12)],
)
def test_the_month_to_report_is_the_first_owed_or_the_one_that_has_begun(owed, month, year, expected):
    assert outlook.month_to_report(owed, month, year, TODAY) == expected


def test_late_nodes_come_first_then_those_to_recognise_then_the_next():
    lines = {
        one.node: one for one in (
            line(Node.LAND, date(2025, 3, 31), "month"),
            line(Node.START, date(2025, 3, 1), "day", date(2025, 3, 22)),
            line(Node.FINISH, date(2025, 11, 30), "month"), line(Node.PRODUCTION, date(2026, 12, 31), "year"),
        )
    }
    found = outlook.nodes_ahead(lines, TODAY)
    assert [(one.tone, one.title) for one in found] == [
        ("late", "供地逾期 1 个月"), ("now", "开工待认定"), ("", "下一个节点：竣工"),
    ]
    assert found[1].text == "已报 2025年3月22日，认定前不计入指标"
    assert found[2].text == "计划 2025年11月，还有 7 个月"
    assert outlook.nodes_ahead({}, TODAY) == ()


@pytest.mark.parametrize(
    ("day", "precision", "text"),
    [
        (TODAY, "day", "就是今天"), (date(2025, 4, 30), "month", "就在本月"), (date(2025, 4, 9), "day", "还有 2 天"),
        (date(2025, 12, 31), "year", "就在今年"), (date(2027, 12, 31), "year", "还有 2 年"),
    ],
)
def test_what_is_left_is_said_as_precisely_as_the_plan(day, precision, text):
    found = outlook.nodes_ahead({Node.FINISH: line(Node.FINISH, day, precision)}, TODAY)
    assert found[0].text.endswith(text)


def test_what_must_be_done_next_month_is_one_sentence():
    found = outlook.needed_next(outlook.needs(POINTS, Decimal(1200), Decimal(100), 4), 4)
    assert found.title == "4月要完成多少"
    assert found.text == "完成 180.01 万元即为绿灯，300 万元即不低于序时"
