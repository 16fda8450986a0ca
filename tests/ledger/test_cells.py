"""A value knows the file, the sheet and the cell it was read from; and who may look there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.ledger import sending
from tests.ledger.workbooks import xlsx
from zhaotuifu.desk.queries.provenance import sources_of
from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.sheets import Glimpse, MergedRange, Sheet, read_workbook
from zhaotuifu.ledger import actions, cell_page, cells
from zhaotuifu.ledger.cell_page import open_cell
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.rules import window
from zhaotuifu.projects.actions import Statement, correct_project, state_projects
from zhaotuifu.projects.queries import revision_of

pytestmark = pytest.mark.django_db
PHONE = "13900001234"
LIST = "项目名单"
PACE = "3月进度"
HEADS_OF_LIST = (
    "序号", "项目名称", "项目代码", "板块", "级别", "建设性质", "总投资（亿元）", "年度计划投资（万元）",
    "建设单位", "建设地址", "挂钩领导", "责任单位", "计划开工时间", "联系人", "联系电话",
)
ROW_OF_LIST = (
    1, "云岭储能电池", "2501-329999-04-01-100201", "砚湖镇", "市重大", "新建", 1.2, 3600, "某储能有限公司",
    "砚湖镇云岭路1号", "分管副区长", "砚湖镇人民政府", "2025年3月", "周演示", PHONE,
)
#: field of the page → (sheet, cell, what stands there)
CAME_FROM = {
    "name": (LIST, "B4", "云岭储能电池"), "code": (LIST, "C4", "2501-329999-04-01-100201"),
    "level 2025 city": (LIST, "E4", "市重大"), "construction_kind 2025 city": (LIST, "F4", "新建"),
    "total_investment_wan": (LIST, "G4", "1.2"), "plan_wan": (LIST, "H4", "3600"),
    "unit_name": (LIST, "I4", "某储能有限公司"), "address": (LIST, "J4", "砚湖镇云岭路1号"),
    "leader": (LIST, "K4", "分管副区长"), "responsible_unit": (LIST, "L4", "砚湖镇人民政府"),
    "node start planned": (LIST, "M4", "2025年3月"), "contact_phone": (LIST, "O4", "139****1234"),
    "month 3 reported": (PACE, "D5", "300"), "word 3 image_progress": (PACE, "F5", "主体施工"),
    "word 3 problems": (PACE, "G5", "用电未批"),
}


def multi(plan: Any = 3600, leader: str = "分管副区长", month: Any = 300) -> bytes:
    """两张表的台账 — the list of projects with what they are, and the pace of the month with merged heads."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    middle = book.add_format({"align": "center"})
    sheet = book.add_worksheet(LIST)
    sheet.merge_range(0, 0, 0, len(HEADS_OF_LIST) - 1, "2025年3月重大项目名单", middle)
    sheet.write_row(2, 0, HEADS_OF_LIST)
    row = list(ROW_OF_LIST)
    row[7], row[10] = plan, leader
    sheet.write_row(3, 0, row)
    sheet.write_row(4, 0, (2, "砚湖水厂", "", "砚湖镇", "区重点", "续建", 0.5, 800))
    sheet.write_row(5, 0, (3, "苔溪冷库", "", "苔溪镇", "区重点", "续建", 0.6, 900))
    sheet = book.add_worksheet(PACE)
    sheet.merge_range(0, 0, 0, 6, "2025年3月重大项目进度", middle)
    for column, head in ((0, "序号"), (1, "项目名称"), (2, "板块"), (5, "形象进度"), (6, "存在问题")):
        sheet.merge_range(2, column, 3, column, head, middle)
    sheet.merge_range(2, 3, 2, 4, "完成投资（万元）", middle)
    sheet.write_row(3, 3, ("3月完成", "1—3月累计完成"))
    sheet.write_row(4, 0, (1, "云岭储能电池", "砚湖镇", month, month, "主体施工", "用电未批"))
    sheet.write_row(5, 0, (2, "砚湖水厂", "砚湖镇", 60, 60, "土建", ""))
    book.close()
    return kept.getvalue()


@pytest.fixture
def imported(office) -> LedgerImport:
    """区重大办导入的一份."""
    return sending.commit(office, sending.send(office, multi(), name="三月.xlsx"))


