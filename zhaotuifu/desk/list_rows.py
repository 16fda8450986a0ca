"""列表的行 — one project in the list, and the sums of many: frozen values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage, Standing
from zhaotuifu.supervision.states import Lamp

LAMP_LABELS = dict(Lamp.choices)
LEVEL_LABELS = dict(Level.choices)
LEVEL_TAGS = {Level.PROVINCE.value: "lv", Level.CITY.value: "lv2"}
CONSTRUCTION_LABELS = dict(ConstructionKind.choices)
KIND_LABELS = dict(Kind.choices)
STAGE_LABELS = dict(Stage.choices)
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})
#: the fields of a position that a row holds, in its order
SHOWN = (
    "project_id", "name", "code", "level", "zone_names", "construction_kind", "kind", "category",
    "stage", "standing", "total_wan", "plan_wan", "month_wan", "completed_wan", "rate_pct",
    "gap_points", "image_progress", "lamp", "lamp_reason", "missing", "is_demo",
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """一行 — a project in the list; amounts in 万元, codes beside their labels.

    `more` holds what the chosen columns need beyond the position, by name.
    """

    project_id: int
    name: str
    code: str
    level: str
    zone_names: str
    construction_kind: str
    kind: str
    category: str
    stage: str
    standing: str
    total_wan: Decimal | None
    plan_wan: Decimal | None
    month_wan: Decimal | None
    completed_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    image_progress: str
    lamp: str
    lamp_reason: str
    missing: str
    is_demo: bool
    more: Mapping[str, Any] = field(default_factory=lambda: NOTHING_MORE)

    @property
    def lamp_label(self) -> str:
        return LAMP_LABELS[self.lamp]

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.level]

    @property
    def level_tag(self) -> str:
        return LEVEL_TAGS.get(self.level, "")

    @property
    def construction_label(self) -> str:
        return CONSTRUCTION_LABELS[self.construction_kind] if self.construction_kind else ""

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind] if self.kind else ""

    @property
    def stage_label(self) -> str:
        return STAGE_LABELS[self.stage]

    @property
    def is_stopped(self) -> bool:
        return self.standing == Standing.STOPPED


@dataclass(frozen=True, slots=True)
class Totals:
    """合计 — of the whole list, not of the page: 万元, percent and points unrounded.

    `behind` counts the red and yellow ones.
    """

    count: int
    behind: int
    total_wan: Decimal | None
    plan_wan: Decimal | None
    month_wan: Decimal | None
    completed_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None


def summed(
    month: int, count: int, behind: int, total: Decimal | None, plan: Decimal | None,
    done_in_month: Decimal | None, completed: Decimal | None,
) -> Totals:
    """合计 — with the rate of the sums and its distance from 序时, both unrounded."""
    rate = ratio_pct(completed, plan)
    gap = rate - schedule_pct(month) if rate is not None else None
    return Totals(count, behind, total, plan, done_in_month, completed, rate, gap)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """小计 — one group of a grouped list: its key in the address, its label, its sums.

    `rows` are those shown below it; `url` leads to the whole group as a list of its own.
    """

    key: str
    label: str
    totals: Totals
    rows: tuple[ListRow, ...] = ()
    url: str = ""
    is_open: bool = False
