"""定时作业 — periodic work: each area declares (name, when, function); the ticker enqueues what is due."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from zhaotuifu.kernel.models import JobRun

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Every:
    """每隔 — every `minutes` minutes (a divisor of 60), on the clock."""

    minutes: int

    def last_slot(self, now: datetime) -> datetime:
        """最近时段 — the latest slot that has begun at `now`."""
        return now.replace(minute=now.minute - now.minute % self.minutes, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Daily:
    """每天 — at hour:minute, local time."""

    hour: int
    minute: int = 0

    def last_slot(self, now: datetime) -> datetime:
        """最近时段 — today's slot, or yesterday's before it has begun."""
        local = timezone.localtime(now)
        slot = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return slot if slot <= local else slot - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """作业 — a unique name (area.verb), when, and a function of the slot's moment."""

    name: str
    when: Every | Daily
    function: Callable[[datetime], None]


def declared() -> dict[str, Job]:
    """全部作业 — from the `jobs` module of every area that has one."""
    found: dict[str, Job] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("zhaotuifu."):
            continue
        name = f"{config.name}.jobs"
        if config.label == "kernel" or importlib.util.find_spec(name) is None:
            continue
        for job in getattr(importlib.import_module(name), "JOBS", ()):
            found[job.name] = job
    return found


def tick(now: datetime) -> list[str]:
    """走表 — enqueue what is due, once per (job, slot); after a stop the last missed slot is caught up.

    Returns the names enqueued.
    """
    enqueued = []
    for job in declared().values():
        slot = job.when.last_slot(now)
        try:
            # The slot and its task together: a ticker that is killed between them would lose the job.
            with transaction.atomic():
                run = JobRun.objects.create(job=job.name, slot_at=slot, enqueued_at=now)
                run_job.enqueue(run.pk)
        except IntegrityError:
            continue
        enqueued.append(job.name)
    return enqueued


@task()
def run_job(run_id: int) -> None:
    """跑作业 — in the task worker; a failure is kept on the run and raised for the task's own record."""
    run = JobRun.objects.get(pk=run_id)
    try:
        declared()[run.job].function(run.slot_at)
    except Exception as error:
        JobRun.objects.filter(pk=run_id).update(error=repr(error)[:2000])
        log.exception("job failed: %s", run.job)
        raise
    JobRun.objects.filter(pk=run_id).update(finished_at=timezone.now())
