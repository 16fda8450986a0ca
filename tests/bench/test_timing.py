"""Whoever reads a bench sees medians, limits and ratios that mean what they say."""

from __future__ import annotations

import pytest

from bench.run import BENCHES, main
from bench.timing import Measured, median_of, spoken


def test_the_median_is_taken_of_five_runs_after_a_warm_one():
    runs = []
    median_of(lambda: runs.append(1))
    assert len(runs) == 6


def test_a_ratio_below_one_is_faster_than_the_rival():
    measured = Measured("页", 0.05, rival="对手", rival_seconds=0.2)
    assert measured.ratio == pytest.approx(0.25)
    assert "0.25 倍" in spoken(measured)


@pytest.mark.parametrize(("seconds", "word"), [(0.06, "达标"), (0.061, "未达标")])
def test_a_limit_is_met_up_to_itself(seconds, word):
    assert f"，{word}）" in spoken(Measured("页", seconds, limit_seconds=0.06))


def test_an_unknown_bench_is_answered_with_those_that_exist(capsys):
    assert main(["speed"]) == 2
    said = capsys.readouterr().out
    assert all(name in said for name in BENCHES)
