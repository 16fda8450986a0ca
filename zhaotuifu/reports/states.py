"""报告状态 — states of a 专报 with their moves, and the places its writers keep."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class ReportState(models.TextChoices):
    """专报状态."""

    DRAFT = "draft", "草稿"
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


OFFICE = frozenset({Role.OFFICE})
MOVES: MoveTable = {
    (ReportState.DRAFT, ReportState.ISSUED): Move("签发", OFFICE),
    (ReportState.DRAFT, ReportState.DROPPED): Move("作废", OFFICE),
}
