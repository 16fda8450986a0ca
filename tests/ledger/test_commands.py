"""命令：脚本得到的和页面一样；做成退 0，不收退 1 并说原因，用错退 2。"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ledger.expected import same
from tests.ledger.sending import LEDGERS, command, imported, table, with_zones
from tests.people import Person
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.projects.models import Project

EXACT = (
    "d01_town_progress", "d02_sheets_by_level", "d03_merged_levels", "d04_units_in_cells",
    "d05_dates", "d08_gbk",
)
OTHERS = ("d06_carry_2024", "d07_carry_2025", "d09_packages_joint", "d10_identity")
CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")


def expectation(name: str) -> dict[str, Any]:
    return json.loads((LEDGERS / f"{name}.expected.json").read_text(encoding="utf-8"))


def run(name: str, capsys: Any, *words: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    want = expectation(name)
    code, got = command(
        capsys, str(LEDGERS / want["file"]), "--as", "office", "--period", "2025-03", *words
    )
    return code, got, want


def wrong_values(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Fields whose value is neither the expected one nor another right one."""
    found = []
    either = want.get("either", {})
    for field, value in got.items():
        base = field.replace("_foreign", "_wan")
        right = [want["values"].get(field), *either.get(field, []), *either.get(base, [])]
        right += [
            one[field] for one in either.get("start_year/end_year", ())
            if isinstance(one, dict) and field in one
        ]
        if not any(one is not None and same(field, value, one) for one in right):
            found.append(f"{field}: {value}")
    return found


def lost_values(want: dict[str, Any], got: dict[str, Any], kept_out: set[str | None]) -> list[str]:
    """Fields that should have a value and have none, without a question or refusal that says so."""
    either = want.get("either", {})
    return [
        field for field in want["values"]
        if field not in got and field not in kept_out and not either.get(field)
        and not either.get(field.replace("_foreign", "_wan"))
    ]


@pytest.mark.parametrize("name", EXACT)
def test_a_ledger_gives_its_expected_result_through_the_command(
    name: str, office: Person, capsys: Any
) -> None:
    with_zones()
    code, got, want = run(name, capsys)
    assert code == 0 and got["file_outcome"] == want["file_outcome"]
    assert [one["role"] for one in got["sheets"]] == [one["role"] for one in want["sheets"]]
    rows = {(one["sheet"], one["row"]): one for one in got["rows"]}
    assert set(rows) == {(one["sheet"], one["row"]) for one in want["rows"]}
    asked = got["questioned"] + got["refused"]
    for expected in want["rows"]:
        row = rows[expected["sheet"], expected["row"]]
        kept_out = {
            one["field"] for one in asked
            if (one["sheet"], one["row"]) == (row["sheet"], row["row"]) and one["kind"] != "warned"
        }
        assert row["outcome"] == expected["outcome"]
        assert wrong_values(expected, row["values"]) == []
        assert lost_values(expected, row["values"], kept_out) == []
    said = {(one["sheet"], one["row"], one["column"], one["class"]) for one in asked}
    for one in [*want["refused"], *(w for w in want["warned"] if not w.get("optional"))]:
        assert (one["sheet"], one["row"], one["column"], one["class"]) in said
    assert len(got["created"]) == len(want["rows"])


@pytest.mark.parametrize("name", EXACT + OTHERS)
def test_what_goes_in_is_unchanged_when_it_comes_again(
    name: str, office: Person, capsys: Any
) -> None:
    with_zones()
    code, first, _ = run(name, capsys, "--commit")
    assert code == 0 and first["created"] and first["state"] == "committed"
    _, again, _ = run(name, capsys)
    assert again["changed"] == again["created"] == again["missing"] == []


@pytest.mark.parametrize("name", OTHERS)
def test_the_harder_ledgers_give_no_silently_wrong_value(
    name: str, office: Person, capsys: Any
) -> None:
    with_zones()
    _, got, want = run(name, capsys)
    wanted = {(one["sheet"], one["row"]): one for one in want["rows"]}
    for row in got["rows"]:
        assert wrong_values(wanted[row["sheet"], row["row"]], row["values"]) == []


