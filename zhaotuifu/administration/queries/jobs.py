"""作业和任务查询 — what ran, what runs next, what failed and why, what is stuck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from zhaotuifu.kernel import jobs, work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.beats import SILENT_AFTER
from zhaotuifu.kernel.models import JobRun, ProcessBeat, WorkRun
from zhaotuifu.kernel.states import Process, WorkState
from zhaotuifu.kernel.work import WorkLine

#: a task that waits or runs longer is called stuck
STUCK_AFTER = timedelta(minutes=30)
SHOWN = 20
JOB_TASK, WORK_TASK = "zhaotuifu.kernel.jobs.run_job", "zhaotuifu.kernel.work.doing.run_work"


@dataclass(frozen=True, slots=True)
class JobLine:
    """一个作业 — what it is, when it runs, how it last ended."""

    name: str
    title: str
    when: str
    last_at: datetime | None
    next_at: datetime
    look: str
    label: str
    error: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """一个任务 — of the queue: what, when it was put there, how it is."""

    id: str
    title: str
    look: str
    label: str
    enqueued_at: datetime
    error: str
    can_retry: bool


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """一个进程 — when it was last heard; silent means it does not run."""

    label: str
    at: datetime | None
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Running:
    """作业和任务."""

    processes: tuple[ProcessLine, ...]
    jobs: tuple[JobLine, ...]
    failed_works: tuple[WorkLine, ...]
    active_works: tuple[WorkLine, ...]
    failed_tasks: tuple[TaskLine, ...]
    stuck_tasks: tuple[TaskLine, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def troubles(self) -> int:
        """要看的 — failed jobs and tasks, stuck ones, processes that do not answer."""
        return (
            sum(job.look == "stop" for job in self.jobs) + len(self.failed_tasks)
            + len(self.stuck_tasks) + sum(not one.is_alive for one in self.processes)
        )


def running(actor: Actor, now: datetime) -> Running:
    """作业和任务 — a fixed number of SQL statements."""
    failed = WorkRun.objects.filter(state=WorkState.FAILED).order_by("-id")[:SHOWN]
    among = work_under_way()
    return Running(
        processes(now), job_lines(now),
        tuple(work.line(run, actor, now, among) for run in failed),
        tuple(work.line(run, actor, now, among) for run in among[:SHOWN]),
        _failed_tasks(), _stuck(now), _counts(),
    )


def work_under_way() -> list[WorkRun]:
    """在办的长活."""
    return list(WorkRun.objects.filter(state__in=(WorkState.QUEUED, WorkState.RUNNING)).order_by("id"))


def processes(now: datetime) -> tuple[ProcessLine, ...]:
    """进程 — the latest beat of each kind; one SQL statement."""
    heard = dict(ProcessBeat.objects.values_list("process").annotate(at=Max("at")))
    return tuple(
        ProcessLine(
            str(one.label), heard.get(one.value),
            one.value in heard and now - heard[one.value] <= SILENT_AFTER,
        )
        for one in Process
    )


def job_lines(now: datetime) -> tuple[JobLine, ...]:
    """各作业 — with its last run; one SQL statement."""
    latest = JobRun.objects.values("job").annotate(last=Max("pk")).values("last")
    runs = {run.job: run for run in JobRun.objects.filter(pk__in=latest)}
    found = [_job(job, runs.get(job.name), now) for job in jobs.declared().values()]
    return tuple(sorted(found, key=lambda one: (one.look != "stop", one.name)))


def _job(job: jobs.Job, run: JobRun | None, now: datetime) -> JobLine:
    look, label = _state(run, now)
    return JobLine(
        job.name, title_of(job.function), _when(job.when), run.slot_at if run else None,
        _next(job.when, now), look, label, said_of(run.error) if run else "", run.pk if run else None,
    )


def _state(run: JobRun | None, now: datetime) -> tuple[str, str]:
    if run is None:
        return "", "还没跑过"
    if run.finished_at is not None:
        return "done", "已办完"
    if run.error:
        return "stop", "没有办成"
    return ("stop", "卡住了") if now - run.enqueued_at > STUCK_AFTER else ("go", "进行中")


def title_of(function: Callable[..., object]) -> str:
    """做什么 — the Chinese head of the function's docstring."""
    return (function.__doc__ or function.__name__).split("—")[0].strip().rstrip(".")


