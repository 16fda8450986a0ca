"""Two people at once: one wins, the other reads why, nothing is half-written, the audit chain is whole.

On PostgreSQL both act in the same moment, each on a connection of its own. SQLite lets one transaction
write at a time, so there they act one after the other, both on what they saw before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from tests import people, things
from tests.reports.library import passed
from zhaotuifu.desk.actions import save_progress
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions as ledger
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.queries import revision_of
from zhaotuifu.projects import bulk
from zhaotuifu.projects.actions import change_standing
from zhaotuifu.projects.actions_bulk import edit_in_bulk, undo_bulk_edit
from zhaotuifu.projects.models import BulkEdit, Profile, Project
from zhaotuifu.projects.states import BulkField, Standing
from zhaotuifu.reports import actions as reports
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.states import ReportState

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 12  # projects in each ledger: enough to meet in the middle
Act = Callable[[], object]


def at_once(*acts: Act) -> list[Refused | None]:
    """All of them in the same moment; what each was refused with, or None. Anything else is raised."""
    gate = threading.Barrier(len(acts))

    def one(act: Act) -> Refused | None:
        try:
            if connection.vendor == "postgresql":
                gate.wait(20)
            act()
        except Refused as refusal:
            return refusal
        finally:
            if connection.vendor == "postgresql":
                connection.close()
        return None

    if connection.vendor != "postgresql":
        return [one(act) for act in acts]
    with ThreadPoolExecutor(len(acts)) as together:
        return [done.result(60) for done in [together.submit(one, act) for act in acts]]


def one_won(found: list[Refused | None]) -> bool:
    """One act was done; the others were told so, and what to do."""
    losers = [refusal for refusal in found if refusal is not None]
    return len(losers) == len(found) - 1 and all(
        refusal.verdict.sentence.endswith("。") for refusal in losers
    )


def chain_is_whole() -> bool:
    return audit.first_break(AuditRow.objects.order_by("number")) is None


def library(at) -> list[int]:
    return [
        things.project(f"砚湖厂房{n}号", "砚湖镇", at=at, months=("100", "100", "100"))
        for n in range(MANY)
    ]


def march_of(sender: people.Person, amount: int, *, backwards: bool = False) -> LedgerImport:
    """A ledger that says this of March for every project, from the first or from the last.

    Its plans differ from the library for every other project, so that what two ledgers write first
    does not meet and what they write next does.
    """
    rows = [
        (f"砚湖厂房{n}号", "砚湖镇", 1300 if n % 2 == backwards else 1200, amount, "2024年3月")
        for n in range(MANY)
    ]
    return things.sent(*(rows[::-1] if backwards else rows), by=sender.actor, at=timezone.now())


def committing(one: LedgerImport, sender: people.Person) -> Act:
    return lambda: ledger.commit(ledger_import=one, by=sender.actor, at=timezone.now())


def march() -> set[Decimal | None]:
    known = MonthlyAmount.objects.known().filter(year=things.YEAR, month=3)
    return set(known.values_list("amount_wan", flat=True))


def test_two_ledgers_of_the_same_projects_are_committed_at_once(office, zone_a, at) -> None:
    """One is written whole; the other is compared anew before anything of it is written."""
    library(at)
    first, second = march_of(office, 150), march_of(zone_a, 250, backwards=True)
    found = at_once(committing(first, office), committing(second, zone_a))
    assert one_won(found) and isinstance(next(filter(None, found)), Conflict)
    assert march() in ({Decimal(150)}, {Decimal(250)})
    assert chain_is_whole()


def test_one_ledger_is_committed_twice_at_once(office, zone_a, at) -> None:
    library(at)
    one = march_of(zone_a, 150)
    again = LedgerImport.objects.get(pk=one.pk)
    assert one_won(at_once(committing(one, zone_a), committing(again, office)))
    assert MonthlyAmount.objects.filter(batch=one.batch).count() == MANY
    assert chain_is_whole()


def test_one_corrects_a_month_while_another_imports_it(office, zone_a, at) -> None:
    """Whoever is second is told; the ledger never writes over what its sender did not see."""
    project = Project.objects.get(pk=library(at)[MANY // 2])
    one = march_of(zone_a, 150)
    revision = revision_of(project.pk, things.YEAR)

    def correct() -> None:
        row = MonthlyAmount(
            project_id=project.pk, year=things.YEAR, month=3, amount_wan=Decimal(90)
        )
        save_progress(
            project=project, year=things.YEAR, rows=[row], revision=revision, by=office.actor,
            at=timezone.now(), reason="核对",
        )  # fmt: skip

    found = at_once(correct, committing(one, zone_a))
    assert one_won(found)
    assert march() == ({Decimal(100), Decimal(90)} if found[0] is None else {Decimal(150)})
    assert chain_is_whole()


def test_one_undoes_an_import_while_another_builds_on_it(office, zone_a, at) -> None:
    project = Project.objects.get(pk=library(at)[0])
    one = march_of(zone_a, 150)
    committing(one, zone_a)()
    revision = revision_of(project.pk, things.YEAR)

    def correct() -> None:
        row = MonthlyAmount(
            project_id=project.pk, year=things.YEAR, month=3, amount_wan=Decimal(90)
        )
        save_progress(
            project=project, year=things.YEAR, rows=[row], revision=revision, by=office.actor,
            at=timezone.now(), reason="核对",
        )  # fmt: skip

    def undo() -> None:
        ledger.undo(ledger_import=one, by=zone_a.actor, at=timezone.now())

    found = at_once(correct, undo)
    assert one_won(found)
    assert march() == ({Decimal(150), Decimal(90)} if found[0] is None else {Decimal(100)})
    assert chain_is_whole()


def test_two_change_the_same_projects_in_bulk_at_once(office, zone_a, at) -> None:
    """One value stands in all of them; who was second looks again."""
    ids = tuple(library(at))

    def act(who: people.Person, leader: str) -> Act:
        order = bulk.Order(ids, BulkField.LEADER, leader, things.YEAR)
        seen = bulk.preview(order, who.actor).digest
        return lambda: edit_in_bulk(
            order=order, reason="分工调整", chosen_by="", seen=seen, by=who.actor, at=timezone.now()
        )

    found = at_once(act(office, "区长"), act(zone_a, "镇长"))
    assert one_won(found) and isinstance(next(filter(None, found)), Conflict)
    leaders = set(Profile.objects.known().values_list("leader", flat=True))
    assert leaders in ({"区长"}, {"镇长"})
    assert BulkEdit.objects.count() == 1
    assert chain_is_whole()


def test_one_bulk_edit_is_taken_back_twice_at_once(office, zone_a, at) -> None:
    ids = tuple(library(at))
    order = bulk.Order(ids, BulkField.LEADER, "镇长", things.YEAR)
    edit = edit_in_bulk(
        order=order, reason="分工调整", chosen_by="", seen=bulk.preview(order, zone_a.actor).digest,
        by=zone_a.actor, at=at,
    )
    undo = [
        partial(undo_bulk_edit, edit=edit, by=who.actor, at=timezone.now()) for who in (office, zone_a)
    ]
    assert one_won(at_once(*undo))
    assert set(Profile.objects.known().values_list("leader", flat=True)) == {""}
    assert chain_is_whole()


def draft_of(month: int, office: people.Person) -> Report:
    return reports.create_draft(
        kind=reports.kind_or_refuse("progress_brief"), year=things.YEAR,
        as_of=date(things.YEAR, month, 28 if month == 2 else 31), by=office.actor, at=timezone.now(),
    )  # fmt: skip


def reviewed(month: int, office: people.Person) -> Report:
    """审核过的一稿 — ready to be signed."""
    draft = draft_of(month, office)
    passed(draft, office.actor, timezone.now())
    return draft


def issuing(report: Report, office: people.Person) -> Act:
    return lambda: reports.issue(
        report=report, by=office.actor, at=timezone.now(), revision=report.revision
    )


@pytest.fixture
def rules(district, at) -> None:
    """灯色规则 — a 专报 is not issued without."""
    from zhaotuifu.desk.seed.preset import load_rules
    from zhaotuifu.kernel.actor import SYSTEM

    load_rules("wujin", by=SYSTEM, at=at)


def test_one_draft_is_issued_twice_at_once(rules, office, at) -> None:
    library(at)
    draft = reviewed(2, office)
    again = Report.objects.get(pk=draft.pk)
    assert one_won(at_once(issuing(draft, office), issuing(again, office)))
    assert Report.objects.get().figures.count() > 0
    assert chain_is_whole()


def test_two_drafts_issued_at_once_bear_two_numbers(rules, office, at) -> None:
    library(at)
    drafts = [reviewed(1, office), reviewed(2, office)]
    found = at_once(*(issuing(draft, office) for draft in drafts))
    issued = Report.objects.filter(state=ReportState.ISSUED).order_by("number")
    assert [report.number for report in issued] == list(range(1, 1 + found.count(None)))
    assert found.count(None) == 2 or one_won(found)
    assert chain_is_whole()


def test_a_period_is_drafted_once_and_a_project_stopped_once(office, zone_a, at) -> None:
    project_id = library(at)[0]
    assert one_won(at_once(*[lambda: draft_of(2, office)] * 3))
    seen = [Project.objects.get(pk=project_id) for _ in range(2)]
    stops = [
        lambda project=project: change_standing(
            project=project, to=Standing.STOPPED, on=date(things.YEAR, 6, 1), reason="资金未到位",
            by=zone_a.actor, at=timezone.now(),
        )
        for project in seen
    ]  # fmt: skip
    assert one_won(at_once(*stops))
    assert chain_is_whole()
