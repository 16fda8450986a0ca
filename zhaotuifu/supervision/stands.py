"""版次 — what must be noted whenever positions of a year are put up: the year's stamp, lamps that turned.

Called by the actions that write positions, in their transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from zhaotuifu.projects.queries import chunks
from zhaotuifu.supervision.models import LampTurn, Position, YearStand

#: projects in one change that are still named, and changes a trail goes back
NAMED, TRAIL = 200, 40

Lamps = dict[int, str]


def lamps_of(year: int, ids: Collection[int]) -> Lamps:
    """灯色 — of these projects, each on its highest level; one SQL statement for every 5,000."""
    found: Lamps = {}
    for part in chunks(ids):
        rows = Position.objects.filter(year=year, project_id__in=part, is_first__in=[True])
        found.update(rows.values_list("project_id", "lamp"))
    return found


def move_on(
    year: int, ids: Collection[int], before: Lamps, *, at: datetime | None = None
) -> None:
    """换版次 — positions of these projects were put up; `before` are the lamps they had.

    A project that had no lamp before, or has none now, did not turn: it came or went.
    """
    _note_turns(year, ids, before, at or timezone.now())
    stand = YearStand.objects.select_for_update().filter(year=year).first() or YearStand(year=year)
    known = [list(entry) for entry in stand.recent[-TRAIL:]] if stand.pk else []
    is_few = bool(stand.pk) and len(ids) <= NAMED
    stand.recent = [*known, [stand.stamp, sorted(ids)]] if is_few else []
    stand.stamp = uuid.uuid4().hex
    if not is_few:
        stand.rows = Position.objects.filter(year=year).count()
    stand.save()


def _note_turns(year: int, ids: Collection[int], before: Lamps, at: datetime) -> None:
    if not before:
        return
    turned = []
    for part in chunks(ids):
        rows = Position.objects.filter(year=year, project_id__in=part, is_first__in=[True])
        for project_id, lamp, reason in rows.values_list("project_id", "lamp", "lamp_reason"):
            was = before.get(project_id)
            if was is not None and was != lamp:
                turned.append(
                    LampTurn(
                        project_id=project_id, year=year, was=was, now=lamp, reason=reason, turned_at=at
                    )
                )
    LampTurn.objects.bulk_create(turned, batch_size=2000)
