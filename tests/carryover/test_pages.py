"""结转的页面：谁打得开、填了保存、要改的说明白、任务办完、Excel 拿回来还认得；命令说同样的话。"""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import works
from tests.carryover.stage import CONTINUED, RESERVE, YEAR, line, next_year, project, proposed
from tests.ledger import sending
from tests.people import Person
from zhaotuifu.carryover import actions, catalogue
from zhaotuifu.carryover.models import CarryOver, CarryRule
from zhaotuifu.carryover.rules import UNRULED
from zhaotuifu.carryover.states import CarryState, Outcome
from zhaotuifu.collection.queries import current_round
from zhaotuifu.indicators.queries import current_period
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.projects.models import Listing
from zhaotuifu.supervision.queries import latest_year, listed_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(district: Any, at: Any) -> dict[str, int]:
    """四个项目."""
    return {
        "going": project("云岭储能", at=at, kind=CONTINUED, done="3000", starts=date(2024, 5, 1)),
        "waiting": project("苔溪冷链", "苔溪镇", at=at),
        "asked": project("云岭研发楼", at=at, kind=RESERVE, plan=None, planned_start=date(2026, 3, 1)),
        "done": project("砚湖小学", at=at, finished=date(2025, 11, 3), done="9000"),
    }


def page_of(carry: CarryOver, query: str = "") -> str:
    return reverse("carry_page", args=[carry.pk]) + query


def fields(one: Any, **said: str) -> dict[str, str]:
    """One row of the page as the browser sends it."""
    sent = {
        "outcome": one.outcome, "plan": f"{one.plan_wan.normalize():f}" if one.plan_wan else "",
        "note": "", "revision": str(one.revision),
    } | said
    return {f"{name}-{one.pk}": text for name, text in sent.items()}


def test_the_office_begins_fills_in_and_carries_over_by_the_pages(
    town: dict, office: Person, at: Any
) -> None:
    client = office.client
    answer = client.post(reverse("carry_list"), {"year": str(YEAR)})
    (carry,) = CarryOver.objects.all()
    assert (answer.status_code, answer.url) == (302, page_of(carry))
    assert [run.state for run in works.do_all()] == [WorkState.DONE]
    shown = client.get(page_of(carry)).content.decode()
    assert "结转 3 行" in shown and "1 行要定" in shown and "储备、前期，下一年计划开工" in shown
    one = line(carry, town["going"])
    client.post(reverse("carry_fill", args=[carry.pk]), fields(one, plan="2,500", note="分两年"))
    one.refresh_from_db()
    assert (one.plan_wan, one.office_note) == (2500, "分两年")
    client.post(reverse("carry_alike", args=[carry.pk]), {"why": "ready", "outcome": "new"})
    client.post(reverse("carry_commit", args=[carry.pk]))
    works.do_all()
    assert "已结转。" in client.get(page_of(carry)).content.decode()
    assert next_year(town["asked"]).listings[0].construction_kind == "new"
    client.post(reverse("carry_undo", args=[carry.pk]))
    works.do_all()
    assert "已撤回" in client.get(page_of(carry)).content.decode()
    assert not Listing.objects.known().filter(year=2026).exists()


