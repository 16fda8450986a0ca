"""滞后项目 — what is said of the projects furthest behind, wherever it was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.supervision.states import Lamp

#: how many of those furthest behind are looked through for what stands in the way
LAGGARDS, THREE, LOOKED_THROUGH = 5, 3, 300


@dataclass(frozen=True, slots=True)
class Laggard:
    """滞后项目 — lamp with reason, cause, where it is stuck."""

    name: str
    url: str
    lamp: str
    lamp_label: str
    reason: str
    zones: str
    hosts: str
    cause: str
    problem: str
    rate_pct: Decimal | None
    gap_points: Decimal | None


@dataclass(frozen=True, slots=True)
class Lit:
    """灯色 — how many of each now and a month before (empty: no month before), stages, the worst."""

    now: Counter[Lamp]
    before: Counter[Lamp]
    stages: Counter[str]
    laggards: tuple[Laggard, ...]
    three: tuple[Laggard, ...]
