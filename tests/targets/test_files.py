"""分解表文件：导出的再导入一样；看不懂的说出是哪一格；命令先看后写。"""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from tests.targets.test_sheets import cells, handed_down, lake
from zhaotuifu.targets import naming, queries, sending, workbook
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.reading import Kind
from zhaotuifu.targets.rules import Key

WIDE = (
    ["2025年目标任务分解表"],
    ["序号", "板块", "年度投资目标（亿元）", "", "新增入库（个）", "备注"],
    ["", "", "省重大", "区重点", "区重点", ""],
    ["", "全区", 62.74, "", 230, ""],
    [1, "砚湖镇", 30, "1,200.5", "130", "含续建"],
    [2, "苔溪", "", "", 100, ""],
    ["", "板块合计", 30, "", 230, ""],
)


def table(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.active.title = "分解表"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(rows, year=None):
    return sending.read_file(data=table(rows), name="分解表.xlsx", year=year)


def problems(rows, year=None) -> list[tuple[str, Kind]]:
    with pytest.raises(sending.TableRefused) as refused:
        read(rows, year)
    return [(one.place, one.kind) for one in refused.value.problems]


def changed(row: int, column: int, value) -> list[list]:
    rows = [list(one) for one in WIDE]
    rows[row - 1][column - 1] = value
    return rows


def test_a_table_is_read_with_its_units_and_other_names(district):
    found = read(WIDE)
    assert found.year == 2025
    assert found.cells[Key("completed", "province")] == 627400
    assert found.cells[Key("completed", "district", lake())] == 12_005_000
    assert found.cells[Key("admitted", "district")] == 230
    assert len(found.cells) == 6


def test_a_long_table_brings_months(district):
    rows = (
        ["指标", "级别", "板块", "全年", "1月", "1—3月", "备注"],
        ["新增入库", "区重点", "全区", 230, 10, 60, ""],
        ["新增入库", "区重点", "砚湖镇", 130, "", 30, ""],
    )
    found = read(rows)
    assert found.cells[Key("admitted", "district", None, 3)] == 60
    assert found.cells[Key("admitted", "district", lake(), 0)] == 130
    assert len(found.cells) == 5


@pytest.mark.parametrize(
    ("row", "column", "value", "place", "kind"),
    [
        (5, 5, "约一百三", "分解表!E5", Kind.NUMBER), (5, 2, "石桥镇", "分解表!B5", Kind.ZONE),
        (2, 5, "入学人数", "分解表!E2", Kind.COLUMN), (2, 5, "新增入库（亿元）", "分解表!E2", Kind.UNIT),
        (3, 5, "", "分解表!E2", Kind.COLUMN), (6, 2, "砚湖镇", "分解表!E6", Kind.TWICE),
    ],
)
def test_what_cannot_be_understood_is_named_by_its_cell(district, row, column, value, place, kind):
    assert (place, kind) in problems(changed(row, column, value))


def test_a_rate_below_one_is_asked_about(district):
    rows = (["板块", "开工率"], ["", "省重大"], ["全区", 1])
    assert problems(rows) == [("分解表!B3", Kind.PERCENT)]


def test_no_head_and_another_year_are_refused(district):
    assert problems((["随便", "写的"], [1, 2])) == [("", Kind.NO_HEAD)]
    assert problems(WIDE, year=2026)[0] == ("", Kind.YEAR)


def test_what_is_exported_is_read_back_the_same(office, at):
    given = cells(230, 130, 100, m3=60, m12=230) | {
        Key("completed", "province"): Decimal("627400.1234"), Key("start_rate", "province"): Decimal(100),
    }
    handed_down(office.actor, at, given)
    data = workbook.workbook_of("2025年目标任务分解表", "第1版", given, naming.bearers())
    found = sending.read_file(data=data, name="分解表.xlsx")
    assert (found.cells, found.year) == (given, 2025)


def test_a_file_fills_the_draft_on_the_page(office, at):
    office.client.post("/targets/start/", {"year": "2025"})
    sheet = TargetSheet.objects.get()
    data = table(WIDE)
    for name, answer in (("分解表.xlsx", 302), ("分解表.xlsx", 409)):  # the second saw an older revision
        file = SimpleUploadedFile(name, data)
        sent = office.client.post(f"/targets/{sheet.pk}/file/", {"file": file, "revision": sheet.revision})
        assert sent.status_code == answer
    assert queries.cells_of(sheet)[Key("admitted", "district")] == 230
    bad = SimpleUploadedFile("坏.xlsx", table(changed(5, 5, "约一百三")))
    sheet.refresh_from_db()
    sent = office.client.post(f"/targets/{sheet.pk}/file/", {"file": bad, "revision": sheet.revision})
    assert sent.status_code == 422 and "分解表!E5" in sent.content.decode()


def command(path, *args) -> dict:
    out = io.StringIO()
    call_command("targets_import", str(path), *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_shows_first_and_writes_a_draft(office, leader, tmp_path):
    path = tmp_path / "分解表.xlsx"
    path.write_bytes(table(WIDE))
    said = command(path)
    assert (said["year"], len(said["cells"]), TargetSheet.objects.count()) == (2025, 6, 0)
    assert "差 327,400 万元" in said["gaps"][0] or "差 327,400 万元" in said["gaps"][-1]
    assert command(path, "--commit", "--as", "office")["state"] == "草稿"
    assert queries.targets_of(2025) == {}


def test_the_command_hands_down_when_asked(office, leader, tmp_path):
    path = tmp_path / "分解表.xlsx"
    path.write_bytes(table((["2025年", "板块", "新增入库"], ["", "", "区重点"], ["", "全区", 230])))
    said = command(path, "--commit", "--as", "office", "--issue-by", "leader")
    assert (said["version"], said["state"]) == (1, "已下达")
    assert queries.targets_of(2025) == {("admitted", "district", None): 230}


def test_the_command_names_the_cell_it_refuses(district, tmp_path):
    path = tmp_path / "分解表.xlsx"
    path.write_bytes(table(changed(5, 5, "约一百三")))
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("targets_import", str(path), stdout=out)
    assert out.getvalue() == "分解表!E5 “约一百三”不是数字。请只写数字，例如 84 或 12,400。\n"
