"""The leader's page: its figures are the indicators', and every one of them is a door."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people, things
from tests.indicators.recount import bare
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.supervision.models import LampRule
from zhaotuifu.supervision.states import Scale
from zhaotuifu.targets.actions import set_targets
from zhaotuifu.targets.models import Target

pytestmark = pytest.mark.django_db
MARCH_END = date(2025, 3, 31)


@pytest.fixture
def library(district, at):
    """四个项目 — a fast and a slow one, a new one, one of another 板块."""
    LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=20,
        valid_from="2020-01-01",
    )
    found = {
        "fast": things.project("青石精密齿轮", "砚湖镇", at=at, months=("100", "100", "150")),
        "slow": things.project("云岭储能电池", "砚湖镇", at=at, months=("0", "10", "10"), level=Level.CITY),
        "new": things.project(
            "新建光伏", "砚湖镇", at=at, months=("90", "90", "130"), kind=ConstructionKind.NEW
        ),
        "other": things.project("苔溪水厂", "苔溪镇", at=at, months=("90", "90", "90"), level=Level.DISTRICT),
    }
    rows = [
        Milestone(project_id=found["new"], node=Node.START, recognised_on=date(2025, 3, 10)),
        MonthlyWord(
            project_id=found["slow"], year=2025, month=3, cause=Cause.LAND, problems="北侧 2 户未搬迁"
        ),
    ]
    record_progress(rows, years=[2025], by=SYSTEM, at=at)
    return found


def board_of(person, **given):
    response = person.client.get(reverse("dashboard"), given)
    assert response.status_code == 200
    return response


def test_the_figures_are_the_indicators_own(leader, library):
    board = board_of(leader).context["board"]
    book = open_book(year=2025, as_of=MARCH_END)
    province = Scope(level=Level.PROVINCE)
    assert bare(board.hero.value) == bare(book.value(named("completed"), province))
    assert bare(board.hero_rate.value) == bare(book.value(named("completion_rate"), province))
    assert board.starts.value.numerator == board.starts.value.denominator == 1
    assert board.whole.rate_pct == book.value(named("completion_rate")).value
    assert sum(lamp.count for lamp in board.lamps) == board.total == 4


def test_the_admission_target_is_measured_when_it_was_set(leader, library, at):
    assert "还没有下达年度目标" in board_of(leader).content.decode()
    target = Target(year=2025, indicator="admitted", level=Level.DISTRICT, target_value=Decimal(4))
    set_targets([target], by=SYSTEM, at=at)
    assert board_of(leader).context["board"].admitted_rate.value.denominator == Decimal(4)


@pytest.mark.parametrize("level", ["", "province", "city", "district"])
def test_every_door_of_the_page_opens(level, leader, library):
    text = board_of(leader, level=level).content.decode()
    main = text[text.index("<main"):]
    doors = {unescape(url) for url in re.findall(r'href="([^"#]+)"', main)}
    assert len(doors) > 15
    base = reverse("dashboard")
    for url in doors:
        assert leader.client.get(base + url if url.startswith("?") else url).status_code == 200, url


def test_the_worst_three_come_with_what_stands_in_the_way(leader, library):
    board = board_of(leader).context["board"]
    assert [item.name for item in board.laggards] == ["云岭储能电池"]
    assert board.three[0].problem == "北侧 2 户未搬迁"
    assert board.three[0].cause == "土地"
    assert board.three[0].lamp == "red"


def test_the_zones_are_ranked_by_their_rate(leader, library):
    zones = board_of(leader).context["board"].zones
    assert [zone.name for zone in zones] == ["苔溪镇", "砚湖镇"]
    assert [zone.rank for zone in zones] == [1, 2]
    assert zones[0].rate_pct == Decimal("22.5")


def test_the_trend_stops_at_the_month_and_the_schedule_runs_on(leader, library):
    trend = board_of(leader).context["board"].trend
    assert [row.done_wan for row in trend[:4]] == [190, 380, 660, None]
    assert trend[11].schedule_wan == Decimal(2400)


def test_a_zone_sees_its_own_and_no_other_zone(zone_b, library):
    response = board_of(zone_b)
    board = response.context["board"]
    assert board.total == 1
    assert [zone.name for zone in board.zones] == ["苔溪镇"]
    text = response.content.decode()
    assert "云岭储能电池" not in text
    assert "砚湖镇" not in text


def test_an_earlier_period_is_shown_as_of_its_end(leader, library):
    board = board_of(leader, year=2025, month=2).context["board"]
    assert board.hero.value.value == Decimal(380)
    assert board.schedule_pct == Decimal(200) / 12


def test_as_known_then_shows_what_was_known_then(leader, library, at):
    row = MonthlyAmount(project_id=library["fast"], year=2025, month=3, amount_wan=Decimal(50))
    record_progress([row], years=[2025], by=SYSTEM, at=at + timedelta(minutes=1))
    assert board_of(leader).context["board"].hero.value.value == Decimal(560)
    then = board_of(leader, known_at=at.isoformat())
    assert then.context["board"].hero.value.value == Decimal(660)
    assert "所知" in then.content.decode()


def test_a_year_without_projects_says_so_and_shows_a_way(leader, library):
    text = board_of(leader, year=2019).content.decode()
    assert "这一期还没有项目" in text


def test_four_projects_and_forty_cost_the_same(leader, library, at):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            board_of(leader)
        return len(captured)

    few = cost()
    for number in range(36):
        things.project(f"又一个{number}", "砚湖镇", at=at, months=("1", "1", "1"))
    assert cost() == few <= 24


def test_the_tile_of_a_zone_leads_to_its_rows(leader, library):
    zone = next(z for z in board_of(leader).context["board"].zones if z.name == "砚湖镇")
    page = leader.client.get(zone.rate_url)
    assert page.status_code == 200
    assert f"zone={people.organisation('砚湖镇').pk}" in zone.rate_url
    assert "苔溪水厂" not in page.content.decode()
