"""长活 — done once, told on its way, stopped, failed with a sentence, taken up again after a kill."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests import works
from tests.people import Person
from zhaotuifu.kernel import work
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.verdict import Conflict, Refused, no
from zhaotuifu.kernel.work import Running, doing
from zhaotuifu.parties.models import Post, User

pytestmark = pytest.mark.django_db
ABOUT = ("thing", 7)


@pytest.fixture
def doer(monkeypatch):
    """One declared kind, whose function is the test's own."""
    functions: dict[str, Any] = {"do": lambda running: None}
    one = work.Work("test.do", "试办", lambda running: functions["do"](running))
    for module in ("asking", "doing"):
        monkeypatch.setattr(f"zhaotuifu.kernel.work.{module}.declared", lambda: {one.kind: one})
    return functions


def asked(person: Person, **given: Any) -> WorkRun:
    return work.ask("test.do", **{"about": ABOUT, "by": person.actor, "at": timezone.now()} | given)


def test_what_is_asked_is_done_once_by_the_person_who_asked(doer, office: Person) -> None:
    seen: list[Running] = []
    doer["do"] = lambda running: seen.append(running) or {"url": "/there/"}
    run = asked(office, payload={"how": "all"})
    assert run.state == WorkState.QUEUED and seen == []
    works.do_all()
    work.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.result) == (WorkState.DONE, 1, {"url": "/there/"})
    (running,) = seen
    assert running.by == office.actor and running.payload == {"how": "all"}
    assert (running.subject_kind, running.subject_id) == ("thing", "7")


def test_only_one_is_under_way_about_the_same_thing(doer, office: Person, zone_a: Person) -> None:
    first = asked(office, title="读入甲")
    with pytest.raises(Conflict, match="已有“读入甲”在进行"):
        asked(zone_a)
    asked(office, about=("thing", 8))
    asked(office, about=None)
    asked(office, about=None)
    works.do_all()
    assert asked(zone_a).pk > first.pk


def test_progress_is_told_while_it_runs(doer, office: Person) -> None:
    seen: list[tuple[Any, ...]] = []

    def do(running: Running) -> None:
        running.tell("读表", 30, 120)
        one = work.latest(ABOUT)
        shown = work.line(one, office.actor, timezone.now())
        seen.append((shown.phase, shown.percent, shown.is_active, shown.label))

    doer["do"] = do
    asked(office)
    works.do_all()
    assert seen == [("读表", 25, True, "进行中")]


@pytest.mark.parametrize("error", [Refused(no("没有一行可以写入。")), Conflict("库里的数据变了。")])
def test_a_refusal_is_told_as_it_stands(error: Refused, doer, office: Person) -> None:
    doer["do"] = raising(error)
    asked(office)
    (run,) = works.do_all()
    assert (run.state, run.sentence) == (WorkState.FAILED, error.verdict.sentence)


def raising(error: BaseException):
    def do(running: Running) -> None:
        raise error

    return do


def test_a_fault_is_told_with_a_number_and_kept_in_the_log(doer, office, caplog) -> None:
    doer["do"] = raising(ValueError("坏了"))
    asked(office)
    (run,) = works.do_all()
    assert run.state == WorkState.FAILED
    assert f"编号 {run.pk}" in run.sentence and "坏了" not in run.sentence
    assert "坏了" in caplog.text


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), OperationalError("database or disk is full")]
)
def test_a_full_disk_is_called_by_its_name(error, doer, office: Person) -> None:
    doer["do"] = raising(error)
    asked(office)
    (run,) = works.do_all()
    assert run.state == WorkState.FAILED and "磁盘已满" in run.sentence


def test_a_database_that_went_away_is_tried_again_three_times(doer, office: Person) -> None:
    doer["do"] = raising(OperationalError("the connection is lost"))
    asked(office)
    states = [(run.state, run.attempts) for _ in range(3) for run in works.do_all()]
    assert states == [
        (WorkState.QUEUED, 1), (WorkState.QUEUED, 2), (WorkState.FAILED, 3)
    ]  # fmt: skip


def test_posts_are_those_of_the_moment_it_is_done(doer, office: Person) -> None:
    seen: list[Running] = []
    doer["do"] = seen.append
    asked(office)
    Post.objects.filter(user=office.user).delete()
    works.do_all()
    assert seen[0].by.posts == ()


def test_nothing_is_done_for_a_closed_account(doer, office: Person) -> None:
    doer["do"] = raising(AssertionError("was done"))
    asked(office)
    User.objects.filter(pk=office.user.pk).update(is_active=False)
    (run,) = works.do_all()
    assert run.state == WorkState.FAILED and "账号已停用" in run.sentence


# -- stopped and asked for again


def test_what_waits_is_stopped_at_once(doer, office: Person, at) -> None:
    run = asked(office)
    work.stop(run, by=office.actor, at=at)
    assert works.do_all() == []
    run.refresh_from_db()
    assert run.state == WorkState.STOPPED
    with pytest.raises(Conflict, match="停不下来"):
        work.stop(run, by=office.actor, at=at)


def test_what_runs_is_stopped_at_its_next_safe_place(doer, office: Person, at) -> None:
    steps: list[int] = []

    def do(running: Running) -> None:
        for step in range(5):
            running.tell_or_stop("一步", step, 5)
            steps.append(step)
            if step == 1:
                work.stop(WorkRun.objects.get(), by=office.actor, at=at)

    doer["do"] = do
    asked(office)
    (run,) = works.do_all()
    assert (run.state, steps) == (WorkState.STOPPED, [0, 1])
    work.again(run, by=office.actor, at=at)
    doer["do"] = lambda running: None
    (run,) = works.do_all()
    assert run.state == WorkState.DONE
    with pytest.raises(Conflict, match="已办完"):
        work.again(run, by=office.actor, at=at)


