"""提醒 — who is told what, and never the doer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import people
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.notices import actions, queries
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Standing


@pytest.fixture
def project(district, at) -> Project:
    values = {
        "name": "云岫储能", "zone_ids": (people.organisation("砚湖镇").pk,), "plan_wan": Decimal(1),
    }
    (project_id,) = state_projects(
        [Statement(values)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at
    )
    return Project.objects.get(pk=project_id)


@pytest.fixture
def stopped(project, office, zone_a, zone_b, leader, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change_standing(
            project=project, to=Standing.STOPPED, on=date(2025, 3, 5), reason="资金未到位",
            by=office.actor, at=at,
        )
    return project


def test_the_clerk_of_the_zone_is_told_and_the_doer_is_not(stopped, office, zone_a, zone_b, leader):
    (notice,) = queries.latest(zone_a.actor)
    assert "云岫储能" in notice.sentence and "资金未到位" in notice.sentence
    assert notice.link == f"/projects/{stopped.pk}/"
    for other in (office, zone_b, leader):
        assert queries.latest(other.actor) == ()


def test_the_page_shows_it_and_reading_all_leaves_none_unread(stopped, zone_a):
    page = zone_a.client.get("/notices/").content.decode()
    assert "资金未到位" in page and "1 条未读" in page
    zone_a.client.post("/notices/read/")
    assert queries.unread(zone_a.actor) == 0
    assert "没有未读" in zone_a.client.get("/notices/").content.decode()


def test_reading_marks_only_my_own(stopped, zone_a, office, at):
    assert actions.mark_read(by=office.actor, at=at) == 0
    assert queries.unread(zone_a.actor) == 1
