"""The ledgers a project stood in: who opens them whole, and who only its row."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import things
from tests.ledger import sending
from zhaotuifu.desk.queries.project_files import files_of

pytestmark = pytest.mark.django_db
NAME = "云岭储能电池"


@pytest.fixture
def plant(office, district):
    sending.imported(office, sending.table((NAME, "砚湖镇", 12000, 3600, 300, "打桩")), "2025-02")
    return sending.project(NAME)


def test_who_may_not_open_the_ledger_opens_the_row_and_not_the_original(office, zone_a, leader, plant):
    for person, opens in ((office, True), (zone_a, False), (leader, False)):
        (one,) = files_of(person.actor, plant.pk)
        assert one.kind == "2025年2月台账"
        assert person.client.get(one.url).status_code == 200
        assert bool(one.original_url) is opens
        page = person.client.get(reverse("project_files", args=[plant.pk])).content.decode()
        assert one.name in page


def test_what_is_asked_by_the_page_is_only_the_list(office, plant):
    address = reverse("project_files", args=[plant.pk])
    part = office.client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "台账.xlsx" in part


def test_a_project_without_files_says_why(office, district, at):
    pk = things.project("砚湖水厂", "砚湖镇", at=at)
    page = office.client.get(reverse("project_files", args=[pk])).content.decode()
    assert "还没有文件" in page


def test_many_ledgers_cost_no_more_statements(office, plant):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            files_of(office.actor, plant.pk)
        return len(captured)

    few = cost()
    for n in range(3):
        data = sending.table((NAME, "砚湖镇", 12000, 3600, 300 + n, "打桩"))
        sending.imported(office, data, "2025-02")
    assert cost() == few == 4
