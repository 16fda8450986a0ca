"""演示归属和更正 — programmes and packages of the sketches, and what was first told wrongly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhaotuifu.desk.seed.sketches import FIRST_YEAR, YEAR, Sketch
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Kind, Level

SEED = 532
LAKES = 3  # so many of the first 板块 lie at the lakes
#: code of the programme → since when it exists
SINCE = {"532": 2021, "minsheng": 2021, "lianghu": 2022, "chengxiang": 2023}
PACKAGES = 14
PARTS = (3, 9)
#: a start told on the day of the permit, set right when the pile was seen
FIRST_STARTED, RIGHT_BETWEEN = date(2024, 9, 26), (date(2024, 10, 8), date(2024, 10, 31))
TOLD_TOO_HIGH = {2022: 9, 2023: 6, 2024: 11}
TOO_HIGH = Decimal("1.15")


def belong(sketches: Sequence[Sketch], zones: tuple[str, ...]) -> list[Sketch]:
    """归属 — programmes by what a project is and where it lies, packages among the public works."""
    rng = random.Random(SEED)
    found = [replace(sketch, joined=_joined(rng, sketch, zones[:LAKES])) for sketch in sketches]
    works = [n for n, sketch in enumerate(found) if sketch.profile["kind"] == Kind.INFRASTRUCTURE]
    for place in rng.sample(works, PACKAGES):
        sketch = found[place]
        if len(sketch.zones) == 1:
            profile = dict(sketch.profile) | {"scale": f"{sketch.name}（打包项目，演示数据）"}
            found[place] = replace(sketch, parts=rng.randint(*PARTS), profile=profile)
    return _corrected(found)


def _joined(rng: random.Random, sketch: Sketch, lakes: tuple[str, ...]) -> dict[str, int]:
    """Each programme with the year the project joined it: its first, or the programme's."""
    kind, entered = sketch.profile["kind"], min(sketch.years)
    last = max(sketch.years)
    chances = {
        "532": {Level.PROVINCE: 1.0, Level.CITY: 0.6}.get(sketch.level, 0.2),
        "minsheng": 0.85 if kind == Kind.LIVELIHOOD else 0.0,
        "lianghu": 0.5 if sketch.zones[0] in lakes else 0.0,
        "chengxiang": 0.5 if kind == Kind.INFRASTRUCTURE else 0.0,
    }
    return {
        code: max(entered, SINCE[code])
        for code, chance in chances.items()
        if rng.random() < chance and max(entered, SINCE[code]) <= last
    }


def _corrected(sketches: list[Sketch]) -> list[Sketch]:
    """A start of the third quarter of 2024 that was one of the fourth; a month told too high each year."""
    done = list(sketches)
    early, late = RIGHT_BETWEEN
    for place, sketch in enumerate(done):
        start = sketch.nodes[Node.START].recognised_on
        if start and early <= start <= late and sketch.level is Level.DISTRICT:
            done[place] = replace(sketch, first_recognised={Node.START: FIRST_STARTED})
            break
    for year, month in TOLD_TOO_HIGH.items():
        place = next(
            n for n, sketch in enumerate(done)
            if sketch.level is Level.CITY and year in sketch.years and not sketch.first_said
            and sketch.years[year].months.get(month, 0) > 500
        )
        right = done[place].years[year].months[month]
        told = (right * TOO_HIGH).quantize(Decimal(10))
        done[place] = replace(done[place], first_said={(year, month): told})
    return done


def left_in(sketch: Sketch) -> int | None:
    """移出的年份 — the last year of what left the lists before this one; it leaves its programmes too."""
    last = max(sketch.years)
    return last if FIRST_YEAR <= last < YEAR and sketch.joined else None
