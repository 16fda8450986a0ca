"""两个时点 — what a page or a script asks of a difference: two days, each as known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from zhaotuifu.indicators import asking
from zhaotuifu.indicators.difference import When
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Unclear


@dataclass(frozen=True, slots=True)
class Occasion:
    """有名字的时点 — 上期专报: its day, and what was known when it was issued."""

    label: str
    as_of: date
    known_at: datetime | None = None


#: who can name moments of their own: filled where the arrows are drawn
OCCASIONS: list[Callable[[Actor], tuple[Occasion, ...]]] = []


def occasions(actor: Actor) -> tuple[Occasion, ...]:
    """有名字的时点 — those the areas above know of, the latest first."""
    return tuple(one for told in OCCASIONS for one in told(actor))


def calendar_days(day: date) -> tuple[Occasion, ...]:
    """按日历的时点 — before the day asked: end of the month before, of last year, the same day last year."""
    month_before = day.replace(day=1) - timedelta(days=1)
    same_day = asking.month_end(day.year - 1, day.month)
    return (
        Occasion("上月末", month_before),
        Occasion("上年末", date(day.year - 1, 12, 31)),
        Occasion("上年同期", min(same_day, day.replace(year=day.year - 1, day=min(day.day, same_day.day)))),
    )


def when_given(text: str, known: str | None = None, year: int | None = None) -> When:
    """一个时点 — a day, `day@moment`, or a moment alone (its day, as known then).

    Raises `Unclear` for what is none of these, or when the moment is said twice.
    """
    day, at, moment = text.partition("@")
    if not at and ("T" in day or ":" in day):
        day, moment = day[:10], day
    if moment and known:
        raise Unclear(f"“{text[:40]}”里已经写了所知时刻，不要再另写一个。")
    said = moment or known
    known_at = asking.moment_given(said) if said else None
    return When(asking.day_given(day), known_at, year)


def ends_asked(
    given: Mapping[str, str], *, actor: Actor, day: date, year: int | None = None
) -> tuple[When, When]:
    """页面问的两头 — `from`, `to`, each with `known_from`, `known_to`.

    What is not said: to the day given as known now, from the last paper issued on an
    earlier day, or the end of the month before. Raises `Unclear`.
    """
    last = When(day)
    if given.get("to"):
        last = when_given(given["to"], given.get("known_to") or None)
    elif given.get("known_to"):
        last = replace(last, known_at=asking.moment_given(given["known_to"]))
    if given.get("from"):
        return when_given(given["from"], given.get("known_from") or None), last
    named = [one for one in occasions(actor) if one.as_of < last.as_of]
    usual = named[0] if named else calendar_days(last.as_of)[0]
    return When(usual.as_of, usual.known_at), last

