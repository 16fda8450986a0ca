"""目标完成情况 — what was to be reached and what is, by 板块 and by month, of one measure and level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.indicators import asking, definitions, figures
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules import Indicator, reporting_month
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.targets import catalogue, grid
from zhaotuifu.targets.naming import WHOLE
from zhaotuifu.targets.queries import cells_in_force, reads_of, zones_read
from zhaotuifu.targets.rules import WHOLE_YEAR, Cells, Key, due_by


@dataclass(frozen=True, slots=True)
class Reached:
    """一处 — target of the year, what is due by the month, what is reached, and both rates."""

    name: str
    url: str
    target: Decimal | None
    due: Decimal | None
    value: Decimal | None

    @property
    def of_year(self) -> Decimal | None:
        """完成全年目标 — percent, unrounded; of a rate, the value itself stands beside."""
        return ratio_pct(self.value, self.target)

    @property
    def gap(self) -> Decimal | None:
        """比到月目标 — in the unit of the measure."""
        return None if self.value is None or self.due is None else self.value - self.due


@dataclass(frozen=True, slots=True)
class Attainment:
    """完成情况 — the district first, then each 板块 read; and the district month by month."""

    column: grid.Column
    indicator: Indicator
    as_of: date
    month: int
    zones: tuple[Reached, ...]
    months: tuple[Reached, ...]


def measured() -> tuple[tuple[grid.Column, Indicator], ...]:
    """能看的 — the columns of the table whose indicator there is."""
    found = []
    for column in grid.columns():
        indicator = definitions.named(column.indicator)
        if indicator is not None:
            found.append((column, indicator))
    return tuple(found)


def attained(
    column: grid.Column, indicator: Indicator, *, year: int, as_of: date,
    known_at: datetime | None, actor: Actor, zones: Sequence[ZoneLine],
) -> Attainment:
    """完成情况 — a fixed number of statements, whatever the 板块 and projects."""
    asked = _Asked(
        column, indicator, reporting_month(as_of, year), cells_in_force(year, known_at, as_of=as_of),
        {"year": year, "as_of": as_of.isoformat()},
    )
    seen = zones_read(actor, reads_of(year))
    own = [zone for zone in zones if seen is None or zone.id in seen]
    reads = figures.ask(year=year, as_of=as_of, known_at=known_at, actor=actor, codes=[indicator.code])
    everywhere = Scope(level=column.level or None)
    each = reads.by_zone(indicator.code, everywhere)
    empty = indicator.of((), reads.moment).value  # a count of no project is 0, a rate of none is none
    # Only who sees the whole district can count it.
    whole = reads.value(indicator.code, everywhere).value if actor.sees_all else None
    rows = [asked.row(WHOLE, None, whole)]
    rows += [
        asked.row(zone.name, zone.id, each[zone.id].value if zone.id in each else empty) for zone in own
    ]
    alone = None if actor.sees_all else own[0].id if own else None
    months: tuple[Reached, ...] = ()
    if asked.month and (actor.sees_all or alone is not None):
        scope = Scope(level=column.level or None, zone_id=alone)
        points = reads.trend(indicator.code, scope, months=asked.month)
        months = tuple(asked.at(point.month, alone, point.value.value) for point in points)
    return Attainment(column, indicator, as_of, asked.month, tuple(rows), months)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every row is made from."""

    column: grid.Column
    indicator: Indicator
    month: int
    cells: Cells
    query: dict[str, object]

    def row(self, name: str, zone_id: int | None, value: Decimal | None) -> Reached:
        key = Key(self.column.indicator, self.column.level, zone_id)
        return self._reached(name, key, self.month, value, self.query)

    def at(self, month: int, zone_id: int | None, value: Decimal | None) -> Reached:
        """January to a month, of the district or the one 板块 that reads it."""
        key = Key(self.column.indicator, self.column.level, zone_id)
        day = asking.month_end(int(str(self.query["year"])), month)
        name = f"1—{month}月" if month > 1 else "1月"
        return self._reached(name, key, month, value, self.query | {"as_of": day.isoformat()})

    def _reached(
        self, name: str, key: Key, month: int, value: Decimal | None, query: dict[str, object]
    ) -> Reached:
        parts = query | {"level": self.column.level, "zone": key.zone_id}
        address = reverse("indicator_page", args=[self.indicator.code])
        url = f"{address}?{urlencode({name: part for name, part in parts.items() if part})}"
        return Reached(
            name, url, _due(self.cells, key, WHOLE_YEAR), _due(self.cells, key, month) if month else None, value
        )


def _due(cells: Cells, key: Key, month: int) -> Decimal | None:
    return due_by(cells, key, month, catalogue.paced_months(key.indicator, key.level))

