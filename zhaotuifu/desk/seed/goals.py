"""演示年度目标 — the preset's for 2025, and for the years before what a district would have been given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import partial

from zhaotuifu import presets
from zhaotuifu.desk.seed.sketches import LIST_DAYS, YEAR
from zhaotuifu.desk.seed.story import moment
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.states import Level
from zhaotuifu.targets.actions import set_targets
from zhaotuifu.targets.models import Target

MEASURES = {"admission": "admitted", "start_rate": "start_rate"}
SOURCE = "演示数据，为演示而设"
BROKEN_DOWN = "演示数据：年度目标分解表"
#: admissions to reach, by level; of 2025 the 区重点 are in the preset
ADMISSIONS: Mapping[int, Mapping[Level, int]] = {
    2021: {Level.DISTRICT: 100, Level.CITY: 20, Level.PROVINCE: 2},
    2022: {Level.DISTRICT: 100, Level.CITY: 25, Level.PROVINCE: 4},
    2023: {Level.DISTRICT: 200, Level.CITY: 30, Level.PROVINCE: 6},
    2024: {Level.DISTRICT: 130, Level.CITY: 25, Level.PROVINCE: 1},
    2025: {Level.CITY: 50},
}


def acts(by: Actor, zones: tuple[str, ...], zone_ids: Mapping[str, int]) -> list[tuple[date, Callable[[], None]]]:
    """下达经过 — the targets of each year on the day of its list."""
    return [(day, partial(_hand_down, year, by, zones, zone_ids)) for year, day in LIST_DAYS.items()]


def _hand_down(year: int, by: Actor, zones: tuple[str, ...], zone_ids: Mapping[str, int]) -> None:
    targets = [
        Target(year=year, indicator="admitted", level=level, target_value=Decimal(count), source=SOURCE)
        for level, count in ADMISSIONS[year].items()
    ]
    targets += _of_preset(year) if year == YEAR else []
    whole = next(t for t in targets if (t.indicator, t.level) == ("admitted", Level.DISTRICT))
    parts = broken_down(int(whole.target_value or 0), len(zones))
    targets += [
        Target(
            year=year, indicator="admitted", level=whole.level, zone_id=zone_ids[zone],
            target_value=Decimal(part), source=BROKEN_DOWN,
        )
        for zone, part in zip(zones, parts, strict=True)
    ]
    set_targets(targets, by=by, at=moment(LIST_DAYS[year], time(15, 0)))


def _of_preset(year: int) -> list[Target]:
    return [
        Target(
            year=year, indicator=MEASURES[row["measure"]], level=row["level"],
            target_value=Decimal(row["value"]), source=row["source"][:200],
        )
        for row in presets.load("wujin", "targets")["targets"]
        if row["year"] == year
    ]


def broken_down(whole: int, count: int) -> list[int]:
    """目标分解 — the earlier 板块 get more; the parts add up to the whole."""
    weights = [2 * count - place for place in range(count)]
    parts = [whole * weight // sum(weights) for weight in weights]
    for place in range(whole - sum(parts)):
        parts[place] += 1
    return parts
