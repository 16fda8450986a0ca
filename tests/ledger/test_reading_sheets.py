"""整张表的事：隐藏的照读并说明，没算的公式不丢，换页的表头、横排的表、图片、只有名称的一列。"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from tests.ledger.expected import zones
from tests.ledger.workbooks import by_name, fields, kinds, problems, sheet_of, values, xlsx
from zhaotuifu.kernel.sheets import Sheet, SheetRefused, Workbook, read_workbook
from zhaotuifu.ledger.rules import Understood, staleness, understand

HEADS = ("序号", "项目名称", "板块", "总投资（万元）")
LOST = ("refused", "formula_without_value")


def read(data: bytes, name: str = "台账.xlsx") -> Understood:
    return understand(read_workbook(data, name), zones=zones(), filename=name)


def made(rows: list[list[Any]], *, hidden_columns: str = "") -> bytes:
    """A text that starts with = is a formula that nobody calculated."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    if hidden_columns:
        sheet.set_column(hidden_columns, None, None, {"hidden": True})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(at, column, value, None, "LOST")
            elif value is not None:
                sheet.write(at, column, value)
    book.close()
    return without_results(stream.getvalue())


def without_results(data: bytes) -> bytes:
    """As a script writes formulas: without what they come to."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.namelist():
            content = re.sub(rb"<v>LOST</v>", b"", old.read(part))
            new.writestr(part, content.replace(b' t="str"', b"") if "sheet1" in part else content)
    return kept.getvalue()


def test_a_hidden_column_is_read_like_any_other_and_known_to_be_hidden() -> None:
    rows = [list(HEADS), [1, "甲项目", "东湖镇", 100]]
    got = read(made(rows, hidden_columns="D:D"))
    assert values(got)["甲项目"]["total_investment_wan"] == "100"
    assert [one.letter for one in got.sheets[0].tables[0].columns if one.hidden] == ["D"]


def test_a_formula_without_its_value_is_refused_in_its_cell_with_the_way_out() -> None:
    got = read(made([list(HEADS), [1, "甲项目", "东湖镇", "=D9"], [2, "乙项目", "东湖镇", 7]]))
    assert problems(by_name(got)["甲项目"]) == [(*LOST, "total_investment_wan")]
    assert "打开并保存一次" in by_name(got)["甲项目"].findings[0].sentence
    assert "total_investment_wan" not in by_name(got)["甲项目"].values


@pytest.mark.parametrize(
    "lost", [["=A9", "=B9", "=C9", "=D9"], [2, "=B9", "=C9", "=D9"], [None, "=B9", None, 7], [2, "=B9"]]
)
@pytest.mark.parametrize("is_last", [True, False])
def test_a_row_of_formulas_without_values_is_refused_and_never_passed_over(lost, is_last) -> None:
    known = [[1, "甲项目", "东湖镇", 100], [3, "丙项目", "东湖镇", 300]]
    rows = [*known, lost] if is_last else [known[0], lost, known[1]]
    got = read(made([list(HEADS), *rows]))
    assert [row.outcome.value for row in got.rows].count("refuse") == 1
    refused = next(row for row in got.rows if row.outcome.value == "refuse")
    assert refused.row == (4 if is_last else 3)
    assert (*LOST, "name") in problems(refused)


def test_a_total_row_of_formulas_without_values_is_still_a_total() -> None:
    got = read(made([list(HEADS), [1, "甲项目", "东湖镇", 1], ["合计", "=B9", None, "=D9"]]))
    assert (len(got.rows), kinds(got)[3]) == (1, "grand_total")


def test_a_file_of_nothing_but_formulas_says_how_to_get_their_values() -> None:
    with pytest.raises(SheetRefused, match="只有公式.*打开并保存一次"):
        read_workbook(made([["=A9", "=B9"]]), "台账.xlsx")


def test_heads_that_come_again_on_later_pages_are_no_projects() -> None:
    page = ["第2页"]
    turned = ["项目名称", "序号", "板块", "总投资（万元）"]
    rows: list[list[Any]] = [
        list(HEADS), [1, "甲项目", "东湖镇", 100], list(HEADS), [2, "乙项目", "东湖镇", 200],
        page, turned, ["丙项目", 3, "东湖镇", 300],
    ]
    got = sheet_of(rows)
    found = {name: row["total_investment_wan"] for name, row in values(got).items()}
    assert found == {"甲项目": "100", "乙项目": "200", "丙项目": "300"}


@pytest.mark.parametrize("title", [[], [["2025年3月重点项目清单"]], [["2025年3月重点项目清单"], ["单位：万元"]]])
def test_a_list_of_names_alone_is_a_ledger_of_names(title) -> None:
    got = sheet_of([*title, ["项目名称"], ["甲厂改造"], ["乙路工程"], ["注：不含储备项目。"], ["填报人：某甲"]])
    assert [row.values for row in got.rows] == [{"name": "甲厂改造"}, {"name": "乙路工程"}]
    assert fields(got) == {"项目名称": "name"}
    missing = [one.class_.value for one in got.sheets[0].warnings]
    assert missing == ["missing_column"]  # the 板块 must be said


@pytest.mark.parametrize(
    "rows",
    [
        [["填表说明"], ["项目名称"], ["一、项目名称应与备案一致；不得简写。"], ["二、金额单位为万元。"]],
        [["甲厂改造"], ["乙路工程"]],
        [["项目名称"]],
    ],
)
def test_notes_about_names_are_no_list_of_names(rows) -> None:
    got = sheet_of(rows)
    assert got.rows == ()
    assert got.file_refusal is not None


@pytest.mark.parametrize("head", [[], [["2025年3月进度表"]], [["序号", 1, 2]]])
def test_projects_on_the_columns_are_refused_with_the_way_out(head) -> None:
    rows = [["项目名称", "甲项目", "乙项目"], ["总投资（万元）", 1, 2], ["建设单位", "甲", "乙"]]
    refusal = sheet_of([*head, *rows]).file_refusal
    assert refusal is not None
    assert (refusal.class_, "转置" in refusal.sentence) == ("transposed_table", True)


@pytest.mark.parametrize(
    ("today", "warned"),
    [(date(2025, 2, 28), True), (date(2025, 3, 1), False), (date(2024, 12, 31), True), (None, False)],
)
def test_a_reporting_month_that_has_not_come_is_warned(today, warned) -> None:
    rows = [["2025年3月项目表"], list(HEADS), [1, "甲项目", "东湖镇", 100]]
    found = sheet_of(rows, today=today).warnings
    assert [one.class_.value for one in found] == (["future_period"] if warned else [])
    assert all("2025年3月还没有到" in one.sentence for one in found)


def test_a_plan_for_the_year_to_come_is_no_slip() -> None:
    rows = [["2026年项目计划表"], list(HEADS), [1, "甲项目", "东湖镇", 100]]
    assert sheet_of(rows, today=date(2025, 12, 1)).warnings == ()


@pytest.mark.parametrize("rows", [(), (("2025年3月进度表",),)])
def test_a_picture_of_a_table_is_refused_with_the_way_out(rows) -> None:
    book = Workbook("xlsx", "", (Sheet("表", True, 1, rows, has_pictures=True),))
    refusal = understand(book, zones=zones(), filename="台账.xlsx").file_refusal
    assert refusal is not None
    assert (refusal.class_, "可编辑的表格" in refusal.sentence) == ("picture_only", True)


def sheet_of_names(title: str, *names: str, plan: int = 5) -> list[list[Any]]:
    return [[title], list(HEADS), *([n, name, "东湖镇", plan] for n, name in enumerate(names, 1))]


def book_of(**sheets: list[list[Any]]) -> Understood:
    return read(xlsx(dict(sheets)))


def roles(found: Understood) -> dict[str, str]:
    return {sheet.name: sheet.role.value for sheet in found.sheets}


@pytest.mark.parametrize("other", ["2025年重点项目计划", "重点项目计划"])
def test_a_month_is_not_dropped_for_a_sheet_that_names_only_the_year_or_nothing(other: str) -> None:
    found = book_of(
        甲表=sheet_of_names("2025年3月重点项目进度", "甲项目", "乙项目"),
        乙表=sheet_of_names(other, "甲项目", "乙项目", plan=5),
    )
    assert roles(found) == {"甲表": "ledger", "乙表": "ledger"}
    assert len(found.rows) == 4
    assert found.period is not None and (found.period.year, found.period.month) == (2025, 3)


def test_nor_is_the_year_dropped_for_a_month() -> None:
    found = book_of(
        甲表=sheet_of_names("2024年重点项目计划", "甲项目"),
        乙表=sheet_of_names("2025年3月重点项目进度", "甲项目"),
    )
    assert roles(found) == {"甲表": "ledger", "乙表": "ledger"}


@pytest.mark.parametrize(
    ("early", "late"), [("2025年2月进度", "2025年3月进度"), ("2024年项目计划", "2025年项目计划")]
)
def test_the_earlier_of_two_months_or_years_is_set_aside_and_said(early: str, late: str) -> None:
    found = book_of(
        甲表=sheet_of_names(early, "甲项目", "乙项目"), 乙表=sheet_of_names(late, "甲项目", "乙项目")
    )
    assert roles(found) == {"甲表": "stale", "乙表": "ledger"} and len(found.rows) == 2
    (said,) = staleness.told(found.sheets[0])
    assert said.sheet == "甲表" and "没有读入" in said.sentence


@pytest.mark.parametrize(
    ("code", "word"), [("macros", "宏"), ("encoding_guessed", "编码"), ("wrong_extension", "扩展名")]
)
def test_what_is_odd_of_the_file_is_said(code: str, word: str) -> None:
    book = read_workbook(made([list(HEADS), [1, "甲项目", "东湖镇", 100]]), "台账.xlsx")
    found = understand(replace(book, warnings=(code,)), zones=zones(), filename="台账.xlsx")
    (said,) = found.warnings
    assert said.class_ == code and word in said.sentence
