"""What the project page says, to whom; and how its months and milestones are corrected."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people, things
from zhaotuifu.desk.queries import history
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.queries import milestones_of, months_of, words_by_month
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Profile, Project
from zhaotuifu.projects.states import Level, Precision, Standing
from zhaotuifu.supervision.models import LampRule
from zhaotuifu.supervision.states import Scale

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2025, 1, 1)
PHONE = "13900001234"
MOST_STATEMENTS = 20


@pytest.fixture
def plant(district, at) -> Project:
    """砚湖镇的一个项目 — three months, a contact, a milestone."""
    LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=20,
        valid_from="2020-01-01",
    )
    pk = things.project("云岭储能电池", "砚湖镇", at=at, months=("10", "20", "30"), level=Level.CITY)
    said = {"contact_name": "周演示", "contact_phone": PHONE, "leader": "分管副区长"}
    state_projects([Statement(said, project_id=pk)], year=2025, about_from=NEW_YEAR, by=SYSTEM, at=at)
    node = Milestone(
        project_id=pk, node=Node.START, planned_on=date(2025, 2, 28),
        planned_precision=Precision.MONTH, recognised_on=date(2025, 2, 10),
    )
    record_progress([node], years=[2025], by=SYSTEM, at=at)
    return Project.objects.get(pk=pk)


def page_of(person, project, name="project_page", **given):
    return person.client.get(reverse(name, args=[project.pk]), {"year": 2025, **given})


def posted(person, project, name, values, query="?year=2025"):
    """填了交上去 — the form as it stands, with `values` typed into it."""
    address = reverse(name, args=[project.pk]) + query
    form = person.client.get(address).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    return person.client.post(address, {**typed, **values})


def test_figures_life_line_and_lamp_are_of_the_year(office, plant):
    page = page_of(office, plant).context["page"]
    assert (page.done_wan, page.plan_wan) == (Decimal(60), Decimal(1200))
    assert page.current.amount_wan == Decimal(30)
    assert page.rate_pct == Decimal(5)
    assert page.lamp.lamp == "yellow"
    assert "低于序时 20.0 个百分点" in page.lamp.reason
    steps = {step.label: step for step in page.life}
    assert steps["开工"].note == "按计划"
    assert steps["在建"].state == "now"


def test_a_year_without_a_listing_shows_no_lamp_and_no_plan(office, plant):
    page = page_of(office, plant, year=2023).context["page"]
    assert page.lamp is None
    assert page.plan_wan is None


def test_every_month_says_where_it_came_from(zone_a, plant, at):
    row = MonthlyAmount(
        project_id=plant.pk, year=2025, month=3, amount_wan=Decimal(31), origin="三月台账.xlsx 表一 第 7 行"
    )
    record_progress([row], years=[2025], by=zone_a.actor, at=at)
    months = page_of(zone_a, plant).context["page"].months
    assert months[2].origin.text == "三月台账.xlsx 表一 第 7 行"
    assert months[2].origin.who == zone_a.user.name
    assert months[3].origin is None


@pytest.mark.parametrize(
    ("who", "may_ask"), [("office", True), ("zone_a", True), ("leader", False), ("department", False)]
)
def test_the_phone_is_masked_for_everybody_and_who_keeps_it_may_ask(who, may_ask, request, plant):
    text = page_of(request.getfixturevalue(who), plant).content.decode()
    assert PHONE not in text and "周演示" not in text
    assert "139****1234" in text
    assert ("看联系方式" in text) is may_ask


def test_the_history_speaks_chinese_and_no_field_names(office, plant, at):
    row = MonthlyAmount(project_id=plant.pk, year=2025, month=2, amount_wan=Decimal("25.5"))
    record_progress([row], years=[2025], by=office.actor, at=at, reason="填错了一行")
    response = page_of(office, plant)
    newest = response.context["page"].history.acts[0]
    assert newest.lines == (history.ChangeLine("2025年2月完成投资（万元）", "20", "25.5"),)
    assert newest.reason == "填错了一行"
    text = re.sub(r'href="[^"]*"', "", response.content.decode())
    for raw in ("amount_wan", "contact_phone", "zone_ids", "planned_on", "reported", "province"):
        assert raw not in text


def test_every_field_of_a_profile_has_a_chinese_label():
    for name in Profile.FACT_VALUES:
        assert history.label_of(name) not in (name, "其他", "")


def test_the_page_costs_the_same_with_one_month_and_with_much_history(office, plant, at):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            page_of(office, plant)
        return len(captured)

    few = cost()
    for month in range(4, 13):
        row = MonthlyAmount(project_id=plant.pk, year=2025, month=month, amount_wan=Decimal(5))
        record_progress([row], years=[2025], by=SYSTEM, at=at)
    for n in range(300):
        audit.record(
            by=SYSTEM, at=at, action="陈述项目", object_kind="project", object_id=plant.pk,
            before={"remarks": str(n)}, after={"remarks": str(n + 1)},
        )
    assert cost() == few <= MOST_STATEMENTS - 2  # two more for origins in ledgers and bulk edits


def test_a_clerk_reports_a_month_and_the_page_follows(zone_a, plant):
    answer = posted(zone_a, plant, "project_months", {"month_3": "45", "image_progress": "主体封顶"})
    assert answer.status_code == 302
    assert months_of([plant.pk], year=2025)[plant.pk][3] == Decimal(45)
    assert words_by_month(plant.pk, year=2025)[3].image_progress == "主体封顶"
    page = page_of(zone_a, plant).context["page"]
    assert page.done_wan == Decimal(75)
    assert page.history.acts[0].who.endswith(zone_a.user.name)


def test_amounts_are_read_as_people_type_them(zone_a, plant):
    posted(zone_a, plant, "project_months", {"month_3": "１,０４５.5"})
    assert months_of([plant.pk], year=2025)[plant.pk][3] == Decimal("1045.5")


def test_saving_without_a_change_records_nothing(zone_a, plant):
    before = MonthlyAmount.objects.count()
    assert posted(zone_a, plant, "project_months", {}).status_code == 302
    assert MonthlyAmount.objects.count() == before


def test_changing_an_earlier_month_asks_for_a_reason_and_keeps_what_was_typed(zone_a, plant):
    answer = posted(zone_a, plant, "project_months", {"month_1": "11"})
    assert answer.status_code == 422
    assert "改了以前报过的 1月" in answer.content.decode()
    assert answer.context["form"]["month_1"].value() == "11"
    assert posted(
        zone_a, plant, "project_months", {"month_1": "11", "reason": "漏了一张票"}
    ).status_code == 302
    assert months_of([plant.pk], year=2025)[plant.pk][1] == Decimal(11)


def test_a_month_told_late_is_no_correction(zone_a, district, at):
    pk = things.project("补报项目", "砚湖镇", at=at)
    things.project("别的项目", "砚湖镇", at=at, months=("1", "1", "1"))
    answer = posted(zone_a, Project.objects.get(pk=pk), "project_months", {"month_1": "8"})
    assert answer.status_code == 302


def test_an_emptied_box_takes_the_statement_back(zone_a, plant):
    posted(zone_a, plant, "project_months", {"month_3": ""})
    assert 3 not in months_of([plant.pk], year=2025)[plant.pk]


def test_a_month_that_has_not_come_is_refused(zone_a, plant):
    form = {"month_12": "5", "revision": "x"}
    answer = zone_a.client.post(reverse("project_months", args=[plant.pk]) + "?year=2090", form)
    assert "2090年12月还没到" in answer.content.decode()


@pytest.mark.parametrize("typed", ["十二", "12万", "1.2345678"])
def test_what_is_no_amount_is_said_at_the_field(typed, zone_a, plant):
    answer = posted(zone_a, plant, "project_months", {"month_3": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"month_3"}


def test_who_comes_second_is_told_and_keeps_what_was_typed(zone_a, office, plant):
    address = reverse("project_months", args=[plant.pk]) + "?year=2025"
    opened = zone_a.client.get(address).context["form"]["revision"].value()
    assert posted(office, plant, "project_months", {"month_3": "33"}).status_code == 302
    months = {"month_1": "10", "month_2": "20", "month_3": "44"}
    answer = zone_a.client.post(address, {**months, "revision": opened})
    assert answer.status_code == 409
    assert "已被他人处理" in answer.content.decode()
    assert answer.context["form"]["month_3"].value() == "44"
    assert months_of([plant.pk], year=2025)[plant.pk][3] == Decimal(33)


def test_a_withdrawn_project_takes_no_months_and_says_why(zone_a, office, plant, at):
    change_standing(
        project=plant, to=Standing.WITHDRAWN, on=date(2025, 3, 20), reason="企业放弃", by=office.actor, at=at
    )
    answer = page_of(zone_a, plant, "project_months")
    assert answer.status_code == 403
    assert "项目已退库" in answer.content.decode()


def test_milestones_keep_the_precision_that_was_written(office, plant):
    answer = posted(
        office, plant, "project_milestones",
        {"planned_finish": "2026年6月", "planned_production": "2027", "actual_land": "2024-11-05"},
        query="",
    )
    assert answer.status_code == 302
    known = milestones_of([plant.pk])[plant.pk]
    assert (known["finish"].planned_on, known["finish"].planned_precision) == (date(2026, 6, 30), "month")
    assert (known["production"].planned_on, known["production"].planned_precision) == (date(2027, 12, 31), "year")
    assert known["start"].recognised_on == date(2025, 2, 10)
    rows = {row.node: row for row in page_of(office, plant).context["page"].nodes}
    assert rows["finish"].planned == "2026年6月"
    assert rows["land"].state.label == "待认定"


def test_an_ambiguous_day_is_asked_not_guessed(office, plant):
    answer = posted(office, plant, "project_milestones", {"actual_land": "5/02/2016"}, query="")
    assert answer.status_code == 422
    assert "分不清" in answer.content.decode()


@pytest.mark.parametrize("typed", ["上半年", "abc", "2025-02-30"])
def test_what_is_no_day_is_said_at_the_field(typed, office, plant):
    answer = posted(office, plant, "project_milestones", {"planned_land": typed}, query="")
    assert "planned_land" in answer.context["form"].errors


def test_what_has_not_happened_is_not_actual(office, plant):
    answer = posted(office, plant, "project_milestones", {"actual_finish": "2078-01-01"}, query="")
    assert "没发生的请填在计划里" in answer.content.decode()


def test_a_zone_cannot_recognise_even_by_typing_the_field(zone_a, plant):
    answer = posted(
        zone_a, plant, "project_milestones", {"recognised_land": "2025-01-05", "planned_land": "2025-01"},
        query="",
    )
    assert answer.status_code == 302
    line = milestones_of([plant.pk])[plant.pk]["land"]
    assert line.planned_on == date(2025, 1, 31)
    assert line.recognised_on is None


def test_a_leader_reads_and_is_offered_no_form(leader, plant):
    text = page_of(leader, plant).content.decode()
    assert "填报月报" not in text
    assert "修改项目" not in text
    refused = page_of(leader, plant, "project_edit")
    assert refused.status_code == 403
    assert "可以看，不能改" in refused.content.decode()


def test_the_crumb_leads_to_the_zone(office, plant):
    zone = people.organisation("砚湖镇").pk
    assert f"?year=2025&amp;zone={zone}" in page_of(office, plant).content.decode()
