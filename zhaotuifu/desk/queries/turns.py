"""灯色变化 — which projects' lamps turned since a day: how many to each colour, the worst of them by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk.queries.rostered import stand_of
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.projects.models import Project
from zhaotuifu.supervision.models import LampTurn
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

#: turns looked through, newest first, and projects named
READ, NAMED = 500, 8


@dataclass(frozen=True, slots=True)
class Turn:
    """一个变化 — from which colour to which, why, and the project."""

    name: str
    url: str
    was: str
    was_label: str
    now: str
    now_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Turns:
    """变化 — how many turned to each colour (label, lamp, count), worst first; `more` are not named."""

    counts: tuple[tuple[str, str, int], ...]
    named: tuple[Turn, ...]
    more: int


def turned_since(actor: Actor, year: int, since: date) -> Turns:
    """灯色变化 — of the year's projects the actor sees: from what it was then to what it is now.

    Two SQL statements; a third when anything was recorded since.
    """
    stand = stand_of(year)
    return remembered(
        ("turns", actor, year, since), lambda: _read(actor, year, since), stamp=stand.stamp if stand else None
    )


def _read(actor: Actor, year: int, since: date) -> Turns:
    begin = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    rows = LampTurn.objects.filter(year=year, turned_at__gte=begin)
    if not actor.sees_all:
        rows = rows.filter(Exists(Project.objects.visible_to(actor).order_by().filter(pk=OuterRef("project"))))
    first: dict[int, str] = {}
    last: dict[int, tuple[str, str, str]] = {}
    found = rows.order_by("-turned_at", "-id").values_list(
        "project_id", "project__name", "was", "now", "reason"
    )[:READ]
    for project_id, name, was, now, reason in found:
        last.setdefault(project_id, (name, now, reason))
        first[project_id] = was
    changed = [(pk, name, first[pk], now, why) for pk, (name, now, why) in last.items() if first[pk] != now]
    changed.sort(key=lambda one: (RANK[Lamp(one[3])], one[0]))
    counts = Counter(Lamp(now) for _, _, _, now, _ in changed)
    return Turns(
        tuple((str(lamp.label), lamp.value, counts[lamp]) for lamp in RANK if counts[lamp]),
        tuple(_turn(*one, year) for one in changed[:NAMED]),
        max(len(changed) - NAMED, 0),
    )


def _turn(pk: int, name: str, was: str, now: str, reason: str, year: int) -> Turn:
    url = f"{reverse('project_page', args=[pk])}?year={year}"
    return Turn(name, url, was, str(Lamp(was).label), now, str(Lamp(now).label), reason)
