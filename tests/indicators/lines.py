"""指标行 — lines made by hand, for tests of pure rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.rules import Line
from zhaotuifu.progress.queries import NO_WORD, MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.queries import NO_PROFILE
from zhaotuifu.projects.states import ConstructionKind, Level, Stage, Standing


def line(
    project_id: int = 1, *, plan: str | None = None, months: dict[int, str] | None = None,
    started_on: date | None = None, finished_on: date | None = None,
    construction_kind: str = ConstructionKind.CONTINUED, level: str = Level.PROVINCE,
    admitted_on: date | None = None, zone_ids: tuple[int, ...] = (1,),
) -> Line:
    """一行 — with what the test speaks of; everything else is blank."""
    reached = {Node.START: started_on, Node.FINISH: finished_on}
    return Line(
        project_id=project_id, name=f"项目{project_id}", code="", level=level,
        construction_kind=construction_kind, kind="", category="", zone_ids=zone_ids,
        zone_names=("砚湖镇",), total_wan=None,
        plan_wan=None if plan is None else Decimal(plan),
        months={month: Decimal(amount) for month, amount in (months or {}).items()},
        admitted_on=admitted_on,
        milestones={
            node: MilestoneLine(node, None, "", None, "", day) for node, day in reached.items() if day
        },
        word=NO_WORD, standing=Standing.ACTIVE, stage=Stage.ADMITTED, is_demo=True,
        profile=NO_PROFILE,
    )
