"""内核状态 — of a long piece of work; and the processes of the house."""

from __future__ import annotations

from django.db import models


class WorkState(models.TextChoices):
    """长活状态."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已办完"
    FAILED = "failed", "没有办成"
    STOPPED = "stopped", "已停下"


class Process(models.TextChoices):
    """进程 — of the house, beside the site itself."""

    WORKER = "worker", "任务进程"
    TICKER = "ticker", "定时进程"


ACTIVE = (WorkState.QUEUED, WorkState.RUNNING)
