"""工作台状态 — for whom a view of the list is kept, and what followers are told of."""

from __future__ import annotations

from django.db import models


class Audience(models.TextChoices):
    """视图给谁 — its owner, everybody at the owner's 单位, or everybody who signs in."""

    OWN = "own", "自己用"
    ORGANISATION = "organisation", "本单位共用"
    EVERYONE = "everyone", "全区共用"


class News(models.TextChoices):
    """动态种类 — what of a followed project is told; the order is that of the day's page."""

    STANDING = "standing", "停复退"
    LAMP = "lamp", "灯色"
    MILESTONE = "milestone", "节点"
    AMOUNT = "amount", "月报"
