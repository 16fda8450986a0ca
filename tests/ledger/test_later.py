"""后补的台账：一月的补在三月之后，一月按一月说的，三月起仍按三月说的；没说过的照一月的。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.ledger.sending import commit, imported, project, send, table
from tests.people import Person
from zhaotuifu.ledger import actions
from zhaotuifu.projects.queries import Snapshot, snapshots

NAME = "云岭储能电池基地"
FULL = ["项目名称", "板块", "总投资（万元）", "年度计划投资（万元）", "建设单位"]


def ledger(total: Any, plan: Any, unit: str = "") -> bytes:
    return table([NAME, "砚湖镇", total, plan, unit], heads=FULL)


def as_of(month: int) -> Snapshot:
    pk = project(NAME).pk
    return snapshots([pk], year=2025, as_of=date(2025, month, 28 if month == 2 else 31))[pk]


def figures(month: int) -> tuple[Any, Any, Any]:
    found = as_of(month)
    profile = found.profile
    return profile["total_investment_wan"], found.plan_wan, profile["unit_name"]


def test_an_older_ledger_that_comes_late_does_not_take_back_what_a_later_one_said(
    office: Person,
) -> None:
    imported(office, ledger(5000, 1200), "2025-03")
    imported(office, ledger(4500, 1000, "虚州甲公司"), "2025-01")
    assert figures(1) == (Decimal(4500), Decimal(1000), "虚州甲公司")
    assert figures(3) == (Decimal(5000), Decimal(1200), "虚州甲公司")


def test_what_the_later_ledger_left_open_holds_on(office: Person) -> None:
    imported(office, ledger("", ""), "2025-03")
    imported(office, ledger(4500, 1000), "2025-01")
    assert figures(3)[:2] == (Decimal(4500), Decimal(1000))


def test_undoing_the_late_ledger_undoes_both(office: Person) -> None:
    imported(office, ledger(5000, 1200), "2025-03")
    late = commit(office, send(office, ledger(4500, 1000), "2025-01"))
    actions.undo(ledger_import=late, by=office.actor, at=timezone.now())
    assert figures(1)[:2] == figures(3)[:2] == (Decimal(5000), Decimal(1200))


def test_an_undone_later_ledger_says_nothing(office: Person) -> None:
    imported(office, ledger(4000, 900), "2025-01")
    march = commit(office, send(office, ledger(5000, 1200), "2025-03"))
    actions.undo(ledger_import=march, by=office.actor, at=timezone.now())
    imported(office, ledger(4500, 1000), "2025-02")
    assert figures(3)[:2] == (Decimal(4500), Decimal(1000))
