"""断电演练的手脚 — what it reads from a page, whom it would kill, and what it counts as lost."""

from collections import Counter

import pytest

from tools.chaos import verdict
from tools.chaos.house import House, Process, kind_of
from tools.chaos.people import Memory
from tools.chaos.visitor import Answer, Forms

PAGE = """
<form action="/search/"><input name="q" value="厂房"></form>
<form method="post" action="/ledger/7/commit/"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<input name="month_9" value="12.5"><input type="checkbox" name="again"><input type="checkbox" name="sure" checked>
<textarea name="words">
桩基施工，
完成 80%</textarea><select name="cause"><option value="">无</option><option value="land" selected>用地</option></select>
<input type="submit" name="go" value="导入"></form>
"""


def test_a_form_is_sent_as_a_browser_would_send_it():
    assert Forms(PAGE).to("/commit/") == {
        "csrfmiddlewaretoken": "t", "month_9": "12.5", "sure": "on", "words": "桩基施工，\n完成 80%",
        "cause": "land",
    }  # fmt: skip
    assert Forms(PAGE).with_field("q") == {"q": "厂房"}
    assert Forms(PAGE).to("/undo/") is None


@pytest.mark.parametrize(
    ("location", "status", "is_done"),
    [("/ledger/7/", 302, True), ("/signin/?next=/ledger/", 302, False), ("", 200, False), ("", 422, False)],
)
def test_only_being_sent_on_counts_as_done(location: str, status: int, is_done: bool):
    assert Answer(status, location, False, "").is_done is is_done


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("python -m granian zhaotuifu.wsgi:application", "网站进程"),
        ("python manage.py db_worker --no-reload", "任务进程"),
        ("python manage.py tick --loop", "定时进程"),
        ("python -m tools.chaos house 8000", "父进程"),
        ("python -c something", "其他"),
    ],
)
def test_every_process_of_the_house_has_its_kind(words: str, kind: str):
    assert kind_of(words) == kind


def test_a_house_that_does_not_run_has_nobody_to_kill(tmp_path):
    assert House(1, {}, tmp_path / "log").processes() == []
    assert Process(1, "父进程").kind == "父进程"


def test_what_was_told_must_be_there_once():
    told = Counter(["甲", "乙", "乙"])
    assert list(verdict._once("月报", ["甲"], told)) == []
    missing, double = verdict._once("月报", ["甲", "乙", "丙"], told)
    assert "丢了 1 条：['丙']" in missing
    assert "1 条成了两条：['乙']" in double
    assert Memory().months == []
