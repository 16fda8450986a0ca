"""办 — a run is claimed, done and ended in the task process; what a kill left is taken up again."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend, task
from django_tasks.exceptions import TaskResultDoesNotExist

from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import ACTIVE, WorkState
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.kernel.work.kinds import declared
from zhaotuifu.kernel.work.running import Running, Stopped, pulse

log = logging.getLogger(__name__)

#: a run whose pulse is older was killed; longer than any write transaction holds the database
LOST_AFTER = timedelta(seconds=45)
MOST_ATTEMPTS = 3

#: (user id, day) → the person in the posts held on that day; None when the account is closed.
#: Filled in wiring: the kernel knows no accounts.
ACTORS: list[Callable[[int, date], Actor | None]] = []

BROKEN = "没有办成。请重试；仍不行请告诉管理员（编号 {id}）。"
GAVE_UP = f"办了 {MOST_ATTEMPTS} 次都中途断了。请过一会儿重试；仍不行请告诉管理员（编号 {{id}}）。"
NO_ROOM = "磁盘已满，没有办成，什么也没有改。请告诉管理员腾出空间后重试（编号 {id}）。"
CLOSED = "没有办：交办的账号已停用。请换在用的账号再办。"
HALTED = "已按您的意思停下。"


def enqueue(run_id: int) -> None:
    """入队 — once the caller's transaction is committed."""

    def put() -> None:
        result = run_work.enqueue(run_id)
        WorkRun.objects.filter(pk=run_id).update(task_id=str(result.id))

    transaction.on_commit(put)



@task()
def run_work(run_id: int) -> None:
    """办 — in the task process."""
    perform(run_id)


def perform(run_id: int) -> None:
    """办一件 — claim it, do it, note how it ended; a run that another process has is left alone."""
    now = timezone.now()
    claimed = WorkRun.objects.filter(pk=run_id, state=WorkState.QUEUED).update(
        state=WorkState.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1,
        phase="", done=0, total=0,
    )
    if not claimed:
        return
    run = WorkRun.objects.get(pk=run_id)
    actor = _actor(run, now)
    if actor is None:
        _end(run, WorkState.FAILED, CLOSED)
        return
    running = Running(
        run.pk, run.attempts, actor, now, run.subject_kind, run.subject_id, run.payload
    )
    try:
        with pulse(running):
            result = declared()[run.kind].function(running)
        _end(run, WorkState.DONE, result=dict(result or {}))
    except Stopped:
        _end(run, WorkState.STOPPED, HALTED)
    except Refused as refusal:
        _end(run, WorkState.FAILED, refusal.verdict.sentence)
    except Exception as error:
        log.exception("work %s failed: %s", run.pk, run.kind)
        _fail(run, error)
    except BaseException:  # told to end at once: another process takes it up
        WorkRun.objects.filter(pk=run.pk, attempts=run.attempts).update(heartbeat_at=None)
        raise


def _actor(run: WorkRun, now: datetime) -> Actor | None:
    """The person in the posts held now: some may have been withdrawn since it was asked for."""
    if run.asked_by_id is None:
        return SYSTEM
    return ACTORS[0](run.asked_by_id, timezone.localdate(now))


def _fail(run: WorkRun, error: Exception) -> None:
    """A database that went away is tried again; anything else is told."""
    if is_disk_full(error):
        _end(run, WorkState.FAILED, NO_ROOM.format(id=run.pk))
    elif isinstance(error, OperationalError | InterfaceError) and run.attempts < MOST_ATTEMPTS:
        _end(run, WorkState.QUEUED)
    else:
        _end(run, WorkState.FAILED, BROKEN.format(id=run.pk))


def is_disk_full(error: BaseException) -> bool:
    """磁盘已满 — said by the system, by SQLite or by PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(error)
    return isinstance(error, OperationalError) and (
        "database or disk is full" in said or "No space left on device" in said
    )


def _end(
    run: WorkRun, state: WorkState, sentence: str = "", result: Mapping[str, Any] | None = None
) -> None:
    """Notes the end of this attempt, and of no later one. Tried a few times: the database may be
    busy, or have dropped the connection; if it stays away, `revive` finds the run."""
    values = {
        "state": state, "sentence": sentence, "result": dict(result or {}),
        "finished_at": None if state == WorkState.QUEUED else timezone.now(),
    }
    for pause in (0.2, 1.0, 5.0, None):
        try:
            WorkRun.objects.filter(
                pk=run.pk, state=WorkState.RUNNING, attempts=run.attempts
            ).update(**values)
            break
        except (OperationalError, InterfaceError):
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    if state == WorkState.QUEUED:
        enqueue(run.pk)



def revive(now: datetime) -> list[int]:
    """救回 — runs whose process was killed or whose task was lost are put into the queue again.

    Called by the ticker every few seconds. Answers with the runs it moved.
    """
    moved = []
    for run in WorkRun.objects.filter(state__in=ACTIVE).order_by("id"):
        if run.state == WorkState.RUNNING and _is_lost(run, now):
            moved += _take_up(run, now)
        elif run.state == WorkState.QUEUED and _is_forgotten(run, now):
            moved += _put_again(run, now)
    return moved


def _put_again(run: WorkRun, now: datetime) -> list[int]:
    waits = WorkRun.objects.filter(
        pk=run.pk, state=WorkState.QUEUED, enqueued_at=run.enqueued_at
    )
    if not waits.update(enqueued_at=now):
        return []
    enqueue(run.pk)
    return [run.pk]


def _is_lost(run: WorkRun, now: datetime) -> bool:
    return run.heartbeat_at is None or now - run.heartbeat_at > LOST_AFTER


def _is_forgotten(run: WorkRun, now: datetime) -> bool:
    """Waits, but its task does not: it was claimed by a process that died, or never written."""
    if now - run.enqueued_at <= LOST_AFTER:
        return False
    if not run.task_id:
        return True
    try:
        status = default_task_backend.get_result(run.task_id).status
    except (TaskResultDoesNotExist, NotImplementedError):
        return True
    return status != TaskResultStatus.READY


def _take_up(run: WorkRun, now: datetime) -> list[int]:
    values: dict[str, Any] = {"state": WorkState.QUEUED, "enqueued_at": now, "heartbeat_at": None}
    if run.is_stop_asked:
        values = {"state": WorkState.STOPPED, "sentence": HALTED, "finished_at": now}
    elif run.attempts >= MOST_ATTEMPTS:
        sentence = GAVE_UP.format(id=run.pk)
        values = {"state": WorkState.FAILED, "sentence": sentence, "finished_at": now}
    taken = WorkRun.objects.filter(
        pk=run.pk, state=WorkState.RUNNING, attempts=run.attempts, heartbeat_at=run.heartbeat_at
    ).update(**values)
    if not taken:
        return []
    if values["state"] == WorkState.QUEUED:
        enqueue(run.pk)
    return [run.pk]
