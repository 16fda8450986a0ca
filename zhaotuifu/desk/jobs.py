"""工作台作业 — long lists as files; what was made is kept a week."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.desk.exporting import KIND, export_list
from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.kernel.work import Work, files


def clean_made(slot_at: datetime) -> None:
    """清理成品 — files of long work older than a week."""
    files.clean(slot_at)


JOBS = (Job("desk.clean_made", Daily(3, 10), clean_made),)
WORKS = (Work(KIND, "导出项目列表", export_list),)
