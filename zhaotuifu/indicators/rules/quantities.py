"""量的清单 — every measure there is, by code. A code once given keeps its meaning."""

from __future__ import annotations

from zhaotuifu.indicators.rules.measures import (
    ADMITTED_ON,
    DONE,
    PLAN,
    RECOGNISED,
    Measure,
    in_year,
    is_,
    planned,
    recognised,
)
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind

IS_NEW = is_(construction_kind=ConstructionKind.NEW)
IS_TO_FINISH = is_(construction_kind=ConstructionKind.FINISHING) | in_year(planned(Node.FINISH))

ALL: tuple[Measure, ...] = (
    Measure("listed", "在列项目数"),
    Measure("plan", "年度计划投资", PLAN),
    Measure("done", "本年累计完成（上报）", DONE),
    Measure("recognised", "本年累计完成（列统）", RECOGNISED),
    Measure("new", "新建项目数", where=IS_NEW),
    Measure("new_started", "已认定开工的新建项目数", where=IS_NEW, since=recognised(Node.START)),
    Measure("to_finish", "计划竣工项目数", where=IS_TO_FINISH),
    Measure(
        "finished", "已认定竣工的计划竣工项目数", where=IS_TO_FINISH, since=recognised(Node.FINISH)
    ),
    Measure("admitted", "本年入库数", where=in_year(ADMITTED_ON), since=ADMITTED_ON),
)
BY_CODE = {measure.code: measure for measure in ALL}
