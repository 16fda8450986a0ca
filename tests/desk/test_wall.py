"""The wall shows the leader's figures and renews itself without keeping a session open; a story is one sheet."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from tests import things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.parties.middleware import SEEN_COOKIE
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import Level
from zhaotuifu.supervision.models import LampRule
from zhaotuifu.supervision.states import Scale

pytestmark = pytest.mark.django_db
QUIET = {"headers": {"X-Quiet": "1", "HX-Request": "true"}}


@pytest.fixture
def library(district, at):
    """两个项目 — a fast one, and a slow one with a problem; the fast one stood there a year ago too."""
    LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=20,
        valid_from="2020-01-01",
    )
    found = {
        "fast": things.project("青石精密齿轮", "砚湖镇", at=at, months=("100", "100", "150")),
        "slow": things.project("云岭储能电池", "砚湖镇", at=at, months=("0", "10", "10")),
    }
    before = Statement({"level": Level.PROVINCE, "plan_wan": Decimal(1000)}, found["fast"])
    state_projects([before], year=2024, about_from=date(2024, 1, 1), by=SYSTEM, at=at)
    rows = [
        MonthlyWord(project_id=found["slow"], year=2025, month=3, cause=Cause.LAND, problems="北侧 2 户未搬迁"),
        Milestone(project_id=found["slow"], node=Node.FINISH, planned_on=date(2026, 9, 1)),
        MonthlyAmount(project_id=found["fast"], year=2024, month=3, amount_wan=Decimal(200)),
    ]
    record_progress(rows, years=[2024, 2025], by=SYSTEM, at=at)
    return found


def test_every_number_of_the_wall_is_a_door(leader, library):
    text = leader.client.get(reverse("wall")).content.decode()
    assert 'data-theme="dark"' in text
    assert "云岭储能电池" in text
    doors = {unescape(url) for url in re.findall(r'href="(/[^"#]+)"', text[text.index("<main"):])}
    assert len(doors) > 12
    for url in doors:
        assert leader.client.get(url).status_code == 200, url


def test_the_wall_renews_itself_with_what_was_recorded_since(leader, library, at):
    first = leader.client.get(reverse("wall_now"), **QUIET)
    assert first.context["board"].hero.value.value == Decimal(370)
    row = MonthlyAmount(project_id=library["slow"], year=2025, month=3, amount_wan=Decimal(110))
    record_progress([row], years=[2025], by=SYSTEM, at=at + timedelta(minutes=1))
    second = leader.client.get(reverse("wall_now"), **QUIET)
    assert second.context["board"].hero.value.value == Decimal(470)
    assert "data-wall-at" in second.content.decode()


def test_what_the_wall_asks_by_itself_is_no_visit_unless_the_office_allows_it(leader, zone_a, library, settings):
    assert SEEN_COOKIE not in leader.client.get(reverse("wall_now"), **QUIET).cookies
    assert '"X-Quiet"' in leader.client.get(reverse("wall")).content.decode()
    settings.WALL_STAYS_SIGNED_IN = True
    assert '"X-Quiet"' not in leader.client.get(reverse("wall")).content.decode()
    assert '"X-Quiet"' in zone_a.client.get(reverse("wall")).content.decode()


def test_a_wall_of_an_empty_library_says_what_comes(leader):
    assert "这一期还没有项目" in leader.client.get(reverse("wall")).content.decode()


def test_the_figures_stand_beside_those_of_a_year_ago(leader, library):
    board = leader.client.get(reverse("dashboard")).context["board"]
    assert board.hero.change.text == "+85.0%"  # 370 to 200 万元
    assert "2024-03-31" in board.hero.change.then
    early = leader.client.get(reverse("dashboard"), {"year": 2024, "month": 3}).context["board"]
    assert early.hero.change.text == "—"


def test_lamps_that_turned_since_the_last_visit_are_told_with_their_reason(leader, zone_b, library, at):
    row = MonthlyAmount(project_id=library["fast"], year=2025, month=3, amount_wan=Decimal(-100))
    record_progress([row], years=[2025], by=SYSTEM, at=at + timedelta(minutes=1))
    turns = leader.client.get(reverse("dashboard")).context["turns"]
    assert [(turn.name, turn.was, turn.now) for turn in turns.named if turn.name == "青石精密齿轮"]
    assert sum(count for _, _, count in turns.counts) == len(turns.named) + turns.more
    assert zone_b.client.get(reverse("dashboard")).context["turns"].named == ()


def test_a_story_says_the_life_the_money_and_the_posts_and_no_persons_name(leader, zone_a, zone_b, library, at):
    said = Statement(
        {"leader": "区领导一", "responsible_unit": "砚湖镇", "responsible_person": "张样例", "contact_name": "李样例"},
        library["slow"],
    )
    state_projects([said], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at + timedelta(minutes=1))
    url = reverse("project_story", args=[library["slow"]])
    text = leader.client.get(url).content.decode()
    assert all(part in text for part in ("生命线", "云岭储能电池", "北侧 2 户未搬迁", "区领导一", "2026年9月1日"))
    assert "张样例" not in text
    assert "李样例" not in text
    assert zone_a.client.get(url).status_code == 200
    assert zone_b.client.get(url).status_code == 404
