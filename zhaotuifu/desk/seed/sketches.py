"""演示项目草图 — what the demonstration knows of a project before it is told to the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level, Precision, Standing

YEAR = 2025
LAST_YEAR = 2024
MONTHS = (1, 2, 3)
LIST_DAY = date(2025, 1, 8)
MEETING_DAYS = (date(2025, 1, 21), date(2025, 2, 20), date(2025, 3, 20))
UPGRADE_DAY = date(2025, 3, 14)
REPORT_DAYS = {1: date(2025, 2, 6), 2: date(2025, 3, 6), 3: date(2025, 4, 3)}


@dataclass(frozen=True, slots=True)
class NodeDays:
    """节点日期 — planned, actual and recognised day of one node."""

    planned_on: date | None = None
    planned_precision: Precision = Precision.UNSET
    actual_on: date | None = None
    recognised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """当月情况 — the words of one month."""

    image_progress: str
    next_plan: str = ""
    problems: str = ""
    cause: Cause = Cause.UNSET


@dataclass(frozen=True, slots=True)
class LastYear:
    """上年 — listing, plan and twelve months of 2024, in 万元."""

    construction_kind: ConstructionKind
    plan_wan: Decimal | None
    months: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingTurn:
    """停复退一次 — to which standing, from which day, and why."""

    to: Standing
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """草图 — one project of 2025 as of 31 March; amounts in 万元.

    `listed_on` is the day the office entered it in the list of 2025. `first_said` holds a
    month's amount as first reported, where it was corrected later. `upgraded_to` is the level it
    was raised to on `UPGRADE_DAY`.
    """

    name: str
    code: str
    level: Level
    construction_kind: ConstructionKind
    zones: tuple[str, ...]
    admitted_on: date
    listed_on: date
    plan_wan: Decimal | None
    before_wan: Decimal
    profile: Mapping[str, Any]
    nodes: Mapping[Node, NodeDays]
    months: Mapping[int, Decimal]
    words: Mapping[int, Said]
    last_year: LastYear | None = None
    first_said: Mapping[int, Decimal] = field(default_factory=dict)
    turns: tuple[StandingTurn, ...] = ()
    upgraded_to: Level | None = None


def split(total: Decimal, weights: tuple[int, ...]) -> list[Decimal]:
    """分摊 — whole 万元 by weight; the last part takes what is left, so that the sum is exact."""
    whole = sum(weights)
    parts = [(total * weight / whole).quantize(Decimal(1)) for weight in weights[:-1]]
    return [*parts, total - sum(parts, Decimal(0))]
