"""佐证作业 — what a killed upload left half-written is cleared away."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from zhaotuifu.evidence.actions import COMING
from zhaotuifu.kernel.jobs import Daily, Job

LEFT_AFTER = timedelta(days=1)


def clear_halves(slot_at: datetime) -> None:
    """清理半截 — files still on their way after a day: the process that wrote them is gone."""
    before = (slot_at - LEFT_AFTER).timestamp()
    for path in Path(settings.MEDIA_ROOT).glob(f"{COMING}*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


JOBS = (Job("evidence.clear_halves", Daily(2, 15), clear_halves),)
