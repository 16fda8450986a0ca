"""目标规则 — how a year is spread over its months, and whether the parts add up; no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

WHOLE_YEAR = 0
TWELVE = 12
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Key:
    """一格 — of an indicator, a level, a 板块 (None: the whole district), a month (0: the year).

    The value of a month is what is to be reached from January to that month.
    """

    indicator: str
    level: str
    zone_id: int | None = None
    month: int = WHOLE_YEAR

    @property
    def of_year(self) -> Key:
        """全年的一格."""
        return Key(self.indicator, self.level, self.zone_id)


Cells = Mapping[Key, Decimal]


@dataclass(frozen=True, slots=True)
class Gap:
    """差额 — parts that do not add up: what the district has (None: nothing), what the parts make."""

    key: Key
    total: Decimal | None
    parts: Decimal

    @property
    def difference(self) -> Decimal:
        """差 — the district's total less its parts."""
        return (self.total or ZERO) - self.parts


def gaps(cells: Cells, additive: Iterable[str]) -> tuple[Gap, ...]:
    """各处差额 — where 板块 have parts and the parts do not make the district's total.

    A total without parts is not broken down, and that is no gap.
    """
    adding = frozenset(additive)
    parts: dict[Key, Decimal] = {}
    for key, value in cells.items():
        if key.zone_id is not None and key.indicator in adding:
            whole = Key(key.indicator, key.level, None, key.month)
            parts[whole] = parts.get(whole, ZERO) + value
    found = [Gap(key, cells.get(key), made) for key, made in parts.items() if cells.get(key) != made]
    return tuple(sorted(found, key=lambda gap: (gap.key.indicator, gap.key.level, gap.key.month)))


def falling(cells: Cells) -> tuple[Key, ...]:
    """倒退的月份 — months below an earlier one, or above the year: 累计 cannot."""
    rows: dict[Key, list[tuple[int, Decimal]]] = {}
    for key, value in cells.items():
        if key.month:
            rows.setdefault(key.of_year, []).append((key.month, value))
    found = []
    for key, months in rows.items():
        most = cells.get(key)
        before = ZERO
        for month, value in sorted(months):
            is_end = month == TWELVE and most is not None and value != most
            if value < before or (most is not None and value > most) or is_end:
                found.append(Key(key.indicator, key.level, key.zone_id, month))
            before = max(before, value)
    return tuple(found)


def due(value: Decimal, month: int, paced_months: int = TWELVE) -> Decimal:
    """默认分月 — what of the year is due by a month: month ÷ paced months, the whole at most; unrounded."""
    return value if month >= paced_months else value * month / paced_months


def due_by(cells: Cells, key: Key, month: int, paced_months: int = TWELVE) -> Decimal | None:
    """到某月的目标 — the month as given; between given months evenly; without any, `due`.

    None when the key has no target for the year and none for a month.
    """
    of_year = cells.get(key.of_year)
    given = {
        n: cells[at]
        for n in range(1, TWELVE + 1)
        if (at := Key(key.indicator, key.level, key.zone_id, n)) in cells
    }
    if month == WHOLE_YEAR:
        return of_year if of_year is not None else given.get(TWELVE)
    if not given:
        return None if of_year is None else due(of_year, month, paced_months)
    if of_year is not None:
        given.setdefault(TWELVE, of_year)
    if month in given:
        return given[month]
    before = max((n for n in given if n < month), default=0)
    after = min((n for n in given if n > month), default=None)
    low = given.get(before, ZERO)
    if after is None:
        return low
    return low + (given[after] - low) * (month - before) / (after - before)
