"""外来的 245 份表：每份都有答复，读出来的和别的程序读的一样，网站的内存不涨。"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import warnings
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhaotuifu.kernel.sheets import RefusalKind, Sheet, read_workbook

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data") / "spreadsheets"
pytestmark = pytest.mark.foreign

#: what the files of each ending come to: counted once, looked at, and held
EXPECTED = {
    "xlsx": {"xlsx": 82, "no_rows": 5, "corrupt": 4, "entity_bomb": 2},
    "xlsm": {"xlsx": 1},
    "xls": {
        "xls": 64, "no_rows": 5, "corrupt": 3, "encrypted": 1, "too_large": 1, "unsupported": 1,
    },
    "xlsb": {"xlsb": 49, "no_rows": 7, "encrypted": 2, "too_large": 1},
    "ods": {"ods": 7},
    "csv": {"csv": 8, "no_rows": 1, "corrupt": 1},
}  # fmt: skip
READ = {"xlsx", "xls", "xlsb", "ods", "csv"}
#: INDEX.csv says of a file …, so the answer is one of …
ANSWERS_BY_TAG = {
    "encrypted": {"encrypted"},
    "encrypted-xls": {"encrypted"},
    "xml-entity": {"entity_bomb"},
    "bad-zip": {"corrupt"},
    "corrupt-member": {"corrupt"},
    "empty": {"no_rows"},
    "not-a-spreadsheet-container": {"unsupported", "corrupt"},
    "strict-ooxml": {"xlsx"},
    "odd-zip-paths": {"xlsx"},
    "huge-dimension": {"xlsx"},
    "pivot": {"xlsx"},
    "external-link": {"xlsx", "xlsb"},
    "chinese": {"xlsx", "csv"},
    "bom": {"csv"},
    "utf16": {"csv"},
    "macro": READ,
}
#: INDEX.csv says of a file …, so its answer says …
SAID_BY_TAG = {"date1904": "date_1904", "merged": "is_merged", "hidden-sheet": "is_hidden"}
CELLS_READ = 49_011
SECONDS, CHILD_MIB, GROWN_MIB = 10, 1024, 50


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """One process that reads them all, as the web process would."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.foreign_sheets", str(FOLDER)],
        stdout=subprocess.PIPE, env=environment, cwd=ROOT, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def tagged() -> list[tuple[str, str]]:
    with (FOLDER / "INDEX.csv").open(encoding="utf-8") as stream:
        return [
            (row["file"], tag)
            for row in csv.DictReader(stream)
            for tag in row["tags"].split(";")
            if tag
        ]


def test_every_file_is_answered_in_time_and_memory(report: dict[str, Any]) -> None:
    files = report["files"]
    assert len(files) == 245
    assert [name for name, one in files.items() if one["seconds"] > SECONDS] == []
    assert report["child_mib"] <= CHILD_MIB
    assert report["grown_mib"] <= GROWN_MIB


def test_each_ending_comes_to_what_it_should(report: dict[str, Any]) -> None:
    found: dict[str, Counter[str]] = {ending: Counter() for ending in EXPECTED}
    for name, one in report["files"].items():
        found[name.rpartition(".")[2]][one["answer"]] += 1
    assert {ending: dict(counts) for ending, counts in found.items()} == EXPECTED
    assert sum(one.get("cells", 0) for one in report["files"].values()) == CELLS_READ


def test_every_refusal_is_of_a_known_kind_and_says_the_way_out(report: dict[str, Any]) -> None:
    refused = [one for one in report["files"].values() if one["answer"] not in READ]
    assert {one["answer"] for one in refused} <= set(RefusalKind)
    assert [one for one in refused if not one["sentence"].endswith("。")] == []


def test_the_tags_of_the_index_hold(
    report: dict[str, Any], tagged: list[tuple[str, str]]
) -> None:
    wrong = []
    for name, tag in tagged:
        one = report["files"][name]
        if one["answer"] not in ANSWERS_BY_TAG.get(tag, {one["answer"]}):
            wrong.append((name, tag, one["answer"]))
        if tag in SAID_BY_TAG and one["answer"] in READ and not one[SAID_BY_TAG[tag]]:
            wrong.append((name, tag, "not said"))
        if tag == "macro" and "macros" not in one["warnings"]:
            wrong.append((name, tag, one["warnings"]))
    assert wrong == []
    assert {tag for _, tag in tagged} >= ANSWERS_BY_TAG.keys() | SAID_BY_TAG.keys()


