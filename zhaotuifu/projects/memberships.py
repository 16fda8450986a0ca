"""归属查询 — programmes and their members, packages and their parts, as of a day, known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhaotuifu.kernel.drafts import Draft, seen
from zhaotuifu.kernel.names import comparable
from zhaotuifu.kernel.prepared import rows_of
from zhaotuifu.projects.belonging import Packaging, Programme, ProgrammeMember
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.queries import chunks


@dataclass(frozen=True, slots=True)
class MemberLine:
    """列入专项 — the programme, and from when to when (None: still)."""

    programme_id: int
    name: str
    valid_from: date
    valid_to: date | None


def members_of(
    programme_id: int, on: date, known_at: datetime | None = None
) -> QuerySet[ProgrammeMember, Any]:
    """专项成员 — the ids of the projects that belong on the day, as a sub-select for `pk__in`."""
    rows = _standing(ProgrammeMember.objects.known(known_at).filter(programme=programme_id), on)
    return rows.values("project_id")


def member_ids(programme_id: int, on: date, known_at: datetime | None = None) -> frozenset[int]:
    """专项成员 — the same as a set; one SQL statement."""
    return frozenset(members_of(programme_id, on, known_at).values_list("project_id", flat=True))


def programmes_of(
    ids: Iterable[int], *, as_of: date, known_at: datetime | None = None, draft: Draft | None = None
) -> dict[int, list[MemberLine]]:
    """所属专项 — by project, in the order of the codes; one SQL statement for every 5,000, two with a draft."""
    names = ("programme__code", "project_id", "programme_id", "programme__name", "valid_from", "valid_to")
    found: dict[int, list[MemberLine]] = defaultdict(list)
    called = _called(draft)
    derived = {
        "programme__code": lambda fact: called[fact.programme_id][0],
        "programme__name": lambda fact: called[fact.programme_id][1],
    }
    for part in chunks(ids):
        wanted = frozenset(part)
        rows = _standing(ProgrammeMember.objects.known(known_at).filter(project_id__in=part), as_of)
        drafted = seen(
            rows, names, draft,
            lambda fact, wanted=wanted: (  # type: ignore[misc]
                fact.project_id in wanted and fact.valid_from <= as_of <= (fact.valid_to or as_of)
            ),
            derived,
        )
        for _, project_id, *values in sorted(drafted, key=lambda row: (row[0], row[1])):
            found[project_id].append(MemberLine(*values))
    return found


def _called(draft: Draft | None) -> dict[int, tuple[str, str]]:
    facts = draft.new.get(ProgrammeMember, {}).values() if draft else ()
    ids = {fact.programme_id for fact in facts}  # type: ignore[attr-defined]
    rows = Programme.objects.filter(pk__in=ids).values_list("pk", "code", "name") if ids else ()
    return {pk: (code, name) for pk, code, name in rows}


def programme_choices(on: date | None = None) -> list[tuple[int, str]]:
    """可选的专项 — (id, name) of those in force on the day (none: all), by code; one SQL statement."""
    return rows_of(_programmes, on)


def _programmes(on: date | None) -> QuerySet:
    rows = Programme.objects.order_by("code", "id")
    if on is not None:
        rows = rows.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return rows.values_list("pk", "name")


def packed_of(
    ids: Iterable[int], *, as_of: date, known_at: datetime | None = None, draft: Draft | None = None
) -> dict[int, Packed]:
    """打包情况 — of those projects of which something is said; one SQL statement for every 5,000.

    Who is not in it is a project for itself: `Packed(project_id)`. Counting both ways:
    `packages.whole_count` and `packages.split_count`.
    """
    names = ("valid_from", "recorded_at", "project_id", "parts", "package_id", "package_name")
    found: dict[int, Packed] = {}
    for part in chunks(ids):
        wanted = frozenset(part)
        rows = Packaging.objects.known(known_at).filter(project_id__in=part, valid_from__lte=as_of)
        drafted = seen(
            rows, names, draft,
            lambda fact, wanted=wanted: fact.project_id in wanted and fact.valid_from <= as_of,  # type: ignore[misc]
        )
        for _, _, *values in sorted(drafted, key=lambda row: row[0]):
            found[values[0]] = Packed(*values)
    return {pk: one for pk, one in found.items() if one.parts or one.is_part}


def parts_of(package_id: int, *, as_of: date, known_at: datetime | None = None) -> list[int]:
    """子项 — the ids of the projects that are parts of this package on the day; two SQL statements."""
    rows = Packaging.objects.known(known_at).filter(package=package_id, valid_from__lte=as_of)
    told = sorted(set(rows.values_list("project_id", flat=True)))
    found = packed_of(told, as_of=as_of, known_at=known_at)
    return [pk for pk in told if pk in found and found[pk].package_id == package_id]


def packages_named(names: Iterable[str]) -> dict[str, int]:
    """打包项目 — the project of the library by name, where exactly one bears it; one SQL statement or none."""
    keys = {comparable(name)[:300]: name for name in names if name}
    if not keys:
        return {}
    found: dict[str, list[int]] = defaultdict(list)
    rows = Project.objects.filter(name_key__in=keys, is_void=False).order_by("id")
    for key, pk in rows.values_list("name_key", "pk"):
        found[keys[key]].append(pk)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _standing(rows: QuerySet[ProgrammeMember], on: date) -> QuerySet[ProgrammeMember]:
    return rows.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
