"""发文登记簿 — every issued paper is found by its words, its kind and its year; gaps are named."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.reports.library import signed, small_library
from zhaotuifu.reports import actions, register
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.queries import Numbers
from zhaotuifu.reports.register import Asked
from zhaotuifu.reports.states import ReportState


@pytest.fixture
def library(district, at):
    return small_library(at)


def issued(office, at, month: int, number: int | None = None) -> Report:
    as_of = date(2025, month, {1: 31, 2: 28, 3: 31}[month])
    draft = actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=as_of, by=office.actor, at=at
    )
    numbers = Numbers(number, number) if number else None
    return signed(draft, office.actor, at, numbers=numbers)


def found(person, **conditions) -> list[int]:
    page = register.register(person.actor, register.asked_in(conditions), 1)
    return [row.number for row in page.rows]


def test_papers_are_found_by_words_of_title_and_text(office, leader, library, at):
    for month in (1, 3):
        issued(office, at, month)
    assert found(leader) == [2, 1]
    assert found(leader, q="一季度") == [2] and found(leader, q="3,700万元") == [2]
    assert found(leader, q="一季度 省重大") == [2] and found(leader, q="没有的话") == []
    assert found(leader, year="2025", kind="progress_brief") == [2, 1]
    assert found(leader, year="2024") == [] and found(leader, year="去年") == [2, 1]
    page = leader.client.get(reverse("report_list"), {"q": "没有的话"}).content.decode()
    assert "没有找到" in page and "看全部" in page


def test_gaps_between_numbers_are_named(office, library, at):
    for month, number in ((1, 2), (2, 4), (3, 8)):
        issued(office, at, month, number)
    assert register.gaps(office.actor, Asked()) == ("2025年《重点建设项目情况专报》缺第 3、5—7 期",)
    assert register.gaps(office.actor, Asked(year=2024)) == ()


def test_the_excel_holds_the_rows_and_no_formula(office, library, at):
    report = issued(office, at, 3)
    Report.objects.filter(pk=report.pk).update(title="=1+1\n二")
    data = office.client.get(reverse("report_register_excel")).content
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("公文", "年度", "期号", "总期号", "标题")
    assert rows[1][4] == "=1+1　二" and rows[1][7] == "区重大办"


def test_the_statements_do_not_grow_with_the_papers(office, library, at):
    url = reverse("report_list")
    report = issued(office, at, 3)

    def statements() -> int:
        office.client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert office.client.get(url).status_code == 200
        return len(seen)

    few = statements()
    Report.objects.bulk_create([
        Report(
            kind="progress_brief", year=2024, as_of=date(2024, 12, 31), number=n, total_number=100 + n,
            title=f"第{n}", state=ReportState.ISSUED, known_at=at, issued_at=timezone.now(),
            issued_by=office.user, created_at=at, frozen=report.frozen, text="省重大",
        )
        for n in range(1, 60)
    ])  # fmt: skip
    assert statements() == few <= 20
    assert "第 1—30 条，共 60 条" in office.client.get(url).content.decode()


def test_a_reader_of_issues_sees_nothing_in_hand(office, leader, department, library, at):
    actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=date(2025, 3, 31), by=office.actor, at=at
    )
    assert [row.name for row in register.open_papers(leader.actor)] == ["2025年一季度专报"]
    assert register.open_papers(department.actor) == ()
