"""读材料 — the scope of a kind, members by the day, withdrawn projects, what was known; flat in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reports.library import MARCH_END, YEAR, correct, lamp_rule, project, signed
from tests.reports.situations import KINDS
from zhaotuifu.documents.blocks import Paragraph
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Programme, ProgrammeMember, Project
from zhaotuifu.projects.states import ConstructionKind, Level, Standing
from zhaotuifu.reports import actions, queries
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.rules.figures import adds_up

CODES = ("minsheng", "532", "lianghu")


@pytest.fixture
def library(district, at):
    """Three projects, two of them 民生实事 — one only from April on."""
    lamp_rule()
    for code in CODES:
        Programme.objects.create(code=code, name=code, source="测试", valid_from=date(2021, 1, 1))
    ids = {
        "school": project("长亭路学校", months={1: 500, 3: 900}, at=at),
        "clinic": project("苔溪卫生院", zones=("苔溪镇",), level=Level.CITY, months={3: 300}, at=at),
        "plant": project(
            "云岭储能", months={2: 4000}, kind=ConstructionKind.NEW, started_on=date(2025, 3, 27), at=at,
            total=8000,
        ),
    }
    for code in CODES:
        join(code, ids["school"], date(2021, 1, 1), at)
    join("minsheng", ids["clinic"], date(2025, 4, 1), at)
    return ids


def join(code: str, project_id: int, on: date, at, until: date | None = None) -> None:
    ProgrammeMember.objects.create(
        project_id=project_id, programme=Programme.objects.get(code=code), valid_from=on,
        valid_to=until, recorded_at=at, recorded_by_id=None,
    )


def made(code: str, as_of: date = MARCH_END, **more):
    return queries.composed(kind_named(code), year=YEAR, as_of=as_of, **more)


def told(code: str, as_of: date = MARCH_END, **more) -> str:
    blocks = made(code, as_of, **more).brief.paper.blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_a_programmes_document_speaks_of_its_members_of_the_day(library):
    assert "民生实事项目1个，一季度完成投资1,400万元" in told("livelihood_brief")
    assert "民生实事项目共2个，1—4月完成投资1,700万元" in told("livelihood_brief", date(2025, 4, 30))


def test_a_weekly_takes_its_size_and_its_seven_days(library):
    assert "今年以来还没有新开工的亿元以上项目" in told("start_weekly")  # 云岭储能 has 8,000万元
    kind = replace(kind_named("start_weekly"), scope=kind_named("progress_brief").scope)
    for as_of, word in ((MARCH_END, "新开工亿元以上项目1个"), (date(2025, 4, 3), "没有新开工的")):
        text = queries.composed(kind, year=YEAR, as_of=as_of).brief.paper.blocks[1].text
        assert word in text


def test_every_figure_knows_its_scope_its_day_and_what_was_known(library, at):
    then = at + timedelta(hours=1)
    found = made("livelihood_brief", known_at=then).brief.figures
    programme = Programme.objects.get(code="minsheng").pk
    assert {(one.as_of, one.known_at) for one in found} == {(MARCH_END, then)}
    assert {one.scope["programme_id"] for one in found} == {programme}
    assert all(one.scope_text.startswith(("民生实事项目", "长亭路学校")) for one in found)
    assert all(adds_up(one) for one in found)


def test_what_is_known_later_does_not_change_what_was_known(library, at):
    later = at + timedelta(days=2)
    correct(library["school"], 3, 1900, later)
    assert "完成投资1,400万元" in told("livelihood_brief", known_at=at + timedelta(days=1))
    assert "完成投资2,400万元" in told("livelihood_brief")


def test_withdrawn_projects_leave_the_figures_and_are_named(library, at):
    school = Project.objects.get(pk=library["school"])
    change_standing(
        project=school, to=Standing.WITHDRAWN, on=date(2025, 4, 8), reason="选址调整", by=SYSTEM, at=at
    )
    text = told("livelihood_brief", date(2025, 4, 30))
    assert "民生实事项目1个，1—4月完成投资300万元" in text
    assert "今年以来未开工取消的项目1个：长亭路学校（砚湖镇，4月8日，选址调整）" in text
    assert "退出和取消的项目此前报送完成投资1,400万元，已不计入以上各数" in text
    assert "长亭路学校" not in told("supervision_notice", MARCH_END).partition("取消")[2]
    checks = made("livelihood_brief", date(2025, 4, 30), paragraphs={"next": "长亭路学校加快建设。"}).checks
    assert any(check.code == "gone" for check in checks)


def test_the_year_before_is_what_it_is_compared_with(library, at):
    record_progress(
        [MonthlyAmount(project_id=library["school"], year=2024, month=2, amount_wan=Decimal(700))],
        years=[2024], by=SYSTEM, at=at,
    )
    assert "上年同期" not in told("livelihood_brief")  # not on last year's list
    said = Statement({"level": Level.PROVINCE, "plan_wan": Decimal(9000)}, library["school"])
    state_projects([said], year=2024, about_from=date(2024, 1, 1), by=SYSTEM, at=at)
    assert "1—3月累计完成投资比上年同期增长100.0%（上年同期700万元）。" in told("livelihood_brief")


def test_a_scope_that_is_not_there_is_refused_with_its_kind(district, at):
    with pytest.raises(Refused) as refused:
        made("livelihood_brief")
    told = refused.value.verdict.sentence
    assert told.startswith("公文种类“重点民生实事项目工作简报”的范围读不出来：没有专项“minsheng”")


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_composes_from_a_library_and_may_be_issued(code, library):
    found = made(code)
    assert stands_in_the_way(found.checks) == ""
    assert all(adds_up(one) for one in found.brief.figures)


@pytest.mark.parametrize("code", ["progress_brief", "livelihood_brief", "supervision_notice"])
def test_a_document_costs_the_same_statements_for_three_projects_and_for_thirty(code, library, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            made(code)
        return len(seen)

    cost()
    few = cost()
    for number in range(12):
        found = project(f"新增项目{number}", months={3: 100}, at=at)
        join("minsheng", found, date(2025, 1, 1), at)
    assert cost() == few <= 45


def test_the_last_issue_is_what_a_quotation_is_held_against(library, office, at):
    april_end = date(2025, 4, 30)
    draft = actions.create_draft(
        kind=kind_named("livelihood_brief"), year=YEAR, as_of=MARCH_END, by=office.actor, at=at
    )
    issued = signed(draft, office.actor, at)
    assert {(one.as_of, one.known_at) for one in queries.frozen_figures(issued)} == {
        (MARCH_END, issued.known_at)
    }
    for text, is_right in (("上期完成投资1,400万元。", True), ("上期完成投资1,500万元。", False)):
        checks = made("livelihood_brief", april_end, paragraphs={"overview": text}).checks
        assert [check.expected for check in checks if check.code == "last"] == (
            [] if is_right else ["1,400万元"]
        )