def test_a_preview_says_what_it_would_do_and_writes_nothing(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(table(CLOUD))
    code, got = command(capsys, str(file), "--as", "office", "--period", "2025-03")
    assert (code, got["state"], got["period"]) == (0, "previewed", "2025-03")
    assert not Project.objects.exists()
    (entry,) = got["created"]
    assert set(entry) >= {"sheet", "row", "column", "name", "old", "new", "class", "reason"}
    assert (entry["sheet"], entry["row"], entry["name"]) == ("汇总", 2, CLOUD[0])
    assert got["rows"][0]["values"]["total_investment_wan"] == "42000"
    assert got["sheets"][0]["tables"][0]["columns"][2]["field"] == "total_investment_wan"


def test_without_a_month_the_command_asks_for_one(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(table(CLOUD))
    code, got = command(capsys, str(file), "--as", "office", "--commit")
    assert code == 1 and "--period" in got["reasons"][0]
    assert not Project.objects.exists()


def test_only_the_named_sheet_is_read(office: Person, capsys: Any) -> None:
    with_zones()
    code, got, _ = run("d02_sheets_by_level", capsys, "--sheet", "市重大")
    assert code == 0 and {row["sheet"] for row in got["rows"]} == {"市重大"}


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(
    office: Person, capsys: Any
) -> None:
    code, got, _ = run("d02_sheets_by_level", capsys, "--sheet", "没有这张")
    assert code == 1 and "省重大" in got["reasons"][0] and got["refused"][0]["class"] == "no_sheet"


def test_answers_come_from_a_file(office: Person, capsys: Any, tmp_path: Path) -> None:
    file, answers = tmp_path / "台账.xlsx", tmp_path / "答复.json"
    file.write_bytes(table(("云岭", "", 1)))
    answers.write_text(json.dumps({"defaults": {"zone": "未分"}}), encoding="utf-8")
    words = (str(file), "--as", "office", "--period", "2025-03", "--commit")
    code, got = command(capsys, *words, "--answers", str(answers))
    assert code == 0 and len(got["created"]) == 1


def test_who_may_not_is_refused_with_the_reason(
    leader: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(table(CLOUD))
    code, got = command(capsys, str(file), "--as", "leader", "--period", "2025-03", "--commit")
    assert code == 1 and "不能导入台账" in got["reasons"][0]
    assert not LedgerImport.objects.exists()


def test_a_clerk_does_not_write_another_zones_rows(
    zone_a: Person, office: Person, capsys: Any, tmp_path: Path
) -> None:
    imported(office, table(("溪上冷链", "苔溪镇", 100, 10, 1, "")))
    file = tmp_path / "台账.xlsx"
    file.write_bytes(table(CLOUD, ("溪上冷链", "苔溪镇", 999, 10, 1, "")))
    code, got = command(capsys, str(file), "--as", "zone_a", "--period", "2025-03", "--commit")
    assert code == 0
    assert [one["class"] for one in got["refused"]] == ["other_zone"]
    assert got["rows"][1]["outcome"] == "refuse"


def test_a_file_that_cannot_be_read_is_refused_with_its_class(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(b"not a spreadsheet at all")
    code, got = command(capsys, str(file), "--as", "office", "--period", "2025-03")
    assert code == 1 and got["file_outcome"] == "refused"
    assert got["refused"][0]["class"] and got["refused"][0]["reason"]


@pytest.mark.parametrize(
    "words",
    [
        ("/nowhere/台账.xlsx", "--as", "office"),
        (__file__, "--as", "nobody"),
        (__file__, "--as", "office", "--answers", "/nowhere.json"),
    ],
    ids=["no file", "no account", "no answers"],
)
def test_wrong_use_is_told_apart_from_a_refusal(words: tuple[str, ...], office: Person) -> None:
    with pytest.raises(CommandError) as wrong:
        call_command("ledger_import", *words)
    assert wrong.value.returncode == 2


def test_in_plain_words_it_counts_and_gives_the_reasons(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(table(CLOUD, ("云岭二期", "北湖镇", 5)))
    call_command("ledger_import", str(file), "--as", "office", "--period", "2025-03")
    said = capsys.readouterr().out
    assert "新增 1" in said and "unknown_zone" in said and "--commit" in said
