"""演示专报 — some issued with the figures known then; their own paragraphs have no figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial

from zhaotuifu.desk.seed.story import moment
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports import actions
from zhaotuifu.reports.queries import Numbers
from zhaotuifu.reports.states import Place

KIND = "progress_brief"


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """一期 — the day of its figures, the day it was written and issued, its numbers."""

    as_of: date
    written_on: date
    numbers: Numbers
    paragraphs: Mapping[Place, str] = field(default_factory=dict)


PAPERS = (
    DemoPaper(
        date(2023, 12, 31), date(2024, 1, 9), Numbers(9, 28),
        {
            Place.OVERVIEW: "全年召开项目联合会审会 10 次。",
            Place.NEXT: "做好重点产业项目库年度结转，新一年度目标任务尽早分解下达。",
        },
    ),
    DemoPaper(
        date(2024, 12, 31), date(2025, 1, 10), Numbers(10, 38),
        {Place.NEXT: "抓紧储备项目用地、规划等前期工作，争取新一年度早开工、多开工。"},
    ),
    DemoPaper(
        date(2025, 1, 31), date(2025, 2, 10), Numbers(1, 39),
        {
            Place.OPENING: "新年以来，各板块抓紧节前节后施工组织，重大项目建设实现平稳开局。现将有关情况报告如下。",
            Place.NEXT: (
                "一是抓节后复工，逐个项目落实复工时间和人员到岗情况。\n"
                "二是抓开工准备，对计划上半年开工的项目倒排手续办理时间。"
            ),
        },
    ),
    DemoPaper(
        date(2025, 2, 28), date(2025, 3, 10), Numbers(2, 40),
        {
            Place.PROBLEMS: "部分新建项目用地和手续尚未落实，开工时间比计划推迟，需要相关板块和部门共同推进。",
            Place.NEXT: (
                "对开工推迟的项目由挂钩领导逐个协调，每周通报手续办理情况。\n"
                "抓紧组织新一批项目联合会审，做好市级入库申报。"
            ),
        },
    ),
    DemoPaper(
        date(2025, 3, 31), date(2025, 4, 7), Numbers(3, 41),
        {Place.NEXT: "召开专题会，确定供电接入方案；协调完成剩余搬迁，移交施工场地。"},
    ),
)


def acts(actors: Mapping[str, Actor]) -> list[tuple[date, Callable[[], None]]]:
    """编发经过 — each paper with the day it was written and issued."""
    return [(paper.written_on, partial(_write, paper, actors)) for paper in PAPERS]


def _write(paper: DemoPaper, actors: Mapping[str, Actor]) -> None:
    """Written in the morning, reviewed and signed in the afternoon, by three posts."""
    by = actors["office"]
    at = moment(paper.written_on, time(10, 0))
    report = actions.create_draft(
        kind=actions.kind_or_refuse(KIND), year=paper.as_of.year, as_of=paper.as_of, by=by, at=at, is_demo=True
    )
    for place, text in paper.paragraphs.items():
        actions.write_paragraph(
            report=report, place=place, text=text, by=by, at=at, revision=report.revision
        )
    actions.submit(
        paper=report, by=by, at=moment(paper.written_on, time(11, 30)), revision=report.revision
    )
    actions.approve(
        paper=report, by=actors["hegao"], at=moment(paper.written_on, time(14, 0)),
        revision=report.revision, words="数据已核对。",
    )
    actions.issue(
        report=report, by=actors["qianfa"], at=moment(paper.written_on, time(15, 30)),
        revision=report.revision, numbers=paper.numbers,
    )
