"""演示项目份数 — the parts of the list of 2025, and the years those on it were admitted in.

The parts fix every count that is published (16 and 84 admitted in the first quarter of 2025, 31
市重大 in 2023); chance only fills in names, places, sums and dates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from zhaotuifu.desk.seed import money
from zhaotuifu.projects.states import ConstructionKind, Level

NEW, CONTINUED = ConstructionKind.NEW, ConstructionKind.CONTINUED
FINISHING, RESERVE = ConstructionKind.FINISHING, ConstructionKind.RESERVE
PRELIMINARY = ConstructionKind.PRELIMINARY
WAITING = (NEW, RESERVE, PRELIMINARY)  # not begun before this year


class Fate(Enum):
    """走势 — how a project of the demonstration is doing."""

    STEADY = "按计划"
    SLOW = "进度滞后"
    LATE = "开工推迟"
    STUCK = "开工久拖"
    UNPLANNED = "未下达计划"


@dataclass(frozen=True, slots=True)
class Part:
    """一份 — so many projects of a level and construction kind, and how many of them do badly.

    `started` counts those of a 新建 part that are recognised as started by the end of March.
    """

    level: Level
    kind: ConstructionKind
    count: int
    is_admitted_now: bool = False
    started: int = 0
    slow: int = 0
    late: int = 0
    stuck: int = 0
    unplanned: int = 0


PARTS = (
    Part(Level.CITY, NEW, 13, is_admitted_now=True, started=5),
    Part(Level.CITY, RESERVE, 2, is_admitted_now=True, unplanned=2),
    Part(Level.CITY, NEW, 10, started=5, slow=1, late=3, stuck=1),
    Part(Level.CITY, CONTINUED, 52, slow=4),
    Part(Level.CITY, FINISHING, 10),
    Part(Level.CITY, PRELIMINARY, 2, unplanned=2),
    Part(Level.DISTRICT, NEW, 72, is_admitted_now=True, started=24, slow=2),
    Part(Level.DISTRICT, RESERVE, 7, is_admitted_now=True, started=2, unplanned=4),
    Part(Level.DISTRICT, PRELIMINARY, 5, is_admitted_now=True, unplanned=5),
    Part(Level.DISTRICT, NEW, 36, started=16, slow=2, late=11, stuck=6),
    Part(Level.DISTRICT, CONTINUED, 160, slow=12),
    Part(Level.DISTRICT, FINISHING, 40),
    Part(Level.DISTRICT, ConstructionKind.EXTENSION, 3),
    Part(Level.DISTRICT, ConstructionKind.RENEWAL, 8),
    Part(Level.DISTRICT, PRELIMINARY, 4, unplanned=4),
)
#: of those under construction in 2025, how many were admitted in which year
ADMITTED_IN: Mapping[Level, Mapping[int, int]] = {
    Level.CITY: {2021: 8, 2022: 14, 2023: 26, 2024: 14},
    Level.DISTRICT: {2021: 14, 2022: 38, 2023: 100, 2024: 59},
}


@dataclass(frozen=True, slots=True)
class Slot:
    """一格 — what is decided of a project before chance fills in the rest.

    `cohort` is the year of its admission; `total_wan` is given to the few large ones.
    """

    level: Level
    construction_kind: ConstructionKind
    is_admitted_now: bool
    fate: Fate
    is_started: bool
    cohort: int = 0
    total_wan: int = 0


def slots(rng: random.Random) -> list[Slot]:
    """全部格子 — in the order of chance."""
    found = [slot for part in PARTS for slot in _of(part)]
    rng.shuffle(found)
    found = _cohorts(found)
    large = iter(money.BIG)
    return [
        replace(slot, total_wan=next(large, 0))
        if (slot.level, slot.cohort, slot.construction_kind) == (Level.CITY, 2023, CONTINUED)
        else slot
        for slot in found
    ]


def _of(part: Part) -> Iterator[Slot]:
    fates = [
        *[Fate.SLOW] * part.slow, *[Fate.LATE] * part.late, *[Fate.STUCK] * part.stuck,
        *[Fate.UNPLANNED] * part.unplanned,
    ]
    fates += [Fate.STEADY] * (part.count - len(fates))
    starts = part.started
    is_building = part.kind not in WAITING
    for fate in fates:
        can_start = part.kind in (NEW, RESERVE) and fate in (Fate.STEADY, Fate.SLOW) and starts > 0
        starts -= can_start
        yield Slot(part.level, part.kind, part.is_admitted_now, fate, is_building or can_start)


def _cohorts(given: list[Slot]) -> list[Slot]:
    """The year of each admission; what will be finished this year came first."""
    years = {
        level: iter([year for year, count in counts.items() for _ in range(count)])
        for level, counts in ADMITTED_IN.items()
    }
    order = sorted(range(len(given)), key=lambda n: given[n].construction_kind is not FINISHING)
    done = list(given)
    for place in order:
        slot = given[place]
        year = 2025 if slot.is_admitted_now else 2024
        if not slot.is_admitted_now and slot.construction_kind not in WAITING:
            year = next(years[slot.level])
        done[place] = replace(slot, cohort=year)
    return done
