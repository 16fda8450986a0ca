"""一个项目的事实 — every row ever recorded of it, read once by kind; what stands now is told from them.

The page shows values, where each came from, what was changed when and how it stood in other
years: all of it out of the same rows, so that no kind of fact is asked for twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import F, QuerySet

from zhaotuifu.kernel.facts import Fact
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.models import AnnualPlan, Listing, Profile, ProjectName, ProjectZone
from zhaotuifu.projects.queries import LEVEL_ORDER, NO_PROFILE

Row = Any  # a named tuple: BASE, the key and the values of the kind of fact
BASE = ("id", "recorded_at", "superseded_at", "first_recorded_at", "origin", "batch", "who")
#: what is told of some kinds besides
MORE: Mapping[type[Fact], Mapping[str, F]] = {
    ProjectZone: {"zone_name": F("zone__name"), "place": F("zone__position")},
    MonthlyAmount: {"since": F("covers_from")},
}


@dataclass(frozen=True, slots=True)
class Kept:
    """全部事实 — of one project, superseded ones too, oldest first; words of `year` (0: of every year)."""

    year: int
    names: tuple[Row, ...]
    zones: tuple[Row, ...]
    profiles: tuple[Row, ...]
    plans: tuple[Row, ...]
    listings: tuple[Row, ...]
    amounts: tuple[Row, ...]
    words: tuple[Row, ...]
    milestones: tuple[Row, ...]

    def rows(self) -> Iterator[Row]:
        """所有的行 — of every kind."""
        for kind in (
            self.names, self.zones, self.profiles, self.plans, self.listings, self.amounts,
            self.words, self.milestones,
        ):
            yield from kind


def kept_of(project_id: int, *, year: int = 0) -> Kept:
    """读一个项目 — eight SQL statements, however many facts; the words of a year are long, so only those."""
    ours = {"project_id": project_id}
    return Kept(
        year,
        _rows(ProjectName, **ours), _rows(ProjectZone, **ours), _rows(Profile, **ours),
        _rows(AnnualPlan, **ours), _rows(Listing, **ours), _rows(MonthlyAmount, **ours),
        _rows(MonthlyWord, **(ours | {"year": year} if year else ours)), _rows(Milestone, **ours),
    )


def _rows(model: type[Fact], **narrow: int) -> tuple[Row, ...]:
    return tuple(_every(model).filter(**narrow))


@cache
def _every(model: type[Fact]) -> QuerySet[Any]:
    """Every row of the kind, as it is told here: put together once, asked of one project at a time."""
    more = {"who": F("recorded_by__name"), **MORE.get(model, {})}
    names = dict.fromkeys((*BASE, *more, *model.FACT_KEY, *model.FACT_VALUES))
    found = model._default_manager.annotate(**more).order_by("recorded_at", "id")
    return found.values_list(*names, named=True)


def known(rows: Iterable[Row]) -> list[Row]:
    """现行的 — what was not superseded, oldest first."""
    return [row for row in rows if row.superseded_at is None]


def _in_force(rows: Iterable[Row], day: date) -> list[Row]:
    return [
        row for row in known(rows)
        if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    ]


def profile_on(kept: Kept, day: date) -> Mapping[str, Any]:
    """概况 — in force on the day, by the names of `Profile.FACT_VALUES`."""
    found = [row for row in known(kept.profiles) if row.valid_from <= day]
    return max(found, key=_since)._asdict() if found else NO_PROFILE


def plan_rows(kept: Kept, year: int) -> list[Row]:
    """年度计划 — what is said of the year, in the order of the days from which it holds."""
    return sorted((row for row in known(kept.plans) if row.year == year), key=_since)


def plan_on(kept: Kept, year: int, day: date) -> Decimal | None:
    """年度计划 — in force on the day, in 万元; None when nothing is said."""
    found = [row for row in plan_rows(kept, year) if row.valid_from <= day]
    return found[-1].plan_wan if found else None


def zones_on(kept: Kept, day: date) -> tuple[tuple[int, str], ...]:
    """所属板块 — (id, name) on the day, in the order of the 板块."""
    found = sorted(_in_force(kept.zones, day), key=lambda row: (row.place, row.zone_id))
    return tuple((row.zone_id, row.zone_name) for row in found)


def zone_names(kept: Kept) -> dict[int, str]:
    """板块名称 — of every 板块 it ever lay in, by id."""
    return {row.zone_id: row.zone_name for row in kept.zones}


def listings_on(kept: Kept, year: int, day: date) -> list[Row]:
    """列入 — of the year on the day, highest level first."""
    found = (row for row in _in_force(kept.listings, day) if row.year == year)
    return sorted(found, key=lambda row: (LEVEL_ORDER[row.level], row.id))


def amounts_in(kept: Kept, year: int, basis: Basis = Basis.REPORTED) -> dict[int, Row]:
    """逐月完成 — the rows with an amount, by month; 几个月合计 at its last month."""
    found = (
        row for row in known(kept.amounts)
        if row.year == year and row.basis == basis and row.amount_wan is not None
    )
    return {row.month: row for row in sorted(found, key=lambda row: row.month)}


def milestone_lines(kept: Kept) -> dict[str, MilestoneLine]:
    """节点 — by node."""
    return {
        row.node: MilestoneLine(
            row.node, row.planned_on, row.planned_precision, row.actual_on, row.actual_precision,
            row.recognised_on,
        )
        for row in known(kept.milestones)
    }


def _since(row: Row) -> tuple:
    return row.valid_from, row.recorded_at, row.id
