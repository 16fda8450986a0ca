"""报告状态."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move


class ReportState(models.TextChoices):
    """专报状态."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已签发"
    DROPPED = "dropped", "已作废"


OFFICE = frozenset({Role.OFFICE})
MOVES = {
    (ReportState.DRAFT, ReportState.ISSUED): Move("签发", OFFICE),
    (ReportState.DRAFT, ReportState.DROPPED): Move("作废", OFFICE),
}
