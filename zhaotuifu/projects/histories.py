"""项目沿革 — everything the projects area says of some projects, over all days: for who draws spans.

Facts as they are known, or with a draft as they will be once that is written; a fixed number of SQL
statements for every 5,000 projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zhaotuifu.kernel.drafts import Draft, joined
from zhaotuifu.kernel.prepared import rows_among
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Profile,
    ProjectFact,
    ProjectZone,
    StandingChange,
)
from zhaotuifu.projects.queries import LEVEL_ORDER, chunks
from zhaotuifu.projects.states import Currency, Standing


@dataclass(frozen=True, slots=True)
class Listed:
    """列入 — on the list of a level in a year, from a day, perhaps to a day."""

    level: str
    year: int
    valid_from: date
    valid_to: date | None
    construction_kind: str
    admitted_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True, slots=True)
class Described:
    """概况里能分组的 — from a day on; total investment in 万元, and in 万美元 where it is said in dollars."""

    valid_from: date
    kind: str
    category: str
    total_wan: Decimal | None
    usd_wan: Decimal | None


@dataclass(slots=True)
class History:
    """沿革 — of one project; each list in the order of its days."""

    listings: list[Listed] = field(default_factory=list)
    profiles: list[Described] = field(default_factory=list)
    plans: list[tuple[int, date, Decimal | None]] = field(default_factory=list)
    zones: list[tuple[int, date, date | None]] = field(default_factory=list)
    standings: list[tuple[date, str]] = field(default_factory=list)

    @property
    def years(self) -> set[int]:
        """列入的年度."""
        return {listing.year for listing in self.listings}

    def days_of_change(self, year: int) -> set[date]:
        """变动的日子 — from which something else is true, of what bears on the year's lists."""
        found = {profile.valid_from for profile in self.profiles}
        found |= {day for planned, day, _ in self.plans if planned == year}
        found |= {day for day, _ in self.standings}
        spans = [(zone_from, zone_to) for _, zone_from, zone_to in self.zones]
        spans += [(one.valid_from, one.valid_to) for one in self.listings if one.year == year]
        for valid_from, valid_to in spans:
            found.add(valid_from)
            if valid_to is not None and valid_to < date.max:
                found.add(date.fromordinal(valid_to.toordinal() + 1))
        return found

    def listed_on(self, day: date, year: int) -> list[Listed]:
        """当日在哪些名单上 — highest level first."""
        there = [one for one in self.listings if one.year == year and one.holds_on(day)]
        return sorted(there, key=lambda one: LEVEL_ORDER[one.level])

    def profile_on(self, day: date) -> Described | None:
        return _latest([one for one in self.profiles if one.valid_from <= day])

    def plan_on(self, day: date, year: int) -> Decimal | None:
        found = [plan for planned, since, plan in self.plans if planned == year and since <= day]
        return found[-1] if found else None

    def zones_on(self, day: date) -> list[int]:
        """当日的板块 — ids in ascending order."""
        return sorted(
            zone_id for zone_id, since, until in self.zones
            if since <= day and (until is None or until >= day)
        )

    def standing_on(self, day: date) -> str:
        found = [standing for since, standing in self.standings if since <= day]
        return found[-1] if found else Standing.ACTIVE.value


def _latest(found: Sequence[Described]) -> Described | None:
    return found[-1] if found else None


def histories_of(ids: Iterable[int], draft: Draft | None = None) -> dict[int, History]:
    """沿革 — by project id; five SQL statements for every 5,000 projects."""
    found: dict[int, History] = defaultdict(History)
    for part in chunks(ids):
        _read(part, draft, found)
    return found


def _read(ids: Sequence[int], draft: Draft | None, found: dict[int, History]) -> None:
    wanted = frozenset(ids)

    def rows(model: type[ProjectFact], *names: str) -> list[tuple]:
        takes: Callable[[ProjectFact], bool] = lambda fact: fact.project_id in wanted  # noqa: E731
        stored = rows_among(_stored, ids, model, names)
        told = joined(stored, model, ("valid_from", "project_id", *names), draft, takes)
        # Stable: of what holds from the same day, that which was recorded last comes last.
        return told if draft is None else sorted(told, key=lambda row: row[0])

    for since, pk, *values in rows(
        Listing, "level", "year", "valid_to", "construction_kind", "admitted_on"
    ):
        level, year, until, construction_kind, admitted_on = values
        found[pk].listings.append(Listed(level, year, since, until, construction_kind, admitted_on))
    for since, pk, kind, category, total_wan, currency, foreign_wan in rows(
        Profile, "kind", "category", "total_investment_wan", "foreign_currency", "foreign_amount_wan"
    ):
        usd_wan = foreign_wan if currency == Currency.USD else None
        found[pk].profiles.append(Described(since, kind, category, total_wan, usd_wan))
    for since, pk, year, plan_wan in rows(AnnualPlan, "year", "plan_wan"):
        found[pk].plans.append((year, since, plan_wan))
    for since, pk, zone_id, until in rows(ProjectZone, "zone_id", "valid_to"):
        found[pk].zones.append((zone_id, since, until))
    for since, pk, standing in rows(StandingChange, "standing"):
        found[pk].standings.append((since, standing))


def _stored(
    ids: Sequence[int], model: type[ProjectFact], names: tuple[str, ...]
) -> QuerySet[Any, tuple[Any, ...]]:
    known = model.objects.known().filter(project_id__in=ids)
    in_order = known.order_by("valid_from", "recorded_at", "id")
    return in_order.values_list("pk", "valid_from", "project_id", *names)
