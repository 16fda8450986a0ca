"""台账里常见的脏：每一种要么读对，要么问，要么拒，一种一条。"""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledger.sending import command, with_zones
from tests.ledger.workbooks import by_name, problems, sheet_of, values, xlsx
from tests.people import Person
from zhaotuifu.ledger.rules.amounts import read_money
from zhaotuifu.ledger.rules.codes import read_code
from zhaotuifu.ledger.rules.dates import read_years
from zhaotuifu.ledger.rules.sureness import proposed_for
from zhaotuifu.ledger.rules.units import WAN_YUAN

HEADS = ["序号", "项目名称", "所属板块", "总投资（万元）", "2025年计划投资（万元）"]
ROW = [1, "甲项目", "东湖镇", 5000, 1200]


def one_amount(cell: Any) -> tuple[str, str | None]:
    """(value, problem) of a cell in a column of 万元."""
    answer = read_money(cell, WAN_YUAN)
    return f"{answer.value}", answer.problem.value if answer.problem else None


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ("１２００", "1200", None), ("1,200.5", "1200.5", None), (" 1200 ", "1200", None),
        ("约1200", "1200", "approximate_amount"), ("1200左右", "1200", "approximate_amount"),
        ("1.2（亿元）", "12000", "unit_in_cell_differs"), ("1200（万元）", "1200", None),
        ("待定", "None", "amount_pending"), ("无", "None", None), ("—", "None", None),
        ("500-800万元", "None", "amount_range"), ("5～8亿", "None", "amount_range"),
        ("1200 3400", "None", "not_an_amount"), ("1200\n3400", "None", "not_an_amount"),
        ("五六百万", "None", "not_an_amount"), ("六百万", "600", "unit_in_cell_differs"),
        ("三千五百万元", "3500", None), ("12O0", "None", "not_an_amount"),
        ("85%", "None", "not_an_amount"), ("+-12", "None", "not_an_amount"),
        ("#REF!", "None", "formula_error"), (True, "None", "not_an_amount"),
    ],
)  # fmt: skip
def test_an_amount_is_right_or_said_to_be_none(cell: Any, value: str, problem: str | None) -> None:
    got, said = one_amount(cell)
    if value == "600":
        assert got in ("600", "6E+2")
    else:
        assert got == value
        assert said == problem


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("2023-2025", (2023, 2025)), ("2023—2025年", (2023, 2025)), ("2023～2025", (2023, 2025)),
        ("２０２３至２０２５", (2023, 2025)), ("2023年3月-2025年12月", (2023, 2025)),
    ],
)
def test_a_range_of_years_is_start_and_end(cell: str, years: tuple[int, int]) -> None:
    answer = read_years(cell)
    assert (answer.value, answer.second) == years


@pytest.mark.parametrize(
    ("cell", "offered"),
    [
        ("24O3-329999-07-01-131347", "2403-329999-07-01-131347"),
        ("2403-329999-07-01-13l347", "2403-329999-07-01-131347"),
        ("24O3329999O7O1131347", "2403-329999-07-01-131347"),
    ],
)
def test_a_code_with_a_typing_slip_is_asked_with_what_was_meant(cell: str, offered: str) -> None:
    answer = read_code(cell)
    assert answer.is_refused and [choice.label for choice in answer.choices] == [offered]


@pytest.mark.parametrize(
    "cell",
    ["２４０３－３２９９９９－０７－０１－１３１３４７", "2403—329999—07—01—131347", "2403329999-07-01131347"],
)
def test_a_code_is_the_same_with_other_dashes_or_none(cell: str) -> None:
    assert read_code(cell).value == "2403-329999-07-01-131347"


def test_marks_say_the_level_and_two_marks_are_asked() -> None:
    found = sheet_of(
        [
            ["项目名称", "所属板块", "总投资（万元）", "省重大", "市重大", "一季度"],
            ["甲项目", "东湖镇", 5000, "√", None, "√"],
            ["乙项目", "东湖镇", 6000, None, "√", None],
            ["丙项目", "东湖镇", 7000, "√", "√", None],
        ]
    )
    rows = values(found)
    assert (rows["甲项目"]["level"], rows["乙项目"]["level"]) == ("省重大", "市重大")
    assert "level" not in rows["丙项目"]
    assert problems(by_name(found)["丙项目"]) == [("questioned", "level_unclear", "level")]
    (finding,) = by_name(found)["丙项目"].findings
    assert [choice.label for choice in finding.choices] == ["省重大", "市重大"]
    assert found.sheets[0].tables[0].columns[5].role == "unknown"


