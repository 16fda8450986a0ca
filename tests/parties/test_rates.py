"""频次 — counted over all processes; who asks too often is told when to try again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import people
from tests.routes import ROUTES
from zhaotuifu.parties.limiting import FILES
from zhaotuifu.parties.rates import Rate, wait_for

#: pieces of a page that it asks for by itself, and no file
PIECES = ("_progress", "_now")


@pytest.fixture(autouse=True)
def limits(settings, tmp_path):
    settings.RATE_LIMITS_ON, settings.DATA_DIR = True, tmp_path
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "3/60")
    return settings


def test_three_in_a_minute_and_the_fourth_waits_for_the_next():
    asked = [wait_for("search", "user 1", now=1200.0 + second) for second in (0, 1, 2, 3)]
    assert asked == [0, 0, 0, 57]
    assert wait_for("search", "user 1", now=1260.0) == 0


def test_each_person_and_each_kind_is_counted_alone():
    for _ in range(3):
        wait_for("search", "user 1", now=0.0)
    assert wait_for("search", "user 2", now=0.0) == 0
    assert wait_for("export", "user 1", now=0.0) == 0


def test_many_people_do_not_push_each_other_out():
    for _ in range(3):
        assert not any(wait_for("search", f"user {n}", now=0.0) for n in range(500))
    assert all(wait_for("search", f"user {n}", now=0.0) for n in range(500))


def test_other_processes_count_in_the_same_place(limits):
    program = (
        "from django.conf import settings; from pathlib import Path; import sys; "
        "settings.configure(RATE_LIMITS_ON=True, DATA_DIR=Path(sys.argv[1]), RATE_LIMITS={'search': '3/60'}); "
        "from zhaotuifu.parties.rates import wait_for; "
        "print(*(wait_for('search', 'user 1', now=0.0) for _ in range(2)))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(limits.DATA_DIR)], capture_output=True, text=True,
            check=True,
        ).stdout.split()
        for _ in range(2)
    ]
    assert said == [["0", "0"], ["0", "60"]]


@pytest.mark.parametrize("text", ["", "3", "0/60", "3/0", "三/60"])
def test_a_limit_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        Rate.read(text, "搜索")


def test_who_searches_too_often_reads_when_to_try_again(office):
    for _ in range(3):
        assert office.client.get("/projects/?q=样板").status_code == 200
    answer = office.client.get("/projects/?q=样板")
    assert answer.status_code == 429
    assert "搜索太频繁" in answer.content.decode()
    assert int(answer["Retry-After"]) <= 60
    assert office.client.get("/projects/").status_code == 200


def test_who_guesses_accounts_from_one_address_is_slowed_down(office, client):
    statuses = [
        client.post("/signin/", {"username": f"x{n}", "password": "不对"}).status_code for n in range(4)
    ]
    assert statuses == [422, 422, 422, 429]
    said = {"username": "office", "password": people.PASSWORD}
    assert client.post("/signin/", said, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_every_route_that_gives_a_file_is_counted():
    files = [
        route.name for route in ROUTES
        if route.is_file and not route.is_public and not route.name.endswith(PIECES)
    ]
    assert [name for name in files if not name.endswith(FILES)] == []
