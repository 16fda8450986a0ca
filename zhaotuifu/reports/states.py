"""报告状态 — states of a paper with their moves, its marks, and the places its writers keep."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class ReportState(models.TextChoices):
    """公文状态 — of a report and of an erratum alike."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待签发"
    RETURNED = "returned", "退回修改"
    ISSUED = "issued", "已签发"
    DROPPED = "dropped", "已作废"


class Place(models.TextChoices):
    """自写处 — where the writer's own paragraphs stand; they stay when the figures move."""

    OPENING = "opening", "前言"
    OVERVIEW = "overview", "总体情况补充"
    STARTS = "starts", "开工和入库补充"
    PROBLEMS = "problems", "存在问题补充"
    ZONES = "zones", "板块情况补充"
    NEXT = "next", "下一步工作"


class Secrecy(models.TextChoices):
    """密级 — what a paper bears; the last three may not be handled here at all."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    SECRET = "secret", "秘密"
    HIGH = "high", "机密"
    TOP = "top", "绝密"


class Urgency(models.TextChoices):
    """紧急程度."""

    NONE = "", "平件"
    URGENT = "urgent", "加急"
    TOP = "top", "特急"


STATE_SECRETS = (Secrecy.SECRET, Secrecy.HIGH, Secrecy.TOP)
#: the writer may still change it
WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)
#: not yet decided for good
OPEN = (*WRITABLE, ReportState.SUBMITTED, ReportState.REVIEWED)

OFFICE = frozenset({Role.OFFICE})
# The office stands in where nobody else holds the post; `access` says when.
REVIEWERS = frozenset({Role.REVIEWER, Role.OFFICE})
SIGNERS = frozenset({Role.SIGNER, Role.OFFICE})
MOVES: MoveTable = {
    (ReportState.DRAFT, ReportState.SUBMITTED): Move("送审", OFFICE),
    (ReportState.RETURNED, ReportState.SUBMITTED): Move("再送审", OFFICE),
    (ReportState.SUBMITTED, ReportState.DRAFT): Move("撤回送审", OFFICE),
    (ReportState.REVIEWED, ReportState.DRAFT): Move("撤回送签", OFFICE),
    (ReportState.SUBMITTED, ReportState.REVIEWED): Move("审核通过", REVIEWERS),
    (ReportState.SUBMITTED, ReportState.RETURNED): Move("审核退回", REVIEWERS),
    (ReportState.REVIEWED, ReportState.ISSUED): Move("签发", SIGNERS),
    (ReportState.REVIEWED, ReportState.RETURNED): Move("签发退回", SIGNERS),
    (ReportState.DRAFT, ReportState.DROPPED): Move("作废", OFFICE),
    (ReportState.RETURNED, ReportState.DROPPED): Move("作废退稿", OFFICE),
}
