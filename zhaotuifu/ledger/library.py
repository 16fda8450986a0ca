"""库内所知 — what matching and comparing need of the library, read in a fixed number of statements."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.belonging import JOINT
from zhaotuifu.ledger.rules import comparing
from zhaotuifu.ledger.rules.fields import (
    PACKAGE_NAME,
    PACKAGE_PARTS,
    TOTAL_INVESTMENT_FOREIGN,
    Extra,
    Field,
)
from zhaotuifu.ledger.rules.matching import KnownProject, Shelf
from zhaotuifu.ledger.rules.planning import Known
from zhaotuifu.ledger.rules.types import ForeignMoney
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects import memberships
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.models import Listing, Profile, Project, ProjectZone
from zhaotuifu.projects.queries import Snapshot, chunks
from zhaotuifu.projects.states import Level, Standing

AT_ONCE = 5000  # values in one question, as `projects.queries.chunks`
#: fields that stand under the same name in the library's profile
IN_PROFILE = tuple(
    name
    for name in Profile.FACT_VALUES
    if name in {one.value for one in (*Field, *Extra)}
)
LIMITS: Mapping[str, int] = {
    "name": 300,
    **{
        name: length
        for name in IN_PROFILE
        if (length := getattr(Profile._meta.get_field(name), "max_length", None))
    },
}


@dataclass(frozen=True, slots=True)
class Period:
    """报告期 — year, month, and the day from which what the ledger says is true.

    That day is the month's last; for the running month it is today, so that pages that ask
    about today already show it.
    """

    year: int
    month: int
    about_on: date


def period(year: int, month: int, today: date) -> Period:
    """报告期 — see `Period`."""
    last = date(year, month, calendar.monthrange(year, month)[1])
    return Period(year, month, max(date(year, month, 1), min(last, today)))


def shelf(
    codes: Collection[str], name_keys: Collection[str], ids: Collection[int], sender: Sender
) -> Shelf:
    """书架 — the projects that bear one of the codes or names, or were named in an answer."""
    found: dict[int, Project] = {}
    for name, values in (("code__in", codes), ("name_key__in", name_keys), ("pk__in", ids)):
        wanted = sorted(values)
        for start in range(0, len(wanted), AT_ONCE):
            part = Project.objects.filter(is_void=False, **{name: wanted[start : start + AT_ONCE]})
            found.update((one.pk, one) for one in part.only("name", "name_key", "code", "standing"))
    known = known_projects(found.values(), sender)
    by_name: dict[str, list[KnownProject]] = defaultdict(list)
    for one in known:
        by_name[one.name_key].append(one)
    return Shelf({one.code: one for one in known if one.code}, by_name, {one.id: one for one in known})


def known_projects(found: Iterable[Project], sender: Sender) -> list[KnownProject]:
    """库内项目 — with the 板块 they lie in and whether the sender may see them; by id."""
    there = sorted(found, key=lambda one: one.pk)
    zones = zones_now(one.pk for one in there)
    return [
        KnownProject(
            one.pk, one.name, one.name_key, one.code, zones.get(one.pk, ()),
            sender.owns(zones.get(one.pk, ())), one.standing == Standing.WITHDRAWN,
        )
        for one in there
    ]


def zones_now(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """现属板块 — names of the 板块 each project lies in today, in their order."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in chunks(ids):
        rows = (
            ProjectZone.objects.known()
            .filter(project_id__in=part, valid_to__isnull=True)
            .order_by("zone__position", "zone_id", "id")
            .values_list("project_id", "zone__name")
        )
        for project_id, name in rows:
            found[project_id].append(name)
    return {project_id: tuple(names) for project_id, names in found.items()}


def known_of(levels: Mapping[int, str], when: Period) -> dict[int, Known]:
    """已知 — of these projects at the period; `levels` maps project id to the level a row says."""
    snapshots = projects.snapshots(
        levels, year=when.year, as_of=when.about_on, called_on=projects.NAMED_NOW
    )
    months, sums = progress.amounts_of(levels, year=when.year)
    words = progress.words_of(levels, year=when.year, through=when.month)
    milestones = progress.milestones_of(levels)
    apart = _apart(levels, when)
    return {
        project_id: Known(
            _values(
                snapshot, levels[project_id], words.get(project_id, progress.NO_WORD),
                milestones.get(project_id, {}), when.month,
            ) | apart.get(project_id, {}),
            months.get(project_id, {}),
            snapshot.zone_names,
            sums.get(project_id, {}),
        )
        for project_id, snapshot in snapshots.items()
    }


