"""督查规则 — the lamp of a project by the rule in force: colour, and the reason in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.rules import Line, schedule_pct
from zhaotuifu.kernel.money import ratio_pct, round_half_up
from zhaotuifu.progress.states import Node
from zhaotuifu.supervision.states import Lamp, Scale


@dataclass(frozen=True, slots=True)
class Thresholds:
    """门槛 — of one lamp rule; percentage points, or percent of 序时, and months."""

    name: str
    scale: str
    yellow_from: Decimal
    red_from: Decimal
    start_yellow_months: int
    start_red_months: int


@dataclass(frozen=True, slots=True)
class Light:
    """亮灯 — the lamp and why."""

    lamp: Lamp
    reason: str


NO_RULE = Light(Lamp.NONE, "没有在用的灯色规则")
RANK = {Lamp.RED: 0, Lamp.YELLOW: 1, Lamp.GREEN: 2, Lamp.NONE: 3}


def progress_light(
    rate_pct: Decimal | None, schedule_pct: Decimal, thresholds: Thresholds
) -> Light:
    """进度灯 — by the gap to 序时 in points, or by the ratio to it.

    Points: yellow from `yellow_from` below, red beyond `red_from` below (银川 2025-03: 10 to 30
    inclusive yellow, more than 30 red). Ratio: yellow below `yellow_from` percent of 序时, red
    below `red_from` percent (武汉: 80 and 60).
    """
    if rate_pct is None:
        return Light(Lamp.NONE, "没有年度计划，不亮进度灯")
    gap = rate_pct - schedule_pct
    shown = round_half_up(abs(gap), 1)
    if thresholds.scale == Scale.RATIO:
        share = rate_pct * 100 / schedule_pct if schedule_pct else Decimal(100)
        is_red, is_yellow = share < thresholds.red_from, share < thresholds.yellow_from
    else:
        is_red, is_yellow = gap < -thresholds.red_from, gap <= -thresholds.yellow_from
    rate = f"完成率 {round_half_up(rate_pct, 1)}%"
    if is_red:
        return Light(Lamp.RED, f"{rate}，低于序时 {shown} 个百分点")
    if is_yellow:
        return Light(Lamp.YELLOW, f"{rate}，低于序时 {shown} 个百分点")
    word = "高于" if gap > 0 else "低于"
    same = f"{rate}，与序时持平"
    return Light(Lamp.GREEN, same if shown == 0 else f"{rate}，{word}序时 {shown} 个百分点")


def start_light(
    planned_on: date | None, started_on: date | None, today: date, thresholds: Thresholds
) -> Light | None:
    """开工灯 — a planned month missed is yellow, `start_red_months` in a row red; None is no matter."""
    if planned_on is None or (started_on is not None and started_on <= today):
        return None
    late = (today.year - planned_on.year) * 12 + today.month - planned_on.month
    if late == 0 and planned_on > today:
        return None
    text = f"计划 {planned_on.year}年{planned_on.month}月开工，尚未认定开工"
    if late >= thresholds.start_red_months:
        return Light(Lamp.RED, f"{text}，已过 {late} 个月")
    if late >= thresholds.start_yellow_months:
        return Light(Lamp.YELLOW, f"{text}，已过 {late} 个月")
    return None


def light(progress: Light, start: Light | None) -> Light:
    """灯色 — the worse of the two, with its own reason."""
    if start is None:
        return progress
    return start if RANK[start.lamp] <= RANK[progress.lamp] else progress


def line_light(line: Line, *, month: int, as_of: date, thresholds: Thresholds | None) -> Light:
    """一行的灯 — of a listed project at a reporting month; without a rule in force none is lit.

    Only months up to `month` count, so that a line of the whole year can be judged at any of them.
    """
    if thresholds is None:
        return NO_RULE
    done = sum((amount for number, amount in line.months.items() if number <= month), Decimal(0))
    progress = progress_light(ratio_pct(done, line.plan_wan), schedule_pct(month), thresholds)
    start = start_light(line.planned_on(Node.START), line.reached_on(Node.START), as_of, thresholds)
    return light(progress, start)