# -- the same values as another reader's

#: openpyxl stops at these itself
TOO_MUCH_FOR_OPENPYXL = {
    "tests__empty_s_attribute", "tests__issue_419", "tests__pivots", "invalid-xml", "wtf_path",
    "Zip-Windows-Directory-Separator", "49609", "style-alternate-content", "SampleSS.strict",
    "SimpleStrict", "pivot_table_named_range", "xlsx-stream-d-date-cell",
}  # fmt: skip
#: openpyxl keeps Excel's escape of a control character as text
ESCAPED = {"formula_stress_test"}


def test_the_values_of_every_xlsx_are_those_openpyxl_reads(report: dict[str, Any]) -> None:
    compared = []
    for name, one in report["files"].items():
        if not name.endswith(".xlsx") or one["answer"] not in READ:
            continue
        if any(part in name for part in TOO_MUCH_FOR_OPENPYXL | ESCAPED):
            continue
        data = FOLDER / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = openpyxl.load_workbook(data, data_only=True)
        for sheet in read_workbook(data.read_bytes(), data.name).sheets:
            cells = theirs[sheet.name]._cells.values()
            other = {(cell.row, cell.column): plain(cell.value) for cell in cells}
            assert ours(sheet) == {at: value for at, value in other.items() if value}, name
        compared.append(name)
    assert len(compared) == 69


def ours(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {
        (sheet.first_row + down, across + 1): value
        for down, row in enumerate(sheet.rows)
        for across, cell in enumerate(row)
        if (value := plain(cell))
    }


def plain(value: object) -> object:
    """One way to write each value; times of day are no part of a ledger and only counted."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.replace(microsecond=0)
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return str(value or "")
    if isinstance(value, time | timedelta):
        return "a time"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = str(value).strip().replace("\r", "")
    return "a time" if text.count(":") == 2 and text[-2:].isdigit() else text


TWINS = [
    ("sheetjs/1904__1904.xls", "sheetjs/1904__1904.xlsx"),
    ("sheetjs/1904__1904.xls", "sheetjs/1904__1904.ods"),
    ("sheetjs/freeze.xls", "sheetjs/freeze.xlsb"),
    ("sheetjs/phonetic_text.xls", "sheetjs/phonetic_text.xlsb"),
    ("sheetjs/sized_boxen.xlsx", "sheetjs/sized_boxen.xlsb"),
    ("poi/test-data__spreadsheet__43902.xls", "sheetjs/2013__apachepoi_43902.xls.xlsb"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_the_same_workbook_in_two_formats_reads_alike(one: str, other: str) -> None:
    first, second = (read_workbook((FOLDER / name).read_bytes(), name) for name in (one, other))
    for a, b in zip(first.sheets, second.sheets, strict=True):
        assert (a.rows, a.is_visible) == (b.rows, b.is_visible)
        assert (a.hidden_rows, a.hidden_columns) == (b.hidden_rows, b.hidden_columns)
        assert (set(a.merged), a.cell_formats) == (set(b.merged), b.cell_formats)


def test_the_spectrum_of_csv_reads_as_its_companions_say() -> None:
    found = sorted((FOLDER / "csv-spectrum").glob("csvs__*.csv"))
    assert found
    for path in found:
        rows = read_workbook(path.read_bytes(), path.name).sheets[0].rows
        companion = path.with_name(path.name.replace("csvs__", "json__")).with_suffix(".json")
        if companion.exists():
            records = [
                {str(head): cell or "" for head, cell in zip_longest(rows[0], row)}
                for row in rows[1:]
            ]
            assert records == json.loads(companion.read_text(encoding="utf-8")), path.name
        elif path.name == "csvs__utf8.csv":
            assert rows == (("a", "b", "c"), ("1", "2", "3"), ("4", "5", "ʤ"))
