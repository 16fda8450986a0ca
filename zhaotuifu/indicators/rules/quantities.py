"""量的清单 — every measure there is, by code. A code once given keeps its meaning."""

from __future__ import annotations

from zhaotuifu.indicators.rules.behind import HAS_PLAN, IS_BEHIND
from zhaotuifu.indicators.rules.measures import (
    ADMITTED_ON,
    DONE,
    PLAN,
    RECOGNISED,
    Condition,
    Measure,
    by,
    in_year,
    is_,
    planned,
    recognised,
)
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind

IS_NEW = is_(construction_kind=ConstructionKind.NEW)
IS_RESERVE = is_(construction_kind=ConstructionKind.RESERVE)
IS_TO_FINISH = is_(construction_kind=ConstructionKind.FINISHING) | in_year(planned(Node.FINISH))
STARTED, FINISHED = recognised(Node.START), recognised(Node.FINISH)
PRODUCED, FULL = recognised(Node.PRODUCTION), recognised(Node.FULL_OUTPUT)


def _due(node: Node) -> Condition:
    return in_year(planned(node))


ALL: tuple[Measure, ...] = (
    Measure("listed", "在列项目数"),
    Measure("plan", "年度计划投资", PLAN),
    Measure("done", "本年累计完成（上报）", DONE),
    Measure("recognised", "本年累计完成（列统）", RECOGNISED),
    Measure("new", "新建项目数", where=IS_NEW),
    Measure("new_started", "已认定开工的新建项目数", where=IS_NEW, since=STARTED),
    Measure("to_finish", "计划竣工项目数", where=IS_TO_FINISH),
    Measure("finished", "已认定竣工的计划竣工项目数", where=IS_TO_FINISH, since=FINISHED),
    Measure("admitted", "本年入库数", where=in_year(ADMITTED_ON), since=ADMITTED_ON),
    Measure("started_this_year", "本年认定开工数", where=in_year(STARTED), since=STARTED),
    Measure("finished_this_year", "本年认定竣工数", where=in_year(FINISHED), since=FINISHED),
    Measure("produced_this_year", "本年认定投产数", where=in_year(PRODUCED), since=PRODUCED),
    Measure("full_this_year", "本年认定达产数", where=in_year(FULL), since=FULL),
    Measure("reserve_started", "已认定开工的储备项目数", where=IS_RESERVE, since=STARTED),
    Measure("new_not_started", "未认定开工的新建项目数", where=IS_NEW & ~by(STARTED)),
    Measure("to_produce", "计划投产项目数", where=_due(Node.PRODUCTION)),
    Measure("produced", "已认定投产的计划投产项目数", where=_due(Node.PRODUCTION), since=PRODUCED),
    Measure("to_full", "计划达产项目数", where=_due(Node.FULL_OUTPUT)),
    Measure("full", "已认定达产的计划达产项目数", where=_due(Node.FULL_OUTPUT), since=FULL),
    Measure("planned", "有年度计划的项目数", where=HAS_PLAN),
    Measure("behind", "低于序时的项目数", where=IS_BEHIND),
)
BY_CODE = {measure.code: measure for measure in ALL}
