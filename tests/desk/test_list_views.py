"""People keep what they look at: columns, views for themselves and for others, groups, paper and Excel alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import people, things
from tests.desk.test_list import statements_of
from zhaotuifu.desk import columns
from zhaotuifu.desk.models import ListChoice, SavedView
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.desk.views import lists as pages
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Level

pytestmark = pytest.mark.django_db
LIST = "project_list"


@pytest.fixture
def library(district, at):
    """四个项目 — three in 砚湖镇, one in 苔溪镇, of three levels."""
    for name, zone, level, months in (
        ("砚湖甲厂", "砚湖镇", Level.PROVINCE, ("100",)), ("砚湖乙厂", "砚湖镇", Level.CITY, ("200",)),
        ("砚湖丙厂", "砚湖镇", Level.CITY, ()), ("苔溪丁厂", "苔溪镇", Level.DISTRICT, ("50",)),
    ):
        things.project(name, zone, at=at, level=level, months=months)


def heads_of(text: str) -> list[str]:
    return [part.split('"')[0] for part in text.split('data-l="')[1:]]


def shown(person, **given) -> list[str]:
    """The heads of the first row's cells, as the page writes them."""
    text = person.client.get(reverse(LIST), {"year": 2025, **given}).content.decode()
    first = text.split("<tbody>")[1].split("</tr>")[0]
    return heads_of(first)


def keep(person, name: str = "市重大", audience: str = "own", query: str = "level=city", **given):
    return person.client.post(
        f"{reverse('view_new')}?year=2025&{query}", {"name": name, "audience": audience, **given}
    )


# -- columns


def test_columns_stand_in_the_order_chosen_and_are_remembered(office, library):
    usual = shown(office)
    answer = office.client.post(f"{reverse('project_columns')}?year=2025&level=city", {"col": ["unit_name", "plan"]})
    assert answer.url == f"{reverse(LIST)}?year=2025&level=city"
    assert shown(office) == ["建设单位", "年度计划"]
    office.client.post(f"{reverse('project_columns')}?year=2025", {"usual": "1", "col": ["plan"]})
    assert shown(office) == usual


def test_one_persons_columns_are_nobody_elses(office, leader, library):
    office.client.post(f"{reverse('project_columns')}?year=2025", {"col": ["plan"]})
    assert len(shown(leader)) > 10


def test_every_column_can_be_shown_and_exported(office, library):
    keys = [column.key for column in columns.COLUMNS if not column.is_fixed]
    given = {"year": 2025, "cols": ",".join(keys)}
    assert len(shown(office, cols=given["cols"])) == len(keys)
    book = load_workbook(BytesIO(office.client.get(reverse("project_export"), given).content))
    assert book.active.max_column == len(columns.COLUMNS)


def test_unknown_columns_are_no_columns(office, library):
    assert shown(office, cols="nothing,<b>,plan,plan") == ["年度计划"]
    assert len(shown(office, cols="nothing")) > 10


# -- views


def test_a_view_opens_what_was_kept_and_says_when_it_is_changed(office, library):
    answer = keep(office)
    assert answer.url == f"{reverse(LIST)}?year=2025&level=city&view={SavedView.objects.get().pk}"
    page = office.client.get(answer.url)
    assert [tab.label for tab in page.context["tabs"] if tab.is_current] == ["市重大"]
    assert page.context["totals"].count == 2 and not page.context["is_changed"]
    changed = office.client.get(f"{answer.url}&lamp=green")
    assert changed.context["is_changed"]
    view = SavedView.objects.get()
    office.client.post(f"{reverse('view_update', args=[view.pk])}?level=city&lamp=green&view={view.pk}")
    view.refresh_from_db()
    assert view.query == "level=city&lamp=green"
    assert list(AuditRow.objects.filter(object_kind="saved_view").values_list("action", flat=True)) == [
        "存视图", "改视图",
    ]


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [("own", {"office"}), ("organisation", {"office"}), ("everyone", {"office", "zone_a", "leader"})],
)
def test_a_view_is_seen_by_those_it_is_for(audience, seen_by, office, zone_a, leader, library):
    keep(office, audience=audience)
    view = SavedView.objects.get()
    for name, person in (("office", office), ("zone_a", zone_a), ("leader", leader)):
        page = person.client.get(reverse(LIST), {"year": 2025, "view": view.pk})
        assert page.status_code == 200
        assert ("市重大" in [tab.label for tab in page.context["tabs"]]) is (name in seen_by)


