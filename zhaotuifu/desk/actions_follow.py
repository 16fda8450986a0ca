"""关注动作 — follow a project or a view, stop following, and the one notice a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk.access import person_of
from zhaotuifu.desk.models import Follow, SavedView
from zhaotuifu.desk.queries.following import followers, news_for
from zhaotuifu.desk.rules_news import digest
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import actor_with_id
from zhaotuifu.projects.models import Project

MOST_FOLLOWED = 500


@transaction.atomic
def follow(
    *, by: Actor, at: datetime, project: Project | None = None, view: SavedView | None = None
) -> None:
    """关注 — from now on; following twice is following. Refused beyond 500 things."""
    if Follow.objects.filter(user_id=person_of(by)).count() >= MOST_FOLLOWED:
        raise Refused(
            no(f"不能再关注：一个人最多关注 {MOST_FOLLOWED} 个。请先去“我关注的”里减掉一些，或改为关注一个视图。")
        )
    # What one person looks at is nobody else's business: it is not audited, as 读过的提醒 is not.
    Follow.objects.get_or_create(
        user_id=person_of(by), project=project, view=view,
        defaults={"followed_at": at, "told_until": at},
    )


@transaction.atomic
def unfollow(
    *, by: Actor, at: datetime, project: Project | None = None, view: SavedView | None = None
) -> None:
    """不再关注."""
    Follow.objects.filter(user_id=person_of(by), project=project, view=view).delete()


def tell_followers(*, at: datetime) -> int:
    """告诉关注的人 — one notice for each person to whom something happened since the last one.

    What a person did is not told to that person. Returns how many were told.
    """
    return sum(_tell(user_id, at) for user_id in followers())


@transaction.atomic
def _tell(user_id: int, at: datetime) -> bool:
    actor = actor_with_id(user_id, timezone.localdate(at))
    mine = Follow.objects.filter(user_id=user_id, told_until__lt=at)
    news = news_for(actor, until=at) if actor else ()
    mine.update(told_until=at)
    if not news:
        return False
    day = timezone.localdate(at).isoformat()
    notices.send(
        to=[user_id], sentence=digest(news), link=f"{reverse('following')}?day={day}#news", at=at
    )
    return True
