"""演示项目生成 — the 市重大 and 区重点 of 2025, drawn with a fixed seed; no database, no clock."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhaotuifu.desk.seed import money, naming, past, timeline, words
from zhaotuifu.desk.seed.parts import (
    CONTINUED,
    NEW,
    PRELIMINARY,
    RESERVE,
    WAITING,
    Fate,
    Slot,
    slots,
)
from zhaotuifu.desk.seed.sketches import (
    LIST_DAY,
    MEETINGS,
    YEAR,
    Sketch,
    StandingTurn,
    Year,
)
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import Kind, Level, Standing

SEED = 20250331
ADMITTED_ON_LIST_DAY = 0.36  # share of the quarter's admissions that came with the year's list
WITHDRAWN = 3
JOINT = 6
A_HUNDRED_MILLION_DOLLARS = Decimal(75_000)  # 万元, with something to spare
STOPPED_ON = (date(2025, 1, 15), date(2025, 2, 24), date(2025, 3, 10))
RESUMED_ON = date(2025, 3, 17)
WITHDRAWN_ON = date(2025, 3, 18)


def draw(zones: tuple[str, ...]) -> list[Sketch]:
    """生成市区两级项目 — 90 市重大 (one of them raised in March) and 335 区重点, 3 more withdrawn.

    `zones` are the names of the 板块 in order, the earlier ones get more. The same names give
    the same projects.
    """
    rng = random.Random(SEED)
    names = naming.Names(rng)
    given = slots(rng)
    weights = zone_weights(zones)
    pace = {zone: 0.9 + 0.25 * rng.random() for zone in zones}
    sketches = []
    for number, slot in enumerate(given, start=1):
        zone = rng.choices(zones, weights)[0]
        sketches.append(_sketch(rng, names, slot, zone, number, pace[zone]))
    sketches += [_upgraded(rng, names, zones[0], len(given) + 1)]
    sketches += _withdrawn(rng, names, zones, len(given) + 2)
    return joint(_foreign(rng, _stopped(sketches)), zones, JOINT)


def zone_weights(zones: tuple[str, ...]) -> list[int]:
    """板块多少 — the earlier ones have more projects."""
    return [2 + 3 * (len(zones) - place) for place in range(len(zones))]


def _sketch(
    rng: random.Random, names: naming.Names, slot: Slot, zone: str, number: int, pace: float
) -> Sketch:
    listed_on, admitted_on = _admission(rng, slot)
    kind = rng.choices(tuple(words.PHASES), (80, 13, 7))[0]
    if slot.total_wan or slot.construction_kind in past.STAYING:
        kind = Kind.INDUSTRY
    title = names.giant() if slot.total_wan >= money.GIANT else names.next(kind, zone)
    nodes = timeline.nodes(
        rng, slot.construction_kind, admitted_on, is_started=slot.is_started,
        late_months={Fate.LATE: (1, 2), Fate.STUCK: (3, 5)}.get(slot.fate),
        is_signed=kind is Kind.INDUSTRY,
    )
    started_on = nodes[Node.START].recognised_on
    total = money.total_of(rng, slot.level, slot.cohort)
    sums = money.draw(
        rng, Decimal(slot.total_wan) or total, slot.construction_kind, _outlook(slot), pace,
        _built_months(started_on),
    )
    months = money.months(rng, sums, listed_on)
    now = Year(
        slot.construction_kind, listed_on, sums.plan_wan, months,
        timeline.words_of(rng, kind, sums, months, listed_on, started_on, _cause(rng, slot)),
    )
    return Sketch(
        name=title.project, code="" if number % 41 == 0 else code_of(admitted_on, number),
        level=slot.level, zones=(zone,), admitted_on=admitted_on,
        before_wan=Decimal(0),
        profile=naming.profile(rng, title, kind, zone, number, sums.total_wan, admitted_on),
        nodes=nodes, years=_before(rng, slot, kind, admitted_on, started_on, sums) | {YEAR: now},
    )


def _built_months(started_on: date | None) -> int:
    """How many months it was built before this year."""
    return 0 if started_on is None else max(0, (YEAR - started_on.year) * 12 - started_on.month)


def _before(
    rng: random.Random, slot: Slot, kind: Kind, admitted_on: date, started_on: date | None,
    sums: money.Sums,
) -> dict[int, Year]:
    """The years from its admission to the last; what has not begun by now was a 储备 then."""
    years = range(admitted_on.year, YEAR) if admitted_on < LIST_DAY else range(0)
    if slot.construction_kind in WAITING:
        waited = PRELIMINARY if slot.construction_kind is PRELIMINARY else RESERVE
        # What should have started long ago was 新建 on the list of the year before.
        kinds = dict.fromkeys(years, NEW if slot.fate is Fate.STUCK else waited)
    else:
        kinds = {
            year: past.kind_in(year, slot.construction_kind, admitted_on, started_on)
            for year in years
        }
    return past.years_of(
        rng,
        past.Course(
            kind, admitted_on, kinds, sums.total_wan, Decimal(0), sums.before_wan, started_on
        ),
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
    """The day it was entered in the list of 2025, and the day a meeting admitted it."""
    if not slot.is_admitted_now:
        meetings = MEETINGS[slot.cohort]
        if slot.total_wan:  # signed in the same year
            meetings = meetings[3:]
        # What has begun by the end of 2024 was not admitted at the end of it.
        is_begun = slot.construction_kind not in WAITING
        return LIST_DAY, rng.choice(meetings[:4] if slot.cohort == 2024 and is_begun else meetings)
    # A project whose start was recognised within the quarter came early.
    if slot.is_started or rng.random() < ADMITTED_ON_LIST_DAY:
        return LIST_DAY, LIST_DAY
    day = rng.choice(MEETINGS[YEAR])
    return day, day


def code_of(admitted_on: date, number: int) -> str:
    """项目代码 — GB/T 40058 in shape; 320498 is no division of this world."""
    return f"{admitted_on:%y%m}-320498-{'89' if number % 3 else '04'}-01-{200000 + number * 7}"


def _cause(rng: random.Random, slot: Slot) -> Cause:
    if slot.fate in (Fate.STEADY, Fate.UNPLANNED):
        return Cause.UNSET
    if slot.fate is Fate.SLOW and slot.is_started:
        return rng.choice((Cause.FUNDS, Cause.OTHER, Cause.LAND))
    return rng.choice((Cause.LAND, Cause.QUOTA, Cause.PERMITS, Cause.FUNDS))


def _upgraded(rng: random.Random, names: naming.Names, zone: str, number: int) -> Sketch:
    """One 区重点 raised to 市重大 in March: the sixteenth admission there."""
    slot = Slot(Level.DISTRICT, CONTINUED, False, Fate.STEADY, True, 2022)
    return replace(_sketch(rng, names, slot, zone, number, 1.0), upgraded_to=Level.CITY)


def _withdrawn(
    rng: random.Random, names: naming.Names, zones: tuple[str, ...], number: int
) -> Iterator[Sketch]:
    slot = Slot(Level.DISTRICT, NEW, False, Fate.STUCK, False, 2024)
    for place in range(WITHDRAWN):
        sketch = _sketch(rng, names, slot, zones[place + 3], number + place, 1.0)
        turn = StandingTurn(Standing.WITHDRAWN, WITHDRAWN_ON, words.WITHDRAW_REASONS[place])
        yield replace(sketch, turns=(turn,))


def _stopped(sketches: list[Sketch]) -> list[Sketch]:
    """Three slow ones stand still; the first of them works again since mid-March."""
    found = iter(zip(STOPPED_ON, words.STOP_REASONS, strict=True))
    done = []
    for sketch in sketches:
        now = sketch.years[YEAR]
        is_slow = now.construction_kind is CONTINUED and now.words[3].cause is Cause.FUNDS
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
        if s.level is Level.CITY and s.profile.get("kind") == Kind.INDUSTRY and s.total_wan < money.GIANT
    ]
    # the one in dollars is of more than 1 亿美元
    takers.sort(key=lambda n: sketches[n].total_wan < A_HUNDRED_MILLION_DOLLARS)
    done = list(sketches)
    chosen = [takers[0], *rng.sample(takers[1:], 3)]
    for place, currency in zip(chosen, naming.RATES, strict=True):
        sketch = done[place]
        profile = naming.in_foreign_money(sketch.profile, currency, sketch.admitted_on)
        done[place] = replace(sketch, profile=profile)
    return done


def joint(sketches: list[Sketch], zones: tuple[str, ...], count: int) -> list[Sketch]:
    """联建 — so many works lie in two 板块 each."""
    left, done = count, []
    for sketch in sketches:
        if left and sketch.profile.get("kind") == Kind.INFRASTRUCTURE:
            left -= 1
            neighbour = zones[(zones.index(sketch.zones[0]) + 1) % len(zones)]
            sketch = replace(sketch, zones=(*sketch.zones, neighbour))
        done.append(sketch)
    return done
