"""交接时随人走的 — what a person follows and the views kept for oneself go to the one who takes over."""

from __future__ import annotations

from zhaotuifu.administration.handing_over import Part
from zhaotuifu.desk.models import Follow, SavedView


def _follows(user_id: int) -> int:
    return Follow.objects.filter(user_id=user_id).count()


def _move_follows(giver: int, taker: int) -> int:
    """What the taker follows already is followed once."""
    mine = Follow.objects.filter(user_id=taker)
    known = {(one.project_id, one.view_id) for one in mine}
    moved = 0
    for one in Follow.objects.filter(user_id=giver).order_by("id"):
        if (one.project_id, one.view_id) in known:
            one.delete()
            continue
        one.user_id = taker
        one.save(update_fields=["user"])
        moved += 1
    return moved


def _views(user_id: int) -> int:
    return SavedView.objects.filter(owner_id=user_id).count()


def _move_views(giver: int, taker: int) -> int:
    """A name the taker uses already gets a number behind it."""
    names = set(SavedView.objects.filter(owner_id=taker).values_list("name", flat=True))
    moved = 0
    for one in SavedView.objects.filter(owner_id=giver).order_by("id"):
        number = 2
        name = one.name
        while one.name in names:
            one.name = f"{name[:34]}（{number}）"
            number += 1
        names.add(one.name)
        one.owner_id = taker
        one.save(update_fields=["owner", "name"])
        moved += 1
    return moved


PARTS = (Part("关注的项目和视图", _follows, _move_follows), Part("自己存的视图", _views, _move_views))
