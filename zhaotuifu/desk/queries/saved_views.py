"""视图查询 — the views a person may open, their habits with the list."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from zhaotuifu.desk.models import NO_ONE, ListChoice, SavedView
from zhaotuifu.desk.states import Audience
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.prepared import rows_of

PLACES = {Audience.OWN: 0, Audience.ORGANISATION: 1, Audience.EVERYONE: 2}
AUDIENCES = dict(Audience.choices)


@dataclass(frozen=True, slots=True)
class ViewLine:
    """一个视图 — `query` is its address without year; `is_followed` by the one who asked."""

    id: int
    name: str
    audience: str
    query: str
    columns: tuple[str, ...]
    owner_name: str
    is_own: bool

    @property
    def audience_label(self) -> str:
        return AUDIENCES[self.audience]


@dataclass(frozen=True, slots=True)
class Habit:
    """列表习惯 — columns last chosen (none: the usual) and the view the list opens with."""

    columns: tuple[str, ...] = ()
    default_view_id: int | None = None


def views_for(actor: Actor) -> tuple[ViewLine, ...]:
    """可用的视图 — one's own first, then those shared; one SQL statement."""
    found = [
        ViewLine(pk, name, audience, query, tuple(columns), owner, owner_id == actor.user_id)
        for pk, name, audience, query, columns, owner, owner_id in rows_of(_views, actor)
    ]
    return tuple(sorted(found, key=lambda line: (not line.is_own, PLACES[Audience(line.audience)], line.id)))


def _views(actor: Actor) -> QuerySet:
    return SavedView.objects.visible_to(actor).order_by("id").values_list(
        "pk", "name", "audience", "query", "columns", "owner__name", "owner_id"
    )


def find_view(actor: Actor, view_id: int) -> SavedView | None:
    """找视图 — None when it does not exist or is kept for others; one SQL statement."""
    return SavedView.objects.visible_to(actor).filter(pk=view_id).first()


def habit_of(actor: Actor) -> Habit:
    """列表习惯 — one SQL statement."""
    for columns, default_view_id in rows_of(_choice, actor.user_id or NO_ONE):
        return Habit(tuple(columns), default_view_id)
    return Habit()


def _choice(user_id: int) -> QuerySet:
    return ListChoice.objects.filter(user_id=user_id).values_list("columns", "default_view_id")[:1]
