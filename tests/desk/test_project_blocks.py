"""The blocks of the project page: its facts read once, both bases apart, years, belonging, what comes next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from tests.ledger import sending
from zhaotuifu.desk.queries import kept as told
from zhaotuifu.desk.queries.project_page import ProjectPage
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.queries import milestones_of, months_of
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.actions_bulk import edit_in_bulk
from zhaotuifu.projects.bulk import Order, preview
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.projects.states import BulkField, ConstructionKind, Level, Standing
from zhaotuifu.supervision.models import LampRule, Position
from zhaotuifu.supervision.states import Lamp, Scale

pytestmark = pytest.mark.django_db
NEW_YEAR, JUNE = date(2025, 1, 1), date(2025, 6, 1)
NAME = "云岭储能电池"
MOST_STATEMENTS = 20


@pytest.fixture
def rule(district):
    """十和三十个百分点."""
    return LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=30,
        valid_from="2020-01-01",
    )


@pytest.fixture
def plant(rule, at) -> int:
    """砚湖镇的一个项目 — three months of 1200 planned."""
    return things.project(NAME, "砚湖镇", at=at, months=("10", "20", "30"), level=Level.CITY)


def state(pk: int, *, at, on=NEW_YEAR, year=2025, **values) -> None:
    state_projects([Statement(values, project_id=pk)], year=year, about_from=on, by=SYSTEM, at=at)


def opened(person, pk: int, year: int = 2025) -> ProjectPage:
    return person.client.get(reverse("project_page", args=[pk]), {"year": year}).context["page"]


def test_what_is_told_from_the_rows_is_what_the_areas_answer(office, plant, at):
    state(plant, at=at, zone_ids=(people.organisation("砚湖镇").pk, people.organisation("苔溪镇").pk))
    state(plant, at=at, on=JUNE, plan_wan=Decimal(1500), leader="区长", construction_kind=ConstructionKind.NEW)
    state(plant, at=at, on=date(2026, 1, 1), year=2026, plan_wan=Decimal(800), level=Level.PROVINCE)
    node = Milestone(project_id=plant, node=Node.START, planned_on=JUNE, planned_precision="day")
    record_progress([node], years=[2025], by=SYSTEM, at=at)
    for day in (NEW_YEAR, date(2025, 5, 31), JUNE, date(2025, 12, 31)):
        kept, snapshot = told.kept_of(plant, year=2025), snapshots([plant], year=2025, as_of=day)[plant]
        profile = told.profile_on(kept, day)
        assert {name: profile[name] for name in snapshot.profile} == snapshot.profile
        assert told.plan_on(kept, 2025, day) == snapshot.plan_wan
        assert tuple(name for _, name in told.zones_on(kept, day)) == snapshot.zone_names
        assert [row.level for row in told.listings_on(kept, 2025, day)] == [x.level for x in snapshot.listings]
    assert told.milestone_lines(kept) == milestones_of([plant])[plant]
    months = {month: row.amount_wan for month, row in told.amounts_in(kept, 2025).items()}
    assert months == months_of([plant], year=2025)[plant]


def test_reported_and_recognised_stand_apart_and_are_never_summed(office, plant, at):
    rows = [
        MonthlyAmount(project_id=plant, year=2025, month=m, amount_wan=Decimal(8), basis=Basis.RECOGNISED)
        for m in (1, 2)
    ]
    record_progress(rows, years=[2025], by=SYSTEM, at=at)
    page = opened(office, plant)
    assert page.done_wan == Decimal(60)
    assert (page.money.recognised_wan, page.money.recognised_short_wan) == (Decimal(16), Decimal(44))
    assert [row.recognised_wan for row in page.months[:3]] == [8, 8, None]
    text = office.client.get(reverse("project_page", args=[plant])).content.decode()
    assert "列统 16，差 44" in text


def test_years_say_what_was_planned_and_done_and_the_sum_since_the_first(office, plant, at):
    state(plant, at=at, on=date(2024, 1, 1), year=2024, plan_wan=Decimal(500), level=Level.DISTRICT)
    row = MonthlyAmount(project_id=plant, year=2024, month=12, amount_wan=Decimal(450), covers_from=1)
    record_progress([row], years=[2024], by=SYSTEM, at=at)
    page = opened(office, plant)
    assert [(one.year, one.plan_wan, one.done_wan) for one in page.years] == [
        (2025, Decimal(1200), Decimal(60)), (2024, Decimal(500), Decimal(450)),
    ]
    assert page.years[1].rate_pct == Decimal(90)
    assert [one.level_label for one in page.years[1].listings] == ["区重点"]
    assert (page.money.all_years_wan, page.money.since_year) == (Decimal(510), 2024)
    assert opened(office, plant, 2024).money.all_years_wan == Decimal(450)
    assert page.years_shown == (2024, 2025)


def test_an_adjusted_plan_says_from_when_and_what_it_was(office, plant, at):
    assert opened(office, plant).money.plan_said.text == "年初下达，未调整"
    state(plant, at=at, on=JUNE, plan_wan=Decimal(1500))
    said = opened(office, plant).money.plan_said
    assert (said.text, said.before_wan) == ("6月1日起调整，原", Decimal(1200))


def test_programmes_and_the_package_are_named_as_far_as_one_sees(office, zone_a, zone_b, plant, at):
    things.programme(plant, by=office.actor, at=at)
    state(plant, at=at, parts=6)
    mine = things.project("云岭储能一号车间", "砚湖镇", at=at)
    other = things.project("云岭储能二号车间", "苔溪镇", at=at)
    for pk in (mine, other):
        state(pk, at=at, package_id=plant, package_name=NAME)
    page = opened(office, plant)
    assert [one.name for one in page.programmes] == ["样板专项"]
    assert page.package.count == 6
    assert {one.id for one in page.package.parts} == {mine, other}
    assert [one.id for one in opened(zone_a, plant).package.parts] == [mine]
    whole = opened(zone_b, other).package.whole
    assert (whole.name, whole.id) == (NAME, None)
    assert opened(zone_a, mine).package.whole.id == plant


def test_the_lamp_box_agrees_with_the_position_and_says_what_would_change_it(office, plant):
    page = opened(office, plant)
    position = Position.objects.get(project=plant, year=2025)
    assert page.lamp.lamp == position.lamp == page.lamp.months[-1].lamp == Lamp.YELLOW
    assert page.lamp.reason == page.lamp.months[-1].reason
    assert [need.becomes for need in page.lamp.needs] == ["为绿灯", "不低于序时"]
    assert page.lamp.needs[-1].amount_wan == Decimal(240)
    assert page.lamp.needs_next[-1].amount_wan == Decimal(340)
    assert page.lamp.is_lasting  # February fell short by more than ten points too


def test_a_month_not_told_is_owed_and_the_button_asks_for_it(office, plant, at):
    record_progress(
        [MonthlyAmount(project_id=plant, year=2025, month=2, amount_wan=None)], years=[2025], by=SYSTEM, at=at
    )
    page = opened(office, plant)
    assert (page.owed[0].tone, page.owed[0].title) == ("late", "2月月报没有报")
    assert page.to_report == 2
    text = office.client.get(reverse("project_page", args=[plant])).content.decode()
    assert "填报 2月月报" in text


def test_a_project_that_is_built_is_not_asked_for_a_month_before_all_else(office, plant, at):
    done = Milestone(project_id=plant, node=Node.FINISH, actual_on=date(2025, 3, 20))
    record_progress([done], years=[2025], by=SYSTEM, at=at)
    assert opened(office, plant).is_built
    text = office.client.get(reverse("project_page", args=[plant])).content.decode()
    assert "改月报" in text
    assert "bt-main" not in text


def test_a_stopped_project_owes_no_month_and_says_why_it_stands(office, plant, at):
    change_standing(
        project=Project.objects.get(pk=plant), to=Standing.STOPPED, on=date(2025, 3, 20), reason="等用电",
        by=office.actor, at=at,
    )
    page = opened(office, plant)
    assert (page.standing, page.standing_on, page.standing_reason) == (
        "stopped", date(2025, 3, 20), "等用电",
    )
    assert not [one for one in page.owed if "月报" in one.title]


def test_a_value_said_otherwise_before_leads_to_its_versions(office, plant, at):
    state(plant, at=at, leader="区长")
    assert not opened(office, plant).sources["leader"].is_changed
    state(plant, at=timezone.now(), leader="常务副区长")
    source = opened(office, plant).sources["leader"]
    assert source.is_changed
    node = Milestone(project_id=plant, node=Node.START, planned_on=JUNE, planned_precision="day")
    record_progress([node], years=[2025], by=SYSTEM, at=at)
    page = opened(office, plant)
    for key, one in page.sources.items():
        assert office.client.get(one.versions_url).status_code == 200, key
    text = office.client.get(reverse("project_page", args=[plant])).content.decode()
    for key in ("leader", "total_investment_wan", "plan_wan", "month 3 reported", "node start planned"):
        if key in page.sources:
            assert page.sources[key].versions_url in text, key


def test_foreign_money_says_its_rate_and_day(office, plant, at):
    state(
        plant, at=at, foreign_currency="USD", foreign_amount_wan=Decimal(40720),
        foreign_rate=Decimal("7.19"), foreign_rate_on=date(2025, 2, 24),
    )
    assert opened(office, plant).foreign_text == "40,720 万美元，汇率 7.19（2025-02-24）"


def test_whoever_follows_sees_it_on_the_button(office, leader, plant):
    address = reverse("project_follow", args=[plant])
    assert office.client.post(address).status_code == 302
    assert opened(office, plant).is_followed
    assert not opened(leader, plant).is_followed


def test_with_ledgers_bulk_edits_and_everything_it_stays_within_its_statements(zone_a, office, rule, at):
    sending.imported(office, sending.table((NAME, "砚湖镇", 12000, 3600, 300, "打桩")), "2025-02")
    sending.imported(office, sending.table((NAME, "砚湖镇", 12000, 4800, 350, "主体")), "2025-03")
    pk = sending.project(NAME).pk
    things.programme(pk, by=office.actor, at=at)
    order = Order((pk,), BulkField.LEADER, "区长", 2025)
    edit_in_bulk(
        order=order, reason="分工", chosen_by="选了 1 个", seen=preview(order, office.actor).digest,
        by=office.actor, at=timezone.now(),
    )
    change_standing(
        project=Project.objects.get(pk=pk), to=Standing.STOPPED, on=date(2025, 3, 20), reason="等用电",
        by=office.actor, at=timezone.now(),
    )
    for person in (office, zone_a):
        with CaptureQueriesContext(connection) as captured:
            page = opened(person, pk, 2025)
        assert page.sources["plan_wan"].url
        assert len(captured) <= MOST_STATEMENTS


def test_who_sees_nothing_of_it_finds_no_page(zone_b, plant):
    for name in ("project_page", "project_history", "project_files"):
        assert zone_b.client.get(reverse(name, args=[plant])).status_code == 404
