"""进度表再导入 — the Excel of the page, imported again, changes nothing."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.reports.library import correct, project, small_library
from zhaotuifu.projects.states import ConstructionKind, Level


@pytest.fixture
def library(district, at):
    found = small_library(at)
    more = (
        ("云岭储能二期", {"zones": ("苔溪镇",), "kind": ConstructionKind.PRELIMINARY, "plan": None}),
        ("云岭储能三期", {"zones": ("苔溪镇",), "kind": ConstructionKind.PRELIMINARY, "plan": None}),
        ("砚湖仓储", {"months": {1: "12.345678", 3: -5}, "level": Level.CITY}),
        ("苔溪仓储", {"zones": ("苔溪镇",), "level": Level.CITY, "total": "0.5"}),
        ("未分仓储", {"zones": ("未分",), "level": Level.DISTRICT, "plan": 0}),
    )
    return [*found, *(project(name, at=at, **values) for name, values in more)]


def imported(person, query: str, period: str, folder) -> dict:
    """What an import of the page's Excel reports."""
    file = folder / "进度表.xlsx"
    file.write_bytes(person.client.get(f"/progress-table/excel/?{query}").content)
    out = StringIO()
    call_command(
        "ledger_import", str(file), "--as", person.user.username, "--period", period, "--json",
        stdout=out,
    )
    return json.loads(out.getvalue())


def assert_nothing_changes(told: dict, projects: int) -> None:
    """Odd values (a plan of 0, a negative month) are pointed out again, nothing is asked."""
    assert len(told["unchanged"]) == projects
    assert (told["created"], told["changed"], told["refused"]) == ([], [], [])
    assert {row["kind"] for row in told["questioned"]} <= {"warned"}


@pytest.mark.parametrize(
    ("query", "period", "projects"),
    [
        ("year=2025&month=3&level=", "2025-03", 10), ("year=2025&month=3&level=province", "2025-03", 4),
        ("year=2025&month=1&level=", "2025-01", 9), ("year=2025&month=2&level=district", "2025-02", 2),
    ],
)
def test_an_import_of_the_offices_excel_reports_zero_changes(
    query, period, projects, office, library, tmp_path
):
    assert_nothing_changes(imported(office, query, period, tmp_path), projects)


def test_a_clerks_own_excel_comes_back_as_it_went(zone_b, library, tmp_path):
    told = imported(zone_b, "year=2025&month=3&level=", "2025-03", tmp_path)
    assert_nothing_changes(told, 6)


def test_the_same_excel_after_a_correction_reports_that_one_month(office, library, at, tmp_path):
    """So that zero changes is not merely what an import of anything reports."""
    file_told = imported(office, "year=2025&month=3&level=province", "2025-03", tmp_path)
    assert file_told["changed"] == []
    correct(library[0], 3, 1400, at)
    out = StringIO()
    call_command(
        "ledger_import", str(tmp_path / "进度表.xlsx"), "--as", "office", "--period", "2025-03",
        "--json", stdout=out,
    )
    changed = json.loads(out.getvalue())["changed"]
    assert [row["name"] for row in changed if row["field"] == "completed_month_wan"] == ["云岭储能"]
