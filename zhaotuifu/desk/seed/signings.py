"""演示签约 — in 2023, 110 of over 1 亿元 were signed, three of them of over 100 亿元, as published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.desk.seed.sketches import NodeDays, Sketch
from zhaotuifu.progress.states import Node

YEAR = 2023
COUNT = 110
ONE_YI = Decimal(10_000)
EARLIEST = date(YEAR, 1, 6)
BEFORE, AFTER = date(YEAR - 1, 12, 20), date(YEAR + 1, 1, 4)


def settle(sketches: list[Sketch]) -> list[Sketch]:
    """定签约 — of those admitted in 2023 the largest were signed in the year, the others before it.

    What was admitted in another year was signed in another year too; small ones are not counted.
    """
    signed = {sketch.name for sketch in _largest(sketches)}
    return [
        _with_signing(sketch, _day(sketch, sketch.name in signed))
        if Node.SIGNED in sketch.nodes
        else sketch
        for sketch in sketches
    ]


def _largest(sketches: list[Sketch]) -> list[Sketch]:
    """Neither withdrawn in the year nor admitted before there was time to sign in it."""
    able = [
        sketch
        for sketch in sketches
        if Node.SIGNED in sketch.nodes
        and sketch.admitted_on.year == YEAR and sketch.admitted_on > date(YEAR, 2, 10)
        and sketch.gone_on.year != YEAR
    ]
    return sorted(able, key=lambda sketch: (-sketch.total_wan, sketch.name))[:COUNT]


def _day(sketch: Sketch, is_signed_in_year: bool) -> date:
    day = sketch.nodes[Node.SIGNED].recognised_on or sketch.admitted_on
    latest = _latest(sketch)
    day = min(day, latest)
    if sketch.total_wan < ONE_YI:
        return day
    if is_signed_in_year:
        return max(day, min(EARLIEST + timedelta(days=day.toordinal() % 40), latest))
    if sketch.admitted_on.year == YEAR:
        return min(day, BEFORE - timedelta(days=day.toordinal() % 60))
    if sketch.admitted_on.year == YEAR + 1:
        return max(day, min(AFTER + timedelta(days=day.toordinal() % 40), latest))
    return day


def _latest(sketch: Sketch) -> date:
    """Before it is admitted, and before land is given to it."""
    land = sketch.nodes.get(Node.LAND)
    given_on = land.recognised_on if land and land.recognised_on else date.max
    return min(sketch.admitted_on, given_on) - timedelta(days=8)


def _with_signing(sketch: Sketch, day: date) -> Sketch:
    signed = {Node.SIGNED: NodeDays(actual_on=day, recognised_on=day)}
    return replace(sketch, nodes=dict(sketch.nodes) | signed)