def _when(when: jobs.Every | jobs.Daily) -> str:
    if isinstance(when, jobs.Daily):
        return f"每天 {when.hour:02d}:{when.minute:02d}"
    return f"每 {when.minutes} 分钟"


def _next(when: jobs.Every | jobs.Daily, now: datetime) -> datetime:
    slot = when.last_slot(now)
    return slot + (timedelta(days=1) if isinstance(when, jobs.Daily) else timedelta(minutes=when.minutes))


def said_of(error: str) -> str:
    """错误的中文 — what an administrator can do about it, with the programmer's word behind."""
    if not error:
        return ""
    for signs, sentence in SENTENCES:
        if any(sign in error for sign in signs):
            return f"{sentence}（{error[:200]}）"
    return f"程序出错，请把这一行和日志交给维护的人：{error[:300]}"


SENTENCES: Sequence[tuple[tuple[str, ...], str]] = (
    (("No space left", "disk is full"), "磁盘满了：请腾出空间再重试"),
    (("database is locked", "OperationalError", "InterfaceError"), "数据库正忙或连不上：请看数据库是否在运行，再重试"),
    (("PermissionError",), "没有写目录的权限：请核对数据目录的属主"),
    (("Refused", "Conflict"), "按规则没有办"),
    (("MemoryError",), "内存不够：请等别的任务办完再重试"),
)


def _failed_tasks() -> tuple[TaskLine, ...]:
    """Failed ones, but those of jobs and long work, which stand in their own lists."""
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).exclude(
        task_path__in=(JOB_TASK, WORK_TASK)
    )
    return _task_lines(rows.order_by("-finished_at", "id")[:SHOWN])


def _stuck(now: datetime) -> tuple[TaskLine, ...]:
    rows = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING), enqueued_at__lt=now - STUCK_AFTER
    )
    return _task_lines(rows.order_by("enqueued_at", "id")[:SHOWN])


def _task_lines(rows: QuerySet[DBTaskResult]) -> tuple[TaskLine, ...]:
    looks = {
        TaskResultStatus.READY: ("", "排队中"), TaskResultStatus.RUNNING: ("go", "进行中"),
        TaskResultStatus.FAILED: ("stop", "没有办成"),
    }
    return tuple(
        TaskLine(
            str(row.pk), _task_title(row), *looks[TaskResultStatus(row.status)], row.enqueued_at,
            said_of(f"{row.exception_class_path} {row.traceback.strip().splitlines()[-1:] or ''}".strip())
            if row.exception_class_path else "",
            row.status == TaskResultStatus.FAILED,
        )
        for row in rows
    )


def task_of(row: DBTaskResult) -> Task | None:
    """哪个任务 — None for one the programme knows no more."""
    try:
        found = import_string(row.task_path)
    except ImportError:
        return None
    return found if isinstance(found, Task) else None


def _task_title(row: DBTaskResult) -> str:
    task = task_of(row)
    return title_of(task.func) if task else row.task_path.rsplit(".", 1)[-1]


def _counts() -> tuple[tuple[str, int], ...]:
    """How many tasks are in each state; one SQL statement."""
    found = dict(DBTaskResult.objects.order_by().values_list("status").annotate(n=Count("pk")))
    return tuple(
        (label, found.get(status, 0))
        for status, label in (
            (TaskResultStatus.READY, "排队中"), (TaskResultStatus.RUNNING, "进行中"),
            (TaskResultStatus.FAILED, "没有办成"), (TaskResultStatus.SUCCESSFUL, "已办完"),
        )
    )
