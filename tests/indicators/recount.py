"""重算对照 — the roll-ups against the book: every additive indicator, every kind of scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from zhaotuifu.indicators import figures
from zhaotuifu.indicators.definitions import ALL
from zhaotuifu.indicators.figures import Figures
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope, open_book
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.states import Answered, Source
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

ADDITIVE = tuple(one for one in ALL if one.additive and one.source is Source.LISTED)
SCOPES = (
    EVERYTHING, Scope(level=Level.PROVINCE), Scope(level=Level.CITY), Scope(level=Level.UNSET),
    Scope(category="新能源"), Scope(level=Level.CITY, category="新能源"),
    Scope(construction_kind=ConstructionKind.NEW), Scope(kind=Kind.INDUSTRY),
    Scope(level=Level.PROVINCE, construction_kind=ConstructionKind.CONTINUED),
    Scope(size_from_wan=Decimal(10000)), Scope(category="新能源", kind=Kind.INDUSTRY),
)


def bare(value: Value) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """不带行."""
    return value.value, value.numerator, value.denominator


def disagreements(
    found: Figures, book: Book, zone_ids: Iterable[int] = (), scopes: Iterable[Scope] = SCOPES
) -> list[str]:
    """不同之处 — of every indicator in every scope, and divided each way; empty when all agree."""
    wrong = []
    zone_ids = tuple(zone_ids) or tuple({one for line in book.lines for one in line.zone_ids})
    asked = [*scopes, *(Scope(zone_id=one) for one in zone_ids)]
    asked += [Scope(zone_id=one, level=Level.CITY, category="新能源") for one in zone_ids[:1]]
    for scope in asked:
        for indicator in ADDITIVE:
            got, right = found.value(indicator.code, scope), book.value(indicator, scope)
            if bare(got) != bare(right):
                wrong.append(f"{indicator.code} {scope}: {bare(got)} != {bare(right)}")
    for indicator in ADDITIVE:
        wrong += _divided(found, book, indicator, EVERYTHING, zone_ids)
    return wrong


def _divided(found: Figures, book: Book, indicator, scope: Scope, zone_ids) -> list[str]:
    lines = book.within(scope)
    right = {
        "zone": {one: book.value(indicator, replace(scope, zone_id=one)) for one in zone_ids},
        "category": {
            one: book.value(indicator, replace(scope, category=one))
            for one in {line.category for line in lines}
        },
    }
    there = {zone_id for line in lines for zone_id in line.zone_ids}
    right["zone"] = {one: value for one, value in right["zone"].items() if one in there}
    got = {
        "zone": found.by_zone(indicator.code, scope),
        "category": found.by_category(indicator.code, scope),
    }
    return [
        f"{indicator.code} by {axis} {scope}: "
        f"{ {k: bare(v) for k, v in got[axis].items()} } != { {k: bare(v) for k, v in right[axis].items()} }"
        for axis in right
        if {k: bare(v) for k, v in got[axis].items()} != {k: bare(v) for k, v in right[axis].items()}
    ]


def compare(
    year: int, as_of: date, known_at: datetime | None, zone_ids: Iterable[int] = (),
    scopes: Iterable[Scope] = SCOPES,
) -> set[Answered]:
    """对一次 — asserts that all agree; says what answered."""
    found = figures.ask(year=year, as_of=as_of, known_at=known_at)
    book = open_book(year=year, as_of=as_of, known_at=known_at)
    wrong = disagreements(found, book, zone_ids, scopes)
    if wrong:
        pytest.fail(f"{as_of} {known_at}: {len(wrong)}\n" + "\n".join(wrong[:5]))
    return found.answered