def _apart(ids: Iterable[int], when: Period) -> dict[int, dict[str, Any]]:
    """列统、专项、打包 — what stands beside a project's own; three SQL statements for every 5,000."""
    recognised = progress.months_of(ids, year=when.year, through=when.month, basis=Basis.RECOGNISED)
    programmes = memberships.programmes_of(ids, as_of=when.about_on)
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, months in recognised.items():
        found[pk][Extra.RECOGNISED_MONTH_WAN.value] = months.get(when.month)
    for pk, lines in programmes.items():
        found[pk][Extra.PROGRAMMES.value] = JOINT.join(sorted({line.name for line in lines}))
    for pk, one in memberships.packed_of(ids, as_of=when.about_on).items():
        found[pk] |= {PACKAGE_PARTS: one.parts, PACKAGE_NAME: one.package_name}
    return found


def _values(
    snapshot: Snapshot, level: str, word: progress.WordLine,
    milestones: Mapping[str, progress.MilestoneLine], month: int,
) -> dict[str, Any]:
    """Library values by canonical field. Words are the latest up to the month, as pages show them;
    开工以来累计 only that of the month itself: an older one says nothing of this month.
    """
    listing = snapshot.listing(level) or snapshot.listing()
    profile = snapshot.profile
    values: dict[str, Any] = {name: profile[name] for name in IN_PROFILE}
    values |= {
        Field.NAME.value: snapshot.name, Field.CODE.value: snapshot.code,
        Field.ANNUAL_PLAN_WAN.value: snapshot.plan_wan,
        Field.IMAGE_PROGRESS.value: word.image_progress, Field.PROBLEMS.value: word.problems,
        Extra.CAUSE.value: word.cause, Extra.NEXT_PLAN.value: word.next_plan,
        Field.COMPLETED_TOTAL_WAN.value: word.completed_total_wan if word.month == month else None,
    }
    if profile["foreign_currency"]:
        amount = Decimal(str(profile["foreign_amount_wan"] or 0))
        values[TOTAL_INVESTMENT_FOREIGN] = ForeignMoney(str(profile["foreign_currency"]), amount)
    if listing:
        values |= {
            Field.LEVEL.value: listing.level, Extra.ADMITTED_ON.value: listing.admitted_on,
            Field.CONSTRUCTION_KIND.value: listing.construction_kind,
            comparing.LISTED_YEAR: str(listing.year),
        }
    for node, planned, actual in (
        (Node.START, Field.PLANNED_START_ON, Extra.ACTUAL_START_ON),
        (Node.FINISH, Field.PLANNED_FINISH_ON, Extra.ACTUAL_FINISH_ON),
        (Node.PERMIT, None, Extra.PERMIT_ON), (Node.PILE, None, Extra.PILE_ON),
        (Node.STATISTICS, None, Extra.STATISTICS_ON),
    ):
        line = milestones.get(node)
        if planned and line and line.planned_on:
            values[planned.value] = (line.planned_on, line.planned_precision)
        if line and line.actual_on:
            values[actual.value] = (line.actual_on, line.actual_precision)
    return values


def lacking(
    zone_names: Collection[str], levels: Collection[str], years: Collection[int],
    named: Collection[int],
) -> tuple[int, ...]:
    """台账没有的项目 — listed in one of the years, in these 板块 and (if given) at these levels; by id."""
    if not zone_names:
        return ()
    listed = Listing.objects.known().filter(
        year__in=years, project__is_void=False, valid_to__isnull=True,
        project__in=ProjectZone.objects.known()
        .filter(zone__name__in=zone_names, valid_to__isnull=True)
        .values("project_id"),
    )
    if levels:
        listed = listed.filter(level__in=levels)
    from_list = listed.exclude(project__standing=Standing.WITHDRAWN).values_list("project_id", flat=True)
    return tuple(sorted(set(from_list) - set(named)))


def level_values(found: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """级别 the rows speak of; empty when some row says none (then all levels are meant)."""
    levels = {values.get(Field.LEVEL.value) or "" for values in found}
    return frozenset() if "" in levels else frozenset(levels & {one.value for one in Level})
