"""项目库查询 — what is said of projects as of a day, as known at a moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Profile,
    Project,
    ProjectZone,
    StandingChange,
)


@dataclass(frozen=True, slots=True)
class ListingLine:
    """列入 — level, construction kind and admission day on a year's list."""

    fact_id: int
    year: int
    level: str
    construction_kind: str
    admitted_on: date | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """项目快照 — identity and every fact of the projects area as of a day, known at a moment.

    `profile` holds `Profile.FACT_VALUES` by name; amounts are in 万元; None or "" is no value.
    """

    id: int
    name: str
    code: str
    standing: str
    stage: str
    is_demo: bool
    zone_ids: tuple[int, ...]
    zone_names: tuple[str, ...]
    listings: tuple[ListingLine, ...]
    plan_wan: Decimal | None
    profile: dict[str, object]
    standing_on: date | None
    standing_reason: str

    def listing(self, level: str | None = None) -> ListingLine | None:
        """列入 — of the level, or the only/highest one of the year."""
        found = [line for line in self.listings if level is None or line.level == level]
        return found[0] if found else None


READ_CHUNK = 5000
LEVEL_ORDER = {"province": 0, "city": 1, "district": 2, "": 3}
NO_PROFILE: dict[str, object] = {
    name: None if Profile._meta.get_field(name).null else "" for name in Profile.FACT_VALUES
}


def chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """分段 — ids in pieces that every database takes as parameters; a district fits in one."""
    found = sorted(set(ids))
    for start in range(0, len(found), READ_CHUNK):
        yield found[start : start + READ_CHUNK]


def snapshots(
    ids: Iterable[int], *, year: int, as_of: date, known_at: datetime | None = None
) -> dict[int, Snapshot]:
    """快照 — of these projects by id; six SQL statements for every 5,000 of them."""
    found: dict[int, Snapshot] = {}
    for part in chunks(ids):
        found.update(_snapshots(part, year, as_of, known_at))
    return found


def _snapshots(
    ids: Sequence[int], year: int, as_of: date, known_at: datetime | None
) -> Iterator[tuple[int, Snapshot]]:
    profiles = latest_profiles(ids, as_of=as_of, known_at=known_at)
    plans = latest_plans(ids, year=year, as_of=as_of, known_at=known_at)
    zones = zones_of(ids, as_of=as_of, known_at=known_at)
    listings = listings_of(ids, year=year, as_of=as_of, known_at=known_at)
    standings = standings_of(ids, as_of=as_of, known_at=known_at)
    for project in Project.objects.filter(pk__in=ids):
        changed = standings.get(project.pk)
        yield project.pk, Snapshot(
            id=project.pk, name=project.name, code=project.code, stage=project.stage,
            is_demo=project.is_demo,
            standing=changed.standing if changed else "active",
            zone_ids=tuple(zone_id for zone_id, _ in zones.get(project.pk, ())),
            zone_names=tuple(name for _, name in zones.get(project.pk, ())),
            listings=tuple(listings.get(project.pk, ())),
            plan_wan=plans.get(project.pk),
            profile=profiles.get(project.pk, NO_PROFILE),
            standing_on=changed.valid_from if changed else None,
            standing_reason=changed.reason if changed else "",
        )


def latest_profiles(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None
) -> dict[int, dict[str, object]]:
    """概况 — the latest in force on the day; one SQL statement."""
    rows = (
        Profile.objects.known(known_at)
        .filter(project_id__in=ids, valid_from__lte=as_of)
        .order_by("valid_from", "recorded_at", "id")
        .values("project_id", *Profile.FACT_VALUES)
    )
    return {row.pop("project_id"): row for row in rows}


def latest_plans(
    ids: Sequence[int], *, year: int, as_of: date, known_at: datetime | None
) -> dict[int, Decimal | None]:
    """年度计划 — the latest in force on the day, in 万元; one SQL statement."""
    rows = (
        AnnualPlan.objects.known(known_at)
        .filter(project_id__in=ids, year=year, valid_from__lte=as_of)
        .order_by("valid_from", "recorded_at", "id")
        .values_list("project_id", "plan_wan")
    )
    return dict(rows)


def zones_of(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None
) -> dict[int, list[tuple[int, str]]]:
    """所属板块 — (id, name) pairs in the order of the 板块; one SQL statement."""
    rows = (
        ProjectZone.objects.known(known_at)
        .filter(project_id__in=ids, valid_from__lte=as_of)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=as_of))
        .order_by("zone__position", "zone_id", "id")
        .values_list("project_id", "zone_id", "zone__name")
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for project_id, zone_id, name in rows:
        found[project_id].append((zone_id, name))
    return found


def listings_of(
    ids: Sequence[int], *, year: int, as_of: date, known_at: datetime | None
) -> dict[int, list[ListingLine]]:
    """列入 — of the year, in force on the day, highest level first; one SQL statement."""
    rows = (
        Listing.objects.known(known_at)
        .filter(project_id__in=ids, year=year, valid_from__lte=as_of)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=as_of))
    )
    found: dict[int, list[ListingLine]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (LEVEL_ORDER[row.level], row.pk)):
        found[row.project_id].append(
            ListingLine(
                row.pk, row.year, row.level, row.construction_kind, row.admitted_on,
                row.valid_from, row.valid_to,
            )
        )
    return found


def standings_of(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None
) -> dict[int, StandingChange]:
    """停复退 — the latest change up to the day; one SQL statement."""
    rows = (
        StandingChange.objects.known(known_at)
        .filter(project_id__in=ids, valid_from__lte=as_of)
        .order_by("valid_from", "recorded_at", "id")
    )
    return {row.project_id: row for row in rows}


def find(actor: Actor, project_id: int) -> Project | None:
    """找项目 — None when it does not exist or the actor may not see it; one SQL statement."""
    return Project.objects.visible_to(actor).filter(pk=project_id).first()


def revision_of(project: Project) -> str:
    """修订号 — changes with the name, the code, the standing or any fact; four SQL statements.

    A form carries it, so that a lost race is noticed.
    """
    models = (ProjectZone, Listing, AnnualPlan, Profile)
    ids = [
        sorted(model.objects.known().filter(project=project).values_list("pk", flat=True))
        for model in models
    ]
    text = repr((project.name, project.code, project.standing, ids))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def last_word_on(project: Project, year: int) -> date:
    """最近陈述日 — the latest day from which something of the project is true in the year.

    A correction may not begin before it, or it would be hidden by what is said later; the first
    day of the year when nothing is said. Four SQL statements.
    """
    rows = (
        Profile.objects.known().filter(project=project),
        ProjectZone.objects.known().filter(project=project),
        AnnualPlan.objects.known().filter(project=project, year=year),
        Listing.objects.known().filter(project=project, year=year),
    )
    days = [part.aggregate(day=Max("valid_from"))["day"] for part in rows]
    return max((day for day in days if day), default=date(year, 1, 1))


def last_standing_on(project: Project) -> date | None:
    """最近停复退日 — None when it was never changed; one SQL statement."""
    return StandingChange.objects.known().filter(project=project).aggregate(day=Max("valid_from"))["day"]


def latest_listed_year(project: Project) -> int | None:
    """最近列入年度 — None when it is on no list; one SQL statement."""
    return Listing.objects.known().filter(project=project).aggregate(year=Max("year"))["year"]
