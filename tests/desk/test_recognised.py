"""Reported and recognised (列统) amounts stand beside each other: entered apart, never added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import things
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.progress.models import Milestone
from zhaotuifu.progress.queries import milestones_of, months_of, revision_of
from zhaotuifu.progress.states import Basis

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(district, at) -> int:
    return things.project("云岭储能电池", "砚湖镇", at=at, months=("10", "20", "30"))


def report(person, project_id: int, year: int = 2025, **typed):
    where = reverse("project_months", args=[project_id]) + f"?year={year}"
    return person.client.post(where, {"revision": revision_of(project_id, year), **typed})


def recognised(project_id: int) -> dict[int, Decimal]:
    return months_of([project_id], year=2025, basis=Basis.RECOGNISED).get(project_id, {})


def test_the_office_enters_what_statistics_recognised_and_the_reported_stays(office, plant):
    assert report(office, plant, recognised_1="8", recognised_2="15.5").status_code == 302
    assert recognised(plant) == {1: 8, 2: Decimal("15.5")}
    assert months_of([plant], year=2025)[plant] == {1: 10, 2: 20, 3: 30}
    [line] = open_book(year=2025, as_of=date(2025, 12, 31), actor=office.actor).lines
    assert sum(line.months.values()) == 60, "what was recognised is not added to what was reported"


def test_a_recognised_month_that_changes_says_why(office, plant):
    report(office, plant, recognised_1="8")
    refused = report(office, plant, recognised_1="9")
    assert refused.status_code == 422 and "请用一句话写明更正原因" in refused.content.decode()
    assert report(office, plant, recognised_1="9", reason="统计核减后补").status_code == 302
    assert recognised(plant) == {1: 9}


def test_a_zone_reads_them_and_cannot_enter_them(office, zone_a, plant):
    report(office, plant, recognised_1="8")
    page = zone_a.client.get(reverse("project_months", args=[plant]) + "?year=2025").content.decode()
    assert "列统数由区重大办" in page and "8 万元" in page and 'name="recognised_1"' not in page
    report(zone_a, plant, recognised_1="99", month_3="31", reason="核对")
    assert recognised(plant) == {1: 8}


def test_a_month_to_come_is_not_recognised(office, plant, at):
    year = timezone.localdate().year + 1
    answer = report(office, plant, year=year, recognised_1="5")
    assert answer.status_code == 422 and "还没到" in answer.content.decode()


def test_four_dates_of_one_start_stand_beside_each_other(office, plant):
    where = reverse("project_milestones", args=[plant])
    revision = revision_of(plant, timezone.localdate().year)
    office.client.post(
        where, {"revision": revision, "actual_permit": "2025-02-10", "actual_pile": "2025-02-20",
                "recognised_start": "2025-03-05", "actual_statistics": "2025-04"},
    )
    known = milestones_of([plant])[plant]
    assert known["permit"].actual_on == date(2025, 2, 10)
    assert known["pile"].actual_on == date(2025, 2, 20)
    assert known["start"].recognised_on == date(2025, 3, 5)
    assert (known["statistics"].actual_on, known["statistics"].actual_precision) == (date(2025, 4, 30), "month")
    assert Milestone.objects.known().filter(project=plant).count() == 4
