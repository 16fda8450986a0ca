"""问一个数 — an indicator for a page or a script: its value, what it is compared with, its share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.comparing import (
    RATES,
    Compared,
    around,
    can_compare,
    cannot,
    compared,
    period_before,
    share_pct,
)
from zhaotuifu.indicators.defined import in_force
from zhaotuifu.indicators.queries import EVERYTHING, Book, open_book
from zhaotuifu.indicators.rules import Indicator, Value
from zhaotuifu.indicators.states import Comparison
from zhaotuifu.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """问到的数 — value with rows; the version of its definition; share and comparison where asked."""

    indicator: Indicator
    value: Value
    version: int | None
    share_pct: Decimal | None
    compared: Compared | None


def book_of(
    ask: Asking, actor: Actor | None = None, *, year: int | None = None, as_of: date | None = None
) -> Book:
    """账本 — of what is asked, or of another period of it; a fixed number of SQL statements."""
    book = open_book(
        year=ask.year if year is None else year, as_of=as_of or ask.as_of, known_at=ask.known_at,
        actor=actor,
    )
    return book.counted(ask.count_by)


def answered(
    indicator: Indicator, ask: Asking, comparison: Comparison | None = None,
    actor: Actor | None = None,
) -> Asked:
    """问到 — one book, a second one for the comparison."""
    book = book_of(ask, actor)
    value = book.value(indicator, ask.scope)
    return Asked(
        indicator, value, in_force(ask.as_of, ask.known_at).version(indicator.code),
        share_in(book, indicator, ask, value),
        compare(indicator, ask, value, comparison, actor) if comparison else None,
    )


def share_in(book: Book, indicator: Indicator, ask: Asking, value: Value) -> Decimal | None:
    """占比 — of the scope around; None when nothing is narrowed, and for rates."""
    if ask.scope == EVERYTHING or value.unit in RATES:
        return None
    return share_pct(value, book.value(indicator, around(ask.scope)))


def compare(
    indicator: Indicator, ask: Asking, value: Value, comparison: Comparison,
    actor: Actor | None = None,
) -> Compared:
    """同比或环比 — one more book, or the reason why there is nothing to compare with."""
    verdict = can_compare(ask.year, ask.as_of, comparison)
    if not verdict:
        return cannot(comparison, value, verdict.sentence)
    year, as_of = period_before(ask.year, ask.as_of, comparison)
    then = book_of(ask, actor, year=year, as_of=as_of).value(indicator, ask.scope)
    return compared(value, then, comparison, as_of)
