"""月末各时点 — the twelve moments the cells of a year stand at, and the fingerprint of how they add up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.indicators.adding import month_end
from zhaotuifu.indicators.defined import Defined, Definition, versions_of
from zhaotuifu.indicators.drawing import MONTHS
from zhaotuifu.indicators.rules.lines import Moment, reporting_month
from zhaotuifu.indicators.rules.parameters import Parameters
from zhaotuifu.indicators.rules.quantities import ALL


def moments_of(year: int, versions: Iterable[Definition]) -> tuple[Moment, ...]:
    """十二个月末 — with the parameters in force on each."""
    told = list(versions)
    changes = _days_of_change(told)
    found: list[Moment] = []
    for month in MONTHS:
        day = month_end(year, month)
        before = found[-1] if found else None
        if before is not None and not any(before.as_of < one <= day for one in changes):
            parameters = before.parameters  # the same one: it is also hashed once
        else:
            parameters = _parameters(day, told)
        found.append(Moment(year, day, month, parameters=parameters))
    return tuple(found)


def _days_of_change(versions: Iterable[Definition]) -> set[date]:
    """Days from which another definition or parameter holds."""
    found = set()
    for definition in versions:
        found.add(definition.valid_from)
        for one in definition.parameters:
            if one.valid_from is not None:
                found.add(one.valid_from)
            if one.valid_to is not None and one.valid_to < date.max:
                found.add(one.valid_to + timedelta(days=1))
    return found


def moment_on(
    year: int, as_of: date, versions: Iterable[Definition],
    targets: Mapping[tuple[str, str, int | None], Decimal],
) -> Moment:
    """某日的时点 — as the book's."""
    month = reporting_month(as_of, year)
    return Moment(year, as_of, month, targets, parameters=_parameters(as_of, versions))


def _parameters(day: date, versions: Iterable[Definition]) -> Parameters:
    standing: dict[str, Definition] = {}
    for definition in versions:
        if definition.code not in standing or definition.valid_from <= day:
            standing[definition.code] = definition
    return Defined(day, standing).parameters


def known_moments(years: Iterable[int]) -> dict[int, tuple[Moment, ...]]:
    """各年的月末 — by the definitions as known now; one SQL statement."""
    versions = versions_of()
    return {year: moments_of(year, versions) for year in years}


def fingerprint(moments: Iterable[Moment]) -> str:
    """指纹 — of the measures there are and the parameters they read: other ones, other cells."""
    codes = [(one.code, one.name) for one in ALL]
    given: list[list[tuple[tuple[str, str], str]]] = []
    before: Parameters | None = None
    for one in moments:
        if one.parameters is not before or not given:
            given.append(sorted((key, repr(value)) for key, value in one.parameters.items()))
        else:
            given.append(given[-1])
        before = one.parameters
    return hashlib.sha256(repr((codes, given)).encode()).hexdigest()
