"""导出：写出来再导进去，一处也不变；看不到的不写出来，联系方式隐去，写明原因才带。"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.ledger.sending import counted, imported, previewed, table
from tests.people import Person
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.ledger.exporting import ledger_file
from zhaotuifu.projects.models import Profile

HEADS = (
    "项目名称", "项目代码", "板块", "级别", "大类", "产业链", "建设性质", "建设单位", "统一社会信用代码",
    "建设地点", "建设规模及内容", "用地面积（亩）", "起止年限", "总投资（万元）", "年度计划投资（万元）",
    "3月完成（万元）", "1-3月累计完成（万元）", "开工以来累计完成（万元）", "计划开工时间", "计划竣工时间",
    "实际开工时间", "入库时间", "形象进度", "存在问题", "滞后原因", "下月计划", "挂钩领导", "牵头部门",
    "责任单位", "责任人", "联系人", "联系电话", "备注",
)
WHOLE = (
    "云岭储能电池基地（一期）", "2403-329999-04-01-982138", "砚湖镇、苔溪镇", "省重大", "产业", "新能源",
    "新建", "虚州云岭科技有限公司", "91329999BA68KF531Q", "砚湖镇砚北路8号", "用地195亩，新建厂房",
    "195.1235", "2024-2027", 42000.123456, 12000.5, 900.25, 2220.75, 5000, "2025年3月", "2026年",
    "2025-03-18", "2025-01-15", "主体施工至三层", "电力接入待批", "用地", "封顶", "某甲", "区住建局",
    "砚湖镇", "某乙", "某丙", "0519-00000000", "=1+1 不是公式",
)
BARE = ("只有名称的项目", "", "苔溪镇", *[""] * (len(HEADS) - 3))
FOREIGN = ("外资项目", "", "砚湖镇", *[""] * 10, "2860万美元", *[""] * (len(HEADS) - 14))
ROWS = (WHOLE, BARE, FOREIGN)


def whole() -> bytes:
    return table(*ROWS, heads=HEADS)


def test_the_sample_fills_every_field_of_the_library(office: Person) -> None:
    """So that the test below cannot pass by having little to compare."""
    found = imported(office, whole())
    assert [one["class"] for one in found["questioned"] if one["kind"] != "warned"] == ["unknown_label"]
    profile = Profile.objects.known().get(project__name=WHOLE[0])
    unset = {name for name in Profile.FACT_VALUES if getattr(profile, name) in (None, "")}
    assert unset == {"foreign_currency", "foreign_amount_wan", "foreign_rate", "foreign_rate_on"}


def test_what_is_exported_comes_back_without_a_change(office: Person) -> None:
    first = previewed(office, whole())
    key = next(one["key"] for one in first["questioned"] if one.get("key"))
    imported(office, whole(), given={key: "土地"})
    data = ledger_file(actor=office.actor, year=2025, month=3)
    found = previewed(office, data, "")
    assert found["period"] == "2025-03"
    assert counted(found) == {"unchanged": 3, "questioned": 1}  # the reminder of foreign money
    assert found["questioned"][0]["class"] == "foreign_currency_needs_rate"


def test_a_month_nobody_reported_does_not_come_back_as_zero(office: Person) -> None:
    imported(office, table(WHOLE, heads=HEADS), "2025-03")
    april = previewed(office, ledger_file(actor=office.actor, year=2025, month=4), "")
    assert (april["period"], april["changed"]) == ("2025-04", [])


def test_a_clerk_exports_what_lies_in_the_own_zone_and_it_comes_back(
    office: Person, zone_a: Person
) -> None:
    imported(office, whole())
    data = ledger_file(actor=zone_a.actor, year=2025, month=3)
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    names = {row[0].value for row in sheet.iter_rows(min_row=5)}
    assert names == {WHOLE[0], "外资项目"}
    found = previewed(zone_a, data, "")
    assert found["changed"] == found["created"] == found["refused"] == []


def test_head_and_title_stand_as_in_an_offices_ledger(office: Person) -> None:
    imported(office, whole())
    book = openpyxl.load_workbook(BytesIO(ledger_file(actor=office.actor, year=2025, month=3)))
    sheet = book.active
    assert sheet["A1"].value == "示范区2025年3月重点项目台账"
    assert "万元" in sheet["A2"].value
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"Q3:S3", "T3:U3", "V3:W3"}
    assert (sheet["Q3"].value, sheet["Q4"].value) == ("投资完成情况（万元）", "3月完成投资")
    # Every column has its head in the fourth row, so that it can be filtered.
    assert all(cell.value for cell in sheet[4])
    assert sheet["A4"].value == "项目名称"


def test_a_text_is_never_a_formula(office: Person) -> None:
    imported(office, whole())
    book = openpyxl.load_workbook(BytesIO(ledger_file(actor=office.actor, year=2025, month=3)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "=1+1 不是公式" for cell in cells)


def text_of(data: bytes) -> str:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_people_and_phones_go_out_masked_for_everybody(office: Person) -> None:
    imported(office, whole())
    text = text_of(ledger_file(actor=office.actor, year=2025, month=3))
    assert "0519-00000000" not in text and "051****0000" in text


def test_who_needs_them_gives_a_reason_that_stays(office: Person, leader: Person) -> None:
    imported(office, whole())
    address, month = "/ledger/export/people/", {"year": "2025", "month": "3"}
    assert leader.client.post(address, month | {"reason": "想看"}).status_code == 403
    refused = office.client.post(address, month)
    assert refused.status_code == 422
    assert "请写明“原因”" in refused.content.decode()
    given = office.client.post(address, month | {"reason": "逐户核对开工"})
    assert "0519-00000000" in text_of(given.content)
    rows = AuditRow.objects.order_by("number")
    assert rows.get(action="查看隐去的内容").after["reason"] == "逐户核对开工"
    assert rows.last().action == "下载文件"


def test_the_command_writes_the_file(office: Person, tmp_path: Path, capsys: Any) -> None:
    imported(office, whole())
    out = tmp_path / "导出.xlsx"
    call_command("ledger_export", "--as", "office", "--period", "2025-03", "--out", str(out))
    assert openpyxl.load_workbook(out).active.max_row == 4 + len(ROWS)


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "office", "--period", "2025-13", "--out", "x.xlsx"),
        ("--as", "nobody", "--period", "2025-03", "--out", "x.xlsx"),
        ("--as", "office", "--period", "2025-03", "--out", "/nowhere/x.xlsx"),
    ],
    ids=["month", "account", "place"],
)
def test_the_command_tells_wrong_use(words: tuple[str, ...], office: Person) -> None:
    with pytest.raises(CommandError) as wrong:
        call_command("ledger_export", *words)
    assert wrong.value.returncode == 2
