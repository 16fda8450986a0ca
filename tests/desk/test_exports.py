"""Long lists as files: plain at once, as Excel by the task process, for nobody but the one who asked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tests import things, works
from zhaotuifu.desk import exporting
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.work import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(district, at):
    """三个项目."""
    for number, name in enumerate(("砚湖一号厂房", "砚湖二号厂房", "苔溪冷库")):
        zone = "砚湖镇" if number < 2 else "苔溪镇"
        things.project(name, zone, at=at, months=("10", "20.125")[: number + 1])


def test_a_long_list_is_offered_plain_or_as_long_work_and_both_say_the_same(
    office, leader, library, monkeypatch
):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    address = f"{reverse('project_export')}?year=2025&sort=name"
    asked = office.client.get(address).content.decode()
    assert "带格式的 Excel" in asked
    assert "plain=1" in asked

    plain = b"".join(office.client.get(f"{address}&plain=1").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(plain)))

    page = office.client.post(f"{reverse('project_export_ask')}?year=2025&sort=name", follow=True)
    (run,) = works.do_all()
    assert page.request["PATH_INFO"] == reverse("work_page", args=[run.pk])
    assert (run.state, run.result["url"]) == (WorkState.DONE, reverse("work_file", args=[run.pk]))
    response = office.client.get(run.result["url"])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert lines[0] == rows[0]
    assert [line[1] for line in lines[1:]] == [row[1] for row in rows[1:-1]]
    assert rows[-1][1] == f"合计 {len(lines) - 1} 个"
    # What one had made is nobody else's, and is gone after a week.
    assert leader.client.get(run.result["url"]).status_code == 404
    assert AuditRow.objects.filter(action="导出项目列表").count() == 1
    assert files.clean(timezone.now() + timedelta(days=8)) >= 1
    assert office.client.get(run.result["url"]).status_code == 404


def test_a_name_is_never_a_formula_in_the_plain_list(office, district, at):
    things.project("=1+1 不是公式", "砚湖镇", at=at)
    answer = office.client.get(f"{reverse('project_export')}?year=2025&plain=1")
    (row,) = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]
    assert row[1] == "'=1+1 不是公式"


def test_two_exports_at_once_are_one(office, library):
    for _ in range(2):
        page = office.client.post(f"{reverse('project_export_ask')}?year=2025", follow=True)
    assert "已有“导出 项目库-2025年" in page.content.decode()
