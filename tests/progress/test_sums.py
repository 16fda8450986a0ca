"""几个月合计：后来知道其中一个月，合计就少这一块，全年不变；多出合计的不收。"""

from __future__ import annotations

from decimal import Decimal

from zhaotuifu.progress.rules import Amount, keep_sums


def held(**months: tuple[int, int | None]) -> dict[int, Amount]:
    """By month: m3=(550, 1) is 1—3月合计 550."""
    return {
        int(name[1:]): Amount(Decimal(wan), first) for name, (wan, first) in months.items()
    }


def test_a_month_told_later_is_taken_off_the_sum() -> None:
    kept = keep_sums(held(m3=(550, 1)), held(m1=(100, None)))
    assert kept.changed == held(m3=(450, 2))


def test_the_last_unknown_month_makes_the_sum_a_month() -> None:
    kept = keep_sums(held(m1=(100, None), m3=(450, 2)), held(m2=(150, None)))
    assert kept.changed == held(m3=(300, None))


def test_a_month_in_the_middle_leaves_the_sum_of_those_around_it() -> None:
    assert keep_sums(held(m3=(550, 1)), held(m2=(150, None))).changed == held(m3=(400, 1))


def test_the_end_of_a_sum_told_alone_leaves_the_rest_to_the_months_before() -> None:
    assert keep_sums(held(m3=(550, 1)), held(m3=(300, None))).changed == held(m2=(250, 1))
    assert keep_sums(held(m2=(250, 1)), held(m2=(150, None))).changed == held(m1=(100, None))


def test_a_shorter_sum_is_taken_off_the_longer() -> None:
    assert keep_sums(held(m5=(900, 1)), held(m3=(550, 1))).changed == held(m5=(350, 4))


def test_a_corrected_month_moves_the_sum_by_the_difference() -> None:
    kept = keep_sums(held(m2=(150, None), m3=(400, 1)), held(m2=(160, None)))
    assert kept.changed == held(m3=(390, 1))


def test_an_emptied_month_goes_back_into_the_sum() -> None:
    kept = keep_sums(held(m2=(150, None), m3=(400, 1)), {2: Amount(None)})
    assert kept.changed == held(m3=(550, 1))


def test_a_sum_told_anew_or_emptied_stands_as_told() -> None:
    assert keep_sums(held(m3=(550, 1)), held(m3=(560, 1))).changed == {}
    assert keep_sums(held(m3=(550, 1)), {3: Amount(None)}).changed == {}


def test_a_month_outside_touches_nothing() -> None:
    assert keep_sums(held(m3=(550, 1)), held(m4=(100, None))).changed == {}
    assert keep_sums(held(m3=(450, 2)), held(m1=(100, None))).changed == {}


def test_more_than_the_sum_is_not_kept_and_says_both_figures() -> None:
    kept = keep_sums(held(m2=(250, 1)), held(m1=(260, None)))
    assert (kept.broken, kept.sum_wan, kept.said_wan) == ((1, 2), Decimal(250), Decimal(260))
