"""下载留痕 — whoever takes a file is written down; when that fails, no file is given."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.parties import downloads
from zhaotuifu.parties.downloads import DOWNLOAD, file_name

TABLE = "/progress-table/excel/"


def noted() -> list[AuditRow]:
    return list(AuditRow.objects.filter(object_kind=DOWNLOAD).order_by("number"))


def test_who_takes_a_table_is_written_down_with_what_and_how_much(office):
    answer = office.client.get(f"{TABLE}?year=2025&month=3", REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == 200
    (row,) = noted()
    assert (row.actor_id, row.action, row.object_name[-5:]) == (office.user.pk, "下载文件", ".xlsx")
    assert row.after == {
        "about": f"{TABLE}?year=2025&month=3", "bytes": len(answer.content), "address": "10.1.2.3",
    }
    assert audit.first_break(AuditRow.objects.order_by("number")) is None


def test_a_page_leaves_nothing(office):
    office.client.get("/progress-table/")
    assert noted() == []


def test_what_cannot_be_written_down_is_not_given(office, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(downloads, "note_download", busy)
    answer = office.client.get(TABLE)
    assert answer.status_code == 503
    assert "没有给出" in answer.content.decode()
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('attachment; filename="a.xlsx"', "a.xlsx"),
        ("attachment; filename*=UTF-8''%E8%A1%A8.xlsx", "表.xlsx"),
        ("attachment; filename*=utf-8''%E8%A1%A8%20%281%29.xlsx", "表 (1).xlsx"),
        ("attachment", ""),
    ],
)
def test_the_name_is_read_from_the_header(said, name):
    assert file_name(said) == name
