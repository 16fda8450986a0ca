"""提醒动作 — send, mark as read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.notices.models import Notice
from zhaotuifu.notices.queries import NO_ONE


def send(*, to: Iterable[int], sentence: str, link: str, at: datetime) -> None:
    """发提醒 — to users by id, in the caller's transaction: told if, and only if, it is done."""
    rows = [
        Notice(user_id=user_id, sentence=sentence[:300], link=link, sent_at=at)
        for user_id in dict.fromkeys(to)
    ]
    if rows:
        Notice.objects.bulk_create(rows)


def mark_read(*, by: Actor, at: datetime) -> int:
    """全部读过 — returns how many were unread."""
    mine = Notice.objects.filter(user_id=by.user_id or NO_ONE, read_at__isnull=True)
    return mine.update(read_at=at)