def sources(person, name: str = "云岭储能电池"):
    return sources_of(sending.project(name).pk, person.actor, year=2025)


def opened(person, url: str):
    return person.client.get(urlsplit(url).path, dict(parse_qs(urlsplit(url).query)))


def test_every_value_of_a_new_project_opens_the_cell_it_was_read_from(office, imported):
    found = sources(office)
    for key, (sheet, cell, raw) in CAME_FROM.items():
        assert found[key].text == f"台账#{imported.pk} {sheet}!{cell}", key
        page = opened(office, found[key].url).context["page"]
        assert (page.spot.sheet, page.spot.cell, page.raw) == (sheet, cell, raw), key
    zone = next(key for key in found if key.startswith("zone "))
    assert found[zone].text.endswith(f"{LIST}!D4")


def test_a_changed_value_points_at_the_later_file_and_an_unchanged_one_at_the_first(office, imported):
    later = sending.commit(office, sending.send(office, multi(plan=4800, leader="区长", month=350)))
    found = sources(office)
    moved = {
        key for key, one in found.items() if one.text.startswith(f"台账#{later.pk} ")
    }
    assert moved == {"plan_wan", "leader", "month 3 reported"}
    page = opened(office, found["plan_wan"].url).context["page"]
    assert [(one.old, one.new) for one in page.changes] == [("3,600 万元", "4,800 万元")]
    assert found["unit_name"].text == f"台账#{imported.pk} {LIST}!I4"


def test_a_fact_that_is_taken_back_points_again_where_it_came_from(office, imported):
    later = sending.commit(office, sending.send(office, multi(leader="区长")))
    actions.undo(ledger_import=later, by=office.actor, at=timezone.now())
    assert sources(office)["leader"].text == f"台账#{imported.pk} {LIST}!K4"


def test_what_a_person_corrected_says_who_and_opens_nothing(office, imported):
    project = sending.project("云岭储能电池")
    correct_project(
        project=project, values={"leader": "常务副区长"}, year=2025, about_from=date(2025, 3, 31),
        revision=revision_of(project), by=office.actor, at=timezone.now(),
    )
    found = sources(office)
    assert (found["leader"].text, found["leader"].who, found["leader"].url) == (
        "页面修改", office.user.name, "",
    )
    assert found["unit_name"].text == f"台账#{imported.pk} {LIST}!I4"


def test_the_cell_says_how_it_was_read(office, imported):
    page = opened(office, sources(office)["total_investment_wan"].url).context["page"]
    assert (page.raw, page.read_as, page.unit) == ("1.2", "12,000 万元", "亿元（写在表头）")
    assert page.head == "总投资（亿元）"
    assert (page.file_name, page.row_name) == ("三月.xlsx", "云岭储能电池")


def test_the_head_is_shown_as_it_is_merged(office, imported):
    answer = opened(office, sources(office)["month 3 reported"].url)
    page = answer.context["page"]
    heads = {cell.text: (cell.rowspan, cell.colspan) for row in page.grid if row.is_head for cell in row.cells}
    assert heads["完成投资（万元）"] == (1, 2)
    assert heads["项目名称"] == (2, 1)
    [hit] = [cell for row in page.grid for cell in row.cells if cell.is_target]
    assert (hit.row, hit.column, hit.text) == (5, 4, "300")
    html = answer.content.decode()
    assert 'colspan="2"' in html
    assert html.count('class="hit"') == 1


def test_who_sees_the_import_sees_the_rows_around(office, imported):
    answer = opened(office, sources(office)["plan_wan"].url)
    page = answer.content.decode()
    assert "砚湖水厂" in page
    assert "苔溪冷库" in page
    assert reverse("ledger_original", args=[imported.pk]) in page


@pytest.mark.parametrize("who", ["zone_a", "leader", "department"])
def test_who_sees_only_the_project_sees_its_row_and_the_head(who, request, office, imported):
    person = request.getfixturevalue(who)
    answer = opened(person, sources(person)["plan_wan"].url)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "3600" in page
    assert "总投资（亿元）" in page
    assert "砚湖水厂" not in page
    assert "苔溪冷库" not in page
    assert reverse("ledger_original", args=[imported.pk]) not in page


