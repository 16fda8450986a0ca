"""起草列入 — projects put on the list of another year as they are told to stand there, with their plans.

Unlike a statement, this says the level by itself: a project on two lists goes on on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.projects.models import AnnualPlan, Listing
from zhaotuifu.projects.states import ConstructionKind, Level


@dataclass(frozen=True, slots=True)
class Carried:
    """列入一行 — of a project on the list of a level; `plan_wan` None says nothing of the plan."""

    project_id: int
    name: str
    level: str
    construction_kind: str
    admitted_on: date | None
    plan_wan: Decimal | None
    reason: str = ""


def draft_listings(
    draft: Draft, carried: Sequence[Carried], *, year: int, from_on: date, origin: str
) -> tuple[int, ...]:
    """起草列入 — facts and one deed a project; what is said already is not said again.

    The day of admission goes along: who was admitted in an earlier year is not admitted anew.
    Returns the ids of the projects, in order.
    """
    common: dict[str, Any] = {"year": year, "valid_from": from_on, "origin": origin}
    draft.state([
        Listing(
            project_id=one.project_id, level=one.level, construction_kind=one.construction_kind,
            admitted_on=one.admitted_on, **common,
        )
        for one in carried
    ])
    plans = {one.project_id: one.plan_wan for one in carried if one.plan_wan is not None}
    draft.state([
        AnnualPlan(project_id=project_id, plan_wan=plan, **common)
        for project_id, plan in plans.items()
    ])
    by_project: dict[int, list[Carried]] = defaultdict(list)
    for one in carried:
        by_project[one.project_id].append(one)
    for project_id, lines in by_project.items():
        draft.deeds.append(_deed(project_id, lines, plans.get(project_id), year, origin))
    return tuple(by_project)


def _deed(
    project_id: int, lines: Sequence[Carried], plan: Decimal | None, year: int, origin: str
) -> audit.Deed:
    """结转 — what the history of the project says of it."""
    said: dict[str, Any] = {
        "listed_year": year,
        "construction_kind": "、".join(
            f"{Level(one.level).label}{ConstructionKind(one.construction_kind).label}" for one in lines
        ),
        "reason": "；".join(dict.fromkeys([origin, *(one.reason for one in lines if one.reason)])),
    }
    if plan is not None:
        said["plan_wan"] = plan
    return audit.Deed("结转", "project", str(project_id), lines[0].name, {}, said)
