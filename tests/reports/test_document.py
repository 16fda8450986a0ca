"""出公文命令 — a live document for scripts: 0 done, 1 refused, 2 wrong use."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.reports.library import small_library


@pytest.fixture
def library(district, at):
    return small_library(at)


def run(*more: str, kind: str = "专报", user: str = "office", as_of: str = "2025-03-31") -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(
            "document", kind, "--year", "2025", "--as-of", as_of, "--as", user, *more, stdout=out
        )
    except SystemExit as stop:
        return int(stop.code), out.getvalue()
    return 0, out.getvalue()


def test_the_file_is_written_and_the_figures_are_told(office, library, tmp_path):
    file = tmp_path / "q1.docx"
    code, text = run("--out", str(file), "--json")
    told = json.loads(text)
    assert code == 0
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    sentence = (
        "2个省重大项目一季度完成投资3,700万元，完成年度计划的15.4%，低于序时进度9.6个百分点；"
        "1个新建项目已开工。"
    )
    assert sentence in told["text"]
    figure = next(f for f in told["figures"] if f["key"] == "completed.province")
    assert (figure["value"], figure["unit"], len(figure["rows"])) == ("3700.25", "万元", 2)


@pytest.mark.parametrize("kind", ["专报", "建设情况专报", "重点建设项目情况专报", "progress_brief"])
def test_the_kind_goes_by_any_of_its_names_and_equal_books_give_equal_bytes(
    kind, office, library, tmp_path
):
    first, second = tmp_path / "1.docx", tmp_path / "2.docx"
    assert run("--out", str(first), kind=kind)[0] == 0
    assert run("--out", str(second))[0] == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("kind", "as_of"),
    [("周报", "2025-01-10"), ("周报", "2025-03-28"), ("督查通报", "2025-03-31")],
)
def test_other_kinds_are_written_too_a_weekly_one_before_the_first_month_is_over(
    kind, as_of, office, library, tmp_path
):
    file = tmp_path / "other.docx"
    code, text = run("--out", str(file), "--json", kind=kind, as_of=as_of)
    assert code == 0, text
    assert json.loads(text)["name"] and file.stat().st_size > 5000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"user": "zone_a"}, "板块账号看不到其他板块"),
        ({"user": "nobody"}, "没有在用的账号“nobody”"),
        ({"kind": "会议纪要"}, "没有“会议纪要”这种公文"),
        ({"as_of": "2025-02-30"}, "看不懂日期“2025-02-30”"),
        ({"as_of": "2024-03-31"}, "不在 2025 年"),
        ({"as_of": "2025-01-15"}, "还没有过完"),
    ],
)
def test_a_refusal_has_its_sentence_and_writes_no_file(
    change, sentence, office, zone_a, library, tmp_path
):
    file = tmp_path / "no.docx"
    code, text = run("--out", str(file), "--json", **change)
    assert code == 1 and sentence in json.loads(text)["refused"][0]
    assert not file.exists()


def test_an_empty_year_and_an_impossible_file_are_refused(office, library, tmp_path):
    code, text = run("--out", str(tmp_path / "none" / "q1.docx"))
    assert code == 1 and text.startswith("写不进")


def test_an_empty_library_is_refused(office, tmp_path):
    code, text = run("--out", str(tmp_path / "q1.docx"))
    assert code == 1 and "请先导入台账" in text


def test_leaving_out_what_is_needed_is_wrong_use(tmp_path):
    with pytest.raises(CommandError, match="--out"):
        call_command("document", "专报", "--year", "2025", "--as-of", "2025-03-31", "--as", "office")
    done = subprocess.run(
        [sys.executable, "manage.py", "document", "专报"], capture_output=True, check=False
    )
    assert done.returncode == 2