def test_another_zones_row_and_what_is_not_there_is_not_found(office, zone_b, admin, imported):
    url = sources(office)["plan_wan"].url
    assert opened(zone_b, url).status_code == 404
    assert opened(admin, url).status_code == 404
    where = reverse("ledger_cell", args=[imported.pk])
    for given in ({}, {"sheet": LIST}, {"sheet": LIST, "cell": "H99"}, {"sheet": "没有", "cell": "H4"},
                  {"sheet": LIST, "cell": "4H"}, {"sheet": LIST, "cell": "H4 "}, {"sheet": LIST, "cell": "H0"}):
        assert office.client.get(where, given).status_code == 404, given
    assert office.client.get(reverse("ledger_cell", args=[999999]), {"sheet": LIST, "cell": "H4"}).status_code == 404


def test_an_import_that_was_not_written_shows_no_row_to_others(office, zone_a, imported):
    waiting = sending.send(office, multi(plan=5000))
    assert LedgerRow.objects.filter(ledger_import=waiting, project__isnull=False).exists()
    where = reverse("ledger_cell", args=[waiting.pk])
    assert office.client.get(where, {"sheet": LIST, "cell": "H4"}).status_code == 200
    assert zone_a.client.get(where, {"sheet": LIST, "cell": "H4"}).status_code == 404


def test_people_are_masked_for_everybody(office, zone_a, leader, imported):
    url = sources(office)["contact_phone"].url
    for person in (office, zone_a, leader):
        seen = opened(person, url)
        assert seen.context["page"].raw == "139****1234"
        assert PHONE not in seen.content.decode()
        assert "周演示" not in seen.content.decode()


def test_a_value_of_the_title_has_no_cell_and_says_so(office):
    data = sending.table(
        ("云岭储能电池", "砚湖镇", 12000, 3600, 300, "主体施工"), title="2025年3月省重大项目进展",
    )
    sending.commit(office, sending.send(office, data))
    found = sources(office)["level 2025 province"]
    assert found.text.endswith("汇总!3")
    page = opened(office, found.url)
    assert "这个值没有自己的格子" in page.content.decode()
    assert "级别 省重大" in page.content.decode()


def test_a_file_that_is_lost_or_unreadable_is_a_sentence(office, imported, monkeypatch, tmp_path):
    url = sources(office)["plan_wan"].url
    monkeypatch.setattr(evidence, "content", lambda file: b"\x00 not a workbook")
    answer = opened(office, url)
    assert answer.status_code == 200
    assert "原件现在读不出来" in answer.content.decode()
    assert "3,600 万元" in answer.content.decode()

    def lost(file):
        raise FileNotFoundError

    monkeypatch.setattr(evidence, "content", lost)
    assert "原件没有找到" in opened(office, url).content.decode()


def test_the_project_page_links_its_values(office, leader, imported):
    address = reverse("project_page", args=[sending.project("云岭储能电池").pk]) + "?year=2025"
    for person in (office, leader):
        page = person.client.get(address).content.decode()
        for cell in ("B4", "D4", "G4", "H4", "K4", "M4"):
            assert f"cell={cell}#cell" in page, cell
        assert "cell=D5#cell" in page
        assert f'title="台账#{imported.pk} {LIST}!G4，{office.user.name}，' in page


def test_it_costs_the_same_for_one_import_and_for_many(office, imported):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            sources(office)
        return len(seen)

    few = cost()
    for n in range(6):
        sending.commit(office, sending.send(office, multi(plan=4000 + n, leader=f"领导{n}", month=100 + n)))
    assert cost() == few


def test_an_origin_is_read_whatever_the_sheet_is_called():
    for sheet in ("3月进度", "a!b", "表 1（新）", "台账#1 x!A1"):
        for column, more in (("I", ""), ("", ""), ("AB", " 期初（1—2月合计）"), ("C", "（1—3月合计）")):
            spot = cells.spot_of(f"台账#12 {sheet}!{column}7{more}")
            assert spot == cells.Spot(12, sheet, 7, column)
    for origin in ("", "页面修改", "3月台账所报", "批量修改#3", "三月台账.xlsx 表一 第 7 行", "台账#x a!B2"):
        assert cells.spot_of(origin) is None


