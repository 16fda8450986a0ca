"""定时作业 — once per job and slot, and caught up after a stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from zhaotuifu.kernel import jobs
from zhaotuifu.kernel.models import JobRun

HERE = timezone.get_current_timezone()
NOON = datetime(2025, 4, 7, 12, 0, 30, tzinfo=HERE)


def test_slots_stand_on_the_clock():
    assert jobs.Every(15).last_slot(NOON).minute == 0
    assert jobs.Daily(18).last_slot(NOON) == datetime(2025, 4, 6, 18, tzinfo=HERE)
    assert jobs.Daily(6, 30).last_slot(NOON) == datetime(2025, 4, 7, 6, 30, tzinfo=HERE)


@pytest.fixture
def slots(monkeypatch):
    """One declared job that notes the slots it ran for."""
    ran: list[datetime] = []
    job = jobs.Job("test.note", jobs.Daily(6), ran.append)
    monkeypatch.setattr(jobs, "declared", lambda: {job.name: job})
    return ran


@pytest.mark.django_db
def test_a_due_job_runs_once_however_often_the_clock_ticks(slots):
    assert jobs.tick(NOON) == ["test.note"]
    assert jobs.tick(NOON + timedelta(minutes=1)) == []
    assert len(slots) == 1
    assert JobRun.objects.get().finished_at is not None


@pytest.mark.django_db
def test_after_a_stop_of_days_the_last_slot_is_caught_up(slots):
    jobs.tick(NOON)
    assert jobs.tick(NOON + timedelta(days=3)) == ["test.note"]
    assert len(slots) == 2


@pytest.mark.django_db
def test_a_failure_is_kept_on_the_run(monkeypatch):
    def fail(slot):
        raise ValueError("坏了")

    job = jobs.Job("test.fail", jobs.Daily(6), fail)
    monkeypatch.setattr(jobs, "declared", lambda: {job.name: job})
    jobs.tick(NOON)
    run = JobRun.objects.get()
    assert run.finished_at is None
    assert "坏了" in run.error
