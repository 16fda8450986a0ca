"""指标状态 — along which line the roll-ups are divided."""

from __future__ import annotations

from django.db import models


class Axis(models.TextChoices):
    """按什么分 — everything, 板块 (a joint project in each of its own), or 产业链."""

    ALL = "all", "全部"
    ZONE = "zone", "板块"
    CATEGORY = "category", "产业链"
