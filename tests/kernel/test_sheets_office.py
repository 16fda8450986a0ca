"""同一本台账，LibreOffice 另存成 ods 和 xls：读出来还是同一本。"""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from tests.kernel import sheet_files as made
from zhaotuifu.kernel.sheets import Sheet, read_workbook

pytestmark = pytest.mark.office

WAN, MONTH = '0.00"万元"', 'yyyy"年"m"月"'


def ledger(book: xlsxwriter.Workbook) -> None:
    """All that a clerk does to a sheet, on four of them."""
    sheet = book.add_worksheet("一季度")
    wan, month, day, rate = (
        book.add_format({"num_format": code}) for code in (WAN, MONTH, "yyyy-mm-dd", "0.0%")
    )
    sheet.merge_range("A1:F1", "重大项目台账")
    sheet.merge_range("A2:A4", "甲片区")
    sheet.write_row(4, 0, ["名称", "总投资", "开工", "竣工", "完成率", "两倍", "备注", 8])
    for row in range(5, 12):
        sheet.write(row, 0, f"虚构项目{row}")
        sheet.write(row, 1, row * 100.5, wan)
        sheet.write_datetime(row, 2, date(2025, 3, 1), month)
        moment = datetime(2025, 3, 15, 8, 30) if row == 6 else date(2025, 3, 15)  # noqa: DTZ001
        sheet.write_datetime(row, 3, moment, day)
        sheet.write(row, 4, 0.875, rate)
        sheet.write_formula(row, 5, f"=B{row + 1}*2", None, row * 201)
        sheet.write_formula(row, 6, "=1/0" if row == 9 else f'=IF(A{row + 1}="","缺","")', None, "")
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.set_row(7, None, None, {"hidden": True})
    sheet.set_column("D:E", 10, None, {"hidden": True})
    sheet.write(20, 9, "远处")
    sheet.write(30, 2, True)
    book.add_worksheet("停用").hide()
    book.add_worksheet("图").insert_textbox("B2", "看图")
    book.add_worksheet("偏").write(3, 2, "乙")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("saved")
    (place / "a.xlsx").write_bytes(made.xlsx(fill=ledger))
    # its own profile: two offices at once would wait for each other
    own = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    for kind in ("ods", "xls"):
        subprocess.run(
            ["soffice", "--headless", own, "--convert-to", kind, "--outdir", place, place / "a.xlsx"],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return place


def sheets(folder: Path, kind: str) -> tuple[Sheet, ...]:
    return read_workbook((folder / f"a.{kind}").read_bytes(), f"a.{kind}").sheets


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_saved_in_another_format_it_says_the_same(folder: Path, kind: str) -> None:
    for ours, theirs in zip(sheets(folder, "xlsx"), sheets(folder, kind), strict=True):
        assert (theirs.name, theirs.is_visible) == (ours.name, ours.is_visible)
        assert theirs.first_row == ours.first_row
        assert without_error(theirs) == without_error(ours)
        assert set(theirs.merged) == set(ours.merged)
        assert (theirs.hidden_rows, theirs.hidden_columns) == (ours.hidden_rows, ours.hidden_columns)
        assert theirs.has_pictures == ours.has_pictures


def without_error(sheet: Sheet) -> list[tuple[object, ...]]:
    """The office calculates =1/0; the library that wrote the xlsx did not."""
    return [tuple(cell for cell in row if cell != "#DIV/0!") for row in sheet.rows]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_units_months_and_errors_are_told_and_empty_texts_are_no_gaps(
    folder: Path, kind: str
) -> None:
    sheet = sheets(folder, kind)[0]
    formats = sheet.cell_formats or {}
    assert sorted(formats) == [(row, column) for row in range(6, 13) for column in (2, 3)]
    assert "万元" in formats[6, 2]
    assert "月" in formats[6, 3]
    assert sheet.rows[9][6] == "#DIV/0!"
    assert sheet.formulas_without_value == set()
