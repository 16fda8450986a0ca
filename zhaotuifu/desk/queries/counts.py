"""个数 — how many of the projects a person sees should report, have not, say no cause, or lack data.

Of a long year off the roster in memory, of a short one by the database: the same conditions as the
list behind each number (`conditions`).
"""

from __future__ import annotations

from dataclasses import dataclass

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.queries import rostered
from zhaotuifu.desk.queries.conditions import FIRST, without_cause
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.supervision.models import Position


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """应报未报 — projects that should report the month, and those of them that have not."""

    should: int
    missing: int


def reported(actor: Actor, year: int, month: int) -> ReportCounts:
    """应报未报 — of a month; two SQL statements."""
    held = rostered.choice(actor, Asking(year, month, unreported=month))
    if held is None:
        listed = Position.objects.visible_to(actor).filter(FIRST, year=year)
        return ReportCounts(listed.reporting().count(), listed.unreported(year, month).count())
    return ReportCounts(held.also(actor, Asking(year, month)).reporting, held.count)


def lacking(actor: Actor, year: int, month: int) -> tuple[int, int]:
    """缺什么 — red ones without a cause, and those with data to fill in; two SQL statements."""
    held = rostered.choice(actor, Asking(year, month, has_no_cause=True))
    if held is None:
        listed = Position.objects.visible_to(actor).filter(FIRST, year=year)
        return without_cause(listed, year).count(), listed.exclude(missing="").count()
    return held.count, held.also(actor, Asking(year, month, is_missing=True)).count
