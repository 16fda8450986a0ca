"""演示项目草图 — what the demonstration knows of a project before it is told to the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level, Precision, Standing

FIRST_YEAR, YEAR = 2021, 2025
MONTHS = (1, 2, 3)  # of 2025; of the years before all twelve
TWELVE = tuple(range(1, 13))
LIST_DAYS = {
    2021: date(2021, 1, 11), 2022: date(2022, 1, 10), 2023: date(2023, 1, 9), 2024: date(2024, 1, 8),
    2025: date(2025, 1, 8),
}
LIST_DAY = LIST_DAYS[YEAR]
_MEETINGS = {
    2021: ((2, 25), (4, 22), (6, 24), (8, 26), (10, 21), (12, 16)),
    2022: ((2, 24), (4, 21), (6, 23), (8, 25), (10, 20), (12, 15)),
    # ten joint reviews, as published
    2023: (
        (1, 16), (2, 21), (3, 23), (4, 20), (5, 25), (6, 21), (7, 20), (9, 21), (10, 26), (12, 14),
    ),
    2024: ((2, 22), (4, 18), (6, 20), (8, 22), (10, 24), (12, 19)),
    2025: ((1, 21), (2, 20), (3, 20)),
}
MEETINGS = {
    year: tuple(date(year, *day) for day in days) for year, days in _MEETINGS.items()
}
UPGRADE_DAY = date(2025, 3, 14)
DUE = {1: 5, 10: 10}  # before the new list; after the holiday of October
LATER = {0: 1, 5: 3, 6: 2}  # Monday, Saturday and Sunday to the next Tuesday
_REPORT_DAYS = {(2025, 1): date(2025, 2, 6), (2025, 2): date(2025, 3, 6), (2025, 3): date(2025, 4, 3)}


def report_day(year: int, month: int) -> date:
    """月报日 — the day the month was reported, early in the next one: it and the day before are worked."""
    given = _REPORT_DAYS.get((year, month))
    if given:
        return given
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = date(year, month, DUE.get(month, 7))
    return day + timedelta(days=LATER.get(day.weekday(), 0))


def correction_day(year: int, month: int) -> date:
    """更正日 — the day a month that was told wrongly was set right."""
    return report_day(year, month) + timedelta(days=6)


def months_of(year: int) -> tuple[int, ...]:
    """报到几月 — the months of the year the demonstration has."""
    return MONTHS if year == YEAR else TWELVE


@dataclass(frozen=True, slots=True)
class NodeDays:
    """节点日期 — planned, actual and recognised day of one node."""

    planned_on: date | None = None
    planned_precision: Precision = Precision.UNSET
    actual_on: date | None = None
    recognised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """当月情况 — the words of one month."""

    image_progress: str
    next_plan: str = ""
    problems: str = ""
    cause: Cause = Cause.UNSET


@dataclass(frozen=True, slots=True)
class Year:
    """一年 — what a project is on the list of a year: since when, its plan, months and words; 万元."""

    construction_kind: ConstructionKind
    listed_on: date
    plan_wan: Decimal | None = None
    months: Mapping[int, Decimal] = field(default_factory=dict)
    words: Mapping[int, Said] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingTurn:
    """停复退一次 — to which standing, from which day, and why."""

    to: Standing
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """草图 — one project as of 31 March 2025; amounts in 万元.

    `years` are those it was listed in; `listed_on` of a year is the day the office entered it
    there. `before_wan` was completed before the first of them. `first_said` holds a month's amount
    and `first_recognised` a node's day as first told, where they were corrected later.
    `upgraded_to` is the level it was raised to on `UPGRADE_DAY`. `joined` says with the list of
    which year it joined a programme (by its code); a package has so many `parts`.
    """

    name: str
    code: str
    level: Level
    zones: tuple[str, ...]
    admitted_on: date
    before_wan: Decimal
    profile: Mapping[str, Any]
    nodes: Mapping[Node, NodeDays]
    years: Mapping[int, Year]
    first_said: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    first_recognised: Mapping[Node, date] = field(default_factory=dict)
    turns: tuple[StandingTurn, ...] = ()
    upgraded_to: Level | None = None
    joined: Mapping[str, int] = field(default_factory=dict)
    parts: int | None = None

    @property
    def total_wan(self) -> Decimal:
        return self.profile["total_investment_wan"]

    @property
    def entered_on(self) -> date:
        """第一次列入的日子."""
        return min(year.listed_on for year in self.years.values())

    @property
    def gone_on(self) -> date:
        """退库的日子 — the last day there is when it never was withdrawn."""
        return next((turn.on for turn in self.turns if turn.to is Standing.WITHDRAWN), date.max)

    def done_wan(self, year: int, month: int) -> Decimal:
        """开工以来累计 — through the month, what was done before the library knew it included."""
        return self.before_wan + sum(
            (
                amount
                for one, listed in self.years.items()
                for number, amount in listed.months.items()
                if (one, number) <= (year, month)
            ),
            Decimal(0),
        )


def split(total: Decimal, weights: tuple[int, ...]) -> list[Decimal]:
    """分摊 — whole 万元 by weight; the last part takes what is left, so that the sum is exact."""
    whole = sum(weights)
    parts = [(total * weight / whole).quantize(Decimal(1)) for weight in weights[:-1]]
    return [*parts, total - sum(parts, Decimal(0))]
