"""What waits for whom on the desk, what changed, and the figures of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.desk.queries import waiting
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.ledger.actions import committing
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import ConstructionKind
from zhaotuifu.worktime.actions import record_preset_notices
from zhaotuifu.worktime.rules import Pending

pytestmark = pytest.mark.django_db
APRIL_7 = date(2025, 4, 7)


@pytest.fixture
def library(district, at):
    """砚湖镇两个项目，苔溪镇一个；三月只有一个报了."""
    return {
        "told": things.project("青石精密齿轮", "砚湖镇", at=at, months=("100", "100", "150")),
        "silent": things.project("云岭储能电池", "砚湖镇", at=at, months=("10", "10")),
        "other": things.project("苔溪水厂", "苔溪镇", at=at, months=("90", "90")),
        "reserve": things.project("储备项目", "砚湖镇", at=at, kind=ConstructionKind.RESERVE),
    }


def todo(found, start: str):
    items = [item for group in found.groups for item in group.items]
    return next((item for item in items if item.what.startswith(start)), None)


def desk_of(person):
    response = person.client.get(reverse("desk"))
    assert response.status_code == 200
    return response


def test_a_zone_is_told_how_many_of_its_own_have_not_reported(zone_a, library):
    found = waiting.waiting(zone_a.actor, APRIL_7)
    assert (found.reported.should, found.reported.missing) == (2, 1)
    item = todo(found, "填报 3月月报")
    assert item.link == "还有 1 个项目"
    shown = zone_a.client.get(item.url).context["page"].rows
    assert [row.name for row in shown] == ["云岭储能电池"]


def test_the_office_reminds_and_counts_everybody(office, library):
    found = waiting.waiting(office.actor, APRIL_7)
    assert (found.reported.should, found.reported.missing) == (3, 2)
    assert todo(found, "催报 3月月报")


def test_without_a_holiday_notice_no_due_day_is_guessed(zone_a, library):
    found = waiting.waiting(zone_a.actor, APRIL_7)
    assert isinstance(found.reported.round.due_on, Pending)
    assert todo(found, "填报").due == "待2025年放假通知"


@pytest.mark.parametrize(
    ("today", "group", "is_late"),
    [
        (date(2025, 4, 10), "已逾期", True), (date(2025, 4, 9), "今明两天", False),
        (date(2025, 4, 8), "今明两天", False), (date(2025, 4, 7), "本周", False),
        (date(2025, 4, 3), "以后", False), (date(2025, 5, 1), "以后", False),
    ],
)
def test_what_is_due_is_grouped_by_when(today, group, is_late, zone_a, library, at):
    """March 2025 is due on 9 April: the fourth to the sixth are 清明."""
    record_preset_notices(by=SYSTEM, at=at)
    found = waiting.waiting(zone_a.actor, today)
    labels = {g.label for g in found.groups if todo(waiting.Waiting(found.reported, (g,), 1), "填报")}
    assert labels == {group}
    assert todo(found, "填报").is_late is is_late


def test_when_all_have_reported_the_desk_says_so(zone_a, library, at):
    row = MonthlyAmount(project_id=library["silent"], year=2025, month=3, amount_wan=Decimal(0))
    record_progress([row], years=[2025], by=SYSTEM, at=at)
    found = waiting.waiting(zone_a.actor, APRIL_7)
    assert found.reported.missing == 0
    assert todo(found, "填报") is None


def test_what_is_missing_waits_too(zone_a, library):
    item = todo(waiting.waiting(zone_a.actor, APRIL_7), "补齐数据")
    assert item.link == "3 个项目还缺数据"
    assert len(zone_a.client.get(item.url).context["page"].rows) == 3


def test_a_ledger_read_but_not_committed_waits_for_its_sender_and_the_office(zone_a, zone_b, office, at):
    things.sent(("砚湖新材中试线", "砚湖镇", 1200, 100, "2025年2月"), by=zone_a.actor, at=at)
    for person, sees in ((zone_a, True), (office, True), (zone_b, False)):
        assert bool(todo(waiting.waiting(person.actor, APRIL_7), "确认台账")) is sees


def test_the_office_is_asked_for_the_notice_of_next_year(office, zone_a, library):
    november = date(2026, 11, 20)
    assert todo(waiting.waiting(office.actor, november), "录入 2027年放假通知")
    assert todo(waiting.waiting(zone_a.actor, november), "录入") is None


def test_a_leader_has_no_chores_and_is_shown_the_way(leader, library):
    response = desk_of(leader)
    assert response.context["waiting"].count == 0
    assert "没有轮到您的事" in response.content.decode()


def test_changes_of_others_are_shown_my_own_are_not(office, zone_a, library, at):
    later = at + timedelta(seconds=1)
    state_projects(
        [Statement({"category": "新型储能"}, project_id=library["silent"])], year=2025,
        about_from=date(2025, 1, 1), by=office.actor, at=later,
    )
    today = timezone.localdate()
    newest = waiting.changes(zone_a.actor, today, today).items[0]
    assert newest.link == "云岭储能电池"
    assert "陈述项目" in newest.text
    assert "陈述项目" not in waiting.changes(office.actor, today, today).items[0].text


def test_one_act_over_many_projects_is_one_line(office, zone_a, at):
    zone = (people.organisation("砚湖镇").pk,)
    said = [Statement({"name": f"项目{n}", "zone_ids": zone}) for n in range(30)]
    state_projects(said, year=2025, about_from=date(2025, 1, 1), by=office.actor, at=at)
    today = timezone.localdate()
    assert waiting.changes(zone_a.actor, today, today).items[0].text.endswith("建立项目，30 个项目")


def test_changes_in_another_zone_are_not_shown(zone_b, library):
    today = timezone.localdate()
    names = {change.link for change in waiting.changes(zone_b.actor, today, today).items}
    assert "云岭储能电池" not in names


def test_the_day_of_the_visit_before_is_remembered_at_sign_in_and_by_no_get(zone_a, library):
    client = Client()
    signed = {"username": zone_a.user.username, "password": people.PASSWORD}
    client.post(reverse("signin"), signed)
    zone_a.user.refresh_from_db()
    assert zone_a.user.last_visit_on == timezone.localdate()
    week_ago = timezone.localdate() - timedelta(days=7)
    assert client.get(reverse("desk")).context["since"] == week_ago
    type(zone_a.user).objects.filter(pk=zone_a.user.pk).update(last_visit_on=date(2025, 4, 1))
    client.post(reverse("signin"), signed)
    assert client.get(reverse("desk")).context["since"] == date(2025, 4, 1)


def test_own_figures_are_of_what_one_sees(zone_b, office, library):
    assert desk_of(zone_b).context["figures"].completed.value.value == Decimal(180)
    # One of three has reported March: the district still stands at February (ADR 0004).
    assert desk_of(office).context["figures"].completed.value.value == Decimal(200 + 20 + 180)


def test_the_bar_counts_the_ledgers_that_wait_for_this_person(office, zone_a, zone_b, leader, at):
    def counts(person) -> dict[str, int]:
        shell = person.client.get(reverse("notice_list")).context["shell"]
        return {section.label: section.count for section in shell.nav if section.count}

    row = ("砚湖冷链仓储", "砚湖镇", 1200, 100, "2025年2月")
    one = things.sent(row, by=zone_a.actor, at=at)
    assert [counts(who) for who in (office, zone_a, zone_b, leader)] == [{"台账": 1}, {"台账": 1}, {}, {}]
    committing.commit(ledger_import=one, by=zone_a.actor, at=at)
    assert counts(zone_a) == {}
