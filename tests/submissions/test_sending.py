"""报送：定格以后不变，更正另报一次并说清改了什么；每年的空表各用各的；两个人同时办，后一个听到。"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.submissions import blanks, tables
from zhaotuifu.evidence.actions import content
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.submissions import queries
from zhaotuifu.submissions.actions import sending
from zhaotuifu.submissions.actions import tables as keeping
from zhaotuifu.submissions.models import Submission
from zhaotuifu.submissions.states import SubmissionState, VersionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(office, at):
    return tables.projects(at)


def reports_march(project_id: int, amount: str, by, at) -> None:
    row = MonthlyAmount(project_id=project_id, year=2025, month=3, amount_wan=Decimal(amount))
    record_progress([row], years=[2025], by=by.actor, at=at)


def test_a_sent_table_stays_as_it_was_when_the_facts_move_on(office, at, made):
    one = tables.sent(tables.listed(office.actor, at), office.actor, at)
    bytes_then, frozen_then, ids = content(one.file), one.frozen, one.project_ids
    assert sorted(ids) == sorted(v for name, v in made.items() if name != "省级样板")
    reports_march(made["云岭示例项目1"], "999", office, timezone.now())
    again = Submission.objects.get(pk=one.pk)
    assert (content(again.file), again.frozen) == (bytes_then, frozen_then)
    page = office.client.get(f"/submissions/{one.pk}/").content.decode()
    assert "已报送" in page and "999" not in page
    answer = office.client.post(f"/submissions/{one.pk}/file/")
    assert b"".join(answer) == bytes_then


def test_what_was_known_then_fills_to_the_same_figures_again(office, at, made):
    from zhaotuifu.submissions.composing import composed

    version = tables.listed(office.actor, at)
    one = tables.sent(version, office.actor, at)
    reports_march(made["云岭示例项目1"], "999", office, timezone.now())
    replayed = composed(version, year=2025, month=3, on=one.sent_at.date(), known_at=one.known_at)
    assert replayed.content == one.frozen["content"]


def test_a_correction_is_a_new_number_and_says_what_changed(office, at, made):
    version = tables.listed(office.actor, at)
    first = tables.sent(version, office.actor, at)
    reports_march(made["云岭示例项目2"], "50", office, timezone.now())
    second = tables.sent(version, office.actor, timezone.now())
    assert (first.number, second.number) == (1, 2)
    changes = [(c["where"], c["what"], c["before"], c["after"]) for c in second.frozen["changes"]]
    assert changes == [
        ("云岭示例项目2", "投资完成情况·当月完成", "2.13", "50"),
        ("云岭示例项目2", "投资完成情况·本年累计", "32.63", "80.5"),
    ]
    assert "（第2次）" in second.file.name and first.frozen["changes"] == []


def test_a_sum_that_does_not_agree_needs_a_sentence(office, at, made):
    version = tables.fixed(office.actor, at)
    pointings = tables.fixed_spots()
    copy = keeping.copy_version(version=version, year=2025, by=office.actor, at=at)
    spots = tuple(spot for spot in pointings.spots if spot.cell != "C6")  # 苔溪 is forgotten
    keeping.point(
        version=copy, pointings=type(pointings)((), spots), by=office.actor, at=at, revision=copy.revision
    )  # fmt: skip
    tables.use(copy, office.actor, at)
    with pytest.raises(Refused) as refused:
        tables.sent(copy, office.actor, at)
    assert "汇总表!C7" in str(refused.value) and "写一句为什么" in str(refused.value)
    assert Submission.objects.get().state == SubmissionState.DRAFT
    one = tables.sent(copy, office.actor, at, reason="苔溪镇由市里直接统计")
    assert one.reason == "苔溪镇由市里直接统计"


def test_a_reason_is_not_kept_where_nothing_disagrees(office, at, made):
    assert (
        tables.sent(tables.listed(office.actor, at), office.actor, at, reason="随手写的").reason
        == ""
    )


def test_two_send_the_same_draft_and_the_second_is_told(office, at, made):
    one = tables.started(tables.listed(office.actor, at), office.actor, at)
    same = Submission.objects.get(pk=one.pk)
    sending.send(submission=one, by=office.actor, at=at, revision=one.revision, method="平台")
    with pytest.raises(Refused):
        sending.send(submission=same, by=office.actor, at=at, revision=0, method="平台")
    same.state = SubmissionState.DRAFT
    with pytest.raises(Conflict):
        sending.send(submission=same, by=office.actor, at=at, revision=0, method="平台")
    assert Submission.objects.filter(state=SubmissionState.SENT).count() == 1


def test_each_year_is_filled_with_its_own_blank(office, at, made):
    old = tables.listed(office.actor, at, year=2024)
    assert queries.version_for(old.table, 2025) == old  # none of its own yet
    new = keeping.add_version(
        table=old.table, year=2025, data=blanks.monthly_list(), file_name="新表.xlsx", by=office.actor, at=at
    )  # fmt: skip
    assert queries.version_for(old.table, 2025) == old
    tables.use(new, office.actor, at)
    assert queries.version_for(old.table, 2025) == new
    assert queries.version_for(old.table, 2024) == old
    assert queries.version_for(old.table, 2023) is None
    with pytest.raises(Refused, match="没有 2023 年能用的空表"):
        sending.start(table=old.table, year=2023, month=3, by=office.actor, at=at)


def test_a_second_version_of_a_year_takes_the_place_of_the_first(office, at, made):
    first = tables.listed(office.actor, at)
    second = keeping.copy_version(version=first, year=2025, by=office.actor, at=at)
    tables.use(second, office.actor, at)
    first.refresh_from_db()
    assert (first.state, second.state) == (VersionState.RETIRED, VersionState.USABLE)


def test_a_draft_goes_on_with_the_blank_that_is_in_use(office, at, made):
    first = tables.listed(office.actor, at)
    one = tables.started(first, office.actor, at)
    second = keeping.copy_version(version=first, year=2025, by=office.actor, at=at)
    tables.use(second, office.actor, at)
    again = tables.started(first, office.actor, at)
    assert (again.pk, again.version_id) == (one.pk, second.pk)


def test_a_quarterly_table_is_not_due_in_february(office, at, made):
    version = tables.fixed(office.actor, at)
    with pytest.raises(Refused, match="每季报一次，请选 3、6、9、12 月"):
        sending.start(table=version.table, year=2025, month=2, by=office.actor, at=at)


def test_pointing_at_a_formula_is_refused_and_changes_nothing(office, at):
    version = keeping.create_table(
        name="表", recipient="市", cadence="monthly", year=2025, data=blanks.monthly_list(),
        file_name="a.xlsx", by=office.actor, at=at,
    )  # fmt: skip
    from dataclasses import replace

    from zhaotuifu.submissions.rules.pointing import Column, Pointings, pointings_of

    before = version.pointings
    area = pointings_of(before).areas[0]
    wrong = replace(area, columns=(*area.columns, Column("H", "rate_pct", "points", 1)))
    with pytest.raises(Refused, match="H 列第 6 行是公式，不覆盖"):
        keeping.point(
            version=version, pointings=Pointings((wrong,)), by=office.actor, at=at, revision=0
        )
    version.refresh_from_db()
    assert version.pointings == before


def test_who_sent_and_who_took_the_file_is_kept(office, leader, at, made):
    one = tables.sent(tables.listed(office.actor, at), office.actor, at)
    sending.fetch(submission=one, by=leader.actor, at=timezone.now() + timedelta(seconds=1))
    said = list(
        AuditRow.objects.filter(object_kind="submission")
        .order_by("number")
        .values_list("action", "actor_id")
    )
    assert said[-2:] == [("报送上报表", office.user.pk), ("下载上报表", leader.user.pk)]
