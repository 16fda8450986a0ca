"""进程心跳 — the task process and the ticker say in the database that they live.

Who asks is on another process, perhaps on another machine: the database is what they share. What a
process had in hand when it was killed is put back by `rescue`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhaotuifu.kernel.models import JobRun, ProcessBeat
from zhaotuifu.kernel.states import Process

log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
#: longer than any write transaction holds an SQLite database, and several beats
SILENT_AFTER = timedelta(seconds=90)
FORGOTTEN_AFTER = timedelta(days=1)
MOST_ATTEMPTS = 3
KILLED = "办它的进程每次都中途断了"
JOB_TASK = "zhaotuifu.kernel.jobs.run_job"


def beat(process: Process, key: str, now: datetime) -> None:
    """跳一下 — one row for each process, known by its key."""
    found = ProcessBeat.objects.filter(process=process, key=key).update(at=now)
    if not found:
        ProcessBeat.objects.update_or_create(process=process, key=key, defaults={"at": now})


def silent(now: datetime) -> list[Process]:
    """没声音的 — kinds of process of which none was heard lately; one SQL statement."""
    heard = set(_heard(now).values_list("process", flat=True))
    return [process for process in Process if process not in heard]


def last(process: Process) -> datetime | None:
    """最近一次 — when one of this kind was heard; one SQL statement."""
    rows = ProcessBeat.objects.filter(process=process).order_by("-at", "-id")
    return rows.values_list("at", flat=True).first()


def _heard(now: datetime):
    return ProcessBeat.objects.filter(at__gt=now - SILENT_AFTER)


@contextmanager
def beating(process: Process, key: str) -> Iterator[None]:
    """一直跳 — by a thread with a connection of its own, as long as the block lasts."""
    over = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(process, key, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _beat_until(process: Process, key: str, over: threading.Event) -> None:
    try:
        while True:
            try:
                beat(process, key, timezone.now())
            except (DatabaseError, InterfaceError):  # busy or away: the next beat is heard
                connection.close()
            if over.wait(BEAT_SECONDS):
                return
    finally:
        connections.close_all()


@dataclass(slots=True)
class Steady:
    """稳住了 — whether whoever asks has long been able to write himself.

    While one writer holds an SQLite database, nobody's beat is heard: the silence of the others
    means nothing until they had time to be heard again.
    """

    since: datetime | None = None
    seen: datetime | None = None

    def is_at(self, now: datetime) -> bool:
        """此刻稳不稳 — asked every few seconds; a pause in the asking begins anew."""
        if self.since is None or self.seen is None or now - self.seen > SILENT_AFTER / 2:
            self.since = now
        self.seen = now
        return now - self.since >= SILENT_AFTER


def rescue(now: datetime) -> int:
    """救回 — tasks in the hands of a process that fell silent are put into the queue again.

    Called by the ticker. A task that three processes died of is given up. What a task does is
    therefore done at least once: jobs and long work mind their own rows. Returns how many moved.
    """
    ProcessBeat.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()
    stuck = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - SILENT_AFTER
    )
    if not (rows := list(stuck.order_by("enqueued_at", "id"))):
        return 0
    living = set(_heard(now).values_list("key", flat=True))
    return sum(_put_back(row, now) for row in rows if row.worker_ids and row.worker_ids[-1] not in living)


def _put_back(row: DBTaskResult, now: datetime) -> int:
    values: dict[str, object] = {"status": TaskResultStatus.READY}
    if len(row.worker_ids) >= MOST_ATTEMPTS:
        values = {"status": TaskResultStatus.FAILED, "finished_at": now, "traceback": KILLED}
    moved = DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
    ).update(**values)
    if moved and values["status"] == TaskResultStatus.FAILED and row.task_path == JOB_TASK:
        runs = JobRun.objects.filter(pk__in=row.args_kwargs["args"][:1], finished_at__isnull=True)
        runs.update(error=KILLED)
    log.warning("task %s of a dead process: %s", row.task_path, values["status"])
    return moved
