"""督查作业 — a position that went wrong is right again after the night."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.sessions.models import Session
from django.utils import timezone

from tests import people
from zhaotuifu.kernel import jobs
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.supervision.models import Position

NIGHT = datetime(2025, 4, 8, 3, 0, tzinfo=timezone.get_current_timezone())


def test_the_declared_jobs_are_known_by_name():
    assert set(jobs.declared()) >= {"supervision.refresh_positions", "parties.clear_sessions"}


def test_a_night_mends_the_positions(district, at, django_capture_on_commit_callbacks):
    values = {
        "name": "云岫储能", "zone_ids": (people.organisation("砚湖镇").pk,), "plan_wan": Decimal(100),
    }
    state_projects(
        [Statement(values)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at
    )
    Position.objects.update(plan_wan=999, name="错")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.tick(NIGHT)
    position = Position.objects.get()
    assert (position.name, position.plan_wan) == ("云岫储能", 100)


def test_a_night_clears_sessions_that_are_over(office, at, django_capture_on_commit_callbacks):
    Session.objects.update(expire_date=at - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.tick(NIGHT)
    assert Session.objects.count() == 0
