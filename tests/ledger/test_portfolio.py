"""一列里两种日期的清单：表头没人认得，列由人指，单位和日月次序各问一次，一个日期也不猜。"""

from __future__ import annotations

import csv
import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.ledger.sending import command, with_zones
from tests.ledger.workbooks import delimited
from tests.people import Person
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.progress.models import Milestone
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.models import Project

SHARED = Path(os.environ.get("SHARED_DATA", "")) / "portfolios"
MAPPING = {
    "FFC": "total_investment_wan", "BNI": "planned_start_on", "Stage3": "planned_finish_on",
}
SMALL = [
    ["ID", "FFC", "Owner", "BNI", "Stage3"],
    ["Q05388", "2359288.62", "Corporate", "5/02/2016 5:00:00 PM", "2018-02-16 17:00:00"],
    ["Q05640", "2066075.58", "Corporate", "11/07/2016", "2019-06-06 8:00:00"],
    ["Q05641", "1066164.85", "Water", "24/06/2016 5:00:00 PM", "2018-08-15 17:00:00"],
    ["Q05643", "1122486.96", "Water", "2017-02-28 08:00:00", ""],
    ["Q05644", "990000", "Water", "7/07/2016 5:00:00 PM", "2018-08-15"],
]


def asked(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The questions for whole columns by class; no class is asked twice."""
    by_class = {one["class"]: one for one in found["questions"]}
    assert len(by_class) == len(found["questions"])
    return by_class


def run(capsys: Any, file: Path, said: dict[str, Any], tmp_path: Path, *words: str) -> dict[str, Any]:
    answers = tmp_path / "答复.json"
    answers.write_text(json.dumps(said), encoding="utf-8")
    _, found = command(
        capsys, str(file), "--as", "office", "--period", "2025-03", "--answers", str(answers), *words
    )
    return found


def told(text: str) -> str | None:
    """What a date can only be, by hand: nothing for one that can be two."""
    text = text.split(" ")[0]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    first, second, year = (int(part) for part in text.split("/"))
    if first <= 12 and second <= 12 and first != second:
        return None
    return date(year, second, first).isoformat()


def imported(capsys: Any, file: Path, tmp_path: Path) -> list[dict[str, str]]:
    """The clerk's way from a file nobody understands to projects, one question at a time."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    said: dict[str, Any] = {"given": {}, "mapping": MAPPING, "defaults": {"zone": "东湖镇"}}
    found = run(capsys, file, {}, tmp_path)
    assert found["file_outcome"] == "refused" and set(asked(found)) == {"missing_mandatory_column"}
    question = asked(found)["missing_mandatory_column"]
    assert "ID" in [option["value"] for option in question["options"]]
    said["given"][question["key"]] = "ID"

    found = run(capsys, file, said, tmp_path)
    questions = asked(found)
    assert set(questions) == {"unit_missing", "ambiguous_date"}
    unclear = [line for line in lines if line["BNI"] and told(line["BNI"]) is None]
    assert questions["ambiguous_date"]["count"] == len(unclear)
    for row, line in zip(found["rows"], lines, strict=True):
        got = row["values"].get("planned_start_on")
        assert (got and got["value"]) == (told(line["BNI"]) if line["BNI"] else None)
        assert "total_investment_wan" not in row["values"]

    ways = {"unit_missing": "元", "ambiguous_date": "day_first"}
    said["given"] |= {questions[class_]["key"]: way for class_, way in ways.items()}
    found = run(capsys, file, said, tmp_path, "--commit")
    assert (found["state"], found["questions"], found["refused"]) == ("committed", [], [])
    assert len(found["created"]) == len(lines) == Project.objects.count()
    return lines


def day_first(text: str) -> date:
    text = text.split(" ")[0]
    return datetime.strptime(text, "%Y-%m-%d" if "-" in text else "%d/%m/%Y").date()  # noqa: DTZ007


def check(lines: list[dict[str, str]]) -> None:
    """Every date of the library is its cell's, read with the day first."""
    starts = dict(
        Milestone.objects.known().filter(node=Node.START).values_list(
            "project__name", "planned_on"
        )
    )
    assert {line["ID"]: day_first(line["BNI"]) for line in lines if line["BNI"]} == starts


def test_a_list_with_two_kinds_of_dates_is_asked_once_for_each_doubt(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    with_zones()
    file = tmp_path / "清单.csv"
    file.write_bytes(delimited(SMALL))
    check(imported(capsys, file, tmp_path))


@pytest.mark.foreign
def test_the_published_portfolio_goes_in_whole_and_no_date_is_guessed(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    with_zones()
    (file,) = SHARED.glob("*.csv")
    lines = imported(capsys, file, tmp_path)
    assert len(lines) == 445
    check(lines)


def test_the_question_says_what_speaks_for_each_answer(
    office: Person, capsys: Any, tmp_path: Path
) -> None:
    file = tmp_path / "清单.csv"
    file.write_bytes(delimited(SMALL))
    found = run(capsys, file, {"mapping": MAPPING | {"ID": "name"}}, tmp_path)
    question = asked(found)["ambiguous_date"]
    assert "只能是日在前的有 1 格，只能是月在前的有 0 格" in question["sentence"]
    labels = [option["label"] for option in question["options"]]
    assert "2016年2月5日" in labels[0] and "2016年5月2日" in labels[1]
    assert question["examples"][0] == {"row": 2, "text": "5/02/2016 5:00:00 PM"}


@pytest.mark.parametrize(
    ("answer", "start"),
    [("month_first", "2016-05-02"), ("ignore", None), ("each", None)],
)
def test_an_answer_holds_for_the_whole_column(
    answer: str, start: str | None, office: Person, capsys: Any, tmp_path: Path
) -> None:
    with_zones()
    file = tmp_path / "清单.csv"
    file.write_bytes(delimited(SMALL))
    said: dict[str, Any] = {"mapping": MAPPING | {"ID": "name"}, "defaults": {"zone": "东湖镇"}}
    question = asked(run(capsys, file, said, tmp_path))["ambiguous_date"]
    found = run(capsys, file, said | {"given": {question["key"]: answer}}, tmp_path)
    got = found["rows"][0]["values"].get("planned_start_on")
    assert (got and got["value"]) == start
    assert "ambiguous_date" not in asked(found)
    single = [one for one in found["questioned"] if one["class"] == "ambiguous_date"]
    assert len(single) == (2 if answer == "each" else 0)
    if answer == "each":
        assert single[0]["choices"] == ["2016-02-05", "2016-05-02", "ignore"]


def test_the_unit_may_be_a_foreign_one(office: Person, capsys: Any, tmp_path: Path) -> None:
    file = tmp_path / "清单.csv"
    file.write_bytes(delimited(SMALL))
    said: dict[str, Any] = {"mapping": MAPPING | {"ID": "name"}}
    question = asked(run(capsys, file, said, tmp_path))["unit_missing"]
    found = run(capsys, file, said | {"given": {question["key"]: "澳元"}}, tmp_path)
    assert found["rows"][0]["values"]["total_investment_foreign"] == {
        "currency": "AUD", "amount_wan": "235.928862",
    }


def test_the_answers_are_given_on_the_page_and_taken_back_there(
    office: Person
) -> None:
    with_zones()
    client = office.client
    sent = actions.send(
        data=delimited(SMALL), name="清单.csv", by=office.actor, at=timezone.now(),
        answers={"period": "2025-03", "defaults": {"zone": "东湖镇"}},
    )
    address = f"/ledger/{sent.pk}/answer/"
    (question,) = sent.summary["questions"]
    client.post(address, {f"given:{question['key']}": "ID"})
    client.post(address, {f"map:{head}": field for head, field in MAPPING.items()})
    one = LedgerImport.objects.get(pk=sent.pk)
    key = next(q["key"] for q in one.summary["questions"] if q["class"] == "ambiguous_date")
    client.post(address, {f"given:{key}": "day_first"})
    one.refresh_from_db()
    assert [q["class"] for q in one.summary["questions"]] == ["unit_missing"]
    client.post(address, {"forget": key})
    one.refresh_from_db()
    assert {q["class"] for q in one.summary["questions"]} == {"unit_missing", "ambiguous_date"}
