"""The history of a project: by day and by act, with its file; what was taken back is said so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import things
from tests.ledger import sending
from zhaotuifu.desk.queries import history
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.ledger import actions as ledger
from zhaotuifu.projects.actions import Statement, state_projects

pytestmark = pytest.mark.django_db
NAME = "云岭储能电池"


def told(person, project, **given):
    return person.client.get(reverse("project_history", args=[project.pk]), given).context["history"]


@pytest.fixture
def plant(office, district):
    """二月和三月各导入过一次台账的项目 — the second changed the plan."""
    first = sending.table((NAME, "砚湖镇", 12000, 3600, 300, "打桩"))
    second = sending.table((NAME, "砚湖镇", 12000, 4800, 350, "主体施工"))
    sending.imported(office, first, "2025-02")
    sending.imported(office, second, "2025-03")
    return sending.project(NAME)


def test_what_one_ledger_changed_is_one_act_with_its_file(office, plant):
    newest, oldest = told(office, plant).acts
    assert newest.action == "导入台账"
    assert newest.file_text.startswith("台账#")
    assert {"年度计划投资（万元）", "2025年3月完成投资（万元）"} <= {line.label for line in newest.lines}
    assert office.client.get(newest.file_url).status_code == 200
    assert not newest.is_undone
    assert not oldest.is_undone


def test_what_was_taken_back_is_marked_and_the_taking_back_is_an_act(office, plant):
    last = ledger.undo(
        ledger_import=sending.LedgerImport.objects.order_by("-id").first(), by=office.actor, at=timezone.now()
    )
    taken_back, newest, oldest = told(office, plant).acts
    assert (taken_back.action, taken_back.file_text) == ("撤回台账", f"台账#{last.pk}")
    assert newest.is_undone
    assert not oldest.is_undone
    older = told(office, plant, before=newest.number + 1)
    assert [act.is_undone for act in older.acts] == [True, False]
    page = office.client.get(reverse("project_page", args=[plant.pk])).content.decode()
    assert "已撤回" in page
    assert page.index("撤回台账") < page.index("导入台账")


def test_acts_stand_under_their_days(office, district, at):
    pk = things.project("砚湖水厂", "砚湖镇", at=at)
    later = at + timedelta(days=3)
    state_projects(
        [Statement({"leader": "区长"}, project_id=pk)], year=2025, about_from=date(2025, 1, 1),
        by=office.actor, at=later,
    )
    days = told(office, sending.project("砚湖水厂")).days
    assert [day.day for day in days] == [timezone.localdate(later), timezone.localdate(at)]
    assert days[0].acts[0].action == "改项目资料"


def test_the_rest_comes_in_parts_without_gap_or_repetition(office, plant, at):
    for n in range(60):
        audit.record(
            by=SYSTEM, at=at + timedelta(minutes=n), action="陈述项目", object_kind="project",
            object_id=plant.pk, before={"remarks": str(n)}, after={"remarks": str(n + 1)},
        )
    page = office.client.get(reverse("project_page", args=[plant.pk])).context["page"]
    seen, part = list(page.history.acts), page.history
    assert len(seen) == history.LIMIT
    assert part.before is not None
    while part.before is not None:
        part = told(office, plant, before=part.before)
        seen += part.acts
    numbers = [act.number for act in seen]
    assert len(set(numbers)) == len(numbers) == 62
    assert numbers == sorted(numbers, reverse=True)


def test_asked_by_the_page_only_the_part_comes(office, plant):
    address = reverse("project_history", args=[plant.pk])
    part = office.client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "导入台账" in part
    assert "<html" in office.client.get(address).content.decode()


@pytest.mark.parametrize("before", ["0", "abc", "-1", "99999999999999999999", ""])
def test_a_number_that_is_none_is_no_error(before, office, plant):
    address = reverse("project_history", args=[plant.pk])
    assert office.client.get(address, {"before": before}).status_code == 200


def test_the_phone_is_masked_in_all_of_the_history(leader, office, plant, at):
    state_projects(
        [Statement({"contact_phone": "13900001234"}, project_id=plant.pk)], year=2025,
        about_from=date(2025, 1, 1), by=SYSTEM, at=at,
    )
    address = reverse("project_history", args=[plant.pk])
    for person in (leader, office):
        assert "13900001234" not in person.client.get(address).content.decode()


def test_a_long_history_costs_no_more_statements(office, plant, at):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            told(office, plant)
        return len(captured)

    few = cost()
    for n in range(40):
        audit.record(
            by=SYSTEM, at=at, action="陈述项目", object_kind="project", object_id=plant.pk,
            before={"remarks": str(n)}, after={"remarks": str(n + 1)},
        )
    assert cost() == few <= 15
