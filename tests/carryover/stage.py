"""结转布景 — projects of 2025 as the year left them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests import people
from zhaotuifu.carryover import actions
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.queries import Snapshot, snapshots
from zhaotuifu.projects.states import ConstructionKind, Level

YEAR = 2025
NEW, CONTINUED, RESERVE = (
    ConstructionKind.NEW, ConstructionKind.CONTINUED, ConstructionKind.RESERVE,
)


def project(
    name: str, zone: str = "砚湖镇", *, at: datetime, kind: str = NEW, level: str = Level.CITY,
    year: int = YEAR, total: str | None = "10000", plan: str | None = "4000",
    done: str | None = None, starts: date | None = None, planned_start: date | None = None,
    finished: date | None = None, planned_finish: date | None = None, **said: Any,
) -> int:
    """一个项目 — of the year, with what is known of it at its end (万元)."""
    values = {
        "name": name, "zone_ids": (people.organisation(zone).pk,), "level": level,
        "construction_kind": kind, "plan_wan": Decimal(plan) if plan else None,
        "total_investment_wan": Decimal(total) if total else None, **said,
    }
    (pk,) = state_projects(
        [Statement(values)], year=year, about_from=date(year, 1, 1), by=SYSTEM, at=at
    )
    rows: list[Any] = []
    if done:
        rows.append(MonthlyAmount(project_id=pk, year=year, month=12, amount_wan=Decimal(done)))
    if starts or planned_start:
        rows.append(Milestone(project_id=pk, node=Node.START, recognised_on=starts, actual_on=starts,
                              planned_on=planned_start))
    if finished or planned_finish:
        rows.append(Milestone(project_id=pk, node=Node.FINISH, recognised_on=finished,
                              actual_on=finished, planned_on=planned_finish))
    for model in (MonthlyAmount, Milestone):
        if of_it := [row for row in rows if isinstance(row, model)]:
            record_progress(of_it, years=[year], by=SYSTEM, at=at)
    return pk


def proposed(by: Actor, at: datetime, year: int = YEAR) -> CarryOver:
    """提出好的结转."""
    carry = actions.start(year=year, by=by, at=at)
    actions.propose(carry=carry, by=by, at=at)
    return carry


def line(carry: CarryOver, project_id: int, level: str | None = None) -> CarryLine:
    """一行."""
    rows = carry.lines.filter(project=project_id)
    return rows.get(level=level) if level is not None else rows.get()


def next_year(project_id: int, year: int = YEAR + 1) -> Snapshot:
    """下一年的样子."""
    return snapshots([project_id], year=year, as_of=date(year, 12, 31))[project_id]
