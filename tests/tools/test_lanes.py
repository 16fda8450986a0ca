"""make test — a lane that could not run is named with what to install, and counts when asked to."""

import os
import shutil

import pytest

from tools import lanes, postgres
from tools.house import Refusal
from tools.lanes import Missing, Outcome, Result

PASSED = Result("sqlite", Outcome.PASSED, 3)
FAILED = Result("sqlite", Outcome.FAILED, 3)
NOT_RUN = Result("browser", Outcome.NOT_RUN, reason="请 apt-get install chromium")


@pytest.mark.parametrize(
    ("results", "is_all_required", "code"),
    [
        ([PASSED], False, 0),
        ([PASSED, FAILED], False, 1),
        ([PASSED, NOT_RUN], False, 0),
        ([PASSED, NOT_RUN], True, 1),
        ([PASSED], True, 0),
    ],
)
def test_what_counts_as_failure(results, is_all_required, code):
    assert lanes.exit_code(results, is_all_required) == code


def test_the_summary_names_what_did_not_run():
    text = lanes.summary([PASSED, NOT_RUN])
    assert "未运行  browser" in text
    assert "apt-get install chromium" in text


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """A machine with Python and nothing else."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(postgres, "DEBIAN_HOME", tmp_path / "none")
    for name in ("DATABASE_URL", "TEST_POSTGRES_URL", "CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))


@pytest.mark.parametrize(
    ("surroundings", "advice"),
    [
        (lanes.on_postgres, "apt-get install postgresql"),
        (lanes.with_chromium, "apt-get install chromium"),
        (lanes.with_office, "libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils"),
        (lanes.with_foreign_files, "SHARED_DATA=目录"),
    ],
)
def test_on_a_bare_machine_a_lane_says_what_it_needs(bare_machine, surroundings, advice):
    with pytest.raises(Missing) as missing, surroundings():
        pass
    assert advice in str(missing.value)


def test_on_a_bare_machine_sqlite_and_the_house_run(bare_machine):
    ready = [lane.name for lane in lanes.all_lanes() if lane.surroundings is lanes.on_sqlite]
    assert ready == ["house", "sqlite"]


def test_the_sqlite_lane_stays_on_sqlite_whatever_is_set_outside(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1/none")
    with lanes.on_sqlite() as extra:
        assert extra["DATABASE_URL"].startswith("sqlite:")


@pytest.mark.parametrize("name", ["DATABASE_URL", "TEST_POSTGRES_URL"])
def test_a_given_postgresql_is_used(bare_machine, monkeypatch, name):
    monkeypatch.setenv(name, "postgres://tester@127.0.0.1:5999/ztf")
    with lanes.on_postgres() as extra:
        assert extra["DATABASE_URL"] == "postgres://tester@127.0.0.1:5999/ztf"


def test_every_mark_has_its_lane_and_no_test_runs_in_none():
    testing = [lane for lane in lanes.all_lanes() if lane.name != "house"]
    marks = {lane.name: lane.arguments[lane.arguments.index("-m") + 1] for lane in testing}
    assert {"sqlite", "postgres", "browser", "office", "foreign"} == marks.keys()
    for browser in (True, False):
        for office in (True, False):
            for foreign in (True, False):
                carried = {"browser": browser, "office": office, "foreign": foreign}
                expressions = [marks[name] for name in ("sqlite", "browser", "office", "foreign")]
                assert sum(bool(eval(mark, {}, carried)) for mark in expressions) == 1


def test_a_lane_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("LANES", "sqlite mysql")
    with pytest.raises(Refusal, match="没有这一道：mysql"):
        lanes.chosen_lanes()


def test_a_lane_runs_on_the_database_it_names():
    from django.db import connection

    asked = os.environ.get("DATABASE_URL", "sqlite:")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")