def test_a_window_keeps_merged_cells_within_it():
    sheet = Sheet(
        "表", True, 1, (("甲", None, None, "丁"), (None, None, None, 4), (1, 2, 3, 5)),
        merged=(MergedRange(1, 1, 2, 3),),
    )
    rows = window.around(
        sheet, target=(2, 2), rows={1, 2, 3}, heads={1, 2}, columns=(2, 3, 4),
        written=lambda row, column, value: str(value or ""),
    )
    first = rows[0].cells[0]
    assert (first.text, first.rowspan, first.colspan, first.is_target) == ("甲", 2, 2, True)
    assert [[cell.text for cell in row.cells] for row in rows] == [["甲", "丁"], ["4"], ["2", "3", "5"]]
    assert window.number("A") == 1
    assert window.number("AB") == 28


def test_only_the_window_comes_out_of_the_child():
    """Of a long sheet: the rows asked for, and where a merged cell among them begins."""
    rows = [["项目", "板块"], *([f"项目{n}", "砚湖镇" if n == 1 else None] for n in range(1, 5000))]
    data = xlsx({"长表": rows, "别的": [["乙"]]}, merged={"长表": ["B2:B5000"]})
    book = read_workbook(data, "长表.xlsx", glimpse=Glimpse("长表", (1, 4000, 4001, 6000)))
    [sheet] = book.sheets
    filled = {sheet.first_row + at: row for at, row in enumerate(sheet.rows) if row}
    assert filled == {
        1: ("项目", "板块"), 2: ("项目1", "砚湖镇"), 4000: ("项目3999",), 4001: ("项目4000",),
    }
    shown = window.around(
        sheet, target=(4000, 2), rows={1, 4000, 4001}, heads={1}, columns=(1, 2),
        written=lambda row, column, value: str(value or ""),
    )
    assert [cell.text for cell in shown[1].cells if cell.is_target] == ["砚湖镇"]


def test_a_sheet_name_longer_than_is_kept_is_still_found(office):
    assert open_cell(office.actor, 1, "长" * 200, "A1") is None


def test_a_late_ledger_and_a_statement_of_the_system_are_told_apart(office, imported):
    project = sending.project("砚湖水厂")
    state_projects(
        [Statement({"remarks": "系统写的", "plan_wan": Decimal(900)}, project.pk)], year=2025,
        about_from=date(2025, 3, 31), by=SYSTEM, at=timezone.now() + timedelta(seconds=1),
    )
    found = sources(office, "砚湖水厂")
    assert (found["remarks"].text, found["remarks"].who, found["remarks"].url) == ("系统", "系统", "")
    assert found["plan_wan"].url == ""


SAMPLES = sorted(p for p in sending.LEDGERS.iterdir() if p.suffix in (".xlsx", ".xls", ".csv"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_value_of_the_sample_ledgers_points_at_a_cell_that_is_filled(path, office, monkeypatch):
    """A value without a cell of its own is said by a title, a section or an answer, never by nothing."""
    sending.with_zones()
    one = sending.send(office, path.read_bytes(), period="", name=path.name)
    if one.month is None:
        one = sending.send(office, path.read_bytes(), name=path.name)
    one = sending.commit(office, one)
    book = cell_page.read_workbook(evidence.content(one.file), one.file.name)
    monkeypatch.setattr(cell_page, "read_workbook", lambda data, name, glimpse: book)
    found = {"with": 0, "without": 0}
    for pk in set(one.rows.filter(project__isnull=False).values_list("project_id", flat=True)):
        for key, source in sources_of(pk, office.actor, year=one.year).items():
            spot = cells.spot_of(source.text)
            assert spot is not None, (key, source.text)
            page = open_cell(office.actor, spot.import_id, spot.sheet, spot.cell)
            if spot.column:
                assert page.raw.strip() not in ("", "—"), (key, source.text)
                found["with"] += 1
            else:
                assert key.split()[0] in ("zone", "level", "construction_kind", "kind"), (key, source.text)
                found["without"] += 1
    assert found["with"] > found["without"]
