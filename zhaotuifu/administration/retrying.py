"""重试 — a job or a task that failed is put into the queue once more, and that is audited."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhaotuifu.administration.access import can_keep_system
from zhaotuifu.administration.queries.jobs import (
    JOB_TASK,
    STUCK_AFTER,
    WORK_TASK,
    task_of,
    title_of,
)
from zhaotuifu.kernel import audit, jobs
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import JobRun
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no


@transaction.atomic
def retry_job(*, run_id: int, by: Actor, at: datetime) -> str:
    """重跑作业 — the slot that failed or got stuck; answers with what the job is called.

    Raises `Refused` when the job is no more, `Conflict` when it ended well or still runs.
    """
    ensure(can_keep_system(by))
    at = audit.take_turn(at)
    run = JobRun.objects.select_for_update().filter(pk=run_id).first()
    job = jobs.declared().get(run.job) if run else None
    if run is None or job is None:
        raise Refused(no("没有这个作业了。请刷新看看。"))
    is_stuck = not run.error and at - run.enqueued_at > STUCK_AFTER
    if run.finished_at is not None or not (run.error or is_stuck):
        raise Conflict("已被他人处理：这个作业已经办完，或正在办。请刷新看看。")
    JobRun.objects.filter(pk=run.pk).update(error="", enqueued_at=at)
    jobs.run_job.enqueue(run.pk)
    title = title_of(job.function)
    audit.record(
        by=by, at=at, action="重跑作业", object_kind="job_run", object_id=run.pk, object_name=title,
        before={"error": run.error[:500]}, after={"slot_at": run.slot_at},
    )
    return title


@transaction.atomic
def retry_task(*, task_id: UUID, by: Actor, at: datetime) -> str:
    """重办任务 — with what it was given the first time; the new one stands in place of the failed one.

    Raises `Refused` for one of a job or of long work (they are retried in their own lists) and for
    one the programme knows no more; `Conflict` when it did not fail or was retried already.
    """
    ensure(can_keep_system(by))
    at = audit.take_turn(at)
    row = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.FAILED).first()
    if row is None:
        raise Conflict("已被他人处理：这个任务已经重办，或没有失败。请刷新看看。")
    if row.task_path in (JOB_TASK, WORK_TASK):
        raise Refused(no("不能在这里重办：请在“定时作业”或“长活”里重试。"))
    task = task_of(row)
    if task is None:
        raise Refused(no("不能重办：程序里已经没有这个任务。升级前留下的，可以不管。"))
    task.enqueue(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    row.delete()
    title = title_of(task.func)
    audit.record(
        by=by, at=at, action="重办任务", object_kind="task", object_id=str(task_id)[:40], object_name=title,
    )
    return title
