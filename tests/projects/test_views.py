"""New projects, corrections, stops and withdrawals, as people do them on the page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project, ProjectZone, StandingChange
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision.models import Position

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2025, 1, 1)
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def plant(district, at) -> Project:
    """砚湖镇的一个项目."""
    return Project.objects.get(pk=things.project("云岭储能电池", "砚湖镇", at=at, months=("1", "1", "1")))


def said_of(project):
    return snapshots([project.pk], year=2025, as_of=YEAR_END)[project.pk]


def edited(person, project, values, without=()):
    """改了交上去 — the form as it stands, with `values` typed into it."""
    address = reverse("project_edit", args=[project.pk]) + "?year=2025"
    form = person.client.get(address).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    typed = {name: value for name, value in typed.items() if name not in without}
    return person.client.post(address, {**typed, **values})


def test_a_clerk_creates_a_project_with_a_name_alone(zone_a):
    address = reverse("project_new")
    zone = people.organisation("砚湖镇").pk
    answer = zone_a.client.post(address + "?year=2025", {"name": "青石精密齿轮", "zone_ids": [zone]})
    project = Project.objects.get(name="青石精密齿轮")
    assert answer.url == reverse("project_page", args=[project.pk]) + "?year=2025"
    assert said_of(project).zone_names == ("砚湖镇",)
    assert Position.objects.get(project=project).missing.startswith("级别、建设性质、总投资")


def test_a_project_without_a_name_is_asked_for_one_and_keeps_the_rest(zone_a):
    zone = people.organisation("砚湖镇").pk
    answer = zone_a.client.post(reverse("project_new"), {"plan_wan": "1,200", "zone_ids": [zone]})
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"] == ["请填项目名称。"]
    assert answer.context["form"]["plan_wan"].value() == "1,200"


def test_a_clerk_cannot_put_a_project_into_another_zone(zone_a):
    other = people.organisation("苔溪镇").pk
    answer = zone_a.client.post(reverse("project_new"), {"name": "越界项目", "zone_ids": [other]})
    assert answer.status_code == 422
    assert not Project.objects.filter(name="越界项目").exists()


def test_a_correction_is_recorded_as_facts_and_shown_at_once(zone_a, plant):
    answer = edited(zone_a, plant, {"plan_wan": "2,400", "category": "新型储能", "level": "city"})
    assert answer.status_code == 302
    now = said_of(plant)
    assert now.plan_wan == Decimal(2400)
    assert now.profile["category"] == "新型储能"
    assert [line.level for line in now.listings] == ["city"]


def test_saving_the_form_untouched_states_nothing(office, plant):
    before = ProjectZone.objects.count(), plant.profiles.count(), plant.listings.count()
    assert edited(office, plant, {}).status_code == 302
    assert (ProjectZone.objects.count(), plant.profiles.count(), plant.listings.count()) == before


def test_a_change_from_a_day_on_leaves_the_earlier_figures(office, plant):
    edited(office, plant, {"plan_wan": "2400", "about_from": "2025-03-15", "reason": "年中调整"})
    early = open_book(year=2025, as_of=date(2025, 2, 28)).lines[0]
    late = open_book(year=2025, as_of=date(2025, 3, 31)).lines[0]
    assert (early.plan_wan, late.plan_wan) == (Decimal(1200), Decimal(2400))


def test_a_correction_may_not_begin_before_what_is_said_later(office, plant, at):
    state_projects(
        [Statement({"plan_wan": Decimal(1500)}, project_id=plant.pk)], year=2025,
        about_from=date(2025, 3, 31), by=SYSTEM, at=at,
    )
    answer = edited(office, plant, {"plan_wan": "2400", "about_from": "2025-02-01"})
    assert "2025-03-31 起已有更新的记录" in answer.context["form"].errors["about_from"][0]


def test_it_may_not_begin_tomorrow(office, plant):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = edited(office, plant, {"plan_wan": "2400", "about_from": tomorrow.isoformat()})
    assert "还没到这一天" in answer.context["form"].errors["about_from"][0]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("code", "2311-3204", "20 位数字"), ("uscc", "9132040000000000O", "18 位"),
        ("plan_wan", "很多", "写成数字"), ("plan_wan", "-5", "不能小于 0"),
        ("start_year", "25", "四位年份"), ("admitted_on", "5/02/2016", "2025-03-31"),
        ("total_investment_wan", "1.1234567", "最多 6 位小数"),
    ],
)
def test_each_mistake_is_said_at_its_field_with_the_way_out(field, typed, sentence, office, plant):
    answer = edited(office, plant, {field: typed})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert answer.context["form"][field].value() == typed


def test_an_end_before_the_start_and_an_amount_without_a_currency_are_noticed(office, plant):
    answer = edited(
        office, plant, {"start_year": "2026", "end_year": "2025", "foreign_amount_wan": "500"}
    )
    assert {"end_year", "foreign_currency"} <= set(answer.context["form"].errors)


def test_a_code_is_written_with_its_dashes(office, plant):
    edited(office, plant, {"code": "23113204128901000000"})
    assert Project.objects.get(pk=plant.pk).code == "2311-320412-89-01-000000"


def test_a_code_of_an_older_form_may_stay(office, plant, at):
    state_projects(
        [Statement({"code": "武发改备2019-12"}, project_id=plant.pk)], year=2025, about_from=NEW_YEAR,
        by=SYSTEM, at=at,
    )
    assert edited(office, plant, {"category": "储能"}).status_code == 302


def test_a_code_another_project_bears_is_said_at_the_code(office, plant, at):
    things.project("别的项目", "苔溪镇", at=at, code="2311-320412-89-01-000001")
    answer = edited(office, plant, {"code": "2311-320412-89-01-000001"})
    assert "已属于“别的项目”" in answer.context["form"].errors["code"][0]


def test_who_comes_second_is_told_and_keeps_what_was_typed(zone_a, office, plant):
    address = reverse("project_edit", args=[plant.pk]) + "?year=2025"
    form = zone_a.client.get(address).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    assert edited(office, plant, {"plan_wan": "1300"}).status_code == 302
    answer = zone_a.client.post(address, {**typed, "plan_wan": "1400"})
    assert answer.status_code == 409
    assert "已被他人处理" in answer.content.decode()
    assert answer.context["form"]["plan_wan"].value() == "1400"
    assert said_of(plant).plan_wan == Decimal(1300)


def test_of_a_joint_project_a_zone_cannot_change_the_zones(zone_a, plant, at):
    both = tuple(people.organisation(name).pk for name in ("砚湖镇", "苔溪镇"))
    state_projects(
        [Statement({"zone_ids": both}, project_id=plant.pk)], year=2025, about_from=NEW_YEAR, by=SYSTEM, at=at
    )
    assert edited(zone_a, plant, {"zone_ids": [both[0]], "category": "储能"}).status_code == 302
    assert set(said_of(plant).zone_ids) == set(both)
    assert said_of(plant).profile["category"] == "储能"


def stand(person, project, to, **values):
    address = reverse("project_standing", args=[project.pk]) + f"?to={to}"
    typed = {"on": "2025-04-01", "reason": "企业资金链断裂", "was": Project.objects.get(pk=project.pk).standing}
    return person.client.post(address, typed | values)


def test_stop_resume_withdraw_and_restore_are_a_round_trip(office, zone_a, plant):
    assert stand(zone_a, plant, "stopped").status_code == 302
    assert Position.objects.get(project=plant).standing == Standing.STOPPED
    assert stand(zone_a, plant, "active", on="2025-05-01").status_code == 302
    assert stand(office, plant, "withdrawn", on="2025-06-01").status_code == 302
    assert not Position.objects.filter(project=plant).exists()
    text = office.client.get(reverse("project_withdrawn")).content.decode()
    assert "云岭储能电池" in text
    assert "企业资金链断裂" in text
    assert stand(office, plant, "active", on="2025-07-01").status_code == 302
    assert Position.objects.get(project=plant).standing == Standing.ACTIVE
    days = StandingChange.objects.filter(project=plant).order_by("id").values_list("standing", flat=True)
    assert list(days) == ["stopped", "active", "withdrawn", "active"]


def test_a_withdrawn_project_counts_until_its_day(office, plant):
    stand(office, plant, "withdrawn", on="2025-03-15")
    assert len(open_book(year=2025, as_of=date(2025, 2, 28)).lines) == 1
    assert open_book(year=2025, as_of=date(2025, 3, 31)).lines == ()


def test_withdrawing_later_takes_it_off_the_lists_of_earlier_years_too(office, plant):
    today = timezone.localdate()
    assert stand(office, plant, "withdrawn", on=today.isoformat()).status_code == 302
    assert not Position.objects.filter(project=plant).exists()


def test_a_clerk_cannot_withdraw_and_reads_why(zone_a, plant):
    answer = stand(zone_a, plant, "withdrawn")
    assert answer.status_code == 403
    assert "这一步由区重大办办理" in answer.content.decode()
    assert Project.objects.get(pk=plant.pk).standing == Standing.ACTIVE


@pytest.mark.parametrize(
    ("values", "field"), [({"reason": " "}, "reason"), ({"on": ""}, "on"), ({"on": "2090-01-01"}, "on")]
)
def test_a_stop_wants_a_day_that_has_come_and_a_reason(values, field, office, plant):
    answer = stand(office, plant, "stopped", **values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_resumption_cannot_be_before_the_stop(office, plant):
    stand(office, plant, "stopped", on="2025-04-01")
    answer = stand(office, plant, "active", on="2025-03-01")
    assert "上一次变动是 2025-04-01" in answer.context["form"].errors["on"][0]


def test_two_offices_stopping_at_once_is_a_lost_race(office, plant):
    stand(office, plant, "withdrawn")
    answer = stand(office, plant, "stopped", was="active", reason="我写了很多")
    assert answer.status_code == 409
    assert "已被他人处理" in answer.content.decode()
    assert answer.context["form"]["reason"].value() == "我写了很多"


def test_an_unknown_standing_is_no_page(office, plant):
    assert stand(office, plant, "sleeping").status_code == 404
