"""收报作业 — each morning: who is due to be reminded is reminded; on days off nobody."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.collection.actions import remind_by_rule
from zhaotuifu.kernel.jobs import Daily, Job


def remind(slot_at: datetime) -> None:
    """催报 — by the rule in force."""
    remind_by_rule(slot_at)


JOBS = (Job("collection.remind", Daily(8, 40), remind),)
