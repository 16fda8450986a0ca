"""项目库查询 — what is said of projects as of a day, as known at a moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft, instead, seen
from zhaotuifu.kernel.facts import Fact, later_than
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.parties.models import FormerName, Organisation
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Packaging,
    Profile,
    ProgrammeMember,
    Project,
    ProjectFact,
    ProjectName,
    ProjectZone,
    StandingChange,
)

#: a day by which no former name is used any more
NAMED_NOW = date.max


@dataclass(frozen=True, slots=True)
class ListingLine:
    """列入 — level, construction kind and admission day on a year's list."""

    fact_id: int | None  # None while it is only drafted
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
    ids: Iterable[int], *, year: int, as_of: date, known_at: datetime | None = None,
    draft: Draft | None = None, called_on: date | None = None,
) -> dict[int, Snapshot]:
    """快照 — of these projects by id; six SQL statements for every 5,000 of them.

    With `draft`, as they will be once it is written. The 板块 are named as on the day, or as on
    `called_on` (`NAMED_NOW`: as today, for who compares with names that are said today).
    """
    found: dict[int, Snapshot] = {}
    for part in chunks(ids):
        found.update(_snapshots(part, year, as_of, known_at, draft, called_on))
    return found


def _snapshots(
    ids: Sequence[int], year: int, as_of: date, known_at: datetime | None, draft: Draft | None,
    called_on: date | None,
) -> Iterator[tuple[int, Snapshot]]:
    profiles = latest_profiles(ids, as_of=as_of, known_at=known_at, draft=draft)
    plans = latest_plans(ids, year=year, as_of=as_of, known_at=known_at, draft=draft)
    zones = zones_of(ids, as_of=as_of, known_at=known_at, draft=draft, called_on=called_on)
    listings = listings_of(ids, year=year, as_of=as_of, known_at=known_at, draft=draft)
    standings = standings_of(ids, as_of=as_of, known_at=known_at)
    for project in instead(Project.objects.filter(pk__in=ids), Project, ids, draft):
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


def sort_keys(ids: Sequence[int]) -> list[tuple[int, str]]:
    """拼音序 — (id, key) of these projects; one SQL statement."""
    rows = Project.objects.filter(pk__in=ids).order_by("id")
    return list(rows.values_list("pk", "sort_key"))


def latest_profiles(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None, draft: Draft | None = None
) -> dict[int, dict[str, object]]:
    """概况 — the latest in force on the day; one SQL statement."""
    rows = (
        Profile.objects.known(known_at)
        .filter(project_id__in=ids, valid_from__lte=as_of)
        .order_by("valid_from", "recorded_at", "id")
    )
    names = ("valid_from", "project_id", *Profile.FACT_VALUES)
    return {
        project_id: dict(zip(Profile.FACT_VALUES, values, strict=True))
        for _, project_id, *values in _in_order(seen(rows, names, draft, _told(ids, as_of)), draft)
    }


def latest_plans(
    ids: Sequence[int], *, year: int, as_of: date, known_at: datetime | None,
    draft: Draft | None = None,
) -> dict[int, Decimal | None]:
    """年度计划 — the latest in force on the day, in 万元; one SQL statement."""
    rows = (
        AnnualPlan.objects.known(known_at)
        .filter(project_id__in=ids, year=year, valid_from__lte=as_of)
        .order_by("valid_from", "recorded_at", "id")
    )
    found = seen(rows, ("valid_from", "project_id", "plan_wan"), draft, _told(ids, as_of, year))
    return {project_id: plan_wan for _, project_id, plan_wan in _in_order(found, draft)}


def _told(ids: Sequence[int], as_of: date, year: int | None = None) -> Callable[[ProjectFact], bool]:
    """What the filters above say, of a drafted fact."""
    wanted = frozenset(ids)
    return lambda fact: (
        fact.project_id in wanted
        and fact.valid_from <= as_of
        and (year is None or getattr(fact, "year", year) == year)
        and (getattr(fact, "valid_to", None) or as_of) >= as_of
    )


def _in_order(rows: list[tuple], draft: Draft | None) -> list[tuple]:
    """By the first value; the database has sorted what is not drafted."""
    return rows if draft is None else sorted(rows, key=lambda row: row[0])


