"""目标页面：填、存、报审、退回、下达、看完成情况；板块只看自己的。"""

from __future__ import annotations

from datetime import date

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.indicators.test_difference import _project
from tests.targets.test_sheets import cells, drafted, handed_down, lake
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.parties.actions import ZoneGiven, load_zones
from zhaotuifu.targets import queries
from zhaotuifu.targets.grid import field_of
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.rules import Key

WHOLE = Key("admitted", "district")
HEAD = {"valid_from": "2025-01-01", "zone_reads": "own", "source": "区政府文件", "difference_note": ""}


def page(person, path: str) -> str:
    answer = person.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def saved(person, sheet, query="", **typed):
    sheet.refresh_from_db()
    return person.client.post(f"/targets/{sheet.pk}/save/{query}", HEAD | {"revision": sheet.revision} | typed)


def test_from_a_draft_to_what_a_zone_reads(office, leader, zone_a, at):
    answer = office.client.post("/targets/start/", {"year": "2025"})
    sheet = TargetSheet.objects.get()
    assert answer.url == f"/targets/{sheet.pk}/"
    typed = {field_of(WHOLE): "２３０", field_of(Key("admitted", "district", lake())): "1,00"}
    refused = saved(office, sheet, **typed)
    assert refused.status_code == 422
    assert "砚湖镇 区重点 新增入库：“1,00”不是数字" in refused.content.decode()
    assert 'value="２３０"' in refused.content.decode()  # what was typed stays
    typed[field_of(Key("admitted", "district", lake()))] = "230"
    assert saved(office, sheet, **typed).status_code == 302
    sheet.refresh_from_db()
    move = {"act": "submit", "revision": sheet.revision}
    assert office.client.post(f"/targets/{sheet.pk}/move/", move).status_code == 302
    assert zone_a.client.get(f"/targets/{sheet.pk}/").status_code == 404
    assert f"/targets/{sheet.pk}/" in page(leader, "/desk/")  # waits for the leader, not for who asked
    assert f"/targets/{sheet.pk}/" not in page(office, "/desk/")
    move = {"act": "issue", "revision": sheet.revision + 1}
    refused = office.client.post(f"/targets/{sheet.pk}/move/", move)
    assert refused.status_code == 422 and "报审的人不能自己下达" in refused.content.decode()
    assert leader.client.post(f"/targets/{sheet.pk}/move/", move).status_code == 302
    assert "本板块的和全区合计" in page(zone_a, f"/targets/{sheet.pk}/")
    assert queries.targets_of(2025)["admitted", "district", lake()] == 230


def test_months_of_a_column_are_saved_and_the_others_kept(office, at):
    sheet = drafted(office.actor, at, cells(120, 120))
    sheet.refresh_from_db()
    typed = {field_of(WHOLE): "120", field_of(Key("admitted", "district", None, 3)): "60"}
    assert saved(office, sheet, "?column=admitted-district", **typed).status_code == 302
    assert queries.cells_of(sheet) == cells(120, 120, m3=60)
    shown = page(office, f"/targets/{sheet.pk}/?column=admitted-district")
    assert 'placeholder="30"' in shown  # of 砚湖镇, by the pace


def test_a_zone_sees_only_its_own_row(office, zone_b, at):
    sheet = handed_down(office.actor, at, cells(230, 131, 99))
    shown = page(zone_b, f"/targets/{sheet.pk}/")
    assert "苔溪镇" in shown and "砚湖镇" not in shown and "131" not in shown
    excel = zone_b.client.get(f"/targets/{sheet.pk}/excel/")
    assert excel["Content-Disposition"].startswith("attachment")


def test_what_changed_since_the_version_before_is_marked(office, at):
    handed_down(office.actor, at, cells(230, 230))
    sheet = handed_down(office.actor, at, cells(240, 240))
    assert page(office, f"/targets/{sheet.pk}/").count("上一版 230") == 2


def test_the_sheet_costs_the_same_for_many_zones(office, at):
    sheet = handed_down(office.actor, at, cells(230, 130, 100))

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page(office, path)
        return len(seen)

    own = f"/targets/{sheet.pk}/"
    paths = (own, f"{own}?column=admitted-district", "/targets/", "/targets/completion/?year=2025")
    few = [cost(path) for path in paths]
    load_zones([ZoneGiven(f"示例镇{n}", "镇", ()) for n in range(12)], by=SYSTEM, at=at)
    assert [cost(path) for path in paths] == few
    assert max(few) <= 30


def test_target_and_reached_stand_side_by_side(office, zone_a, at):
    for n in range(3):
        _project(at, f"项目{n}", level="district", admitted_on=date(2025, 2, 10))
    handed_down(office.actor, at, cells(12, 8, 4))
    shown = page(office, "/targets/completion/?year=2025&month=3&column=admitted-district")
    assert "砚湖镇" in shown and "37.5" in shown  # 3 of 8
    call_command("rollup_rebuild", "--year", "2025")
    by_month = page(office, "/targets/completion/?year=2025&month=3&column=admitted-district")
    assert "1—2月" in by_month and "as_of=2025-02-28" in by_month
    own = page(zone_a, "/targets/completion/?year=2025&month=3&column=admitted-district")
    assert "37.5" in own and "苔溪镇" not in own


def test_a_column_that_is_not_there_is_refused(office, at):
    assert office.client.get("/targets/completion/?column=zzz").status_code == 422
    sheet = handed_down(office.actor, at, cells(12))
    assert office.client.get(f"/targets/{sheet.pk}/?column=zzz").status_code == 422
    assert people.organisation("未分") and "未分" not in page(office, f"/targets/{sheet.pk}/")
