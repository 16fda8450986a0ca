"""At the server, an administrator looks at a notice first and then records it."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from tests.worktime.notice_texts import TEXTS
from zhaotuifu.worktime.models import HolidayNotice

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text(TEXTS[2026], encoding="utf-8")
    return path


def run(*args) -> str:
    out = io.StringIO()
    call_command("holiday_notice", *map(str, args), stdout=out)
    return out.getvalue()


def test_looking_at_a_notice_records_nothing(file):
    assert "放假 33 天，调休上班 1月4日、2月14日" in run(file)
    assert not HolidayNotice.objects.exists()


def test_committing_records_the_year(file):
    result = json.loads(run(file, "--commit", "--json"))
    assert (result["year"], result["recorded"]) == (2026, True)
    assert HolidayNotice.objects.known().get().special_days.count() == len(result["days"])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "会议纪要".encode()])
def test_a_file_that_is_no_notice_is_refused_with_exit_code_1(file, content, capsys):
    file.write_bytes(content)
    with pytest.raises(SystemExit) as stop:
        run(file, "--commit")
    assert stop.value.code == 1
    assert not HolidayNotice.objects.exists()
