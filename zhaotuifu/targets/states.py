"""目标状态 — versions of the yearly table with their moves; what a 板块 reads of it."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class SheetState(models.TextChoices):
    """分解表状态 — written, asked for, handed down, and in the end replaced by the next version."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "报审"
    ISSUED = "issued", "已下达"
    REPLACED = "replaced", "已被新版取代"
    DROPPED = "dropped", "作废"


class ZoneReads(models.TextChoices):
    """板块看什么 — of a table that was handed down."""

    OWN = "own", "自己的和全区合计"
    WHOLE = "whole", "整张表"


OPEN = (SheetState.DRAFT, SheetState.SUBMITTED)
HANDED_DOWN = (SheetState.ISSUED, SheetState.REPLACED)
OFFICE = frozenset({Role.OFFICE})
DECIDERS = frozenset({Role.OFFICE, Role.LEADER})
SHEET_MOVES: MoveTable = {
    (SheetState.DRAFT, SheetState.SUBMITTED): Move("报审", OFFICE),
    (SheetState.SUBMITTED, SheetState.DRAFT): Move("退回修改", DECIDERS),
    (SheetState.SUBMITTED, SheetState.ISSUED): Move("下达", DECIDERS),
    (SheetState.DRAFT, SheetState.DROPPED): Move("作废", OFFICE),
    (SheetState.ISSUED, SheetState.REPLACED): Move("由新版取代", DECIDERS),
}
