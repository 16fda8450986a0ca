"""取数条件 — what a page or a script asks of an indicator: period, scope, moment of knowledge."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.scoping import count_by_of, scope_of
from zhaotuifu.indicators.scoping import shortened as _short
from zhaotuifu.indicators.scoping import zone_named as zone_named
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Unclear
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Asking:
    """取数条件 — a year, the day the figure is about, the moment of knowledge (None: now), a scope,
    and how packages are counted.
    """

    year: int
    as_of: date
    known_at: datetime | None
    scope: Scope
    count_by: CountBy = CountBy.LISTED


def month_end(year: int, month: int) -> date:
    """月末."""
    return date(year, month, calendar.monthrange(year, month)[1])


def level_named(text: str) -> str | None:
    """级别 — by label (省重大) or code (province); None when there is none."""
    for level in Level:
        if text in (level.label, level.value) and level.value:
            return level.value
    return None


def moment_given(text: str) -> datetime:
    """所知时刻 — ISO date and time (local without a zone); a bare day means its end.

    Raises `Unclear` when it is neither.
    """
    found = _parsed(parse_datetime, text.replace(" ", "+") if "T" in text else text)
    if found is None:
        day = day_given(text)
        found = datetime.combine(day, time.max, timezone.get_current_timezone())
    _within(found.year, text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def day_given(text: str) -> date:
    """日期 — YYYY-MM-DD; raises `Unclear` otherwise."""
    found = _parsed(parse_date, text)
    if found is None:
        raise Unclear(f"看不懂日期“{_short(text)}”。请写成 2025-03-31 这样。")
    _within(found.year, text)
    return found


def year_given(year: int) -> int:
    """年度 — raises `Unclear` for a year the library cannot be asked of."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unclear(f"年度“{_short(str(year))}”不对。请写 {FIRST_YEAR} 到 {LAST_YEAR} 之间的数。")
    return year


def _within(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unclear(f"“{_short(text)}”的年份不对。请写 {FIRST_YEAR} 到 {LAST_YEAR} 年的日期。")


def _parsed(parse, text: str):
    """Django's parsers raise on a well-formed but impossible day; to us it is simply no day."""
    try:
        return parse(text)
    except ValueError:
        return None


def asked(
    given: Mapping[str, str], *, zones: tuple[ZoneLine, ...], year: int, month: int,
    actor: Actor | None = None,
) -> Asking:
    """页面条件 — from a query string (year, month or as_of, known_at, count_by and the parts of a scope),
    with the current period where nothing is said.

    Raises `Unclear` naming the parameter that cannot be understood.
    """
    asked_year = _number(given.get("year"), "年度", FIRST_YEAR, LAST_YEAR) or year
    asked_month = _number(given.get("month"), "月份", 1, 12) or (month if asked_year == year else 12)
    as_of = (
        day_given(given["as_of"])
        if given.get("as_of")
        else month_end(asked_year, max(asked_month, 1))
    )
    known_at = moment_given(given["known_at"]) if given.get("known_at") else None
    scope = scope_of(given, zones=zones, as_of=as_of, known_at=known_at, actor=actor)
    return Asking(asked_year, as_of, known_at, scope, count_by_of(given.get("count_by")))


def _number(text: str | None, what: str, low: int, high: int) -> int | None:
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    if not (is_number and low <= int(text) <= high):
        raise Unclear(f"{what}“{_short(text)}”不对。请写 {low} 到 {high} 之间的数。")
    return int(text)
