"""演示已了项目 — those that were finished or withdrawn before 2025; drawn with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.desk.seed import money, naming, past, timeline, words
from zhaotuifu.desk.seed.drawing import code_of, joint, zone_weights
from zhaotuifu.desk.seed.sketches import (
    FIRST_YEAR,
    LIST_DAYS,
    MEETINGS,
    NodeDays,
    Sketch,
    StandingTurn,
)
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Precision, Standing

SEED = 20211231
FIRST_NUMBER = 1000
JOINT = 4
PROVINCIAL_LIST = (2, 6)  # month and day the province's list of the year came
FOLLOWED = 0.3  # share that stays a year more on the list, until it produces in full
FINISHED_IN = (2, 3, 4, 5, 6, 7, 9, 9, 10, 11, 11, 12, 12)
SLIPPED = (-1, 0, 0, 0, 0, 1, 2, 3, 5)  # months it came later than planned
SPRING, MISSED = 6, 0.5  # half of what is finished by June was due the year before
LAST_KNOWN = date(2025, 3, 31)


@dataclass(frozen=True, slots=True)
class Cohort:
    """一届 — so many of a level admitted in a year, by the last year they were listed in.

    `admitted_in` 2020: those the system began with in 2021. `withdrawn`: how many of each year's
    were given up and not finished.
    """

    admitted_in: int
    level: Level
    ends: dict[int, int]
    withdrawn: dict[int, int]


COHORTS = (
    Cohort(2020, Level.PROVINCE, {2021: 1, 2022: 2, 2023: 1}, {}),
    Cohort(2020, Level.CITY, {2021: 6, 2022: 7, 2023: 4}, {}),
    Cohort(2020, Level.DISTRICT, {2021: 48, 2022: 51, 2023: 29}, {2021: 2}),
    Cohort(2021, Level.PROVINCE, {2023: 2}, {}),
    Cohort(2021, Level.CITY, {2022: 3, 2023: 7, 2024: 4}, {}),
    Cohort(2021, Level.DISTRICT, {2022: 26, 2023: 34, 2024: 22}, {2022: 2}),
    Cohort(2022, Level.PROVINCE, {2024: 1}, {}),
    Cohort(2022, Level.CITY, {2023: 3, 2024: 9}, {}),
    Cohort(2022, Level.DISTRICT, {2023: 20, 2024: 28}, {2023: 1}),
    Cohort(2023, Level.PROVINCE, {2024: 4}, {}),
    Cohort(2023, Level.CITY, {2024: 5}, {}),
    Cohort(2023, Level.DISTRICT, {2023: 4, 2024: 106}, {2023: 4, 2024: 2}),
    Cohort(2024, Level.DISTRICT, {2024: 22}, {2024: 3}),
)
#: 省重大 admitted in 2023 and finished since: two of them of 10 亿元 and more
PROVINCIAL_2023 = (165_000, 120_000, 92_000, 86_000)


def ended(zones: tuple[str, ...], taken: Iterable[str]) -> list[Sketch]:
    """生成已了项目 — none bears a name that is taken; the same zones give the same projects."""
    rng = random.Random(SEED)
    names = naming.Names(rng, taken)
    weights = zone_weights(zones)
    found = []
    for number, fate in enumerate(_fates(), start=FIRST_NUMBER):
        zone = rng.choices(zones, weights)[0]
        found.append(_sketch(rng, names, fate, zone, number))
    return joint(found, zones, JOINT)


@dataclass(frozen=True, slots=True)
class _Fate:
    level: Level
    admitted_in: int
    ends: int
    is_withdrawn: bool
    total_wan: int


def _fates() -> Iterator[_Fate]:
    for cohort in COHORTS:
        large = iter(PROVINCIAL_2023 if (cohort.admitted_in, cohort.level) == (2023, Level.PROVINCE) else ())
        for year, count in cohort.ends.items():
            for place in range(count):
                is_withdrawn = place < cohort.withdrawn.get(year, 0)
                yield _Fate(cohort.level, cohort.admitted_in, year, is_withdrawn, next(large, 0))


def _sketch(
    rng: random.Random, names: naming.Names, fate: _Fate, zone: str, number: int
) -> Sketch:
    kind = rng.choices(tuple(words.PHASES), (80, 13, 7))[0]
    kind = Kind.INDUSTRY if fate.level is Level.PROVINCE else kind
    title = names.next(kind, zone)
    admitted_on = _admitted_on(rng, fate)
    entered_on = max(admitted_on, LIST_DAYS[FIRST_YEAR])
    total = Decimal(fate.total_wan) or money.total_of(rng, fate.level, fate.admitted_in)
    days = _Withdrawn(rng, fate) if fate.is_withdrawn else _Built(rng, fate, admitted_on)
    course = days.course(rng, kind, admitted_on, entered_on, total)
    nodes = timeline.signing(rng, admitted_on) if kind is Kind.INDUSTRY else {}
    return Sketch(
        name=title.project, code="" if number % 41 == 0 else code_of(admitted_on, number),
        level=fate.level, zones=(zone,), admitted_on=admitted_on, before_wan=course.before_wan,
        profile=naming.profile(
            rng, title, kind, zone, number, total, admitted_on, max(fate.ends, admitted_on.year)
        ),
        nodes=nodes | days.nodes(rng, admitted_on), years=past.years_of(rng, course),
        turns=days.turns(rng),
    )


def _admitted_on(rng: random.Random, fate: _Fate) -> date:
    if fate.admitted_in < FIRST_YEAR:
        return date(rng.choice((2019, 2019, 2020)), rng.randint(1, 12), rng.choice((11, 18, 22, 25)))
    if fate.level is Level.PROVINCE:
        return date(fate.admitted_in, *PROVINCIAL_LIST)
    meetings = MEETINGS[fate.admitted_in]
    if fate.is_withdrawn or fate.ends == fate.admitted_in:
        return rng.choice(meetings[:2])
    # What is finished the year after was not admitted at the end of this one.
    return rng.choice(meetings[:-2] if fate.ends == fate.admitted_in + 1 else meetings)


class _Built:
    """建成的 — started soon after its admission, finished in its last year or the one before."""

    def __init__(self, rng: random.Random, fate: _Fate, admitted_on: date) -> None:
        self.fate = fate
        self.is_renewal = fate.ends == fate.admitted_in
        wait = rng.randint(60, 100) if self.is_renewal else rng.randint(35, 150)
        latest = date(max(fate.ends - 1, admitted_on.year), 12, 5)
        self.started_on = min(admitted_on + timedelta(days=wait), latest)
        if admitted_on.year < FIRST_YEAR:
            self.started_on = min(admitted_on + timedelta(days=wait), date(2020, 11, 26))
        is_long = (date(fate.ends - 1, 10, 1) - self.started_on).days > 330
        self.is_followed = fate.ends > FIRST_YEAR and is_long and rng.random() < FOLLOWED
        year = fate.ends - self.is_followed
        soonest = self.started_on + timedelta(days=120 if self.is_renewal else 250)
        months = [month for month in FINISHED_IN if date(year, month, 8) > soonest]
        if self.is_followed:
            months = [month for month in months if month > 8]
        self.finished_on = date(year, rng.choice(months or [12]), rng.randint(8, 26))
        slipped = rng.choice(SLIPPED)
        if self.finished_on.month <= SPRING and rng.random() < MISSED:
            slipped = self.finished_on.month + 1
        self.planned_on = timeline.months_after(self.finished_on, -slipped)
        if self.planned_on.year <= self.started_on.year:
            self.planned_on = timeline.months_after(self.finished_on, 0)

    def course(
        self, rng: random.Random, kind: Kind, admitted_on: date, entered_on: date, total: Decimal
    ) -> past.Course:
        fixed = ConstructionKind.RENEWAL if self.is_renewal else ConstructionKind.NEW
        due_in = min(self.planned_on, self.finished_on).year
        kinds = {
            year: past.kind_in(year, fixed, admitted_on, self.started_on, due_in)
            for year in range(entered_on.year, self.fate.ends + 1)
        }
        spent = money.rounded(float(total) * rng.uniform(0.93, 1.04), Decimal(10))
        before = Decimal(0)
        if self.started_on.year < FIRST_YEAR:
            before = money.rounded(float(spent) * self._share_before(rng), Decimal(10))
        return past.Course(
            kind, entered_on, kinds, total, before, spent - before, self.started_on, self.finished_on,
            is_watched=self.fate.level is Level.PROVINCE,
        )

    def _share_before(self, rng: random.Random) -> float:
        """What was built before the library began, by the time it took."""
        began = date(FIRST_YEAR, 1, 1)
        share = (began - self.started_on).days / (self.finished_on - self.started_on).days
        return min(0.9, max(0.1, share * rng.uniform(0.8, 1.1)))

    def nodes(self, rng: random.Random, admitted_on: date) -> dict[Node, NodeDays]:
        found = timeline.up_to_start(rng, self.started_on)
        producing_on = self.finished_on + timedelta(days=rng.randint(20, 75))
        full_on = producing_on + timedelta(days=rng.randint(150, 330))
        if self.is_followed:
            full_on = min(full_on, date(self.fate.ends, 12, rng.randint(4, 24)))
        found[Node.FINISH] = NodeDays(
            self.planned_on, Precision.MONTH, self.finished_on, self.finished_on
        )
        for node, day in ((Node.PRODUCTION, producing_on), (Node.FULL_OUTPUT, full_on)):
            planned = timeline.months_after(day, -rng.choice(SLIPPED))
            reached = day if day <= LAST_KNOWN else None
            found[node] = NodeDays(planned, Precision.MONTH, reached, reached)
        return found

    def turns(self, rng: random.Random) -> tuple[StandingTurn, ...]:
        return ()


class _Withdrawn:
    """退库的 — never began, and was given up in its last year."""

    def __init__(self, rng: random.Random, fate: _Fate) -> None:
        self.fate = fate
        self.on = date(fate.ends, rng.randint(9, 11), rng.choice((9, 16, 23)))

    def course(
        self, rng: random.Random, kind: Kind, admitted_on: date, entered_on: date, total: Decimal
    ) -> past.Course:
        kinds = dict.fromkeys(range(entered_on.year, self.fate.ends + 1), ConstructionKind.NEW)
        spent = money.rounded(float(total) * rng.uniform(0.01, 0.03), Decimal(1))
        return past.Course(kind, entered_on, kinds, total, Decimal(0), spent, gone_on=self.on)

    def nodes(self, rng: random.Random, admitted_on: date) -> dict[Node, NodeDays]:
        start_on = timeline.months_after(max(admitted_on, LIST_DAYS[FIRST_YEAR]), rng.randint(3, 6))
        return {
            Node.START: NodeDays(start_on, Precision.MONTH),
            Node.FINISH: NodeDays(timeline.months_after(start_on, 18), Precision.MONTH),
        }

    def turns(self, rng: random.Random) -> tuple[StandingTurn, ...]:
        reason = rng.choice(words.WITHDRAW_REASONS)
        return (StandingTurn(Standing.WITHDRAWN, self.on, reason),)
