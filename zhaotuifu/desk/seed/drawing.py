"""演示项目生成 — the 市重大 and 区重点 of 2025, drawn with a fixed seed; no database, no clock.

The parts table fixes every count that is published (16 and 84 admitted in the first quarter);
chance only fills in names, places, sums and dates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from zhaotuifu.desk.seed import money, naming, timeline, words
from zhaotuifu.desk.seed.sketches import (
    LIST_DAY,
    MEETING_DAYS,
    Sketch,
    StandingTurn,
)
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Standing

SEED = 20250331
NEW, CONTINUED = ConstructionKind.NEW, ConstructionKind.CONTINUED
FINISHING, RESERVE = ConstructionKind.FINISHING, ConstructionKind.RESERVE
PRELIMINARY = ConstructionKind.PRELIMINARY


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
    Part(Level.DISTRICT, RESERVE, 7, is_admitted_now=True, unplanned=4),
    Part(Level.DISTRICT, PRELIMINARY, 5, is_admitted_now=True, unplanned=5),
    Part(Level.DISTRICT, NEW, 36, started=16, slow=2, late=11, stuck=6),
    Part(Level.DISTRICT, CONTINUED, 128, slow=11),
    Part(Level.DISTRICT, FINISHING, 26),
    Part(Level.DISTRICT, ConstructionKind.EXTENSION, 3),
    Part(Level.DISTRICT, ConstructionKind.RENEWAL, 4),
    Part(Level.DISTRICT, PRELIMINARY, 4, unplanned=4),
)
ADMITTED_ON_LIST_DAY = 0.36  # share of the quarter's admissions that came with the year's list
WITHDRAWN = 3
JOINT = 6
STOPPED_ON = (date(2025, 1, 15), date(2025, 2, 24), date(2025, 3, 10))
RESUMED_ON = date(2025, 3, 17)
WITHDRAWN_ON = date(2025, 3, 18)


@dataclass(frozen=True, slots=True)
class Slot:
    """一格 — what is decided of a project before chance fills in the rest."""

    level: Level
    construction_kind: ConstructionKind
    is_admitted_now: bool
    fate: Fate
    is_started: bool


def draw(zones: tuple[str, ...]) -> list[Sketch]:
    """生成市区两级项目 — 90 市重大 (one of them raised in March) and 285 区重点, 3 more withdrawn.

    `zones` are the names of the 板块 in order, the earlier ones get more. The same names give
    the same projects.
    """
    rng = random.Random(SEED)
    names = naming.Names(rng)
    slots = [slot for part in PARTS for slot in _slots(part)]
    rng.shuffle(slots)
    weights = [2 + 3 * (len(zones) - place) for place in range(len(zones))]
    pace = {zone: 0.9 + 0.25 * rng.random() for zone in zones}
    sketches = []
    for number, slot in enumerate(slots, start=1):
        zone = rng.choices(zones, weights)[0]
        sketches.append(_sketch(rng, names, slot, zone, number, pace[zone]))
    sketches += [_upgraded(rng, names, zones[0], len(slots) + 1)]
    sketches += _withdrawn(rng, names, zones, len(slots) + 2)
    return _joint(_foreign(rng, _stopped(sketches)), zones)


def _slots(part: Part) -> Iterator[Slot]:
    fates = [
        *[Fate.SLOW] * part.slow, *[Fate.LATE] * part.late, *[Fate.STUCK] * part.stuck,
        *[Fate.UNPLANNED] * part.unplanned,
    ]
    fates += [Fate.STEADY] * (part.count - len(fates))
    starts = part.started
    is_building = part.kind not in (NEW, RESERVE, PRELIMINARY)
    for fate in fates:
        can_start = part.kind is NEW and fate in (Fate.STEADY, Fate.SLOW) and starts > 0
        starts -= can_start
        yield Slot(part.level, part.kind, part.is_admitted_now, fate, is_building or can_start)


def _sketch(
    rng: random.Random, names: naming.Names, slot: Slot, zone: str, number: int, pace: float
) -> Sketch:
    listed_on, admitted_on = _admission(rng, slot)
    kind = rng.choices(tuple(words.PHASES), (80, 13, 7))[0]
    title = names.next(kind, zone)
    sums = money.draw(rng, slot.level, slot.construction_kind, _outlook(slot), pace)
    nodes = timeline.nodes(
        rng, slot.construction_kind, admitted_on, is_started=slot.is_started,
        late_months={Fate.LATE: (1, 2), Fate.STUCK: (3, 5)}.get(slot.fate),
    )
    months = money.months(rng, sums, listed_on)
    cause = _cause(rng, slot)
    return Sketch(
        name=title.project, code="" if number % 41 == 0 else _code(admitted_on, number),
        level=slot.level, construction_kind=slot.construction_kind, zones=(zone,),
        admitted_on=admitted_on, listed_on=listed_on, plan_wan=sums.plan_wan,
        before_wan=sums.before_wan,
        profile=naming.profile(rng, title, kind, zone, number, sums.total_wan, admitted_on),
        nodes=nodes, months=months,
        words=timeline.words_of(rng, kind, sums, months, listed_on, nodes[Node.START].recognised_on, cause),
        last_year=money.last_year(rng, sums, slot.construction_kind, slot.is_admitted_now),
    )


def _outlook(slot: Slot) -> money.Outlook:
    if slot.fate is Fate.UNPLANNED:
        return money.Outlook.UNPLANNED
    if slot.fate is Fate.SLOW:
        return money.Outlook.SLOW
    if slot.fate is Fate.STUCK:
        return money.Outlook.STUCK
    return money.Outlook.STEADY if slot.is_started else money.Outlook.WAITING


def _admission(rng: random.Random, slot: Slot) -> tuple[date, date]:
    """The day it was entered in the list of 2025, and the day it was admitted."""
    if not slot.is_admitted_now:
        is_waiting = slot.construction_kind in (NEW, RESERVE, PRELIMINARY)
        year = 2024 if is_waiting else rng.choice((2021, 2022, 2022, 2023, 2023))
        month = rng.randint(3, 9) if is_waiting else rng.randint(1, 12)
        return LIST_DAY, date(year, month, rng.choice((11, 18, 22, 25)))
    # A project whose start was recognised within the quarter came early.
    if slot.is_started or rng.random() < ADMITTED_ON_LIST_DAY:
        return LIST_DAY, LIST_DAY
    day = rng.choice(MEETING_DAYS)
    return day, day


def _code(admitted_on: date, number: int) -> str:
    """GB/T 40058 in shape; 320498 is no division of this world."""
    return f"{admitted_on:%y%m}-320498-{'89' if number % 3 else '04'}-01-{200000 + number * 7}"


def _cause(rng: random.Random, slot: Slot) -> Cause:
    if slot.fate in (Fate.STEADY, Fate.UNPLANNED):
        return Cause.UNSET
    if slot.fate is Fate.SLOW and slot.is_started:
        return rng.choice((Cause.FUNDS, Cause.OTHER, Cause.LAND))
    return rng.choice((Cause.LAND, Cause.QUOTA, Cause.PERMITS, Cause.FUNDS))


def _upgraded(rng: random.Random, names: naming.Names, zone: str, number: int) -> Sketch:
    """One 区重点 raised to 市重大 in March: the sixteenth admission there."""
    slot = Slot(Level.DISTRICT, CONTINUED, False, Fate.STEADY, True)
    return replace(_sketch(rng, names, slot, zone, number, 1.0), upgraded_to=Level.CITY)


def _withdrawn(
    rng: random.Random, names: naming.Names, zones: tuple[str, ...], number: int
) -> Iterator[Sketch]:
    slot = Slot(Level.DISTRICT, NEW, False, Fate.STUCK, False)
    for place in range(WITHDRAWN):
        sketch = _sketch(rng, names, slot, zones[place + 3], number + place, 1.0)
        turn = StandingTurn(Standing.WITHDRAWN, WITHDRAWN_ON, words.WITHDRAW_REASONS[place])
        yield replace(sketch, turns=(turn,))


def _stopped(sketches: list[Sketch]) -> list[Sketch]:
    """Three slow ones stand still; the first of them works again since mid-March."""
    found = iter(zip(STOPPED_ON, words.STOP_REASONS, strict=True))
    done = []
    for sketch in sketches:
        is_slow = sketch.construction_kind is CONTINUED and sketch.words[3].cause is Cause.FUNDS
        turn = next(found, None) if is_slow else None
        if turn is None:
            done.append(sketch)
            continue
        turns = [StandingTurn(Standing.STOPPED, *turn)]
        if turn[0] == STOPPED_ON[0]:
            turns.append(StandingTurn(Standing.ACTIVE, RESUMED_ON, "资金到位，复工手续已办"))
        done.append(replace(sketch, turns=tuple(turns)))
    return done


def _foreign(rng: random.Random, sketches: list[Sketch]) -> list[Sketch]:
    """Four total investments are in foreign money, kept with rate and date."""
    takers = [
        n for n, s in enumerate(sketches)
        if s.level is Level.CITY and s.profile.get("kind") == Kind.INDUSTRY
    ]
    done = list(sketches)
    for place, currency in zip(rng.sample(takers, 4), naming.RATES, strict=True):
        profile = naming.in_foreign_money(done[place].profile, currency)
        done[place] = replace(done[place], profile=profile)
    return done


def _joint(sketches: list[Sketch], zones: tuple[str, ...]) -> list[Sketch]:
    """Six works lie in two 板块 each."""
    left, done = JOINT, []
    for sketch in sketches:
        if left and sketch.profile.get("kind") == Kind.INFRASTRUCTURE:
            left -= 1
            neighbour = zones[(zones.index(sketch.zones[0]) + 1) % len(zones)]
            sketch = replace(sketch, zones=(*sketch.zones, neighbour))
        done.append(sketch)
    return done
