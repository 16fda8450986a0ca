"""进展状态 — bases of an amount, nodes of the life line, causes of delay."""

from __future__ import annotations

from django.db import models


class Basis(models.TextChoices):
    """口径 — reported by the host, or recognised by statistics; never mixed."""

    REPORTED = "reported", "上报"
    RECOGNISED = "recognised", "列统"


class Node(models.TextChoices):
    """节点 — the milestones of the life line; details of evidence come from the preset.

    Of one start four dates stand side by side: 施工许可, 桩基, 开工 with its 认定, 纳统. Which of them
    counts is the indicator's definition (today 开工's 认定).
    """

    SIGNED = "signed", "签约"
    LAND = "land", "供地"
    PERMIT = "permit", "施工许可"
    PILE = "pile", "桩基"
    START = "start", "开工"
    STATISTICS = "statistics", "纳统"
    FINISH = "finish", "竣工"
    PRODUCTION = "production", "投产"
    FULL_OUTPUT = "full_output", "达产"


class Cause(models.TextChoices):
    """滞后原因."""

    LAND = "land", "土地"
    QUOTA = "quota", "指标"
    FUNDS = "funds", "资金"
    PERMITS = "permits", "手续"
    OTHER = "other", "其他"
    UNSET = "", "未填"
