"""活着和能用：谁都能问，只答好不好和哪里不好。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhaotuifu.kernel import beats
from zhaotuifu.kernel.models import JobRun, ProcessBeat
from zhaotuifu.kernel.states import Process
from zhaotuifu.operation import queries
from zhaotuifu.operation.queries import troubles
from zhaotuifu.operation.states import Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def living():
    """Both processes were heard just now."""
    for process in Process:
        beats.beat(process, "一号", timezone.now())


def test_alive_asks_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_all_well_is_ready(living) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "wrong": []})


@pytest.mark.parametrize("process", list(Process))
def test_a_process_that_fell_silent_is_named(living, process: Process) -> None:
    long_ago = timezone.now() - beats.SILENT_AFTER * 2
    ProcessBeat.objects.filter(process=process).update(at=long_ago)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "wrong": [process.value]})


def test_a_full_disk_is_named(living, settings) -> None:
    settings.DISK_FREE_MIN_MB = 10**9
    assert troubles(timezone.now()) == [Trouble.DISK]


def test_a_database_that_is_away_is_named_without_a_word_more(living, monkeypatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError('connection to server at "10.1.2.3", port 5432 failed')

    monkeypatch.setattr(beats, "silent", away)
    monkeypatch.setattr(queries, "_answers", lambda: False)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "wrong": ["database"]})


def test_tables_behind_the_program_are_named(living, monkeypatch) -> None:
    monkeypatch.setattr(queries, "_is_behind", lambda: True)
    assert troubles(timezone.now()) == [Trouble.MIGRATIONS]


def test_without_tls_a_machine_of_this_host_is_answered(living, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/signin/").status_code == 301


def test_the_command_says_it_in_sentences(living, capsys, settings, tmp_path) -> None:
    call_command("health")
    assert capsys.readouterr().out == "都正常。\n"
    settings.BACKUP_DIR = str(tmp_path)
    ProcessBeat.objects.all().delete()
    with pytest.raises(SystemExit):
        call_command("health")
    said = capsys.readouterr().out
    assert "任务进程没有在运行" in said
    assert "还没有备份" in said


def task(*, worker: str, minutes: int, tries: int = 1) -> DBTaskResult:
    """A task in the hands of a worker since some minutes."""
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING, args_kwargs={"args": [], "kwargs": {}}, priority=0,
        task_path="zhaotuifu.kernel.jobs.run_job", backend_name="default", run_after=timezone.now(),
        started_at=timezone.now() - timedelta(minutes=minutes), worker_ids=[worker] * tries,
        exception_class_path="", traceback="",
    )  # fmt: skip


def test_what_a_dead_process_had_in_hand_is_done_by_another() -> None:
    now = timezone.now()
    beats.beat(Process.WORKER, "活着", now)
    beats.beat(Process.WORKER, "死了", now - timedelta(minutes=5))
    lost, kept = task(worker="死了", minutes=4), task(worker="活着", minutes=40)
    fresh, hopeless = task(worker="没听过", minutes=1), task(worker="死了", minutes=4, tries=3)
    assert beats.rescue(now) == 2
    found = dict(DBTaskResult.objects.values_list("id", "status"))
    assert [found[one.pk] for one in (lost, kept, fresh, hopeless)] == [
        TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.RUNNING,
        TaskResultStatus.FAILED,
    ]  # fmt: skip


def test_a_job_that_is_given_up_says_so() -> None:
    now = timezone.now()
    run = JobRun.objects.create(job="operation.back_up", slot_at=now, enqueued_at=now)
    lost = task(worker="死了", minutes=4, tries=beats.MOST_ATTEMPTS)
    lost.args_kwargs = {"args": [run.pk], "kwargs": {}}
    lost.save()
    beats.rescue(now)
    run.refresh_from_db()
    assert run.error == beats.KILLED


def test_who_could_not_write_himself_calls_nobody_silent() -> None:
    steady, now, minute = beats.Steady(), timezone.now(), timedelta(minutes=1)
    seconds = [0, 10, 50, 90, 100, 190, 200, 240, 285]
    said = [steady.is_at(now + minute * (one / 60)) for one in seconds]
    assert said == [False, False, False, True, True, False, False, False, True]


def test_a_process_that_beats_is_heard_and_forgotten_a_day_later() -> None:
    now = timezone.now()
    beats.beat(Process.TICKER, "甲", now - timedelta(days=2))
    beats.beat(Process.TICKER, "乙", now)
    beats.beat(Process.TICKER, "乙", now)
    assert beats.silent(now) == [Process.WORKER]
    beats.rescue(now)
    assert list(ProcessBeat.objects.values_list("key", flat=True)) == ["乙"]
    assert beats.last(Process.TICKER) == now
    assert connection.vendor
