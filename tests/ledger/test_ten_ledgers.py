"""十份样例台账，在空的区里用命令导入：每份的工作表、表列、行、拒收、跳过都正是该有的样子；结转的两份对得上。"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.ledger.expected import plain
from tests.ledger.mutating import NAMES
from tests.ledger.sending import LEDGERS, command, with_zones
from tests.ledger.test_commands import expectation, lost_values, wrong_values
from tests.people import Person
from zhaotuifu.projects.models import Project

#: what the import itself asks of rows that are read right: packages, and one project twice
OF_THE_IMPORT = {"package", "which_project", "zone_needed", "duplicate_in_file"}
#: 上半年 and 三季度 of one column are one doubt; a name that is no 板块 is asked once for the file
ASKED = {"d05_dates": ["imprecise_date"], "d09_packages_joint": ["unknown_zone"]}
UNITS = ("unit", "unit_from")


def run(name: str, capsys: Any, *words: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Through the command, under the name the office sent it by, with the month it proposes."""
    want = expectation(name)
    file = LEDGERS / want["file"]
    month = (want.get("report") or {}).get("month")
    given = () if month else ("--period", "2025-03")
    code, got = command(capsys, str(file), "--as", "office", *given, *words)
    assert code == 0, got.get("reasons")
    return want, got


@pytest.mark.parametrize("name", NAMES)
def test_each_ledger_gives_exactly_its_expected_result(
    name: str, office: Person, capsys: Any
) -> None:
    with_zones()
    want, got = run(name, capsys)
    assert got["file_outcome"] == want["file_outcome"]
    assert _sheets(want, got) == []
    assert _rows(want, got) == []
    assert _findings(want, got) == []
    assert _ignored(want, got) == []
    assert [one["class"] for one in got["questions"]] == ASKED.get(name, [])


