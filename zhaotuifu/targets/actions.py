"""目标动作 — set the targets of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.targets.models import Target


@transaction.atomic
def set_targets(targets: Sequence[Target], *, by: Actor, at: datetime) -> int:
    """下达目标 — an equal target changes nothing. Returns the number of changes."""
    changes = facts.record(targets, at=at, by_id=by.user_id)
    audit.record_many(
        [
            audit.Deed(
                "下达目标", "target", str(change.new.pk), f"{change.new.year} {change.new.indicator}",
                {"value": change.old.target_value} if change.old else {},
                {"value": change.new.target_value, "level": change.new.level},
            )
            for change in changes
        ],
        by=by, at=at,
    )
    return len(changes)
