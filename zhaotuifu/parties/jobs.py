"""组织人员作业 — sessions that are over are cleared away."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command

from zhaotuifu.kernel.jobs import Daily, Job


def clear_sessions(slot_at: datetime) -> None:
    """清理会话 — rows of sessions past their age."""
    call_command("clearsessions")


JOBS = (Job("parties.clear_sessions", Daily(2), clear_sessions),)