def test_what_is_typed_wrong_is_named_and_kept(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    one = line(carry, town["waiting"])
    fill = reverse("carry_fill", args=[carry.pk])
    answer = office.client.post(fill, fields(one, plan="三千", note="看图纸"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "计划请写数字" in said and 'value="三千"' in said and 'value="看图纸"' in said
    answer = office.client.post(fill, fields(one, outcome="end"))
    assert answer.status_code == 422 and "请在说明里写原因" in answer.content.decode()
    for odd in ({"outcome": "listed"}, {"outcome": "nonsense"}, {"note": "长" * 301}):
        assert office.client.post(fill, fields(one, **odd)).status_code == 422
    one.refresh_from_db()
    assert one.office_at is None


def test_who_saves_an_older_page_hears_it(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    one = line(carry, town["waiting"])
    fill = reverse("carry_fill", args=[carry.pk])
    office.client.post(fill, fields(one, plan="1000"))
    answer = office.client.post(fill, fields(one, plan="2000"))
    assert answer.status_code == 409 and 'value="2000"' in answer.content.decode()


def test_a_tick_settles_a_line_as_it_stands(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    one = line(carry, town["asked"])
    office.client.post(reverse("carry_fill", args=[carry.pk]), fields(one, ok="1"))
    one.refresh_from_db()
    assert (one.is_open, one.office_outcome) == (False, Outcome.NEW)


def test_a_zone_sees_its_own_once_it_is_asked(
    town: dict, office: Person, zone_b: Person, leader: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    assert zone_b.client.get(page_of(carry)).status_code == 404
    assert leader.client.get(page_of(carry)).status_code == 404
    answer = office.client.post(
        reverse("carry_ask", args=[carry.pk]), {"fill_by": timezone.localdate().isoformat()}
    )
    assert answer.status_code == 302
    shown = zone_b.client.get(page_of(carry)).content.decode()
    assert "苔溪冷链" in shown and "云岭储能" not in shown and "保存这一页" in shown
    assert "保存这一页" not in leader.client.get(page_of(carry)).content.decode()
    one = line(carry, town["waiting"])
    fill = reverse("carry_fill", args=[carry.pk])
    assert zone_b.client.post(fill, fields(one, plan="1500")).status_code == 302
    assert zone_b.client.post(fill, fields(line(carry, town["going"]), plan="1")).status_code == 302
    assert line(carry, town["going"]).zone_at is None
    assert zone_b.client.post(reverse("carry_commit", args=[carry.pk])).status_code == 403
    assert "板块（苔溪镇岗）" in office.client.get(page_of(carry)).content.decode()


def test_the_day_to_fill_by_is_one_to_come(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    ask = reverse("carry_ask", args=[carry.pk])
    for text in ("", "明天", "2020-01-01"):
        assert office.client.post(ask, {"fill_by": text}).status_code == 422
    carry.refresh_from_db()
    assert carry.asked_at is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?show=open", ["云岭研发楼"]),
        ("?outcome=end", ["砚湖小学"]),
        ("?zone=苔溪镇", ["苔溪冷链"]),
        ("?q=储能", ["云岭储能"]),
        ("?level=city&outcome=continued", ["云岭储能"]),
        ("?why=ready", ["云岭研发楼"]),
        ("?level=no&show=no&why=no&outcome=no", ["云岭研发楼", "苔溪冷链", "砚湖小学", "云岭储能"]),
        ("?show=differing", []),
        ("?show=noplan", []),
    ],
)
def test_the_address_says_which_lines(
    query: str, names: list[str], town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    shown = office.client.get(page_of(carry, query)).content.decode()
    found = re.findall(r'<th scope="row" class="wrap"><a href="/projects/\d+/[^>]*>([^<]+)</a>', shown)
    assert sorted(found) == sorted(names)


def test_the_page_takes_the_same_statements_for_any_number_of_lines(
    district: Any, office: Person, at: Any
) -> None:
    def statements() -> int:
        carry = proposed(office.actor, at)
        office.client.get(page_of(carry))
        with CaptureQueriesContext(connection) as caught:
            assert office.client.get(page_of(carry)).status_code == 200
        actions.drop(carry=carry, by=office.actor, at=at)
        return len(caught)

    for name in "甲乙丙":
        project(f"云岭{name}厂", at=at, kind=CONTINUED)
    few = statements()
    for n in range(30):
        project(f"砚湖{n}号楼", at=at, kind=CONTINUED)
    assert statements() == few <= 24


def test_the_table_comes_back_as_a_ledger_of_the_new_year(
    town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    data = office.client.get(reverse("carry_excel", args=[carry.pk]) + "?outcome=continued").content
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert (sheet.max_row, sheet.cell(4, 1).value) == (4, "云岭储能")
    assert sheet.cell(4, heads["2026年度计划投资（万元）"]).value == 7000
    sheet.cell(4, heads["2026年度计划投资（万元）"]).value = 6500
    out = io.BytesIO()
    book.save(out)
    found = sending.imported(office, out.getvalue(), "2026-01")
    assert [(one["field"], one["new"]) for one in found["changed"]] == [("annual_plan_wan", "6500")]
    assert next_year(town["going"]).plan_wan == 6500


def test_the_figures_stay_with_the_old_year_until_somebody_reports_on_the_new(
    town: dict, office: Person, at: Any
) -> None:
    before = current_period(date(2026, 1, 10))
    actions.commit(carry=proposed(office.actor, at), by=office.actor, at=at)
    assert current_period(date(2026, 1, 10)) == before == (2025, 12)
    assert (latest_year(0), listed_year(0)) == (2025, 2026)
    assert not current_round(date(2026, 2, 10)).is_past


def test_a_rule_is_loaded_once_and_the_one_of_the_day_counts(db: Any, at: Any) -> None:
    assert catalogue.terms_on(date(2025, 12, 31)) == UNRULED
    given = catalogue.CarryRuleGiven(
        "跟踪到投产", "示例", "production", False, 3, Decimal(95), False, date(2024, 1, 1), None
    )
    assert catalogue.load_carry_rules(rules=[given], by=SYSTEM, at=at) == 1
    assert catalogue.load_carry_rules(rules=[given], by=SYSTEM, at=at) == 0
    terms = catalogue.terms_on(date(2025, 12, 31))
    assert (terms.follows_until, terms.new_years_most) == ("production", 3)
    assert catalogue.terms_of(catalogue.kept(terms)) == terms
    assert catalogue.terms_on(date(2023, 12, 31)) == UNRULED
    assert CarryRule.objects.count() == 1


def told(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("carry_over", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_previews_and_writes_nothing(town: dict, at: Any) -> None:
    found = told("--year", "2025")
    assert (found["projects"], found["open"], found["written"], found["plan_wan"]) == (4, 1, 0, "11000")
    assert found["levels"] == [
        {"level": "市重大", "outcomes": {"续建": 1, "新建": 2, "不结转": 1}}
    ]
    assert [(one["why"], one["count"]) for one in found["questions"]] == [("ready", 1)]
    assert not CarryOver.objects.exists() and not Listing.objects.filter(year=2026).exists()


def test_the_command_writes_what_is_settled(town: dict, office: Person, at: Any) -> None:
    found = told("--year", "2025", "--commit", "--as", "office")
    assert (found["written"], found["open"]) == (3, 1)
    (carry,) = CarryOver.objects.all()
    assert (carry.state, carry.committed_by) == (CarryState.COMMITTED, office.user)
    again = told("--year", "2025")
    assert again["levels"][0]["outcomes"] == {"新建": 1, "已列入": 2}


def test_the_command_says_what_is_wrong(town: dict, zone_a: Person, capsys: Any) -> None:
    with pytest.raises(CommandError, match="没有账号 nobody"):
        call_command("carry_over", "--year", "2025", "--as", "nobody")
    with pytest.raises(CommandError, match="年度 25 不对"):
        call_command("carry_over", "--year", "25")
    for words in (("--year", "2019"), ("--year", "2025", "--as", "zone_a")):
        with pytest.raises(SystemExit) as stop:
            call_command("carry_over", *words)
        assert stop.value.code == 1
    assert "2019年没有名单" in capsys.readouterr().err
