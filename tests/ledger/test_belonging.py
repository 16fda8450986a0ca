"""What a ledger says beside a project's own: its package, its programmes, dates of a start, 列统."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tests.ledger.sending import imported, months, previewed, project, table
from zhaotuifu.desk.queries.versions import versions_of
from zhaotuifu.desk.seed.preset import load_projects_catalogue
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.progress.queries import milestones_of, months_of
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.memberships import packed_of, programmes_of
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.packages import Packed, split_count, whole_count

pytestmark = pytest.mark.django_db
YEAR_END = date(2025, 12, 31)
PACKAGE = table(
    ["1", "老旧小区打包项目", "砚湖镇", 300],
    ["（1）", "其中：东区", "砚湖镇", 100],
    ["（2）", "西区", "砚湖镇", 120],
    ["（3）", "南区", "砚湖镇", 80],
    ["2", "云岭储能电池", "砚湖镇", 500],
    heads=["序号", "项目名称", "板块", "总投资（万元）"],
)
HEADS = (
    "项目名称", "板块", "本月完成（万元）", "本月列统投资（万元）", "所属专项", "施工许可证时间", "桩基施工时间",
    "纳统时间",
)


def answered(office, how: str) -> None:
    key = next(one["key"] for one in previewed(office, PACKAGE)["questioned"] if one.get("key"))
    imported(office, PACKAGE, given={key: how})


def counted() -> tuple[int, int]:
    ids = list(Project.objects.filter(is_void=False).values_list("pk", flat=True))
    packed = packed_of(ids, as_of=YEAR_END)
    found = [packed.get(pk, Packed(pk)) for pk in ids]
    return whole_count(found), split_count(found)


def test_a_package_imported_whole_counts_two_and_split_four(office):
    answered(office, "whole")
    assert Project.objects.count() == 2 and counted() == (2, 4)
    found = previewed(office, PACKAGE, "2025-04")
    assert not found["changed"] and not found["questioned"], "the next month says nothing new"


def test_the_same_package_imported_by_its_parts_counts_the_same_both_ways(office):
    answered(office, "parts")
    assert Project.objects.count() == 4 and counted() == (2, 4)
    east = project("东区") if Project.objects.filter(name="东区").exists() else project("其中：东区")
    [version] = versions_of(east.pk, "package", SYSTEM, shows_phones=True).rows
    assert version.value == "“老旧小区打包项目”的子项" and version.source.startswith("台账#")


def test_taken_back_with_its_import(office):
    answered(office, "whole")
    actions.undo(ledger_import=LedgerImport.objects.latest("pk"), by=office.actor, at=timezone.now())
    ids = list(Project.objects.values_list("pk", flat=True))
    assert packed_of(ids, as_of=YEAR_END) == {}


def test_dates_of_a_start_and_recognised_amounts_stand_apart(office):
    row = ["云岭储能电池", "砚湖镇", 120, 95.5, "", "2025-02-10", "2025年3月", "2025-03-20"]
    imported(office, table(row, heads=HEADS))
    one = project("云岭储能电池")
    nodes = milestones_of([one.pk])[one.pk]
    assert nodes["permit"].actual_on == date(2025, 2, 10)
    assert (nodes["pile"].actual_on, nodes["pile"].actual_precision) == (date(2025, 3, 31), "month")
    assert nodes["statistics"].actual_on == date(2025, 3, 20)
    assert "start" not in nodes, "a permit is no start"
    assert months("云岭储能电池") == {3: 120}
    assert months_of([one.pk], year=2025, basis=Basis.RECOGNISED)[one.pk] == {3: pytest.approx(95.5)}
    [version] = versions_of(one.pk, "month-2025-3-recognised", SYSTEM, shows_phones=True).rows
    assert version.source.endswith("!D2"), "the cell it was read from"
    assert not previewed(office, table(row, heads=HEADS))["changed"]


def test_a_zone_states_no_recognised_amount_and_is_told(zone_a):
    row = ["云岭储能电池", "砚湖镇", 120, 95.5, "", "", "", ""]
    found = imported(zone_a, table(row, heads=HEADS))
    assert "列统数由区重大办" in str(found)
    one = project("云岭储能电池")
    assert months_of([one.pk], year=2025, basis=Basis.RECOGNISED) == {}
    assert months("云岭储能电池") == {3: 120}


def test_a_row_joins_the_programmes_it_names_and_leaves_none(office, at):
    load_projects_catalogue("wujin", by=SYSTEM, at=at)

    def row(text: str) -> bytes:
        return table(["云岭储能电池", "砚湖镇", 120, "", text, "", "", ""], heads=HEADS)

    found = imported(office, row("532、两湖，雄安"))
    assert "没有专项“雄安”" in str(found)
    one = project("云岭储能电池")
    assert len(programmes_of([one.pk], as_of=YEAR_END)[one.pk]) == 2
    assert not previewed(office, row("532"))["changed"]
    imported(office, row("民生实事"))
    assert [line.name for line in programmes_of([one.pk], as_of=YEAR_END)[one.pk]] == [
        "“532”项目", "“两湖”创新区", "民生实事",
    ]

