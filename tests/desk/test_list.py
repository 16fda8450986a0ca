"""The office and a 板块 look through the library: what they find, how it adds up, what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests import people, things
from zhaotuifu.desk import asking
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyWord
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Listing
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import LampRule, Position
from zhaotuifu.supervision.states import Scale

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2025, 1, 1)


@pytest.fixture
def lamps(db):
    """灯色规则 — yellow from 10 points below, red beyond 30."""
    return LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=20,
        valid_from="2020-01-01",
    )


@pytest.fixture
def library(district, lamps, at):
    """三个项目 — two in 砚湖镇, one in 苔溪镇; March is the month."""
    return {
        "slow": things.project("云岭储能电池", "砚湖镇", at=at, months=("0", "10", "10"), level=Level.CITY),
        "fast": things.project(
            "青石精密齿轮", "砚湖镇", at=at, months=("100", "100", "150"), code="2501-320400-04-01-100200"
        ),
        "other": things.project("苔溪水厂", "苔溪镇", at=at, months=("90", "90", "90"), level=Level.DISTRICT),
    }


def names_of(person, **given) -> list[str]:
    response = person.client.get(reverse("project_list"), {"year": 2025, **given})
    assert response.status_code == 200
    return [row.name for row in response.context["page"].rows]


def test_the_worst_lamp_comes_first(office, library):
    assert names_of(office)[0] == "云岭储能电池"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("储能", ["云岭储能电池"]), ("ylcn", ["云岭储能电池"]), ("YLCN", ["云岭储能电池"]),
        ("100200", ["青石精密齿轮"]), ("精密 齿轮", ["青石精密齿轮"]), ("精密 储能", []),
        ("没有的", []), ("%", []), ("云 岭", ["云岭储能电池"]),
    ],
)
def test_the_search_box_takes_two_characters_initials_and_codes(words, found, office, library):
    assert names_of(office, q=words) == found


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"level": "city"}, 1), ({"level": "province"}, 1), ({"level": "city,district"}, 2),
        ({"level": "unset"}, 0), ({"construction_kind": "continued"}, 3),
        ({"construction_kind": "new"}, 0), ({"kind": "unset"}, 3), ({"lamp": "red,yellow"}, 1),
        ({"lamp": "green"}, 2), ({"stage": "admitted"}, 3), ({"standing": "active"}, 3),
        ({"standing": "stopped"}, 0), ({"size": "xl"}, 0), ({"missing": "1"}, 3),
        ({"category": "没有"}, 0), ({"unreported": "3"}, 0), ({"unreported": "4"}, 3),
        ({"lamp": "blue"}, 3), ({"zone": "nonsense"}, 3),
    ],
)
def test_each_condition_narrows_the_list_and_nonsense_is_no_condition(given, count, office, library):
    assert len(names_of(office, **given)) == count


def test_a_joint_project_is_found_in_each_of_its_zones(office, library, at):
    both = tuple(people.organisation(name).pk for name in ("砚湖镇", "苔溪镇"))
    state_projects(
        [Statement({"zone_ids": both}, project_id=library["other"])], year=2025,
        about_from=NEW_YEAR, by=SYSTEM, at=at,
    )
    for name in ("砚湖镇", "苔溪镇"):
        assert "苔溪水厂" in names_of(office, zone=people.organisation(name).pk)


def test_a_project_on_two_lists_is_shown_and_summed_once(office, library, at):
    Listing.objects.create(
        project_id=library["fast"], year=2025, level=Level.DISTRICT,
        construction_kind=ConstructionKind.CONTINUED, valid_from="2025-01-01", recorded_at=at,
    )
    refresh_year.call(2025)
    assert Position.objects.filter(year=2025, project_id=library["fast"]).count() == 2
    whole = lists.project_list(office.actor, asking.asked({}, year=2025, month=3), 1)
    assert whole.totals.count == 3
    assert whole.totals.plan_wan == Decimal(3600)
    assert len(names_of(office, level="district")) == 2


def test_the_totals_are_of_the_whole_list_not_of_the_page(office, library):
    found = lists.project_list(office.actor, asking.asked({}, year=2025, month=3), 99)
    assert found.page.number == 1
    assert found.totals.completed_wan == Decimal(20 + 350 + 270)
    assert round(found.totals.rate_pct, 2) == Decimal("17.78")
    assert round(found.totals.gap_points, 2) == Decimal("-7.22")


@pytest.mark.parametrize("sort", ["total", "-total", "plan", "-plan", "rate", "-rate", "gap", "-gap"])
def test_no_value_comes_last_in_either_direction(sort, office, library, at):
    things.project("无计划项目", "砚湖镇", at=at, plan_wan="0")
    state_projects(
        [Statement({"total_investment_wan": Decimal(900)}, project_id=library["slow"])], year=2025,
        about_from=NEW_YEAR, by=SYSTEM, at=at,
    )
    shown = names_of(office, sort=sort)
    if "total" in sort:
        assert shown[0] == "云岭储能电池"
    elif "plan" not in sort:
        assert shown[-1] == "无计划项目"


def test_red_without_a_cause_is_a_list_of_its_own(office, library, at):
    slow = library["slow"]
    assert names_of(office, nocause="1") == ["云岭储能电池"]
    word = MonthlyWord(project_id=slow, year=2025, month=3, cause=Cause.LAND)
    record_progress([word], years=[2025], by=SYSTEM, at=at)
    assert names_of(office, nocause="1") == []


def test_another_zone_finds_it_in_no_list_search_or_export(zone_b, library):
    assert names_of(zone_b) == ["苔溪水厂"]
    assert names_of(zone_b, q="储能") == []
    assert names_of(zone_b, zone=people.organisation("砚湖镇").pk) == []
    assert [row[1] for row in exported(zone_b)] == ["苔溪水厂", "合计 1 个"]


def exported(person, **given) -> list[tuple]:
    response = person.client.get(reverse("project_export"), {"year": 2025, **given})
    book = load_workbook(BytesIO(response.content))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows(min_row=5)]


def test_the_excel_is_the_list_as_it_is_asked_for(office, library):
    rows = exported(office, lamp="red,yellow")
    assert [row[1] for row in rows] == ["云岭储能电池", "合计 1 个"]
    assert rows[0][7:10] == (1200, 10, 20)
    assert [row[1] for row in exported(office)][:3] == names_of(office)


def test_a_name_that_looks_like_a_formula_stays_a_name(office, district, at):
    things.project("=1+1", "砚湖镇", at=at)
    response = office.client.get(reverse("project_export"), {"year": 2025})
    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet.cell(5, 2).value == "=1+1"
    assert sheet.cell(5, 2).data_type == "s"


def statements_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["office", "zone_a"])
def test_three_rows_and_three_hundred_cost_the_same_thirteen_statements(who, request, district, at):
    person = request.getfixturevalue(who)
    url = reverse("project_list")
    zone = (people.organisation("砚湖镇").pk,)

    def fill(names):
        said = [Statement({"name": name, "zone_ids": zone, "plan_wan": Decimal(1)}) for name in names]
        state_projects(said, year=2025, about_from=NEW_YEAR, by=SYSTEM, at=at)

    fill(f"甲{n}" for n in range(3))
    few = statements_of(person.client, url)
    fill(f"乙{n}" for n in range(300))
    assert statements_of(person.client, url) == few <= 13
    todo = reverse("project_todo")
    assert statements_of(person.client, todo) == statements_of(person.client, f"{todo}?page=3")


def test_an_empty_list_names_its_conditions_and_a_way_out(office, library):
    page = office.client.get(reverse("project_list"), {"year": 2025, "q": "没有", "lamp": "red"})
    text = page.content.decode()
    assert "条件是“没有、逾期”" in text
    assert "看全部项目" in text


def test_a_chip_takes_away_its_own_condition_only(office, library):
    page = office.client.get(
        reverse("project_list"), {"year": 2025, "level": "city", "lamp": "red,yellow", "sort": "-plan"}
    )
    chips = {chip.label: chip for chip in page.context["chips"]}
    assert chips["灯色"].value == "逾期、滞后"
    assert chips["灯色"].remove_url == "?year=2025&level=city&sort=-plan"


def test_the_filter_form_keeps_what_it_does_not_show(office, library):
    page = office.client.get(reverse("project_list"), {"year": 2025, "q": "储能", "lamp": "red,yellow"})
    text = page.content.decode()
    assert '<input type="hidden" name="q" value="储能">' in text
    assert '<option value="red,yellow" selected>逾期、滞后</option>' in text


def test_a_new_district_is_told_how_to_begin(office):
    text = office.client.get(reverse("project_list")).content.decode()
    assert "年还没有项目" in text
    assert "导入台账" in text
