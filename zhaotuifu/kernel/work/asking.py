"""交办 — work is asked for, asked for again, stopped; and asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.states import ACTIVE, WorkState
from zhaotuifu.kernel.verdict import Conflict, Refused, no
from zhaotuifu.kernel.work.doing import HALTED, LOST_AFTER, enqueue
from zhaotuifu.kernel.work.kinds import declared

BUSY = "已有“{title}”在进行，请等它办完再试。"
SHOWN = 30
#: who waits longer without anything being done is told that nobody does it
WAITED_SECONDS = 30
LOOK = {
    WorkState.QUEUED: "", WorkState.RUNNING: "go", WorkState.DONE: "done",
    WorkState.FAILED: "stop", WorkState.STOPPED: "",
}



def ask(
    kind: str, *, about: tuple[str, object] | None = None, title: str = "", by: Actor,
    at: datetime, payload: Mapping[str, Any] | None = None,
) -> WorkRun:
    """交办 — in the caller's transaction; it starts once that is committed.

    Raises `Conflict` when work about the same thing is under way.
    """
    work = declared()[kind]
    subject_kind, subject_id = about or ("", "")
    run = WorkRun(
        kind=kind, subject_kind=subject_kind, subject_id=str(subject_id),
        title=(title or work.title)[:200], payload=dict(payload or {}), asked_at=at,
        asked_by_id=by.user_id, enqueued_at=at,
    )
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        raise _busy(about) from None
    enqueue(run.pk)
    return run


def again(run: WorkRun, *, by: Actor, at: datetime) -> WorkRun:
    """重办 — what failed or was stopped, asked for once more by the same person."""
    if run.asked_by_id != by.user_id:
        raise Refused(no("不能重办：这件事是别人交办的。请由交办的人重办，或到它的页面上再办一次。"))
    try:
        with transaction.atomic():
            moved = WorkRun.objects.filter(
                pk=run.pk, state__in=(WorkState.FAILED, WorkState.STOPPED)
            ).update(
                state=WorkState.QUEUED, sentence="", phase="", done=0, total=0, attempts=0,
                enqueued_at=at, started_at=None, heartbeat_at=None, finished_at=None,
                is_stop_asked=False,
            )
    except IntegrityError:
        raise _busy((run.subject_kind, run.subject_id)) from None
    if not moved:
        raise Conflict("这件事已经在办，或已办完。请刷新看看。")
    enqueue(run.pk)
    run.refresh_from_db()
    return run


def _busy(about: tuple[str, object] | None) -> Conflict:
    other = active(about) if about else None
    return Conflict(BUSY.format(title=other.title) if other else "刚刚有别人在办。请刷新后再试。")


def stop(run: WorkRun, *, by: Actor, at: datetime) -> None:
    """停下 — at once while it waits; at the next safe place while it runs."""
    if run.asked_by_id != by.user_id:
        raise Refused(no("不能停下：这件事是别人交办的。请联系交办的人。"))
    stopped = WorkRun.objects.filter(pk=run.pk, state=WorkState.QUEUED).update(
        state=WorkState.STOPPED, finished_at=at, sentence=HALTED
    )
    if not stopped and not WorkRun.objects.filter(pk=run.pk, state=WorkState.RUNNING).update(
        is_stop_asked=True
    ):
        raise Conflict("这件事已经办完了，停不下来。请刷新看看结果。")



def active(about: tuple[str, object]) -> WorkRun | None:
    """在办的 — queued or running about this; one SQL statement."""
    return _about(about).filter(state__in=ACTIVE).first()


def latest(about: tuple[str, object]) -> WorkRun | None:
    """最近的 — about this; one SQL statement."""
    return _about(about).first()


def _about(about: tuple[str, object]):
    return WorkRun.objects.filter(subject_kind=about[0], subject_id=str(about[1])).order_by("-id")


@dataclass(frozen=True, slots=True)
class WorkLine:
    """一件长活 — as a page shows it."""

    id: int
    kind: str
    title: str
    state: WorkState
    label: str
    look: str
    phase: str
    done: int
    total: int
    percent: int | None
    sentence: str
    asked_at: datetime
    finished_at: datetime | None
    url: str
    is_active: bool
    is_own: bool
    is_stop_asked: bool
    waiting: str  # why nothing moves, if nothing does

    @property
    def can_retry(self) -> bool:
        return self.is_own and self.state in (WorkState.FAILED, WorkState.STOPPED)


def line(
    run: WorkRun, actor: Actor, now: datetime, among: Sequence[WorkRun] | None = None
) -> WorkLine:
    """写法 — of one run; `among` are all that are under way (else one SQL statement)."""
    state = WorkState(run.state)
    percent = min(100, run.done * 100 // run.total) if run.total else None
    return WorkLine(
        run.pk, run.kind, run.title, state, state.label, LOOK[state], run.phase, run.done,
        run.total, percent, run.sentence, run.asked_at, run.finished_at,
        str(run.result.get("url", "")), state in ACTIVE, run.asked_by_id == actor.user_id,
        run.is_stop_asked, _waiting(run, state, now, under_way() if among is None else among),
    )


def under_way() -> list[WorkRun]:
    """在办的全部 — of everybody; one SQL statement."""
    return list(WorkRun.objects.filter(state__in=ACTIVE).order_by("id"))


def _waiting(run: WorkRun, state: WorkState, now: datetime, among: Sequence[WorkRun]) -> str:
    if state == WorkState.RUNNING:
        is_silent = run.heartbeat_at is None or now - run.heartbeat_at > LOST_AFTER / 2
        return "办到一半断了，马上自动重新办。" if is_silent else ""
    if state != WorkState.QUEUED:
        return ""
    others = [one for one in among if one.pk != run.pk]
    if any(one.heartbeat_at and now - one.heartbeat_at <= LOST_AFTER for one in others):
        before = sum(one.state == WorkState.RUNNING or one.pk < run.pk for one in others)
        return f"前面还有 {before} 件在办，轮到就开始。"
    if (now - run.enqueued_at).total_seconds() > WAITED_SECONDS:
        return "任务进程没有在运行，所以还没开始。请告诉管理员；它一启动就会接着办，不用重新交。"
    return ""


def find(actor: Actor, run_id: int) -> WorkRun | None:
    """找一件 — one's own, for the administrator anybody's; one SQL statement."""
    return _visible(actor).filter(pk=run_id).first()


def of(actor: Actor, number: int, now: datetime) -> Page[WorkLine]:
    """自己的长活 — newest first; three SQL statements."""
    runs, among = _visible(actor), under_way()
    start = (number - 1) * SHOWN
    shown = [line(run, actor, now, among) for run in runs[start : start + SHOWN]]
    return Page(shown, number, SHOWN, runs.count())


def _visible(actor: Actor) -> models.QuerySet[WorkRun]:
    runs = WorkRun.objects.order_by("-id")
    return runs if actor.holds(Role.ADMIN) else runs.filter(asked_by=actor.user_id)