def test_a_colleague_sees_what_is_shared_at_the_organisation(zone_a, zone_b, district, library, at):
    colleague = people.person("zone_a2", Role.ZONE, "砚湖镇", at)
    keep(zone_a, audience="organisation")
    for person, count in ((colleague, 1), (zone_b, 0)):
        assert len(person.client.get(reverse("view_list")).context["views"]) == count


def test_only_the_office_shares_with_everybody(zone_a, library):
    answer = keep(zone_a, audience="everyone")
    assert answer.status_code == 422
    assert "“给谁用”没有这一项" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_what_somebody_else_keeps_cannot_be_changed_or_dropped(office, leader, library):
    keep(office, audience="everyone")
    view = SavedView.objects.get()
    for name in ("view_edit", "view_update", "view_drop"):
        answer = leader.client.post(reverse(name, args=[view.pk]), {"name": "我的", "audience": "own"})
        assert answer.status_code == 403
        assert "这个视图是别人存的" in answer.content.decode()
    assert SavedView.objects.get().name == "市重大"


@pytest.mark.parametrize(("name", "said"), [("", "还没有写"), ("长" * 41, "太长"), ("市重大", "用过了")])
def test_a_name_is_there_short_and_new(name, said, office, library):
    keep(office)
    answer = keep(office, name=name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_and_dropped_by_its_owner(office, library):
    keep(office)
    view = SavedView.objects.get()
    office.client.post(reverse("view_edit", args=[view.pk]), {"name": "重大两级", "audience": "everyone"})
    view.refresh_from_db()
    assert (view.name, view.audience, view.query) == ("重大两级", "everyone", "level=city")
    office.client.post(reverse("view_default"), {"view": view.pk})
    office.client.post(reverse("view_drop", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert ListChoice.objects.get().default_view is None


def test_the_list_opens_with_the_default_view_until_something_is_asked(office, leader, library):
    keep(office, audience="everyone", query="level=city&group=level")
    view = SavedView.objects.get()
    office.client.post(reverse("view_default"), {"view": view.pk})
    page = office.client.get(reverse(LIST))
    assert (page.context["ask"].picked, page.context["view"].id) == ({"level": ("city",)}, view.pk)
    assert office.client.get(reverse(LIST), {"year": 2025}).context["totals"].count == 4
    assert leader.client.get(reverse(LIST)).context["view"] is None
    office.client.post(reverse("view_default"))
    assert office.client.get(reverse(LIST)).context["view"] is None


def test_a_view_with_its_own_columns_leaves_the_habit_alone(office, library):
    office.client.post(f"{reverse('project_columns')}?year=2025", {"col": ["plan"]})
    keep(office)
    view = SavedView.objects.get()
    answer = office.client.post(f"{reverse('project_columns')}?level=city&view={view.pk}", {"col": ["code"]})
    assert answer.url.endswith(f"view={view.pk}&cols=code")
    assert shown(office) == ["年度计划"]


# -- groups, paper, Excel


@pytest.mark.parametrize("name", ["zone", "level", "lamp", "size", "lead_department"])
def test_the_groups_add_up_to_the_whole(name, office, library):
    found = office.client.get(reverse(LIST), {"year": 2025, "group": name}).context["list"]
    assert sum(group.totals.count for group in found.groups) == found.totals.count == 4
    assert sum(group.totals.plan_wan for group in found.groups) == found.totals.plan_wan
    assert [len(group.rows) for group in found.groups] == [group.totals.count for group in found.groups]


def test_a_joint_project_counts_in_each_zone_and_once_in_the_whole(office, library, at):
    zones = tuple(people.organisation(name).pk for name in ("砚湖镇", "苔溪镇"))
    joint = Project.objects.get(name="苔溪丁厂").pk
    state_projects([Statement({"zone_ids": zones}, project_id=joint)], year=2025, about_from=date(2025, 1, 1),
                   by=SYSTEM, at=at)
    page = office.client.get(reverse(LIST), {"year": 2025, "group": "zone"})
    found = page.context["list"]
    counted = {group.label: group.totals.count for group in found.groups}
    assert (counted["砚湖镇"], counted["苔溪镇"], found.totals.count) == (4, 1, 4)
    assert "合计只计一次" in page.content.decode()


def test_a_long_grouped_list_shows_the_rows_of_the_opened_group(office, library, monkeypatch):
    monkeypatch.setattr(lists, "UNFOLDED", 1)
    asked = {"year": 2025, "group": "level"}
    assert [len(one.rows) for one in office.client.get(reverse(LIST), asked).context["list"].groups] == [0, 0, 0]
    page = office.client.get(reverse(LIST), {**asked, "open": "city"})
    assert [len(one.rows) for one in page.context["list"].groups] == [0, 1, 0]
    assert "还有 1 个没有列出" in page.content.decode()


def test_paper_and_excel_show_what_the_screen_shows(office, library):
    asked = {"year": 2025, "group": "level", "cols": "plan,zones,completed", "sort": "-plan"}
    screen = office.client.get(reverse(LIST), asked).context["list"]
    paper = office.client.get(reverse("project_print"), asked)
    assert paper.context["list"] == screen
    sheet = load_workbook(BytesIO(office.client.get(reverse("project_export"), asked).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0] == ["灯", "项目名称", "年度计划（万元）", "板块", "1月累计完成（万元）"]
    names = []
    for group in screen.groups:
        names += [f"{group.label}　{group.totals.count} 个", *(row.name for row in group.rows)]
    assert [row[1] for row in rows[1:]] == [*names, "合计 4 个"]
    assert rows[-1][2] == screen.totals.plan_wan
    assert sheet.row_dimensions[6].outlineLevel == 1


def test_what_is_too_long_for_paper_is_refused_with_the_way_out(office, library, monkeypatch):
    monkeypatch.setattr(pages, "PAPER_ROWS", 2)
    answer = office.client.get(reverse("project_print"), {"year": 2025}, follow=True)
    assert "不能打印：这个列表超过 2 个项目。请先加条件" in answer.content.decode()


def test_what_is_typed_is_only_ever_text(office, district, at):
    things.project("<b>粗</b>\"'厂", "砚湖镇", at=at)
    for name in (LIST, "project_print"):
        for group in ("", "level"):
            text = office.client.get(reverse(name), {"year": 2025, "group": group}).content.decode()
            assert "<b>粗" not in text and "&lt;b&gt;粗" in text


@pytest.mark.parametrize(
    "query", ["", "&group=zone", "&group=level&cols=unit_name,planned_start,problems,recognised,programmes"]
)
def test_a_page_of_any_shape_costs_the_same_for_a_few_and_for_many(query, office, district, at):
    zone = (people.organisation("砚湖镇").pk,)

    def fill(names):
        said = [Statement({"name": name, "zone_ids": zone, "plan_wan": Decimal(1)}) for name in names]
        state_projects(said, year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at)

    url = f"{reverse(LIST)}?year=2025{query}"
    fill(f"甲{n}" for n in range(3))
    few = statements_of(office.client, url)
    fill(f"乙{n}" for n in range(60))
    assert statements_of(office.client, url) == few <= 20
