"""月份：本月完成就是当月；累计减去已记的就是当月；累计变小、两列对不上，都不收。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhaotuifu.ledger.rules.items import ItemClass
from zhaotuifu.ledger.rules.months import settle
from zhaotuifu.ledger.rules.types import CLEAR

JANUARY_FEBRUARY = {1: Decimal(800), 2: Decimal(488)}


def test_the_month_column_is_the_month() -> None:
    assert settle(Decimal(932), None, JANUARY_FEBRUARY, 3).amounts == {3: Decimal(932)}


def test_the_cumulative_less_what_is_recorded_is_the_month() -> None:
    assert settle(None, Decimal(2220), JANUARY_FEBRUARY, 3).amounts == {3: Decimal(932)}


def test_what_is_recorded_for_the_month_itself_and_later_is_not_taken_off() -> None:
    known = JANUARY_FEBRUARY | {3: Decimal(5), 4: Decimal(7)}
    assert settle(None, Decimal(2220), known, 3).amounts == {3: Decimal(932)}


def test_a_fallen_cumulative_is_refused_with_both_figures() -> None:
    settled = settle(None, Decimal(1200), JANUARY_FEBRUARY, 3)
    assert settled.refusal is ItemClass.FALLING_CUMULATIVE and not settled.amounts
    assert "1,200" in settled.sentence and "1,288" in settled.sentence


def test_an_unmoved_cumulative_is_a_month_of_nothing() -> None:
    assert settle(None, Decimal(1288), JANUARY_FEBRUARY, 3).amounts == {3: Decimal(0)}


@pytest.mark.parametrize(
    ("cumulative", "agrees"),
    [("2220", True), ("2220.01", True), ("2219.99", True), ("2220.02", False), ("2219.98", False)],
)
def test_both_columns_agree_to_a_hundredth(cumulative: str, agrees: bool) -> None:
    settled = settle(Decimal(932), Decimal(cumulative), JANUARY_FEBRUARY, 3)
    assert (settled.refusal is None) is agrees
    assert settled.amounts == ({3: Decimal(932)} if agrees else {})


def test_columns_that_disagree_are_refused_with_every_figure() -> None:
    settled = settle(Decimal(900), Decimal(2220), JANUARY_FEBRUARY, 3)
    assert settled.refusal is ItemClass.MONTHS_DISAGREE
    for figure in ("1,288", "900", "2,188", "2,220", "32"):
        assert figure in settled.sentence


def test_in_january_the_two_columns_say_the_same() -> None:
    assert settle(Decimal(10), Decimal(10), {}, 1).amounts == {1: Decimal(10)}
    assert settle(Decimal(10), Decimal(12), {}, 1).refusal is ItemClass.MONTHS_DISAGREE


def test_a_month_above_its_cumulative_is_refused() -> None:
    assert settle(Decimal(900), Decimal(500), {}, 3).refusal is ItemClass.MONTHS_DISAGREE


def test_the_first_ledger_with_both_columns_records_the_rest_as_an_opening() -> None:
    settled = settle(Decimal(932), Decimal(2220), {}, 3)
    assert settled.amounts == {2: Decimal(1288), 3: Decimal(932)}
    assert settled.opening_month == 2 and "期初" in settled.note


def test_the_first_ledger_with_the_cumulative_alone_has_nothing_to_take_off() -> None:
    assert settle(None, Decimal(2220), {}, 3).amounts == {3: Decimal(2220)}


def test_a_gap_is_told_and_falls_to_the_month() -> None:
    settled = settle(None, Decimal(2000), {1: Decimal(800)}, 4)
    assert settled.amounts == {4: Decimal(1200)}
    assert "2月、3月" in settled.note


def test_clearing_empties_the_month() -> None:
    assert settle(CLEAR, None, JANUARY_FEBRUARY, 3).amounts == {3: None}
    assert settle(None, CLEAR, JANUARY_FEBRUARY, 3).amounts == {3: None}
    assert settle(CLEAR, Decimal(5), {}, 3).refusal is ItemClass.MONTHS_DISAGREE


def test_silence_says_nothing() -> None:
    assert settle(None, None, JANUARY_FEBRUARY, 3).amounts == {}


def test_what_a_cumulative_leaves_to_unreported_months_is_marked_as_their_sum() -> None:
    assert settle(None, Decimal(550), {}, 3).covers == {3: 1}
    assert settle(None, Decimal(550), {1: Decimal(100)}, 3).covers == {3: 2}
    assert settle(None, Decimal(550), JANUARY_FEBRUARY | {1: Decimal(1)}, 3).covers == {}
    assert settle(Decimal(300), Decimal(550), {}, 3).covers == {2: 1}


def test_the_opening_gives_up_the_months_told_later() -> None:
    opened = {2: Decimal(250), 3: Decimal(300)}
    january = settle(Decimal(100), None, opened, 1, {2: 1})
    assert january.amounts == {1: Decimal(100), 2: Decimal(150)} and not january.covers
    february = settle(Decimal(150), None, opened, 2, {2: 1})
    assert february.amounts == {1: Decimal(100), 2: Decimal(150)} and not february.covers


def test_a_month_larger_than_the_opening_is_refused_with_both_figures() -> None:
    settled = settle(Decimal(260), None, {2: Decimal(250), 3: Decimal(300)}, 1, {2: 1})
    assert settled.refusal is ItemClass.MONTHS_DISAGREE and not settled.amounts
    assert "260" in settled.sentence and "250" in settled.sentence


def test_a_sum_told_again_with_its_month_is_divided() -> None:
    settled = settle(Decimal(300), Decimal(550), {1: Decimal(100), 3: Decimal(450)}, 3, {3: 2})
    assert settled.amounts == {2: Decimal(150), 3: Decimal(300)} and not settled.covers