def zones_of(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None, draft: Draft | None = None,
    called_on: date | None = None,
) -> dict[int, list[tuple[int, str]]]:
    """所属板块 — (id, name) pairs in the order of the 板块, as they were called on the day.

    `called_on` names them as on another day. One SQL statement, two with a draft.
    """
    rows = (
        ProjectZone.objects.known(known_at).annotate(called=_called(called_on or as_of))
        .filter(project_id__in=ids, valid_from__lte=as_of)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=as_of))
        .order_by("zone__position", "zone_id", "id")
    )
    names = ("zone__position", "zone_id", "project_id", "called")
    places = _places(draft)
    derived = {
        "zone__position": lambda fact: places[fact.zone_id][0],
        "called": lambda fact: places[fact.zone_id][1],
    }
    drafted = seen(rows, names, draft, _told(ids, as_of), derived)
    if draft is not None:
        drafted.sort(key=lambda row: row[:2])
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for _, zone_id, project_id, name in drafted:
        found[project_id].append((zone_id, name))
    return found


def _called(day: date) -> Coalesce:
    """The name of the 板块 on the day: the former one that ended first after it, else today's."""
    former = FormerName.objects.known().filter(organisation=OuterRef("zone"), until_on__gte=day)
    return Coalesce(Subquery(former.order_by("until_on").values("name")[:1]), F("zone__name"))


def _places(draft: Draft | None) -> dict[int, tuple[int, str]]:
    """Position and name of the 板块 that drafted facts speak of."""
    zone_ids = {fact.zone_id for fact in draft.new.get(ProjectZone, {}).values()} if draft else set()  # type: ignore[attr-defined]
    if not zone_ids:
        return {}
    rows = Organisation.objects.filter(pk__in=zone_ids).values_list("pk", "position", "name")
    return {pk: (position, name) for pk, position, name in rows}


def listings_of(
    ids: Sequence[int], *, year: int, as_of: date, known_at: datetime | None,
    draft: Draft | None = None,
) -> dict[int, list[ListingLine]]:
    """列入 — of the year, in force on the day, highest level first; one SQL statement."""
    rows = (
        Listing.objects.known(known_at)
        .filter(project_id__in=ids, year=year, valid_from__lte=as_of)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=as_of))
    )
    names = (
        "project_id", "pk", "year", "level", "construction_kind", "admitted_on", "valid_from", "valid_to",
    )
    drafted = seen(rows, names, draft, _told(ids, as_of, year))
    found: dict[int, list[ListingLine]] = defaultdict(list)
    for project_id, pk, *values in sorted(drafted, key=lambda row: (LEVEL_ORDER[row[3]], row[1] or 0)):
        found[project_id].append(ListingLine(pk, *values))
    return found


def standings_of(
    ids: Sequence[int], *, as_of: date, known_at: datetime | None
) -> dict[int, StandingChange]:
    """停复退 — the latest change up to the day; one SQL statement. No draft changes them."""
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
    """修订号 — changes with the name, the code, the standing or any fact; five SQL statements.

    A form carries it, so that a lost race is noticed.
    """
    models = (ProjectZone, Listing, AnnualPlan, Profile, Packaging)
    ids = [
        sorted(model.objects.known().filter(project=project).values_list("pk", flat=True))
        for model in models
    ]
    text = repr((project.name, project.code, project.standing, ids))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def last_word_on(project: Project, year: int) -> date:
    """最近陈述日 — the latest day from which something of the project is true in the year.

    A correction may not begin before it, or it would be hidden by what is said later; the first
    day of the year when nothing is said. Five SQL statements.
    """
    rows = (
        Profile.objects.known().filter(project=project),
        Packaging.objects.known().filter(project=project),
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


def nothing_later(batch: str) -> Verdict:
    """没有后续 — no statement stands in place of one of the batch; two SQL statements a kind."""
    kinds: tuple[type[Fact], ...] = (
        ProjectName, ProjectZone, Listing, AnnualPlan, Profile, StandingChange, ProgrammeMember,
        Packaging,
    )
    if any(later_than(model, batch=batch) for model in kinds):
        return no("不能撤回：这一批之后又有人改过其中的项目。请用更正的台账再导一次。")
    return YES
