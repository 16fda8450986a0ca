"""运维作业 — a backup every night, when the installation names a folder for it."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.operation import actions

log = logging.getLogger(__name__)


def back_up(slot_at: datetime) -> None:
    """夜间备份 — into BACKUP_DIR; without one somebody else takes care of it."""
    if settings.BACKUP_DIR:
        made = actions.take(into=Path(settings.BACKUP_DIR), by=SYSTEM, at=timezone.now())
        log.info("backup made: %s", made.name)


JOBS = (Job("operation.back_up", Daily(1, 30), back_up),)
