"""报告作业 — each morning the drafts that are due prepare themselves; nothing is issued by itself."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.reports.actions.preparing import prepare_drafts


def prepare(slot_at: datetime) -> None:
    """备稿 — of the kinds whose day it is."""
    prepare_drafts(at=slot_at)


JOBS = (Job("reports.prepare", Daily(7, 10), prepare),)
