"""环节时长从年行来 — the first and last days of a duration by SQL: no book is opened for a median."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from zhaotuifu.indicators.models import YearLineQuerySet
from zhaotuifu.indicators.rules import Moment
from zhaotuifu.indicators.rules.durations import ADMITTED, Duration
from zhaotuifu.indicators.scopes import Group


@dataclass(frozen=True, slots=True)
class Span:
    """一段 — of one project: its two days, and the groups it counts in."""

    project_id: int
    begun: date
    done: date
    level: str
    zones: str
    category: str

    @property
    def days(self) -> int:
        return (self.done - self.begun).days

    def keys(self, group: Group) -> tuple[str, ...]:
        """算在哪几组 — a joint project in each of its 板块."""
        if group is Group.ZONE:
            return tuple(one for one in self.zones.strip("/").split("/") if one)
        return (self.level,) if group is Group.LEVEL else (self.category,)


def spans_of(rows: YearLineQuerySet, duration: Duration, moment: Moment) -> tuple[Span, ...]:
    """各段 — of the lines that reached the last node in the year, up to the day; one SQL statement."""
    first, last = duration.ends(moment)
    found = rows.annotate(begun=_day(first), ended=_day(last)).filter(
        begun__isnull=False, ended__gte=date(moment.year, 1, 1),
        ended__lte=min(moment.as_of, date(moment.year, 12, 31)),
    )
    columns = ("project_id", "begun", "ended", "level", "zones", "category")
    return tuple(Span(*values) for values in found.order_by("project_id").values_list(*columns))


def _day(node: str) -> Any:
    """As `durations.day_of`: recognised, else actual; of the admission, the day on the list."""
    return F("admitted_on") if node == ADMITTED else Coalesce(F(f"{node}_on"), F(f"{node}_done_on"))