def test_a_missing_unit_is_one_question_for_its_column() -> None:
    heads = ["项目名称", "所属板块", "总投资", "2025年计划投资"]
    rows = [["甲项目", "东湖镇", 5, 1200], ["乙项目", "东湖镇", 8, 600], ["丙项目", "东湖镇", "2亿元", 900]]
    found = sheet_of([heads, *rows])
    keys = [one.key for one in found.questions()]
    assert [one.count for one in found.questions()] == [2, 3]
    assert values(found)["丙项目"]["total_investment_wan"] == "20000"
    assert "total_investment_wan" not in values(found)["甲项目"]
    found = sheet_of([heads, *rows], given=dict(zip(keys, ("亿元", "万元"), strict=True)))
    assert found.questions() == () and found.findings() == ()
    assert [values(found)[name]["total_investment_wan"] for name in ("甲项目", "乙项目", "丙项目")] == [
        "50000", "80000", "20000",
    ]
    assert values(found)["甲项目"]["annual_plan_wan"] == "1200"


def test_two_columns_of_one_name_and_other_figures_are_asked() -> None:
    heads = ["项目名称", "所属板块", "总投资（万元）", "总投资（万元）"]
    rows = [["甲项目", "东湖镇", 5000, 5200], ["乙项目", "东湖镇", 800, 800]]
    found = sheet_of([heads, *rows])
    (question,) = found.questions()
    assert "C 列和 D 列都像总投资" in question.sentence
    assert all("total_investment_wan" not in row for row in values(found).values())
    took = {
        answer: values(sheet_of([heads, *rows], given={question.key: answer}))["甲项目"].get(
            "total_investment_wan"
        )
        for answer in ("total_investment_wan", "ignore")
    }
    assert took == {"total_investment_wan": "5000", "ignore": "5200"}
    same = sheet_of([heads, ["甲项目", "东湖镇", 5000, 5000]])
    assert same.questions() == () and values(same)["甲项目"]["total_investment_wan"] == "5000"


def test_a_head_that_comes_again_with_another_unit_changes_the_unit() -> None:
    other = [head.replace("万元", "亿元") for head in HEADS]
    found = sheet_of([HEADS, ROW, other, [2, "乙项目", "东湖镇", 3, 0.5], HEADS, [3, "丙项目", "东湖镇", 70, 30]])
    assert {name: row["total_investment_wan"] for name, row in values(found).items()} == {
        "甲项目": "5000", "乙项目": "30000", "丙项目": "70",
    }


def test_a_month_other_than_the_reports_is_asked_and_not_taken() -> None:
    rows = [["2025年3月项目表（万元）"], ["项目名称", "总投资", "1-2月累计完成"], ["甲项目", 5000, 300]]
    found = sheet_of(rows)
    assert [one.class_ for one in found.questions()] == ["column_unclear"]
    assert "completed_year_wan" not in values(found)["甲项目"]


def test_a_column_nobody_knows_has_a_likely_field_proposed() -> None:
    found = sheet_of(
        [
            ["项目名称", "总投资（万元）", "赋编号", "拟开竣工", "天气"],
            ["甲项目", 5000, "2403-329999-07-01-131347", "晴", "晴"],
        ]
    )
    columns = found.sheets[0].tables[0].columns
    assert proposed_for(columns[2]) == ("code", "medium")
    assert proposed_for(columns[4]) is None
    assert all(proposed_for(column) is None for column in columns[:2])


@pytest.mark.parametrize("cell", ["913299991234500000", 913299991234500000])
def test_a_credit_code_in_doubt_goes_in_when_a_person_says_so(
    cell: Any, office: Person, capsys: Any, tmp_path: Any
) -> None:
    with_zones()
    file = tmp_path / "台账.xlsx"
    heads = ["项目名称", "板块", "总投资（万元）", "统一社会信用代码"]
    file.write_bytes(xlsx({"表": [heads, ["甲项目", "东湖镇", 10, cell]]}))
    words = (str(file), "--as", "office", "--period", "2025-03")
    _, found = command(capsys, *words)
    (asked,) = [one for one in found["questioned"] if one["class"] == "uscc_precision_lost"]
    answers = tmp_path / "答复.json"
    answers.write_text(f'{{"given": {{"{asked["key"]}": "{asked["choices"][0]}"}}}}', encoding="utf-8")
    _, found = command(capsys, *words, "--answers", str(answers), "--commit")
    assert (found["state"], found["questioned"]) == ("committed", [])
    assert found["rows"][0]["values"]["uscc"] == "913299991234500000"
