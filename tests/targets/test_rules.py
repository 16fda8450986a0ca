"""目标规则：默认分月、分月之间、差额、倒退的月份。"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.indicators import definitions
from zhaotuifu.targets import catalogue
from zhaotuifu.targets.rules import Gap, Key, due, due_by, falling, gaps

YEAR = Key("admitted", "district")


def month(n: int, zone_id: int | None = None) -> Key:
    return Key("admitted", "district", zone_id, n)


@pytest.mark.parametrize(
    ("at", "paced", "expected"), [(3, 12, "57.5"), (12, 12, "230"), (3, 9, "76.6667"), (9, 9, "230"), (11, 9, "230")]
)
def test_the_year_is_spread_by_the_pace_of_the_level(at, paced, expected):
    assert round(due(Decimal(230), at, paced), 4) == Decimal(expected)


def test_a_month_that_is_given_counts_and_between_months_it_goes_evenly():
    cells = {YEAR: Decimal(120), month(3): Decimal(60), month(6): Decimal(90)}
    assert [due_by(cells, YEAR, n) for n in (1, 3, 4, 6, 9, 12)] == [20, 60, 70, 90, 105, 120]


def test_without_a_target_nothing_is_due():
    assert due_by({}, YEAR, 3) is None
    assert due_by({month(6): Decimal(9)}, YEAR, 8) == 9  # the last that is said


@given(parts=st.lists(st.integers(0, 10**9), min_size=1, max_size=6), more=st.integers(-9999, 9999))
def test_a_gap_is_what_the_parts_lack(parts, more):
    whole, more = Decimal(sum(parts)).scaleb(-4), Decimal(more).scaleb(-4)
    cells = {Key("admitted", "district", n + 1): Decimal(value).scaleb(-4) for n, value in enumerate(parts)}
    found = gaps(cells | {YEAR: whole + more}, ["admitted"])
    assert found == (() if not more else (Gap(YEAR, whole + more, whole),))
    assert [gap.difference for gap in found] == ([more] if more else [])


def test_a_rate_has_no_parts_and_a_total_alone_is_not_broken_down():
    rate = Key("start_rate", "province")
    assert gaps({rate: Decimal(100), Key("start_rate", "province", 1): Decimal(90)}, ["admitted"]) == ()
    assert gaps({YEAR: Decimal(230)}, ["admitted"]) == ()
    assert gaps({month(0, 1): Decimal(5)}, ["admitted"]) == (Gap(YEAR, None, Decimal(5)),)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({0: 120, 3: 60, 6: 50}, [6]), ({0: 120, 3: 130}, [3]), ({0: 120, 12: 100}, [12]),
        ({0: 120, 3: 30, 12: 120}, []), ({3: 30}, []),
    ],
)
def test_months_add_up_and_do_not_fall(said, wrong):
    cells = {month(n): Decimal(value) for n, value in said.items()}
    assert [key.month for key in falling(cells)] == wrong


def test_what_is_broken_down_is_an_indicator_we_have(settings):
    assert [one.code for one in catalogue.measures() if definitions.named(one.code) is None] == []
    assert catalogue.paced_months("start_rate", "province") == 9
    assert catalogue.paced_months("admitted", "district") == 12
    assert all(one.source for one in catalogue.measures())
