"""金额 — rounded half-up once, never clamped, none is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhaotuifu.kernel.money import plain, ratio_pct, round_half_up


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.25", 1, "0.3"), ("0.35", 1, "0.4"), ("-1.25", 1, "-1.3"), ("26.25", 0, "26"), ("2.5", 0, "3")],
)
def test_halves_go_up_and_away_from_zero(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


def test_a_rate_has_no_value_without_a_denominator_and_no_ceiling():
    assert ratio_pct(Decimal(226), Decimal(100)) == 226
    assert ratio_pct(Decimal(1), Decimal(0)) is None
    assert ratio_pct(Decimal(1), None) is None
    assert ratio_pct(None, Decimal(1)) is None


def test_plain_text_keeps_the_value_and_drops_the_tail():
    assert plain(Decimal("12.500000")) == "12.5"
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("0.000000")) == "0"
    assert plain(None) is None
