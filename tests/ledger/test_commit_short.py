"""先备后写：备的时候别人照样写；写的时候备好的还作数才写，不作数就重备；现况与重算的一样。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests import people
from tests.ledger.sending import commit, imported, months, project, send, table
from tests.people import Person
from zhaotuifu.kernel import short
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import Position

CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")
LAKE = ("湖上冷链", "苔溪镇", 8000, 2000, 300, "主体施工")
STREAM = ("溪口研发楼", "砚湖镇", 5000, 800, 60, "")


def shown() -> list[tuple]:
    """The rows of the list, without their ids."""
    names = [field.attname for field in Position._meta.concrete_fields if not field.primary_key]
    return sorted(Position.objects.values_list(*names), key=repr)


def recounted() -> list[tuple]:
    refresh_year.call(2025)
    return shown()


def state(name: str, zone: str, project_id: int | None = None, **more: Any) -> None:
    """Somebody else, just now."""
    said = {"name": name, "zone_ids": (people.organisation(zone).pk,)} if project_id is None else {}
    state_projects(
        [Statement({**said, **more}, project_id)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM,
        at=timezone.now(),
    )


def meanwhile(sent: LedgerImport, by: Person, acts: list[Callable[[], None]]) -> tuple[LedgerImport, int]:
    """Commits, with one act of somebody else each time all is ready; and how often it was prepared."""
    heard = []

    def tell(phase: str, *_: int) -> None:
        if phase == "写入":
            heard.append(phase)
            if acts:
                acts.pop(0)()

    done = actions.commit(ledger_import=sent, by=by.actor, at=timezone.now(), tell=tell)
    return done, len(heard)


def test_the_list_after_a_commit_is_what_a_recount_gives(office: Person) -> None:
    imported(office, table(CLOUD, LAKE))
    commit(office, send(office, table((*CLOUD[:3], 12600, 950, "主体"), STREAM)))
    now = shown()
    assert len(now) == 3
    assert now == recounted()


def test_the_list_after_an_undo_is_what_a_recount_gives(office: Person) -> None:
    imported(office, table(CLOUD, LAKE))
    before = shown()
    moved = ("云岭储能电池基地", "苔溪镇", 43000, 12600, 950, "主体")
    done = commit(office, send(office, table(moved, STREAM)))
    assert shown() != before
    actions.undo(ledger_import=done, by=office.actor, at=timezone.now())
    assert shown() == before == recounted()


def test_the_district_that_moves_on_takes_the_others_along(office: Person) -> None:
    imported(office, table(CLOUD, LAKE))
    commit(office, send(office, table((*CLOUD[:4], 950, "")), "2025-04"))
    assert set(Position.objects.values_list("through_month", flat=True)) == {4}
    assert shown() == recounted()


def test_what_happens_to_others_meanwhile_does_not_matter(office: Person) -> None:
    imported(office, table(CLOUD, LAKE))
    sent = send(office, table((*CLOUD[:4], 950, "")))
    other = project("湖上冷链").pk
    done, prepared = meanwhile(sent, office, [lambda: state("", "", other, plan_wan=2100)])
    assert (done.state, prepared) == (ImportState.COMMITTED, 1)
    assert shown() == recounted()


def test_a_project_made_meanwhile_makes_it_look_again(office: Person) -> None:
    sent = send(office, table(CLOUD, LAKE))
    done, prepared = meanwhile(sent, office, [lambda: state("远山风电", "苔溪镇")])
    assert (done.state, prepared) == (ImportState.COMMITTED, 2)
    assert Project.objects.count() == 3


def test_its_own_project_made_meanwhile_is_shown_first(office: Person) -> None:
    sent = send(office, table(CLOUD))
    with pytest.raises(Conflict, match="变了"):
        meanwhile(sent, office, [lambda: state(CLOUD[0], "砚湖镇")])
    assert Project.objects.count() == 1
    assert LedgerImport.objects.get(pk=sent.pk).state == ImportState.PREVIEWED


def test_its_own_project_changed_meanwhile_is_shown_first(office: Person) -> None:
    imported(office, table(CLOUD))
    sent = send(office, table((*CLOUD[:4], 950, "")))
    one = project(CLOUD[0]).pk
    with pytest.raises(Conflict, match="变了"):
        meanwhile(sent, office, [lambda: state("", "", one, unit_name="云岭公司（演示）", plan_wan=1)])
    assert months(CLOUD[0]) == {3: 900}


def _busy(count: int) -> list[Callable[[], None]]:
    return [lambda n=n: state(f"远山风电{n}号", "苔溪镇") for n in range(count)]  # type: ignore[misc]


def test_a_short_ledger_goes_in_however_busy_the_library_is(office: Person) -> None:
    sent = send(office, table(CLOUD))
    done, prepared = meanwhile(sent, office, _busy(short.TRIES))
    assert (done.state, prepared) == (ImportState.COMMITTED, short.TRIES + 1)


def test_a_long_one_does_not_keep_the_others_waiting(
    office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(short, "SHORT_SECONDS", -1.0)
    sent = send(office, table(CLOUD))
    with pytest.raises(Conflict, match="一直有人在改"):
        meanwhile(sent, office, _busy(short.TRIES))
    assert not Project.objects.filter(name=CLOUD[0]).exists()


def test_an_answer_given_meanwhile_is_seen(office: Person) -> None:
    sent = send(office, table(CLOUD))

    def answer() -> None:
        found = LedgerImport.objects.select_related("file").get(pk=sent.pk)
        actions.answer(
            ledger_import=found, answers={"period": "2025-04"}, by=office.actor, at=timezone.now()
        )

    with pytest.raises(Conflict, match="变了"):
        meanwhile(sent, office, [answer])
    assert not Project.objects.exists()
