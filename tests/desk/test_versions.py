"""Every version of a value: what, about when, recorded when, by whom, from which cell, and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import things
from zhaotuifu.desk.queries.facts_told import whats
from zhaotuifu.desk.queries.versions import versions_of
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.actions_bulk import edit_in_bulk, undo_bulk_edit
from zhaotuifu.projects.bulk import Order, preview
from zhaotuifu.projects.states import BulkField

pytestmark = pytest.mark.django_db
YEAR = 2025


@pytest.fixture
def project(district, at) -> int:
    """一个项目 — planned at 1,200, three months reported."""
    return things.project("云岭储能电池", "砚湖镇", at=at, months=("10", "20", "30"))


def say(project_id: int, by=SYSTEM, day: date = date(YEAR, 1, 1), reason: str = "", **values) -> None:
    state_projects(
        [Statement(values, project_id, "页面修改")], year=YEAR, about_from=day, by=by,
        at=timezone.now(), reason=reason,
    )


def told(project_id: int, what: str, actor=SYSTEM, shows_phones: bool = True):
    found = versions_of(project_id, what, actor, shows_phones=shows_phones)
    return [(row.value, row.state, row.reason) for row in found.rows]


def test_a_corrected_plan_keeps_what_it_was_and_says_who_and_why(office, project):
    say(project, by=office.actor, reason="填错了一位", plan_wan=Decimal("12000"))
    found = versions_of(project, "plan-2025", office.actor, shows_phones=True)
    assert [row.value for row in found.rows] == ["12,000", "1,200"]
    assert [row.state for row in found.rows] == ["现行", "已被取代"]
    newest = found.rows[0]
    assert (newest.reason, newest.source, newest.about) == ("填错了一位", "页面修改", "2025-01-01 起")
    assert "区重大办" in newest.who
    assert found.rows[1].until == newest.at


def test_a_plan_adjusted_from_a_day_on_stands_beside_the_first(project):
    say(project, day=date(YEAR, 7, 1), plan_wan=Decimal("1500"))
    found = versions_of(project, "plan-2025", SYSTEM, shows_phones=True)
    assert [(row.value, row.about, row.state) for row in found.rows] == [
        ("1,500", "2025-07-01 起", "现行"), ("1,200", "2025-01-01 起", "现行"),
    ]


def test_a_profile_that_says_it_again_is_no_version(project):
    say(project, unit_name="云岭储能公司")
    say(project, address="云岭路 1 号")
    say(project, day=date(YEAR, 6, 1), scale="两条线")
    assert told(project, "profile-unit_name") == [("云岭储能公司", "现行", "")]
    say(project, day=date(YEAR, 6, 1), unit_name="")
    assert [row[0] for row in told(project, "profile-unit_name")] == ["（清空）", "云岭储能公司"]


def test_what_was_undone_is_there_and_marked(office, project):
    say(project, leader="区长")
    order = Order((project,), BulkField.LEADER, "副区长", YEAR)
    edit = edit_in_bulk(
        order=order, reason="分工调整", chosen_by="选了 1 个", seen=preview(order, office.actor).digest,
        by=office.actor, at=timezone.now(),
    )
    found = versions_of(project, "profile-leader", office.actor, shows_phones=True).rows
    assert (found[0].value, found[0].url) == ("副区长", reverse("bulk_edit_page", args=[edit.pk]))
    assert "分工调整" in found[0].reason
    undo_bulk_edit(edit=edit, by=office.actor, at=timezone.now())
    assert [row[:2] for row in told(project, "profile-leader")] == [("副区长", "已撤回"), ("区长", "现行")]


def test_months_of_both_bases_and_milestones_have_their_own(project):
    rows = [
        MonthlyAmount(project_id=project, year=YEAR, month=3, amount_wan=Decimal("28")),
        MonthlyAmount(project_id=project, year=YEAR, month=3, basis="recognised", amount_wan=Decimal("25")),
        Milestone(project_id=project, node="pile", actual_on=date(YEAR, 2, 3), actual_precision="day"),
    ]
    record_progress(rows, years=[YEAR], by=SYSTEM, at=timezone.now(), reason="统计核定")
    assert told(project, "month-2025-3-reported") == [
        ("28", "现行", "统计核定"), ("30", "已被取代", ""),
    ]
    assert told(project, "month-2025-3-recognised") == [("25", "现行", "统计核定")]
    assert told(project, "node-pile") == [("实际 2025-02-03", "现行", "统计核定")]


def test_phones_are_masked_for_who_only_reads(project):
    say(project, contact_phone="13800000000")
    assert told(project, "profile-contact_phone", shows_phones=False)[0][0] == "138****0000"


def test_every_value_of_the_page_has_versions_and_no_other_name_has(office, project):
    asked = {what: reverse("project_versions", args=[project, what]) for what in whats(YEAR, 2)}
    assert {what: office.client.get(url).status_code for what, url in asked.items()} == dict.fromkeys(asked, 200)
    wrong = ("plan", "plan-25", "profile-password", "month-2025-13-reported", "node-x", "word-2025-1-x", "x")
    codes = [office.client.get(f"/projects/{project}/versions/{what}/").status_code for what in wrong]
    assert codes == [404] * len(wrong)


def test_another_zones_project_is_not_there(zone_b, project):
    assert zone_b.client.get(reverse("project_versions", args=[project, "name"])).status_code == 404


def test_thirty_versions_cost_as_much_as_three(office, project):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            versions_of(project, "plan-2025", office.actor, shows_phones=True)
        return len(seen)

    for n in range(2):
        say(project, plan_wan=Decimal(2000 + n))
    few = cost()
    for n in range(30):
        say(project, plan_wan=Decimal(3000 + n), day=date(YEAR, 1, 1) + timedelta(days=n))
    assert cost() == few <= 5
