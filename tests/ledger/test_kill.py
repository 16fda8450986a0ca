"""断电、磁盘满、断线、同时按：导入和撤回要么整批办成，要么什么也没发生；审计说得清是哪一种。"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests import people
from tests.ledger.killing import Act, Copies, Ended, Running, run
from tests.ledger.sending import HEADS, send, table
from tests.people import Person
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.actions import committing
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW, KILLS = 60, 60, 25  # known and new projects in the ledger; kills of each act
SEED = 20250321
WRITE, TAKE_BACK = "写入", "退回"


@dataclass(frozen=True, slots=True)
class Scene:
    """场面 — a library, a ledger ready to go in, and the library with it in."""

    copies: Copies
    clerk: Actor
    import_id: int
    at: datetime
    committed: str  # a copy where it is in
    hashes: dict[str, str]
    tallies: dict[str, dict[str, int]]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    at = timezone.now()
    people.found_district(at)
    office = people.person("office", Role.OFFICE, "区重大办", at)
    _library(at)
    sent = send(office, _ledger(), name="三月台账.xlsx")
    copies = Copies(tmp_path)
    at += timedelta(minutes=1)
    done = copies.new()
    assert run(copies, done, _commit(sent.pk, office.actor, at)).said == ""
    undone = copies.new(done)
    assert run(copies, undone, _undo(sent.pk, office.actor, at)).said == ""
    names = {"before": copies.base, "in": done, "undone": undone}
    hashes = {key: copies.library(name) for key, name in names.items()}
    assert len(set(hashes.values())) == 3
    tallies = {key: copies.tally(name) for key, name in names.items()}
    yield Scene(copies, office.actor, sent.pk, at, done, hashes, tallies)
    copies.close()


def _library(at: datetime) -> None:
    zone = people.organisation("砚湖镇").pk
    said = [
        Statement({"name": f"云岭第{n}号厂房", "zone_ids": (zone,), "plan_wan": 1000 + n})
        for n in range(OLD)
    ]
    state_projects(said, year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at)


def _ledger() -> bytes:
    known = [(f"云岭第{n}号厂房", "砚湖镇", 9000, 1000 + n, 100 + n, "桩基施工") for n in range(OLD)]
    fresh = [(f"湖上第{n}座冷库", "苔溪镇", 8000, 2000, 300, "主体施工") for n in range(NEW)]
    return table(*known, *fresh, heads=HEADS)


def _commit(import_id: int, by: Actor, at: datetime) -> Act:
    def act(say: Callable[..., None]) -> None:
        found = LedgerImport.objects.select_related("file").get(pk=import_id)
        actions.commit(ledger_import=found, by=by, at=at, tell=say)

    return act


def _undo(import_id: int, by: Actor, at: datetime) -> Act:
    def act(say: Callable[..., None]) -> None:
        found = LedgerImport.objects.get(pk=import_id)
        actions.undo(ledger_import=found, by=by, at=at + timedelta(minutes=1), tell=say)

    return act


def _killed(
    scene: Scene, source: str, act: Act, phase: str, whole: Ended, rng: random.Random
) -> str:
    """A copy on which the act was stopped at a random moment, mostly while it wrote."""
    name = scene.copies.new(source)
    begun = whole.phases[phase]
    running = Running(scene.copies, name, act)
    if rng.random() < 0.2:
        time.sleep(rng.random() * begun)
    elif running.hear(phase):
        time.sleep(rng.random() * (whole.seconds - begun) * 1.2)
    running.kill()
    running.end()
    return name


@pytest.mark.parametrize("what", [WRITE, TAKE_BACK])
def test_killed_at_any_moment_the_library_is_as_before_or_as_after(scene: Scene, what: str) -> None:
    acts = {
        WRITE: (_commit, scene.copies.base, ("before", "in"), "导入台账"),
        TAKE_BACK: (_undo, scene.committed, ("in", "undone"), "撤回台账"),
    }
    make, source, (before, after), deed = acts[what]
    act = make(scene.import_id, scene.clerk, scene.at)
    whole = run(scene.copies, scene.copies.new(source), act)
    rng = random.Random(SEED)
    found = []
    for _ in range(KILLS):
        name = _killed(scene, source, act, what, whole, rng)
        now = scene.copies.library(name)
        is_whole, last = scene.copies.audit_of(name)
        assert now in (scene.hashes[before], scene.hashes[after])
        assert is_whole
        assert (last == deed) == (now == scene.hashes[after])
        found.append(now)
        if now == scene.hashes[before] and found.count(now) % 8 == 1:
            assert run(scene.copies, name, act).said == ""  # pressed again, it goes in
            assert scene.copies.tally(name) == scene.tallies[after]
        scene.copies.drop(name)
    assert scene.hashes[before] in found  # some came before the end, else this tests nothing


def _stumbling(act: Act, phase: str, at_statement: int, stumble: Callable[[], None]) -> Act:
    """The act, with something happening at the n-th statement after the phase was told."""

    def stumbling(say: Callable[..., None]) -> None:
        counted = [-1]

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if counted[0] >= 0:
                counted[0] += 1
                if counted[0] == at_statement:
                    stumble()
            return execute(sql, params, many, context)

        def heard(told: str, *more: Any) -> None:
            say(told)
            if told == phase:
                counted[0] = 0

        with connection.execute_wrapper(count):
            act(heard)

    return stumbling


def _no_room() -> None:
    raise OperationalError('could not extend file "base/1": No space left on device')


def test_a_full_disk_is_said_and_nothing_is_written(scene: Scene) -> None:
    for at_statement in (2, 7, 11, 14):
        act = _stumbling(
            _commit(scene.import_id, scene.clerk, scene.at), WRITE, at_statement, _no_room
        )
        name = scene.copies.new()
        ended = run(scene.copies, name, act)
        assert ended.said is not None and "磁盘已满" in ended.said
        assert scene.copies.library(name) == scene.hashes["before"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file that may not grow is SQLite's")
def test_a_file_that_cannot_grow_stays_as_it_was(scene: Scene) -> None:
    whole = _commit(scene.import_id, scene.clerk, scene.at)

    def narrow(pages: int, say: Callable[..., None]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + pages}")
        whole(say)

    name = scene.copies.new()
    for pages in (1, 12, 40):
        ended = run(scene.copies, name, partial(narrow, pages))
        assert ended.said is not None and "磁盘已满" in ended.said
        assert scene.copies.library(name) == scene.hashes["before"]
    assert run(scene.copies, name, whole).said == ""
    assert scene.copies.tally(name) == scene.tallies["in"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_a_dropped_connection_leaves_the_library_as_it_was(scene: Scene) -> None:
    import psycopg

    whole = _commit(scene.import_id, scene.clerk, scene.at)
    name = scene.copies.new()

    def drop() -> None:
        pid = connection.connection.info.backend_pid
        with psycopg.connect(**scene.copies.address("postgres"), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])

    for at_statement in (1, 5, 9, 13, 15):
        ended = run(scene.copies, name, _stumbling(whole, WRITE, at_statement, drop))
        assert ended.said is not None and ended.said.startswith("OperationalError")
        assert scene.copies.library(name) == scene.hashes["before"]
    assert run(scene.copies, name, whole).said == ""
    assert scene.copies.tally(name) == scene.tallies["in"]


def test_of_two_at_once_one_puts_it_in_and_the_other_is_told(scene: Scene) -> None:
    name = scene.copies.new()
    act = _commit(scene.import_id, scene.clerk, scene.at)
    both = [Running(scene.copies, name, act) for _ in range(2)]
    said = sorted(str(one.end().said) for one in both)
    assert said[0] == "" and said[1].startswith("不能导入：这份台账已导入")
    assert scene.copies.tally(name) == scene.tallies["in"]


def test_of_two_ledgers_on_the_same_projects_the_second_is_shown_again(scene: Scene) -> None:
    name = scene.copies.new()
    with scene.copies.inside(name):
        rows = [(f"云岭第{n}号厂房", "砚湖镇", 9500, 1000 + n, 200 + n, "主体封顶") for n in range(OLD)]
        office = Person(None, scene.clerk, None)  # type: ignore[arg-type]
        other = send(office, table(*rows, heads=HEADS), name="另一份.xlsx").pk
    both = [
        Running(scene.copies, name, _commit(pk, scene.clerk, scene.at))
        for pk in (scene.import_id, other)
    ]
    said = [str(one.end().said) for one in both]
    assert sorted(said) == sorted(["", committing.MOVED_ON])
    loser = (scene.import_id, other)[said.index(committing.MOVED_ON)]
    with scene.copies.inside(name):
        found = LedgerImport.objects.select_related("file").get(pk=loser)
        again = actions.look_again(ledger_import=found, by=scene.clerk, at=scene.at)
        done = actions.commit(ledger_import=again, by=scene.clerk, at=scene.at)
        assert done.state == ImportState.COMMITTED


def test_while_it_goes_in_others_hardly_wait(scene: Scene) -> None:
    name = scene.copies.new()
    running = Running(scene.copies, name, _commit(scene.import_id, scene.clerk, scene.at))
    longest, ended = 0.0, False
    with scene.copies.inside(name):
        while not ended:
            began = time.monotonic()
            audit.record(
                by=SYSTEM, at=timezone.now(), action="等着写", object_kind="user", object_id="1"
            )
            longest = max(longest, time.monotonic() - began)
            state = LedgerImport.objects.values_list("state", flat=True).get(pk=scene.import_id)
            ended = state == ImportState.COMMITTED or time.monotonic() - running.began > 60
        made = Project.objects.filter(name__startswith="湖上").count()
    assert running.end().said == ""
    assert (made, longest < 3) == (NEW, True)
