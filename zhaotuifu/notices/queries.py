"""提醒查询 — what is new for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.notices.models import Notice

NO_ONE = 0  # the system has no notices


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """一条提醒."""

    id: int
    sentence: str
    link: str
    sent_at: datetime
    is_read: bool


def latest(actor: Actor, limit: int = 20) -> tuple[NoticeLine, ...]:
    """最近提醒 — newest first; one SQL statement."""
    rows = Notice.objects.filter(user_id=actor.user_id or NO_ONE).order_by("-id")[:limit]
    return tuple(
        NoticeLine(row.pk, row.sentence, row.link, row.sent_at, row.read_at is not None)
        for row in rows
    )


def unread(actor: Actor) -> int:
    """未读数 — one SQL statement."""
    return unread_rows(actor).count()


def unread_rows(actor: Actor) -> QuerySet[Notice]:
    """未读的 — for who counts them together with other things."""
    return Notice.objects.filter(user_id=actor.user_id or NO_ONE, read_at__isnull=True)
