"""换了顺序、单位、行号、格式的同一份台账：读出来的值不变。"""

from __future__ import annotations

import random
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.ledger.expected import LEDGERS, read
from tests.ledger.workbooks import delimited, reading, values, xlsx
from zhaotuifu.kernel.sheets import read_workbook

#: (ledger, rows of the head, first and last row of its table) without merged heads
FLAT = {
    "d02_sheets_by_level": ("区重点", 2, 16),
    "d04_units_in_cells": ("Sheet1", 3, 25),
    "d06_carry_2024": ("进度表", 3, 19),
    "d07_carry_2025": ("进度表", 3, 26),
    "d08_gbk": ("csv", 3, 22),
    "d10_identity": ("台账", 3, 21),
}


def table(name: str) -> tuple[list[list[Any]], dict[str, Any]]:
    """Head and project rows of a ledger as plain lists, and what must be read."""
    case = read(name)
    sheet_name, head, last = FLAT[name]
    book = read_workbook((LEDGERS / case.expected["file"]).read_bytes(), case.expected["file"])
    sheet = next(one for one in book.sheets if one.name == sheet_name)
    at = head - sheet.first_row
    rows = [list(row) for row in sheet.rows[at : last - sheet.first_row + 1] if any(row)]
    width = max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    wanted = {
        str(row.values["name"]): row
        for row in case.understood.rows
        if row.sheet == sheet_name and row.row <= last
    }
    return rows, wanted


def title_of(name: str) -> list[list[Any]]:
    said = read(name).understood
    period = said.period
    when = f"{period.year}年{period.month}月" if period else ""
    return [[f"{said.sheets[-1].context.get('zone', '')}{when}情况表"]]


def unit_line(name: str) -> list[list[Any]]:
    units = {
        column.unit
        for sheet in read(name).understood.sheets
        for table in sheet.tables
        for column in table.columns
        if column.unit_from == "unit_line"
    }
    return [[None, None, f"单位：{units.pop()}"]] if units else []


def assert_same(got: dict[str, dict[str, Any]], wanted: dict[str, Any]) -> None:
    from zhaotuifu.ledger.rules import canonical

    assert got.keys() == wanted.keys()
    for name, row in wanted.items():
        assert got[name] == canonical(row), name


@pytest.mark.parametrize("name", sorted(FLAT))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_columns_in_another_order_mean_the_same(name: str, seed: int) -> None:
    rows, wanted = table(name)
    order = list(range(len(rows[0])))
    random.Random(seed).shuffle(order)
    shuffled = [[row[at] for at in order] for row in rows]
    got = reading({"表": [*title_of(name), *unit_line(name), *shuffled]})
    assert_same(values(got), wanted)


@pytest.mark.parametrize("name", sorted(set(FLAT) - {"d10_identity"}))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_rows_as_csv_mean_the_same(name: str, encoding: str) -> None:
    rows, wanted = table(name)
    content = delimited([*title_of(name), *unit_line(name), *rows], encoding=encoding)
    assert_same(values(reading(content, "表.csv")), wanted)


@pytest.mark.parametrize("name", sorted(FLAT))
def test_empty_rows_notes_and_further_titles_change_nothing(name: str) -> None:
    rows, wanted = table(name)
    head, body = rows[0], rows[1:]
    half = len(body) // 2
    got = reading(
        {
            "填报说明": [["一、请按月填报。"], ["二、联系电话：0519-00000000。"]],
            "表": [
                ["附件3"],
                [],
                *title_of(name),
                *unit_line(name),
                [],
                head,
                *body[:half],
                [],
                head,
                *body[half:],
                [],
                ["注：以上数据为快报数。"],
                ["填报人：某甲", None, None, "审核人：某乙"],
            ],
        }
    )
    assert_same(values(got), wanted)


@pytest.mark.parametrize("name", ["d06_carry_2024", "d07_carry_2025"])
def test_amounts_typed_in_yi_are_the_same_money(name: str) -> None:
    rows, wanted = table(name)
    money = [
        at
        for at, head in enumerate(rows[0])
        if re.search("投资|完成|计划", head) and "率" not in head
    ]
    changed = [
        [
            float(Decimal(value) / 10000) if at in money and isinstance(value, int) else value
            for at, value in enumerate(row)
        ]
        for row in rows[1:]
    ]
    head = [f"{text}（亿元）" if at in money else text for at, text in enumerate(rows[0])]
    got = reading({"表": [*title_of(name), head, *changed]})
    assert_same(values(got), wanted)


def test_two_sheets_of_one_file_are_both_read() -> None:
    first, wanted_first = table("d06_carry_2024")
    second, wanted_second = table("d08_gbk")
    content = xlsx(
        {
            "结转": [["区重点项目"], ["单位：万元"], *first],
            "南桥镇": [["2024年12月项目清单"], *second],
        }
    )
    got = reading(content)
    assert len(got.rows) == len(wanted_first) + len(wanted_second)
    assert {row.context.get("zone") for row in got.rows if row.sheet == "南桥镇"} == {"南桥镇"}
