"""台账状态 — an import, and the outcome of each of its rows."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class ImportState(models.TextChoices):
    """导入状态."""

    RECEIVED = "received", "读取中"
    REFUSED = "refused", "没有读成"
    PREVIEWED = "previewed", "待导入"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤回"
    DROPPED = "dropped", "已放弃"


class Outcome(models.TextChoices):
    """行结果."""

    CREATED = "created", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "不变"
    QUESTIONED = "questioned", "待认"
    REFUSED = "refused", "拒收"
    LEFT_OUT = "left_out", "不导"


class AnswerAbout(models.TextChoices):
    """答复关于什么 — which kind of question is not asked again."""

    ZONE_NAME = "zone_name", "不在板块表里的名称"
    COLUMN = "column", "整列的疑问"


class LedgerWork(StrEnum):
    """长活种类 — what the task process does with an import."""

    READ = "ledger.read"
    ANSWER = "ledger.answer"
    COMMIT = "ledger.commit"
    UNDO = "ledger.undo"
