"""归属 — the programmes a project is in, the package it is or is a part of; as far as the actor sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.belonging import Packaging
from zhaotuifu.projects.models import Project


@dataclass(frozen=True, slots=True)
class Other:
    """另一个项目 — its name, and its id where the actor may open it."""

    name: str
    id: int | None


@dataclass(frozen=True, slots=True)
class Package:
    """打包 — of how many sub-projects it consists, those in the library, and the package it is in."""

    count: int | None
    parts: tuple[Other, ...]
    whole: Other | None

    @property
    def is_said(self) -> bool:
        return bool(self.count or self.parts or self.whole)


def package_of(project_id: int, actor: Actor, *, as_of: date) -> Package:
    """打包情况 — as of the day; one SQL statement. Parts the actor may not see are only counted."""
    rows = Packaging.objects.known().filter(valid_from__lte=as_of)
    tells_of_us = rows.filter(package=project_id).order_by().values("project_id")
    seen = Project.objects.visible_to(actor)
    found = (
        rows.filter(Q(project=project_id) | Q(project__in=tells_of_us))
        .annotate(
            name=F("project__name"), called=F("package__name"),
            sees=Exists(seen.filter(pk=OuterRef("project_id"))),
            sees_whole=Exists(seen.filter(pk=OuterRef("package_id"))),
        )
        .order_by("project__sort_key", "project_id", "valid_from", "recorded_at", "id")
    )
    names = ("project_id", "name", "parts", "package_id", "package_name", "called", "sees", "sees_whole")
    last = {row.project_id: row for row in found.values_list(*names, named=True)}
    ours = last.pop(project_id, None)
    parts = tuple(
        Other(row.name, row.project_id)
        for row in last.values() if row.package_id == project_id and row.sees
    )
    whole = None
    if ours is not None and (ours.package_id or ours.package_name):
        seen_name = ours.called if ours.sees_whole else ""
        whole = Other(seen_name or ours.package_name or "打包项目", ours.package_id if ours.sees_whole else None)
    return Package(ours.parts if ours is not None else None, parts, whole)
