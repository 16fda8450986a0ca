"""收报状态 — why somebody was reminded, and how far a 板块 has come with the month."""

from __future__ import annotations

from django.db import models


class ReminderKind(models.TextChoices):
    """催报种类 — by the rule before, on and after the day, or by a person of the office."""

    BEFORE = "before", "到期前提醒"
    DUE = "due", "到期当天"
    OVERDUE = "overdue", "逾期催报"
    MANUAL = "manual", "人工催报"


class Progress(models.TextChoices):
    """报到哪一步 — of one 板块 in one month."""

    NOTHING = "nothing", "未报"
    WAITING = "waiting", "已送待导入"
    PART = "part", "报了一部分"
    DONE = "done", "已报齐"
    NONE_DUE = "none_due", "没有应报"
