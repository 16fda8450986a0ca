"""板块变动的项目 — what lies in one 板块 goes to another from a day on: dated facts, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.parties.models import Organisation
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.projects.models import Listing, Project, ProjectZone
from zhaotuifu.projects.queries import chunks

ONE_DAY = timedelta(days=1)
NAMED = 3


def lying_in(zone_id: int, on: date) -> int:
    """要搬几个 — projects that lie in the 板块 on the day or come into it later; one SQL statement."""
    return _rows(zone_id, on).values("project").distinct().count()


@transaction.atomic
def move_zone(
    *, giver: Organisation, taker: Organisation, on: date, source: str, by: Actor, at: datetime
) -> int:
    """搬板块 — every project of the giver lies in the taker from the day on; says how many.

    A joint project that lies in the taker already only leaves the giver. Raises `Refused` for who
    may not, and for a project that lay in the taker before and left it: its past would be lost.
    """
    at = audit.take_turn(at)
    if by.user_id is not None and not by.holds(Role.ADMIN, Role.OFFICE):
        ensure(no("不能搬：单位变动由管理员办。请联系管理员。"))
    rows = list(_rows(giver.pk, on).order_by("id"))
    ids = sorted({row.project_id for row in rows})
    there = _there(taker.pk, ids)
    _ensure_no_return(rows, there, on, taker)
    origin = f"{giver.name}并入{taker.name}"[:200]
    new, gone = _drawn(rows, there, taker.pk, on, origin)
    facts.supersede(gone, at=at)
    facts.record(new, at=at, by_id=by.user_id, batch=f"merge-{giver.pk}-{taker.pk}")
    after = {"zone": taker.name, "on": on, "reason": f"{origin}：{source}"}
    names = _names(ids)
    audit.record_many(
        [
            audit.Deed("随单位并入", "project", str(pk), names.get(pk, ""), {"zone": giver.name}, after)
            for pk in ids
        ],
        by=by, at=at,
    )
    if ids:
        publish(ProjectsRecorded(tuple(ids), _years(ids, on), at))
    return len(ids)


def _rows(zone_id: int, on: date):
    open_then = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return ProjectZone.objects.known().filter(open_then, zone=zone_id)


def _there(zone_id: int, ids: Sequence[int]) -> dict[int, ProjectZone]:
    found: dict[int, ProjectZone] = {}
    for part in chunks(ids):
        rows = ProjectZone.objects.known().filter(zone=zone_id, project_id__in=part)
        found |= {row.project_id: row for row in rows.order_by("id")}
    return found


def _ensure_no_return(
    rows: Sequence[ProjectZone], there: dict[int, ProjectZone], on: date, taker: Organisation
) -> None:
    came_back = [
        row.project_id for row in rows
        if row.project_id in there and (there[row.project_id].valid_to or date.max) < max(on, row.valid_from)
    ]
    if came_back:
        names = "、".join(list(_names(came_back).values())[:NAMED])
        raise Refused(
            no(f"不能并入：{names}等 {len(came_back)} 个项目以前属于{taker.name}又搬走了。请先在项目上改好它们的板块。")
        )


def _drawn(
    rows: Sequence[ProjectZone], there: dict[int, ProjectZone], taker_id: int, on: date, origin: str
) -> tuple[list[ProjectZone], list[ProjectZone]]:
    """The facts to state, and those that only go: what had not begun by the day."""
    new, gone = [], []
    for row in rows:
        if row.valid_from < on:
            new.append(
                ProjectZone(
                    project_id=row.project_id, zone_id=row.zone_id, valid_from=row.valid_from,
                    valid_to=on - ONE_DAY, origin=origin,
                )
            )
        else:
            gone.append(row)
        if row.project_id not in there:
            new.append(
                ProjectZone(
                    project_id=row.project_id, zone_id=taker_id, valid_from=max(on, row.valid_from),
                    valid_to=row.valid_to, origin=origin,
                )
            )
    return new, gone


def _names(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(ids):
        found |= dict(Project.objects.filter(pk__in=part).order_by("id").values_list("pk", "name"))
    return found


def _years(ids: Sequence[int], on: date) -> tuple[int, ...]:
    """The years whose lists show it: from the year of the day on."""
    found: set[int] = set()
    for part in chunks(ids):
        listed = Listing.objects.known().filter(project_id__in=part, year__gte=on.year)
        found |= set(listed.order_by("year").values_list("year", flat=True).distinct())
    return tuple(sorted(found))
