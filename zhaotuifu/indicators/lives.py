"""签约以来 — the projects signed in a year, wherever they stand today: for what counts along the life."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.models import Milestone
from zhaotuifu.progress.states import Node
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.queries import Snapshot, chunks


def signed_lines(
    *, year: int, as_of: date, known_at: datetime | None = None, actor: Actor | None = None
) -> tuple[Line, ...]:
    """当年签约的项目 — signed in the year up to the day, one line each; ten SQL statements.

    On no list, or withdrawn since, they stay: signed is signed. The level, the 建设性质 and the day of
    admission are those of the lists up to the day: the last list, the first admission.
    """
    ids = _signed_ids(year, as_of, known_at, actor)
    snapshots = projects.snapshots(ids, year=year, as_of=as_of, known_at=known_at)
    milestones = progress.milestones_of(ids, known_at=known_at)
    listings = _listings(ids, as_of, known_at)
    return tuple(
        _line(snapshots[project_id], listings.get(project_id, []), milestones.get(project_id, {}))
        for project_id in ids
    )


def _signed_ids(
    year: int, as_of: date, known_at: datetime | None, actor: Actor | None
) -> list[int]:
    last = min(as_of, date(year, 12, 31))
    span = (date(year, 1, 1), last)
    rows = Milestone.objects.known(known_at).filter(node=Node.SIGNED).filter(
        Q(recognised_on__range=span) | Q(recognised_on__isnull=True, actual_on__range=span)
    )
    seen = Project.objects.visible_to(actor) if actor else Project.objects.filter(is_void=False)
    rows = rows.filter(project__in=seen)
    return list(rows.order_by("project_id").values_list("project_id", flat=True).distinct())


def _listings(
    ids: Sequence[int], as_of: date, known_at: datetime | None
) -> dict[int, list[Listing]]:
    """All lists a project stood on up to the day: latest year first, highest level first."""
    found: dict[int, list[Listing]] = defaultdict(list)
    for part in chunks(ids):
        rows = Listing.objects.known(known_at).filter(project_id__in=part, valid_from__lte=as_of)
        for row in rows.order_by("project_id", "-year", "id"):
            found[row.project_id].append(row)
    for lists in found.values():
        lists.sort(key=lambda row: (-row.year, projects.LEVEL_ORDER[row.level]))
    return found


def _line(snapshot: Snapshot, listings: Sequence[Listing], milestones) -> Line:
    profile = snapshot.profile
    last = listings[0] if listings else None
    admissions = [row.admitted_on for row in listings if row.admitted_on is not None]
    return Line(
        project_id=snapshot.id, name=snapshot.name, code=snapshot.code,
        level=last.level if last else "", construction_kind=last.construction_kind if last else "",
        kind=str(profile["kind"]), category=str(profile["category"]), zone_ids=snapshot.zone_ids,
        zone_names=snapshot.zone_names, total_wan=profile["total_investment_wan"],  # type: ignore[arg-type]
        plan_wan=None, months={}, admitted_on=min(admissions, default=None),
        milestones=milestones, word=progress.NO_WORD, standing=snapshot.standing,
        stage=snapshot.stage, is_demo=snapshot.is_demo, profile=profile,
    )
