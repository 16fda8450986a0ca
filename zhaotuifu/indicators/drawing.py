"""画年行 — from everything said of a project to its year lines: pure, no database, no clock.

A year line says of one (project, level) what holds over a span of days; the spans of a year are cut
where anything said of the project begins or ends, and joined again where nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from zhaotuifu.indicators.rules.measures import CAUSE_LETTERS, micro
from zhaotuifu.progress.histories import Course
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects.histories import History
from zhaotuifu.projects.states import Standing

#: a year line as values, in the order of `models.COLUMNS`
Drawn = tuple[Any, ...]
MONTHS = range(1, 13)
ONE_DAY = timedelta(days=1)


def draw(project_id: int, year: int, history: History, course: Course) -> list[Drawn]:
    """画一个项目的一年 — none when it is on no list of the year."""
    if year not in history.years:
        return []
    of_year = _of_year(course, year)
    open_spans: dict[str, tuple[date, date, tuple[Any, ...]]] = {}
    found: list[Drawn] = []

    def close(level: str) -> None:
        since, until, said = open_spans.pop(level)
        found.append((project_id, year, level, since, until, *said, *of_year))

    for since, until in _spans(history, year):
        there = dict(_said_on(history, since, year))
        for level in [*open_spans]:
            if open_spans[level][2] != there.get(level):
                close(level)
        for level, said in there.items():
            began = open_spans[level][0] if level in open_spans else since
            open_spans[level] = (began, until, said)
    for level in [*open_spans]:
        close(level)
    return found


def first_day(year: int) -> date:
    """年行的第一天 — the last of the year before: the day a year is asked about before any month is over."""
    return date(year - 1, 12, 31)


def _spans(history: History, year: int) -> Iterator[tuple[date, date]]:
    """The year in pieces within which nothing begins or ends."""
    first, last = first_day(year), date(year, 12, 31)
    days = sorted({first} | {day for day in history.days_of_change(year) if first < day <= last})
    for since, after in zip(days, [*days[1:], None], strict=True):
        yield since, last if after is None else after - ONE_DAY


def _said_on(history: History, day: date, year: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """By level, what is said on the day; nothing of a withdrawn project."""
    standing = history.standing_on(day)
    if standing == Standing.WITHDRAWN:
        return
    profile = history.profile_on(day)
    zones = "".join(f"{zone_id}/" for zone_id in history.zones_on(day))
    plan = micro(history.plan_on(day, year))
    of_kind: set[str] = set()
    for number, listing in enumerate(history.listed_on(day, year)):
        yield listing.level, (
            number == 0, listing.construction_kind not in of_kind, listing.construction_kind,
            profile.kind if profile else "", profile.category if profile else "", standing,
            f"/{zones}" if zones else "", micro(profile.total_wan) if profile else None,
            micro(profile.usd_wan) if profile else None, plan, listing.admitted_on,
        )
        of_kind.add(listing.construction_kind)


def _of_year(course: Course, year: int) -> tuple[Any, ...]:
    """What months and milestones say; it holds all the year long."""
    days: list[date | None] = []
    for node in Node:
        planned, actual, recognised = course.milestones.get(node.value, (None, None, None))
        days += [recognised, actual, planned]
    return (
        _causes(course, year),
        *_running(course, year, Basis.REPORTED), *_running(course, year, Basis.RECOGNISED), *days,
    )


def _running(course: Course, year: int, basis: Basis) -> list[int | None]:
    """Sums of January to each month; None until a month is there."""
    amounts = course.amounts.get((year, basis.value), {})
    found: list[int | None] = []
    total: int | None = None
    for month in MONTHS:
        if month in amounts:
            total = (total or 0) + (micro(amounts[month]) or 0)
        found.append(total)
    return found


def _causes(course: Course, year: int) -> str:
    said = course.causes.get(year, {})
    found, letter = [], CAUSE_LETTERS[Cause.UNSET]
    for month in MONTHS:
        if month in said:
            letter = CAUSE_LETTERS[Cause(said[month])]
        found.append(letter)
    return "".join(found)
