"""各镇各样的台账：别的词、别的次序、别的毛病，一个数不错、一行不丢、没有一处不声不响。

`clerks.json` holds invented ledgers row by row, as clerks of towns would type them, each with the
period, the values of every project, its context and its findings; the truth was checked by hand.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt

from tests.ledger.workbooks import delimited, reading, sheet_of, xlsx
from zhaotuifu.ledger.rules import canonical
from zhaotuifu.ledger.rules.headwords import meaning_of
from zhaotuifu.ledger.rules.types import Period, Understood

CASES: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "clerks.json").read_text(encoding="utf-8")
)
SEPTEMBER = Period(2025, 9, "given")


def workbook(book: Mapping[str, Any]) -> bytes:
    """The ledger as its clerk saved it: xlsx, xls or csv."""
    if book["kind"] == "csv":
        return delimited(book["rows"], encoding=book["encoding"], delimiter=book["delimiter"])
    if book["kind"] == "xls":
        return old_xls(book["sheets"], book.get("merged", {}))
    return xlsx(book["sheets"], merged=book.get("merged"), hidden=book.get("hidden", ()))


def old_xls(sheets: Mapping[str, Any], merged: Mapping[str, Any]) -> bytes:
    """BIFF8; texts such as 2024-09-01 are written as dates."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        boxes = {(top, left): (top, end, left, right) for top, end, left, right in merged[name]}
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if (at, column) in boxes:
                    sheet.write_merge(*boxes[at, column], value)
                elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                    sheet.write(at, column, date.fromisoformat(value), day)
                else:
                    sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(found: Understood) -> dict[str, Any]:
    """By name: values, findings, context; a row that was refused stands under no name."""
    rows = {}
    for row in found.rows:
        said = canonical(row)
        rows[said.pop("name", f"第 {row.row} 行")] = {
            "values": said,
            "findings": [f"{one.kind.value} {one.class_.value} {one.field}" for one in row.findings],
        } | ({"context": dict(row.context)} if row.context else {})
    return rows


def _is_held_back(found: Understood, key: str) -> bool:
    """Nothing of a column that is asked was taken; every cell of it waits."""
    question = next(one for one in found.questions() if one.key == key)
    rows = [row for row in found.rows if any(one.asked_by == key for one in row.findings)]
    return len(rows) == question.count and all(question.field not in row.values for row in rows)


@pytest.mark.parametrize("name", CASES)
def test_a_clerks_ledger_is_read_without_a_wrong_or_a_lost_value(name: str) -> None:
    case = CASES[name]
    found = reading(workbook(case["book"]), case["file"])
    asked = case.get("asked", {})
    assert {one.key for one in found.questions()} == set(asked)
    assert all(_is_held_back(found, key) for key in asked)
    found = reading(workbook(case["book"]), case["file"], given=asked)
    assert found.file_refusal is None
    period = found.period and [found.period.year, found.period.month]
    assert period == case["period"]
    assert rows_of(found) == case["rows"]
    assert len(found.rows) == len(case["rows"])


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("一至九月累计完成", "completed_year_wan"), ("本年度1至9月完成投资额", "completed_year_wan"),
        ("截至9月底完成投资", "completed_year_wan"), ("前三季度完成投资", "completed_year_wan"),
        ("自开工累计完成投资", "completed_total_wan"), ("已完成投资（万元）", "completed_total_wan"),
        ("九月份完成投资", "completed_month_wan"), ("当年投资计划", "annual_plan_wan"),
        ("项目名称（企业）", "name"), ("业主单位", "unit_name"), ("施工进度", "image_progress"),
        ("竣工（投产）时间", "planned_finish_on"), ("新/续建", "construction_kind"),
        ("所在镇（街道、园区）", "zone"), ("目前形象进度及存在问题", "image_progress"),
        ("开、竣工时间", ("start_year", "end_year")),
    ],
)  # fmt: skip
def test_a_head_means_what_its_clerk_meant(head: str, field: Any) -> None:
    found = meaning_of((head,), SEPTEMBER)
    assert found is not None and found.field == field


@pytest.mark.parametrize(
    "head",
    ["完成年度计划", "完成年度计划（万元）", "至2024年底累计完成投资", "8月完成投资", "预计投产时间"],
)
def test_a_head_that_is_no_amount_or_date_of_the_report_is_not_imported(head: str) -> None:
    found = meaning_of((head,), SEPTEMBER)
    assert found is None or found.field is None


@pytest.mark.parametrize(
    ("rates", "field", "is_told"),
    [
        ((0.75, 0.8), "completed_year_wan", True), (("75%", "80.0%"), "completed_year_wan", True),
        ((18.75, 40), "completed_total_wan", True), ((None, None), "completed_total_wan", False),
    ],
)
def test_the_rate_beside_it_tells_of_which_time_a_cumulative_is(
    rates: tuple[Any, Any], field: str, is_told: bool
) -> None:
    found = sheet_of(
        [
            ["东湖镇2025年9月进度表（单位：万元）"],
            ["项目名称", "总投资", "年度计划", "累计完成", "完成率"],
            ["岚山数据中心", 80000, 20000, 15000, rates[0]],
            ["岚山变电站", 12000, 6000, 4800, rates[1]],
        ]
    )
    assert [column.field for column in found.sheets[0].tables[0].columns][3] == field
    assert [one.field for one in found.questions()] == ([] if is_told else [field])
    assert [field in row.values for row in found.rows] == [is_told, is_told]