def _sheets(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    found = []
    for right, have in zip(want["sheets"], got["sheets"], strict=True):
        for part in ("name", "role", "state"):
            if right[part] != have[part]:
                found.append(f"{right['name']}: {part} {have[part]}")
        tables = zip(right.get("tables", []), have["tables"], strict=True)
        for table, read in tables:
            if table["header_rows"] != read["header_rows"]:
                found.append(f"{right['name']}: head {read['header_rows']}")
            for one, column in zip(table["columns"], read["columns"], strict=True):
                found += _column(right["name"], one, column)
    return found


def _column(sheet: str, want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    where = f"{sheet}!{want['column']}"
    found = []
    if want["column"] != got["column"] or plain(want["head"]) != plain(got["head"]):
        found.append(f"{where}: {got['column']} {got['head']}")
    if got["field"] != want["field"] and got["field"] not in want.get("either", []):
        found.append(f"{where}: {got['field']} instead of {want['field']}")
    elif got["field"] and got["field"] == want["field"]:
        found += [
            f"{where}: {part} {got[part]}" for part in UNITS if got[part] != want.get(part)
        ]
    elif not got["field"] and not want["field"] and got["role"] != want.get("role"):
        found.append(f"{where}: role {got['role']}")
    if bool(want.get("hidden")) != got["hidden"]:
        found.append(f"{where}: hidden {got['hidden']}")
    return found


def _rows(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    rows = {(one["sheet"], one["row"]): one for one in got["rows"]}
    wanted = {(one["sheet"], one["row"]): one for one in want["rows"]}
    found = [f"{at}: not read" for at in wanted.keys() - rows.keys()]
    found += [f"{at}: invented" for at in rows.keys() - wanted.keys()]
    kept_out: dict[tuple[str, int], set[str | None]] = {}
    for one in got["questioned"] + got["refused"]:
        if one["kind"] != "warned":
            kept_out.setdefault((one["sheet"], one["row"]), set()).add(one["field"])
    moved = _moved(want, got)
    for at in sorted(wanted.keys() & rows.keys()):
        right, row = wanted[at], rows[at]
        if right["outcome"] not in ("either", row["outcome"]) and not _may_be_refused(right, want):
            found.append(f"{at}: {row['outcome']} instead of {right['outcome']}")
        if row["outcome"] == "accept":
            values = {name: value for name, value in row["values"].items() if name not in moved}
            found += [f"{at}: {text}" for text in wrong_values(right, values)]
            found += [
                f"{at}: {name} lost" for name in lost_values(right, values, kept_out.get(at, set()))
                if name not in moved
            ]
    return found


def _may_be_refused(right: dict[str, Any], want: dict[str, Any]) -> bool:
    """A refused cell may be widened to its whole row."""
    return any((one["sheet"], one["row"]) == (right["sheet"], right["row"]) for one in want["refused"])


def _moved(want: dict[str, Any], got: dict[str, Any]) -> set[str]:
    """Fields of columns mapped in another way that is right too."""
    return {
        str(name)
        for right, have in zip(want["sheets"], got["sheets"], strict=True)
        for table, read in zip(right.get("tables", []), have["tables"], strict=True)
        for one, column in zip(table["columns"], read["columns"], strict=True)
        if one["field"] != column["field"]
        for name in (one["field"], column["field"])
    }


def _findings(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    said = got["questioned"] + got["refused"]
    kept_out = [one for one in said if one["kind"] != "warned"]

    def places(pool: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        return {(one["sheet"], one["row"], one["class"]) for one in pool}

    found = [
        f"not refused: {one}" for one in want["refused"]
        if (one["sheet"], one["row"], one["class"])
        not in places(said if "warned" in one.get("either", []) else kept_out)
    ]
    found += [
        f"not warned: {one}" for one in want["warned"]
        if not one.get("optional") and (one["sheet"], one["row"], one["class"]) not in places(said)
    ]
    listed = places(want["refused"] + want["warned"])
    return found + [
        f"without cause: {one}" for one in kept_out
        if (one["sheet"], one["row"], one["class"]) not in listed and one["class"] not in OF_THE_IMPORT
    ]


def _ignored(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    right = {(one["sheet"], one["row"]): one["kind"] for one in want["ignored"]}
    have = {(one["sheet"], one["row"]): one["kind"] for one in got["ignored"]}
    places = right.keys() | have.keys()
    return [
        f"{at}: {have.get(at)} instead of {right.get(at)}"
        for at in sorted(places) if right.get(at) != have.get(at)
    ]


def test_the_carried_over_ledger_finds_its_projects_and_neither_merges_nor_splits(
    office: Person, capsys: Any
) -> None:
    """d06 goes in, d07 comes a year later: code and name find; a similar name needs a person's yes."""
    with_zones()
    run("d06_carry_2024", capsys, "--commit")
    earlier = {one["row"]: one["values"]["name"] for one in expectation("d06_carry_2024")["rows"]}
    ids = {plain(project.name): project.pk for project in Project.objects.all()}
    want, got = run("d07_carry_2025", capsys)
    rows = {one["row"]: one for one in got["rows"]}
    asked = {
        one["row"]: [choice for choice in one["choices"] if choice.isdecimal()]
        for one in got["questioned"] if one["class"] == "which_project"
    }
    links = want["cross_file"]["links"]
    for link in links:
        other = ids[plain(earlier[link["other_row"]])]
        if link["needs_confirmation"]:
            assert rows[link["row"]]["project"] is None, link
            assert str(other) in asked[link["row"]], link
        else:
            assert rows[link["row"]]["project"] == other, link
            assert link["row"] not in asked, link
    linked = {link["row"] for link in links}
    assert {row for row in rows if rows[row]["project"] is None} - linked == rows.keys() - linked
    assert set(asked) <= {link["row"] for link in links if link["needs_confirmation"]}
    lacking = {ids[plain(earlier[row])] for row in want["cross_file"]["only_in_other"]}
    assert {one["project"] for one in got["missing"]} == lacking


def test_a_persons_yes_links_the_similar_names_and_the_year_goes_in(
    office: Person, capsys: Any, tmp_path: Any
) -> None:
    with_zones()
    run("d06_carry_2024", capsys, "--commit")
    want, got = run("d07_carry_2025", capsys)
    earlier = {one["row"]: one["values"]["name"] for one in expectation("d06_carry_2024")["rows"]}
    ids = {plain(project.name): project.pk for project in Project.objects.all()}
    keys = {one["row"]: one["key"] for one in got["questioned"] if one["class"] == "which_project"}
    given = {
        keys[link["row"]]: str(ids[plain(earlier[link["other_row"]])])
        for link in want["cross_file"]["links"] if link["needs_confirmation"]
    }
    answers = tmp_path / "答复.json"
    answers.write_text(json.dumps({"given": given}), encoding="utf-8")
    before = Project.objects.count()
    _, got = run("d07_carry_2025", capsys, "--answers", str(answers), "--commit")
    assert (got["state"], [one["class"] for one in got["refused"]]) == ("committed", [])
    new = len(want["rows"]) - len(want["cross_file"]["links"])
    assert (len(got["created"]), Project.objects.count()) == (new, before + new)
