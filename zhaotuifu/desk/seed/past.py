"""演示往年 — the years before: what was done of a project, spread over the months it was built in."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.desk.seed import money, words
from zhaotuifu.desk.seed.sketches import LIST_DAYS, TWELVE, Said, Year, report_day, split
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import ConstructionKind, Kind

FIFTY = Decimal(50)
#: building stands still around the new year and hurries at the end of it
SEASON = (72, 68, 115, 100, 100, 108, 96, 96, 106, 100, 108, 118)
NOT_BUILDING = (ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY)
STAYING = (ConstructionKind.EXTENSION, ConstructionKind.RENEWAL)
QUARTERS = (3, 6, 9, 12)
RATES = ((1.0, 1.12), (1.0, 1.08), (1.0, 1.06), (0.9, 1.0))  # of four, one falls short
TROUBLED_RATE = (0.6, 0.86)
GOOD_YEAR = {2021: 0.99, 2022: 1.02, 2023: 1.01, 2024: 1.0}  # some years go better than planned
EARLY, LATE, LATE_START = 4, 8, 11  # months
NOT_STARTED_SHARE = (0.06, 0.12)  # of the total, planned for a year in which it did not start
TROUBLED = 0.07  # share of the years in which something kept a project back for a while


@dataclass(frozen=True, slots=True)
class Course:
    """建设经过 — the years a project was listed in, and what was done in them; amounts in 万元.

    `finished_on`: after it little more is spent. `done_wan`: in all these years, nothing of
    `before_wan` in it.
    """

    kind: Kind
    listed_on: date
    kinds: Mapping[int, ConstructionKind]
    total_wan: Decimal
    before_wan: Decimal
    done_wan: Decimal
    started_on: date | None = None
    finished_on: date | None = None
    gone_on: date | None = None
    is_watched: bool = False  # 省重大: what holds one back is cleared away


def kind_in(
    year: int, kind: ConstructionKind, admitted_on: date, started_on: date | None,
    finishing_in: int | None = None,
) -> ConstructionKind:
    """建设性质 — in a year: waiting, 新建 in the year it was to start, 续建, 竣工 from `finishing_in` on.

    扩建 and 技改 stay what they are. What was admitted early in a year was to start in it, and what
    was admitted and started at the end of one was a 储备 that began before its time.
    """
    is_waiting = started_on is None or year < started_on.year
    if kind in STAYING and not is_waiting:
        return kind
    if started_on is None or is_waiting:
        was_to_start = admitted_on.year == year and admitted_on.month <= EARLY
        return ConstructionKind.NEW if was_to_start else ConstructionKind.RESERVE
    if year == started_on.year:
        is_early = admitted_on.year == year and admitted_on.month >= LATE and started_on.month >= LATE_START
        return ConstructionKind.RESERVE if is_early else ConstructionKind.NEW
    if finishing_in is not None and year >= finishing_in:
        return ConstructionKind.FINISHING
    return ConstructionKind.CONTINUED


def years_of(rng: random.Random, course: Course) -> dict[int, Year]:
    """往年 — months, plans and words of the years of a course."""
    months = _months(rng, course)
    found, done = {}, course.before_wan
    for year, kind in course.kinds.items():
        here = {month: amount for (one, month), amount in months.items() if one == year}
        listed_on = max(LIST_DAYS[year], course.listed_on)
        troubled = range(0) if course.is_watched else _troubled(rng, course, year, here)
        found[year] = Year(
            kind, listed_on, _plan(rng, course, year, here, done, bool(troubled)), here,
            _words(rng, course, year, here, done, troubled),
        )
        done += sum(here.values(), Decimal(0))
    return found


def _months(rng: random.Random, course: Course) -> dict[tuple[int, int], Decimal]:
    """What was done in each reported month; nothing in the years it only waited."""
    weights = {
        (year, month): _weight(rng, course, date(year, month, 28))
        for year, kind in course.kinds.items()
        if kind not in NOT_BUILDING
        for month in TWELVE
        if report_day(year, month) > course.listed_on and not _is_gone(course, year, month)
    }
    if not weights:
        return {}
    return dict(zip(weights, split(course.done_wan, tuple(weights.values())), strict=True))


def _is_gone(course: Course, year: int, month: int) -> bool:
    return course.gone_on is not None and course.gone_on <= report_day(year, month)


def _weight(rng: random.Random, course: Course, day: date) -> int:
    share = 1.0
    if course.started_on is None or day < course.started_on:
        share = 0.06
    elif course.finished_on and day > course.finished_on:
        share = 0.1
    return max(1, round(SEASON[day.month - 1] * share * rng.uniform(0.75, 1.25)))


def _plan(
    rng: random.Random, course: Course, year: int, months: Mapping[int, Decimal], before: Decimal,
    is_troubled: bool,
) -> Decimal | None:
    """The plan of the year, as far from what was done as plans are; no more than was left to do."""
    if course.kinds[year] in NOT_BUILDING:
        return None
    if course.started_on is None or course.started_on.year > year:
        return money.rounded(float(course.total_wan) * rng.uniform(*NOT_STARTED_SHARE), FIFTY)
    low, high = TROUBLED_RATE if is_troubled else rng.choice(RATES[:1] if course.is_watched else RATES)
    rate = rng.uniform(low, high) * GOOD_YEAR.get(year, 1.0)
    done = float(sum(months.values(), Decimal(0)))
    left = max(float(course.total_wan - before), done)
    return money.rounded(min(done / rate, left), FIFTY) or FIFTY


def _troubled(
    rng: random.Random, course: Course, year: int, months: Mapping[int, Decimal]
) -> range:
    """The months something kept it back; what is planned and does not start is kept back too."""
    if course.kinds[year] is ConstructionKind.NEW and not _is_building(course, year, 12):
        return range(7, 13)
    if len(months) < 8 or rng.random() >= TROUBLED:
        return range(0)
    return range(rng.randint(4, 8), 13)


def _words(
    rng: random.Random, course: Course, year: int, months: Mapping[int, Decimal], done: Decimal,
    troubled: range,
) -> dict[int, Said]:
    """形象进度 — told at each quarter's end, and while there is a problem."""
    phases = words.PHASES[course.kind]
    problems = words.PROBLEMS if _is_building(course, year, 12) else words.PROBLEMS_BEFORE
    cause = rng.choice(tuple(problems)) if troubled else Cause.UNSET
    problem = rng.choice(problems[cause]).format(n=rng.randint(2, 40)) if troubled else ""
    found = {}
    for month in TWELVE:
        done += months.get(month, Decimal(0))
        is_said = month in months or course.kinds[year] in NOT_BUILDING
        if not is_said or report_day(year, month) <= course.listed_on:
            continue
        if month not in QUARTERS and month not in troubled:
            continue
        place = words.phase_at(phases, done / course.total_wan, _is_building(course, year, month))
        following = phases[min(place + 1, len(phases) - 1)]
        held = month in troubled
        found[month] = Said(
            phases[place], following, problem if held else "", cause if held else Cause.UNSET
        )
    return found


def _is_building(course: Course, year: int, month: int) -> bool:
    return course.started_on is not None and course.started_on <= date(year, month, 28)
