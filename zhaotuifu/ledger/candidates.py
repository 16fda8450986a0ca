"""候选 — what the library tells of projects that may be meant, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger import library
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.library import AT_ONCE, Period
from zhaotuifu.ledger.models import NameDecision
from zhaotuifu.ledger.rules.likeness import Portrait
from zhaotuifu.ledger.rules.matching import KnownProject
from zhaotuifu.ledger.rules.similar import Keys
from zhaotuifu.progress import queries as progress
from zhaotuifu.projects.models import Listing, Profile, Project, ProjectName, ProjectZone
from zhaotuifu.projects.queries import chunks, latest_profiles

SOUGHT = ("core", "trunk", "project_id", "pk")
OF_NAME = (
    "pk", "project_id", "name", "name_key", "core", "trunk", "valid_from", "project__name_key",
)
OF_PROFILE = ("total_investment_wan", "unit_name", "uscc", "address", "start_year", "end_year")


@dataclass(frozen=True, slots=True)
class Borne:
    """叫过的名称 — one name of one project."""

    project_id: int
    name: str
    name_key: str
    keys: Keys
    since_year: int
    is_former: bool


@dataclass(frozen=True, slots=True)
class Said:
    """定过的 — this sender's decisions: by (name, 板块) the project meant, and those not meant."""

    meant: Mapping[tuple[str, str], int]
    refused: Mapping[tuple[str, str], frozenset[int]]


def decided(sender_id: int | None) -> Said:
    """定过的 — in force of the sender; one SQL statement."""
    meant: dict[tuple[str, str], int] = {}
    refused: dict[tuple[str, str], set[int]] = defaultdict(set)
    rows = NameDecision.objects.in_force().filter(sender_id=sender_id).order_by("id")
    for key, zone, project_id, is_same in rows.values_list(
        "name_key", "zone_text", "project_id", "is_same"
    ):
        if is_same:
            meant[key, zone] = project_id
        else:
            refused[key, zone].add(project_id)
    return Said(meant, {place: frozenset(ids) for place, ids in refused.items()})


def names(sender: Sender) -> tuple[list[Keys], list[tuple[int, int]]]:
    """名称的检索键 — of every name the sender's projects bear or bore, and beside them (project,
    id of the name); one SQL statement.
    """
    rows = ProjectName.objects.filter(is_taken_back=False, project__is_void=False)
    if not sender.has_all:
        lies_there = ProjectZone.objects.known().filter(
            zone__in=sender.zone_ids, valid_to__isnull=True
        )
        rows = rows.filter(project__in=lies_there.values("project_id"))
    found = list(rows.order_by().values_list(*SOUGHT))
    return [Keys(one[0], one[1]) for one in found], [(one[2], one[3]) for one in found]


def borne(ids: Iterable[int]) -> dict[int, Borne]:
    """叫过的名称 — by the id of the name; one SQL statement for every 5,000."""
    found: dict[int, Borne] = {}
    for part in chunks(ids):
        rows = ProjectName.objects.filter(pk__in=part).order_by("pk").values_list(*OF_NAME)
        for pk, project_id, name, key, core, trunk, since, key_now in rows:
            found[pk] = Borne(
                project_id, name, key, Keys(core, trunk), since.year, is_former=key != key_now
            )
    return found


def by_trace(usccs: Collection[str], addresses: Collection[str]) -> dict[str, set[int]]:
    """同单位、同地址 — projects by credit code and by address, as they were ever said of them."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, values in (("uscc", usccs), ("address", addresses)):
        wanted = sorted(values)
        for start in range(0, len(wanted), AT_ONCE):
            rows = Profile.objects.known().filter(
                **{f"{name}__in": wanted[start : start + AT_ONCE]}
            )
            for project_id, value in rows.order_by("id").values_list("project_id", name):
                found[value].add(project_id)
    return found


def projects(ids: Iterable[int], sender: Sender) -> dict[int, KnownProject]:
    """库内项目 — by id, those the sender may see; two SQL statements for every 5,000."""
    found: dict[int, KnownProject] = {}
    for part in chunks(ids):
        rows = Project.objects.filter(pk__in=part, is_void=False)
        known = library.known_projects(rows.only("name", "name_key", "code", "standing"), sender)
        found.update((one.id, one) for one in known if one.is_visible)
    return found


def portraits(known: Mapping[int, KnownProject], when: Period) -> dict[int, Portrait]:
    """画像 — of these projects, as last said; three SQL statements for every 5,000."""
    profiles: dict[int, dict[str, Any]] = {}
    levels: dict[int, str] = {}
    for part in chunks(known):
        profiles.update(latest_profiles(part, as_of=date.max, known_at=None))
        listed = Listing.objects.known().filter(project_id__in=part, year__lte=when.year)
        levels.update(listed.order_by("year", "id").values_list("project_id", "level"))
    last_year = progress.months_of(known, year=when.year - 1)
    return {
        project_id: _portrait(
            one, profiles.get(project_id, {}), levels.get(project_id, ""), last_year.get(project_id)
        )
        for project_id, one in known.items()
    }


def _portrait(
    one: KnownProject, profile: Mapping[str, Any], level: str, months: Mapping[int, Decimal] | None
) -> Portrait:
    said = {name: profile[name] for name in OF_PROFILE if profile.get(name) not in (None, "")}
    done = sum(months.values(), Decimal(0)) if months else None
    return Portrait(
        one.name, one.name_key, one.code, one.zone_names, level,
        total_wan=said.pop("total_investment_wan", None), last_year_wan=done, **said,
    )


def under(portrait: Portrait, name: Borne) -> Portrait:
    """以某名 — the same project under a name it bears or bore."""
    return replace(
        portrait, name=name.name, name_key=name.name_key, is_former=name.is_former,
        since_year=name.since_year,
    )
