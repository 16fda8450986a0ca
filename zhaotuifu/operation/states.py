"""运维状态 — what can be wrong with the house, in a word."""

from __future__ import annotations

from django.db import models


class Trouble(models.TextChoices):
    """毛病 — the word is what a monitor reads; nothing more is told in public."""

    DATABASE = "database", "数据库连不上"
    MIGRATIONS = "migrations", "表还没有升级，请运行 manage.py migrate"
    WORKER = "worker", "任务进程没有在运行"
    TICKER = "ticker", "定时进程没有在运行"
    DISK = "disk", "磁盘快满了"
