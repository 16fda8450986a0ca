"""上报表状态 — versions of a blank and submissions, with their moves; how often a table is due."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class Cadence(models.TextChoices):
    """报送周期."""

    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季"
    YEARLY = "yearly", "每年"


class VersionState(models.TextChoices):
    """空表版本状态 — a blank is pointed, used for its year, and put away."""

    DRAFT = "draft", "在对应"
    USABLE = "usable", "在用"
    RETIRED = "retired", "停用"


class SubmissionState(models.TextChoices):
    """上报状态 — figures are live until it is sent."""

    DRAFT = "draft", "在填"
    SENT = "sent", "已报送"
    DROPPED = "dropped", "作废"


OFFICE = frozenset({Role.OFFICE})
VERSION_MOVES: MoveTable = {
    (VersionState.DRAFT, VersionState.USABLE): Move("启用", OFFICE),
    (VersionState.DRAFT, VersionState.RETIRED): Move("放弃", OFFICE),
    (VersionState.USABLE, VersionState.RETIRED): Move("停用", OFFICE),
}
SUBMISSION_MOVES: MoveTable = {
    (SubmissionState.DRAFT, SubmissionState.SENT): Move("报送", OFFICE),
    (SubmissionState.DRAFT, SubmissionState.DROPPED): Move("作废", OFFICE),
}
#: months a table is due for
DUE_MONTHS = {
    Cadence.MONTHLY: tuple(range(1, 13)),
    Cadence.QUARTERLY: (3, 6, 9, 12),
    Cadence.YEARLY: (12,),
}
