"""视图动作 — keep, change and drop views of the list; remember columns and the view to open with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zhaotuifu.desk.access import can_change_view, can_share, person_of
from zhaotuifu.desk.columns import understood
from zhaotuifu.desk.models import ListChoice, SavedView
from zhaotuifu.desk.states import Audience
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import Refused, ensure, no

MOST_VIEWS = 40  # of one person: more of them nobody finds again


@transaction.atomic
def save_view(
    *, name: str, audience: str, query: str, columns: Sequence[str], by: Actor, at: datetime
) -> SavedView:
    """存视图 — conditions, order, grouping and columns under a name.

    Refused: a name in use or missing, sharing that is not theirs, the forty-first view.
    """
    at = audit.take_turn(at)
    ensure(can_share(by, audience))
    mine = SavedView.objects.filter(owner_id=person_of(by))
    if mine.count() >= MOST_VIEWS:
        raise Refused(no(f"不能存：一个人最多存 {MOST_VIEWS} 个视图。请先删掉不用的。"))
    view = SavedView(owner_id=person_of(by), query=query, saved_at=at)
    _put(view, name, audience, columns, by)
    view.save()
    _note(view, "存视图", by, at, {})
    return view


@transaction.atomic
def change_view(
    *, view: SavedView, by: Actor, at: datetime, name: str | None = None,
    audience: str | None = None, query: str | None = None, columns: Sequence[str] | None = None,
) -> None:
    """改视图 — its name, for whom it is, or what it shows; what is None stays."""
    at = audit.take_turn(at)
    ensure(can_change_view(by, view))
    before = _said(view)
    if audience is not None and audience != view.audience:
        ensure(can_share(by, audience))
    if query is not None:
        view.query = query
    _put(
        view, view.name if name is None else name, view.audience if audience is None else audience,
        view.columns if columns is None else columns, by,
    )
    view.saved_at = at
    view.save()
    _note(view, "改视图", by, at, before)


@transaction.atomic
def drop_view(*, view: SavedView, by: Actor, at: datetime) -> None:
    """删视图 — with it the followings of it; who opened the list with it opens the whole list again."""
    at = audit.take_turn(at)
    ensure(can_change_view(by, view))
    _note(view, "删视图", by, at, _said(view))
    view.delete()


@transaction.atomic
def choose_columns(*, columns: Sequence[str], by: Actor, at: datetime) -> None:
    """选列 — remembered for this person; none at all means the usual ones again."""
    _choice(by, columns=list(understood(columns)))


@transaction.atomic
def open_with(*, view: SavedView | None, by: Actor, at: datetime) -> None:
    """默认视图 — what the list opens with for this person; None: everything."""
    _choice(by, default_view=view)


def _choice(by: Actor, **values: Any) -> None:
    # A habit of one person counts for nothing and is not audited, as 读过的提醒 is not.
    ListChoice.objects.update_or_create(user_id=person_of(by), defaults=values)


def _put(
    view: SavedView, name: str, audience: str, columns: Sequence[str], by: Actor
) -> None:
    view.name = " ".join(name.split())
    if not view.name or len(view.name) > 40:
        raise Refused(no("“名称”要写 1 到 40 个字，比如“4月调度名单”。"))
    same = SavedView.objects.filter(owner_id=view.owner_id, name=view.name).exclude(pk=view.pk)
    if same.exists():
        raise Refused(no(f"“名称”用过了：您已有一个叫“{view.name}”的视图。请换一个，或更新原来那个。"))
    if len(view.query) > 1000:
        raise Refused(no("不能存：条件太长。请去掉几个条件再存。"))
    if audience != view.audience or view.organisation_id is None:
        view.organisation_id = _place_of(by) if audience == Audience.ORGANISATION else None
    view.audience = audience
    view.columns = list(understood(columns))


def _place_of(actor: Actor) -> int | None:
    """The 单位 it is shared at: where the person reports from, else the first post."""
    own = sorted(actor.organisations(Role.OFFICE, Role.ZONE, Role.DEPARTMENT))
    return own[0] if own else next((place for _, place in actor.posts), None)


def _said(view: SavedView) -> dict[str, Any]:
    return {
        "name": view.name, "audience": view.audience, "query": view.query, "columns": view.columns,
    }


def _note(
    view: SavedView, action: str, by: Actor, at: datetime, before: dict[str, Any]
) -> None:
    audit.record(
        by=by, at=at, action=action, object_kind="saved_view", object_id=view.pk or "",
        object_name=view.name, before=before, after={} if action == "删视图" else _said(view),
    )
