"""工作台作业 — long lists as files, kept a week; one notice a day to those who follow something."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from zhaotuifu.desk.actions_follow import tell_followers
from zhaotuifu.desk.exporting import KIND, export_list
from zhaotuifu.desk.seed import full
from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.kernel.work import Work, files


def clean_made(slot_at: datetime) -> None:
    """清理成品 — files of long work older than a week."""
    files.clean(slot_at)


def tell(slot_at: datetime) -> None:
    """告诉关注的人 — what happened since the last time."""
    tell_followers(at=timezone.now())


JOBS = (
    Job("desk.clean_made", Daily(3, 10), clean_made),
    Job("desk.tell_followers", Daily(7, 30), tell),
)
WORKS = (
    Work(KIND, "导出项目列表", export_list),
    Work(full.KIND, full.TITLE, full.fill),
)
