"""LibreOffice 打开填好的两种空表，重算出来的合计就是我们的数，样子没有变。"""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.submissions import tables
from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.asking import month_end
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.money import round_half_up

pytestmark = [pytest.mark.office, pytest.mark.django_db]


@pytest.fixture
def recalculated(tmp_path):
    """Opens a workbook in a LibreOffice of its own, calculates, saves it as xlsx."""

    def convert(data: bytes):
        if shutil.which("soffice") is None:
            pytest.skip("not run: install libreoffice-calc-nogui")
        (tmp_path / "filled.xlsx").write_bytes(data)
        out = tmp_path / "out"
        profile = (tmp_path / "profile").as_uri()
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
             "--outdir", str(out), str(tmp_path / "filled.xlsx")],
            check=True, capture_output=True, timeout=240, env={**os.environ, "HOME": str(tmp_path)},
        )  # fmt: skip
        return Path(out / "filled.xlsx")

    return convert


def money(value: object, places: int = 2) -> Decimal:
    return round_half_up(Decimal(str(value)), places)


def ours(code: str, **scope: object) -> Decimal:
    book = open_book(year=2025, as_of=month_end(2025, 3))
    value = book.value(BY_NAME[code], Scope(**scope)).value
    assert value is not None
    return value


def test_the_list_comes_back_with_our_sums_and_its_looks(office, at, recalculated):
    tables.projects(at)
    data = content(tables.sent(tables.listed(office.actor, at), office.actor, at).file)
    path = recalculated(data)
    values = load_workbook(path, data_only=True)
    sheet, other = values["进度月报"], values["汇总"]
    # rounded row by row: six plans of …125 each stand as …13
    assert money(sheet["E12"].value) == Decimal("21000.78")
    assert abs(money(sheet["E12"].value) - ours("annual_plan", level="city")) <= Decimal("0.03")
    assert abs(money(sheet["G12"].value) - ours("completed", level="city")) <= Decimal("0.03")
    assert money(sheet["H12"].value * 100, 1) == money(ours("completion_rate", level="city"), 1)
    assert [sheet.cell(row, 8).value is not None for row in range(6, 12)] == [True] * 6
    assert (money(other["B1"].value, 4), other["B2"].value) == (Decimal("2.1001"), 6)
    looks, given = load_workbook(path)["进度月报"], tables.opened(data)["进度月报"]
    assert looks["E12"].value == "=SUM(E6:E11)" and looks["H11"].value == '=IF(E11=0,"",G11/E11)'
    same(given, looks)


def same(one, two) -> None:
    """What LibreOffice read is what we wrote; it names another face where a Chinese one is not installed."""
    for row in range(1, 15):
        for column in range(1, 10):
            a, b = one.cell(row, column), two.cell(row, column)
            assert (a.font.sz, a.font.b) == (b.font.sz, b.font.b), a.coordinate
            assert a.number_format == b.number_format, a.coordinate
            assert a.fill.fgColor.rgb == b.fill.fgColor.rgb or not a.fill.fill_type, a.coordinate
            assert (a.border.bottom.style, a.border.left.style) == (
                b.border.bottom.style,
                b.border.left.style,
            )
    assert {str(box) for box in one.merged_cells.ranges} == {
        str(box) for box in two.merged_cells.ranges
    }
    assert one.print_title_rows == two.print_title_rows
    assert one.print_area == two.print_area
    assert one.page_setup.orientation == two.page_setup.orientation
    assert len(one.data_validations.dataValidation) == len(two.data_validations.dataValidation)
    assert len(one.conditional_formatting) == len(two.conditional_formatting)


def test_the_fixed_cells_come_back_with_our_totals(office, at, recalculated):
    tables.projects(at)
    one = tables.sent(tables.fixed(office.actor, at), office.actor, at)
    path = recalculated(content(one.file))
    sheet = load_workbook(path, data_only=True)["汇总表"]
    assert sheet["B7"].value == 7
    assert abs(money(sheet["C7"].value, 4) - ours("annual_plan") / 10000) <= Decimal("0.0001")
    assert money(sheet["D7"].value, 4) == money(ours("completed") / 10000, 4)
    assert money(sheet["E7"].value, 1) == money(ours("completion_rate"), 1)
    assert load_workbook(path)["汇总表"]["C7"].value == "=SUM(C5:C6)"
