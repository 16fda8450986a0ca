"""小库 — a few invented projects recorded through the actions, for the tests of reports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.people import organisation
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.parties.queries import actor_with_id, holders
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports import actions
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.supervision.models import LampRule

YEAR = 2025
MARCH_END = date(2025, 3, 31)


def lamp_rule() -> LampRule:
    """低于序时 10 点亮黄, 30 点以上亮红."""
    return LampRule.objects.create(
        code="ten-thirty", name="低于序时10点亮黄", source="测试", yellow_from=10, red_from=30,
        valid_from=date(2021, 1, 1),
    )


def project(
    name: str, *, zones: tuple[str, ...] = ("砚湖镇",), level: str = Level.PROVINCE,
    plan: object = 12000, months: dict[int, object] | None = None, at: datetime,
    kind: str = ConstructionKind.CONTINUED, admitted_on: date | None = None,
    started_on: date | None = None, code: str = "", total: object = 50000,
) -> int:
    """A project with plan, months and a word of March; amounts in 万元. Returns its id."""
    values = {
        "name": name, "code": code, "zone_ids": tuple(organisation(zone).pk for zone in zones),
        "level": level, "construction_kind": kind, "admitted_on": admitted_on,
        "plan_wan": None if plan is None else Decimal(str(plan)), "category": "新材料",
        "total_investment_wan": None if total is None else Decimal(str(total)),
    }
    (found,) = state_projects(
        [Statement(values)], year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at
    )
    rows: list = [
        MonthlyAmount(project_id=found, year=YEAR, month=month, amount_wan=Decimal(str(amount)))
        for month, amount in (months or {}).items()
    ]
    rows.append(
        MonthlyWord(
            project_id=found, year=YEAR, month=3, image_progress="主体三层", problems="贷款未批",
            cause=Cause.FUNDS, next_plan="封顶", completed_total_wan=Decimal("20000.5"),
        )
    )
    if started_on:
        rows.append(Milestone(project_id=found, node=Node.START, recognised_on=started_on))
    record_progress(rows, years=[YEAR], by=SYSTEM, at=at)
    return found


def correct(project_id: int, month: int, amount: object, at: datetime) -> None:
    """更正一个月 — supersedes the month's amount."""
    row = MonthlyAmount(
        project_id=project_id, year=YEAR, month=month, amount_wan=Decimal(str(amount))
    )
    record_progress([row], years=[YEAR], by=SYSTEM, at=at)


def small_library(at: datetime) -> list[int]:
    """Five projects of three levels in two 板块; the first of them is worth a correction."""
    lamp_rule()
    return [
        project("云岭储能", months={1: 1000, 2: 1000, 3: 1300}, at=at),
        project(
            "栖霞传感", months={3: "400.25"}, kind=ConstructionKind.NEW,
            started_on=date(2025, 2, 1), code="2501-329999-04-01-100001", at=at,
        ),
        project("枫桥物流", zones=("苔溪镇",), level=Level.CITY, months={3: 100}, at=at),
        project(
            "联建产业园", zones=("砚湖镇", "苔溪镇"), level=Level.DISTRICT, months={2: 900, 3: 2100},
            admitted_on=date(2025, 3, 1), at=at,
        ),
        project("前期项目", zones=("苔溪镇",), level=Level.DISTRICT, plan=None, total=None, at=at),
    ]


def passed(paper: Report | Erratum, by: Actor, at: datetime) -> None:
    """送审、审核通过 — by who holds the post today, else by the office itself."""
    actions.submit(paper=paper, by=by, at=at, revision=paper.revision)
    reviewer = _holder(Role.REVIEWER, at) or by
    actions.approve(paper=paper, by=reviewer, at=at, revision=paper.revision)


def signed(report: Report, by: Actor, at: datetime, **more: Any) -> Report:
    """送审、审核、签发 — in one go."""
    passed(report, by, at)
    signer = _holder(Role.SIGNER, at) or by
    return actions.issue(report=report, by=signer, at=at, revision=report.revision, **more)


def signed_erratum(erratum: Erratum, by: Actor, at: datetime) -> Erratum:
    """勘误送审、审核、签发 — as `signed`."""
    passed(erratum, by, at)
    signer = _holder(Role.SIGNER, at) or by
    return actions.issue_erratum(erratum=erratum, by=signer, at=at, revision=erratum.revision)


def _holder(role: Role, at: datetime) -> Actor | None:
    found = holders(role, today=timezone.localdate(at))
    return actor_with_id(found[0], timezone.localdate(at)) if found else None