def test_another_person_neither_stops_nor_repeats_it(doer, office, zone_a, at) -> None:
    run = asked(office)
    with pytest.raises(Refused, match="别人交办"):
        work.stop(run, by=zone_a.actor, at=at)
    with pytest.raises(Refused, match="别人交办"):
        work.again(run, by=zone_a.actor, at=at)
    assert work.find(zone_a.actor, run.pk) is None and work.find(office.actor, run.pk) == run


def test_it_is_not_asked_for_again_beside_a_newer_one(doer, office: Person, at) -> None:
    doer["do"] = raising(Refused(no("不行")))
    asked(office)
    (failed,) = works.do_all()
    asked(office)
    with pytest.raises(Conflict, match="在进行"):
        work.again(failed, by=office.actor, at=at)


# -- killed


def killed(run: WorkRun, *, attempts: int, seconds: float) -> None:
    """As a process leaves it that was killed."""
    WorkRun.objects.filter(pk=run.pk).update(
        state=WorkState.RUNNING, attempts=attempts,
        heartbeat_at=timezone.now() - timedelta(seconds=seconds),
    )


def test_what_a_killed_process_left_is_taken_up_and_given_up_after_three(doer, office) -> None:
    run, now = asked(office), timezone.now()
    killed(run, attempts=1, seconds=44)
    assert work.revive(now) == []
    killed(run, attempts=1, seconds=60)
    assert work.revive(now) == [run.pk] and work.revive(now) == []
    (run,) = works.do_all()
    assert (run.state, run.attempts) == (WorkState.DONE, 2)
    killed(run, attempts=3, seconds=60)
    assert work.revive(now) == [run.pk]
    run.refresh_from_db()
    assert run.state == WorkState.FAILED and "3 次" in run.sentence


def test_what_was_to_stop_is_not_taken_up(doer, office: Person) -> None:
    run = asked(office)
    killed(run, attempts=1, seconds=60)
    WorkRun.objects.update(is_stop_asked=True)
    work.revive(timezone.now())
    run.refresh_from_db()
    assert run.state == WorkState.STOPPED


def test_a_process_told_to_end_gives_the_work_back_at_once(doer, office: Person) -> None:
    doer["do"] = raising(SystemExit(1))
    run = asked(office)
    with pytest.raises(SystemExit):
        work.perform(run.pk)
    assert work.revive(timezone.now()) == [run.pk]


def test_a_late_attempt_does_not_overwrite_the_newer_one(doer, office: Person) -> None:
    """It slept, was taken for dead, and wakes while another process does its work."""

    def do(running: Running) -> None:
        WorkRun.objects.update(attempts=2)
        running.tell("旧的")

    doer["do"] = do
    asked(office)
    (run,) = works.do_all()
    assert (run.state, run.phase) == (WorkState.RUNNING, "")


def test_a_queued_run_without_a_task_is_put_into_the_queue_again(doer, office: Person) -> None:
    run, later = asked(office), timezone.now() + timedelta(minutes=1)
    assert work.revive(timezone.now()) == []
    assert work.revive(later) == [run.pk] and work.revive(later) == []


# -- told to who waits


def shown(run: WorkRun, person: Person, seconds: float = 0) -> str:
    run.refresh_from_db()
    return work.line(run, person.actor, timezone.now() + timedelta(seconds=seconds)).waiting


def test_who_waits_learns_why(doer, office: Person) -> None:
    run = asked(office)
    assert shown(run, office) == ""
    assert "任务进程没有在运行" in shown(run, office, 31)
    other = asked(office, about=("thing", 8))
    killed(other, attempts=1, seconds=1)
    assert "前面还有 1 件" in shown(run, office, 31)
    assert "断了" in shown(other, office, 31)


def test_the_list_costs_the_same_for_one_and_for_many(
    doer, office, zone_a, admin, django_assert_num_queries
) -> None:
    asked(zone_a)
    for n in range(4):
        asked(office, about=("thing", 10 + n))
    now = timezone.now()
    with django_assert_num_queries(3):
        page = work.of(office.actor, 1, now)
    assert page.total == 4 and all(one.is_own for one in page.rows)
    assert work.of(admin.actor, 1, now).total == 5


@pytest.mark.django_db(transaction=True)
def test_the_pulse_is_written_beside_the_work(doer, office: Person, monkeypatch) -> None:
    """Outside a transaction another connection sees phase and pulse while the function is busy."""
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database is locked as a whole: seen in tests/journeys instead")
    monkeypatch.setattr("zhaotuifu.kernel.work.running.LOOK_SECONDS", 0.05)
    seen: list[str] = []

    def do(running: Running) -> None:
        running.tell("读表", 1, 2)
        until = time.monotonic() + 5
        while not seen and time.monotonic() < until:
            phase = WorkRun.objects.values_list("phase", flat=True).get()
            seen.extend([phase] if phase else [])
            time.sleep(0.05)

    doer["do"] = do
    asked(office)  # committed at once: the immediate backend does it here
    assert seen == ["读表"]
    assert WorkRun.objects.get().state == WorkState.DONE
    assert not any("_beat" in thread.name for thread in threading.enumerate())


def test_the_declared_kinds_are_those_of_the_areas() -> None:
    assert all(kind == one.kind and one.title for kind, one in doing.declared().items())
