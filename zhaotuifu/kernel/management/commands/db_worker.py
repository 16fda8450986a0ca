"""任务进程命令 — the queue's own worker, which also says that it lives."""

from __future__ import annotations

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from zhaotuifu.kernel import beats
from zhaotuifu.kernel.states import Process


class Command(QueueWorker):
    """Stands before the queue's own in INSTALLED_APPS, so that no unit file needs another name."""

    help = "任务进程：一件一件办队列里的任务"

    def handle(self, *, worker_id: str, **options: Any) -> None:
        with beats.beating(Process.WORKER, worker_id):
            super().handle(worker_id=worker_id, **options)
