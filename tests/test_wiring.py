"""接线 — what one area asks of another that it does not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.reports.library import signed
from tests.submissions import tables
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.ledger import actions as ledger
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.reports import actions as reports
from zhaotuifu.reports.kinds import kind_named

CSV = """2025年3月重大项目进度台账
项目名称,板块,级别,建设性质,年度计划投资（万元）,本月完成投资（万元）
云岭储能电站（演示数据）,砚湖镇,区重点,新建,1200,300
"""


@pytest.fixture
def imported(office, at):
    """一份台账 — sent and committed by the office."""
    sent = ledger.send(data=CSV.encode(), name="3月.csv", by=office.actor, at=at)
    return ledger.commit(ledger_import=sent, by=office.actor, at=at)


def issue(office, at):
    report = reports.create_draft(
        kind=kind_named("专报"), year=2025, as_of=date(2025, 3, 31), by=office.actor, at=at
    )
    return signed(report, office.actor, at)


def test_the_office_may_not_undo_a_ledger_on_which_it_issued_a_report(office, imported, at):
    later = at + timedelta(hours=1)
    report = issue(office, later)
    with pytest.raises(Refused, match=f"2025年第 {report.number} 期专报已按这批数据签发"):
        ledger.undo(ledger_import=imported, by=office.actor, at=later)
    imported.refresh_from_db()
    assert imported.state == ImportState.COMMITTED


def test_without_a_report_the_office_undoes_it(office, imported, at):
    undone = ledger.undo(ledger_import=imported, by=office.actor, at=at + timedelta(hours=1))
    assert undone.state == ImportState.UNDONE


def test_the_office_may_not_undo_a_ledger_on_which_it_sent_a_table(office, imported, at):
    later = at + timedelta(hours=1)
    sent = tables.sent(tables.fixed(office.actor, later), office.actor, later)
    with pytest.raises(Refused, match=f"2025年3月的“{sent.table.name}”已按这批数据报送"):
        ledger.undo(ledger_import=imported, by=office.actor, at=later)
    imported.refresh_from_db()
    assert imported.state == ImportState.COMMITTED
