"""范围换成条件 — which year lines a scope takes, and whether the cells hold its sums already."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from enum import Enum

from django.db.models import Q

from zhaotuifu.indicators.models import Cell
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules.measures import micro
from zhaotuifu.indicators.states import Axis
from zhaotuifu.projects.memberships import members_of
from zhaotuifu.projects.models import ProjectZone


class Group(Enum):
    """分成 — a figure of each 板块, 产业链 or level; a joint project counts in each of its 板块."""

    ZONE = "zone"
    CATEGORY = "category"
    LEVEL = "level"


#: what the conditions below know of a scope; one that says more is counted from the book
KNOWN = frozenset(
    ("level", "zone_id", "kind", "category", "construction_kind", "size_from_wan", "size", "programme_id")
)
IN_CELLS = frozenset(("level", "zone_id", "category"))


def said(scope: Scope) -> frozenset[str]:
    """说了哪些 — the names of what the scope narrows."""
    return frozenset(one.name for one in fields(scope) if getattr(scope, one.name) is not None)


def cell_address(scope: Scope, group: Group | None) -> tuple[Axis, str | None] | None:
    """在哪一列格 — axis and key (None: each key is a group) of a usual scope; None for another."""
    if said(scope) - IN_CELLS:
        return None
    divided = {
        Axis.ZONE: (scope.zone_id is not None, group is Group.ZONE),
        Axis.CATEGORY: (scope.category is not None, group is Group.CATEGORY),
    }
    used = [axis for axis, (is_asked, is_group) in divided.items() if is_asked or is_group]
    if len(used) > 1 or any(all(one) for one in divided.values()):
        return None
    if not used:
        return Axis.ALL, ""
    (axis,) = used
    if divided[axis][1]:
        return axis, None
    return axis, str(scope.zone_id) if axis is Axis.ZONE else scope.category


def cell_level(scope: Scope) -> str:
    """哪一级的格."""
    return Cell.EACH_ONCE if scope.level is None else scope.level


def condition(scope: Scope, group: Group | None, as_of: date, known_at: datetime | None) -> Q:
    """年行的条件 — the same lines as `Book.within`."""
    found = Q(from_on__lte=as_of, to_on__gte=as_of)
    if scope.level is not None:
        found &= Q(level=scope.level)
    elif group is not Group.LEVEL:
        found &= Q(is_first=True) if scope.construction_kind is None else Q(is_first_of_kind=True)
    for name in ("kind", "category", "construction_kind"):
        wanted = getattr(scope, name)
        if wanted is not None:
            found &= Q(**{name: wanted})
    if scope.zone_id is not None:
        # Who ever lay there is looked up first: the lines of a 板块 are one in twenty.
        ever = ProjectZone.objects.filter(zone_id=scope.zone_id).order_by()
        found &= Q(project_id__in=ever.values("project_id"), zones__contains=f"/{scope.zone_id}/")
    if scope.size_from_wan is not None:
        least = Q(total__gte=micro(scope.size_from_wan))
        found &= least | Q(total__isnull=True) if scope.size_from_wan <= 0 else least
    if scope.size is not None:
        found &= _size(scope)
    if scope.programme_id is not None:
        members = members_of(scope.programme_id, as_of, known_at)
        found &= Q(project_id__in=members)
    return found


def _size(scope: Scope) -> Q:
    size = scope.size
    pairs = (("total", size.from_wan), ("usd", size.from_usd_wan)) if size else ()
    found = Q(pk__in=[])
    for column, least in pairs:
        if least is not None:
            found |= Q(**{f"{column}__gte": micro(least)})
    return found
