"""灯色规则 — the boundaries of both scales, and the reason in a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhaotuifu.supervision.rules import Light, Thresholds, light, progress_light, start_light
from zhaotuifu.supervision.states import Lamp, Scale

POINTS = Thresholds("银川示例", Scale.POINTS, Decimal(10), Decimal(30), 1, 3)
RATIO = Thresholds("武汉示例", Scale.RATIO, Decimal(80), Decimal(60), 1, 3)
HALF = Decimal(50)


@pytest.mark.parametrize(
    ("rate", "lamp"),
    [
        ("60", Lamp.GREEN), ("50", Lamp.GREEN), ("40.01", Lamp.GREEN), ("40", Lamp.YELLOW),
        ("20", Lamp.YELLOW), ("19.99", Lamp.RED), ("0", Lamp.RED),
    ],
)
def test_by_points_ten_below_is_yellow_and_beyond_thirty_red(rate, lamp):
    assert progress_light(Decimal(rate), HALF, POINTS).lamp is lamp


@pytest.mark.parametrize(
    ("rate", "lamp"), [("40", Lamp.GREEN), ("39.9", Lamp.YELLOW), ("30", Lamp.YELLOW), ("29.9", Lamp.RED)]
)
def test_by_ratio_eighty_and_sixty_percent_of_the_pace(rate, lamp):
    assert progress_light(Decimal(rate), HALF, RATIO).lamp is lamp


def test_without_a_plan_no_lamp_is_lit():
    assert progress_light(None, HALF, POINTS).lamp is Lamp.NONE


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("51.3", "高于序时 1.3 个百分点"), ("50.04", "与序时持平"), ("49.96", "与序时持平"),
        ("38", "低于序时 12.0 个百分点"),
    ],
)
def test_the_reason_says_above_below_or_level(rate, words):
    assert words in progress_light(Decimal(rate), HALF, POINTS).reason


TODAY = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("planned_on", "started_on", "lamp"),
    [
        (date(2025, 3, 31), None, None), (date(2025, 2, 28), None, Lamp.YELLOW),
        (date(2025, 1, 31), None, Lamp.YELLOW), (date(2024, 12, 31), None, Lamp.RED),
        (date(2024, 12, 31), date(2025, 3, 1), None), (date(2024, 12, 31), date(2025, 4, 1), Lamp.RED),
        (None, None, None), (date(2025, 6, 30), None, None),
    ],
)
def test_a_missed_start_is_yellow_and_after_three_months_red(planned_on, started_on, lamp):
    lit = start_light(planned_on, started_on, TODAY, POINTS)
    assert (lit.lamp if lit else None) is lamp


def test_the_worse_of_the_two_lamps_is_lit_with_its_own_reason():
    green, red = Light(Lamp.GREEN, "进度正常"), Light(Lamp.RED, "开工迟")
    assert light(green, red) is red
    assert light(red, Light(Lamp.YELLOW, "开工迟")) is red
    assert light(green, None) is green
