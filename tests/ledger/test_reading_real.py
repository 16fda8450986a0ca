"""真实名单和别人的坏文件：数与格子一致；坏文件有话可说，从不崩溃。"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ledger.expected import zones
from zhaotuifu.kernel.sheets import SheetRefused, read_workbook
from zhaotuifu.ledger.rules import Outcome, understand

REAL = Path(__file__).parents[1] / "data" / "real_projects.csv"
ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data")
#: rows of the real list that are refused, by name, and why: none
REFUSED: dict[str, str] = {}
#: rows that repeat the name of an earlier one: warned, matched to it on import
REPEATED = 37


def test_the_real_list_is_read_with_every_amount_equal_to_its_cell() -> None:
    data = REAL.read_bytes()
    got = understand(
        read_workbook(data, REAL.name),
        zones=zones(),
        filename=REAL.name,
        defaults={"zone": "未分"},
    )
    cells = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert len(got.rows) == len(cells) == 200
    refused = {str(row.values.get("name")) for row in got.rows if row.outcome is Outcome.REFUSE}
    assert refused == set(REFUSED)
    for row, cell in zip(got.rows, cells, strict=True):
        assert row.values["zone"] == "未分"
        for field, head in (
            ("total_investment_wan", "总投资_亿元"),
            ("annual_plan_wan", "年度计划_亿元"),
        ):
            wanted = Decimal(cell[head]) * 10000 if cell[head] else None
            assert row.values.get(field) == wanted
    counted = Counter(one.class_.value for one in got.findings())
    assert counted == {"duplicate_in_file": REPEATED}


def test_its_columns_that_nobody_knows_are_left_for_the_clerk() -> None:
    got = understand(read_workbook(REAL.read_bytes(), REAL.name), zones=zones(), filename=REAL.name)
    unknown = [one.key for one in got.sheets[0].tables[0].columns if one.role == "unknown"]
    assert unknown == ["阶段(来源所述)", "source_key", "source_url"]
    ignored = dict.fromkeys(unknown, "")
    again = understand(
        read_workbook(REAL.read_bytes(), REAL.name),
        zones=zones(),
        filename=REAL.name,
        mapping=ignored,
    )
    assert not [one for one in again.sheets[0].tables[0].columns if one.role == "unknown"]


@pytest.mark.foreign
def test_every_foreign_spreadsheet_gives_cells_or_a_refusal_within_ten_seconds() -> None:
    files = sorted(path for path in (SHARED / "spreadsheets").glob("*/*") if path.is_file())
    assert len(files) >= 240
    outcomes: Counter[str] = Counter()
    for path in files:
        began = time.monotonic()
        try:
            book = read_workbook(path.read_bytes(), path.name)
            understand(book, zones=zones(), filename=path.name)
            outcomes["read"] += 1
        except SheetRefused as refused:
            assert refused.sentence
            outcomes[refused.kind.value] += 1
        assert time.monotonic() - began < 10, path.name
    assert outcomes["read"] > 200
    assert outcomes["encrypted"] >= 2
    assert outcomes["entity_bomb"] >= 1
