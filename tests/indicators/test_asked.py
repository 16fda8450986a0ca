"""问指标 — by the full scope, as of any day and as known at any time: on pages and by the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import people
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.lives import signed_lines
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Programme, ProgrammeMember, Project
from zhaotuifu.projects.states import ConstructionKind, Standing
from zhaotuifu.targets.models import Target

pytestmark = pytest.mark.django_db
MARCH = date(2025, 3, 31)
SIGNED = definitions.named("签约数")


def statement(name: str, *, zone: str = "砚湖镇", **values) -> Statement:
    base = {"zone_ids": (people.organisation(zone).pk,), "level": "city", "plan_wan": Decimal(1000)}
    return Statement({"name": name} | base | values)


def projects(at, *given: Statement, months: dict[int, dict[int, int]], year: int = 2025) -> list[int]:
    """Projects in one act; `months` are amounts by place in the list and month."""
    ids = state_projects(list(given), year=year, about_from=date(year, 1, 1), by=SYSTEM, at=at)
    rows = [
        MonthlyAmount(project_id=ids[place], year=year, month=month, amount_wan=Decimal(amount))
        for place, amounts in months.items() for month, amount in amounts.items()
    ]
    record_progress(rows, years=[year], by=SYSTEM, at=at)
    return ids


@dataclass(frozen=True)
class Library:
    """小库 — laid out once for the file; what a test adds is gone after it."""

    ids: list[int]
    office: people.Person
    zone_a: people.Person
    at: datetime


def milestone(project_id: int, node: Node, at, *, on: date | None = None, actual: date | None = None) -> None:
    row = Milestone(project_id=project_id, node=node, recognised_on=on, actual_on=actual)
    record_progress([row], years=[2025], by=SYSTEM, at=at)


def asked(name: str, *options: str) -> dict:
    out = StringIO()
    try:
        call_command("indicator", name, *options, "--json", stdout=out)
    except SystemExit as gone:
        assert gone.code == 1
    return json.loads(out.getvalue())


def value(name: str, *options: str) -> str | None:
    return asked(name, "--as-of", "2025-03-31", *options)["value"]


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker) -> Iterator[Library]:
    """Four projects of two 板块, kinds and sizes; one in dollars, one in a programme."""
    at = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        people.found_district(at)
        ids = projects(
            at,
            statement("云岫储能", kind="industry", category="新能源", total_investment_wan=Decimal(120000)),
            statement(
                "鹭汀电驱", zone="苔溪镇", kind="industry", category="汽车", foreign_currency="USD",
                foreign_amount_wan=Decimal(12000), total_investment_wan=Decimal(84000),
            ),
            statement(
                "苔溪水厂", zone="苔溪镇", kind="livelihood", total_investment_wan=Decimal(9999)
            ),
            statement(
                "砚湖路", kind="infrastructure", level="district", construction_kind=ConstructionKind.NEW
            ),
            months={0: {1: 300}, 1: {2: 100}, 2: {3: 50}},
        )
        programme = Programme.objects.create(
            code="532", name="532", source="示例", valid_from=date(2021, 1, 1)
        )
        ProgrammeMember.objects.create(
            project_id=ids[0], programme=programme, valid_from=date(2025, 2, 1), recorded_at=at
        )
        yield Library(
            ids, people.person("office", Role.OFFICE, "区重大办", at),
            people.person("zone_a", Role.ZONE, "砚湖镇", at), at,
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), "4"), (("--level", "市重大"), "3"), (("--zone", "苔溪"), "2"), (("--kind", "产业"), "2"),
        (("--category", "汽车"), "1"), (("--construction-kind", "新建"), "1"),
        (("--size", "1亿"), "2"), (("--size", "≥10亿元"), "1"), (("--size", "1亿美元"), "1"),
        (("--size", "big"), "2"), (("--size", "9999万"), "3"), (("--size", "12000万美元以上"), "1"),
        (("--programme", "532"), "1"), (("--zone", "砚湖镇", "--kind", "产业", "--programme", "532"), "1"),
        (("--zone", "苔溪镇", "--programme", "532"), "0"), (("--count-by", "split"), "4"),
    ],
)
def test_the_command_asks_in_any_scope(library, options, count):
    assert value("在列项目数", *options) == count


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--level", "镇重点"), "没有级别“镇重点”。现有：省重大、市重大、区重点。"),
        (("--zone", "没有镇"), "没有板块“没有镇”"),
        (("--kind", "农业"), "没有大类“农业”。现有：产业、基础设施、民生。"),
        (("--category", "航天"), "没有项目的产业链是“航天”。用到的有：新能源、汽车。"),
        (("--construction-kind", "重建"), "没有建设性质“重建”"), (("--size", "很大"), "看不懂规模“很大”"),
        (("--programme", "两湖"), "没有专项“两湖”。现有：532。"), (("--count-by", "half"), "没有计数方式“half”"),
        (("--compare", "week"), "看不懂 --compare“week”"), (("--known-at", "昨天"), "看不懂日期“昨天”"),
        (("--year", "3000"), "年度“3000”不对"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_there_is(library, options, sentence):
    told = asked("在列项目数", "--as-of", "2025-03-31", *options)["refused"][0]
    assert sentence in told or {"新能源", "汽车"} <= set(told.split("：")[-1].rstrip("。").split("、"))


def test_a_programme_holds_from_the_day_a_project_joined(library):
    assert asked("在列项目数", "--as-of", "2025-01-31", "--programme", "532")["value"] == "0"


@pytest.mark.parametrize("indicator", definitions.ALL, ids=lambda one: one.code)
def test_every_name_is_answered(library, indicator):
    told = asked(indicator.name, "--year", "2025", "--as-of", "2025-03-31", "--compare", "yoy")
    assert (told["name"], told["unit"], told["version"]) == (indicator.name, indicator.unit, 1)


def test_the_command_says_it_in_words_too(library, capsys):
    call_command("indicator", "投资完成率", "--as-of", "2025-03-31", "--compare", "mom")
    told = capsys.readouterr().out
    assert "投资完成率：11.3%（4 个项目）" in told
    assert "环比：+1.3 个百分点（2025-02-28：10.0%）" in told
    call_command("indicator", "list")
    assert "投资完成率（%）  completion_rate  投资" in capsys.readouterr().out


def test_compared_with_last_year_as_known_then(library):
    projects(library.at, statement("往年项目"), year=2024, months={0: {2: 100}})
    told = asked("本年累计完成投资", "--as-of", "2025-03-31", "--compare", "yoy")["compared"]
    assert (told["value"], told["difference"], told["growth_pct"], told["as_of"]) == ("100", "350", "350", "2024-03-31")
    early = (library.at - timedelta(days=2)).isoformat()
    told = asked("本年累计完成投资", "--as-of", "2025-03-31", "--compare", "yoy", "--known-at", early)
    assert (told["value"], told["compared"]["difference"]) == (None, None)


class TestSigning:
    def test_signed_counts_on_no_list_and_after_leaving_the_library(self, library):
        milestone(library.ids[0], Node.SIGNED, library.at, on=date(2025, 1, 10))
        milestone(library.ids[1], Node.SIGNED, library.at, actual=date(2025, 2, 10))
        milestone(library.ids[2], Node.SIGNED, library.at, on=date(2024, 12, 31), actual=date(2025, 1, 2))
        unlisted = Project(name="未入库项目", created_at=library.at).fill_keys()
        unlisted.save()
        milestone(unlisted.pk, Node.SIGNED, library.at, on=date(2025, 3, 1))
        gone = Project.objects.get(pk=library.ids[0])
        change_standing(
            project=gone, to=Standing.WITHDRAWN, on=date(2025, 3, 5), reason="撤资", by=SYSTEM, at=library.at
        )
        assert value("签约数") == "3"
        assert value("签约额") == "204000"
        assert (value("签约数", "--size", "1亿"), value("签约数", "--level", "市重大")) == ("2", "2")
        assert value("签约数", "--zone", "苔溪镇") == "1"
        assert asked("签约数", "--as-of", "2025-02-09", "--year", "2025")["value"] == "1"
        assert asked("签约数", "--as-of", "2025-06-30", "--year", "2024")["value"] == "1"

    def test_a_zone_reads_its_own_signings(self, library):
        for project_id in library.ids[:2]:
            milestone(project_id, Node.SIGNED, library.at, on=date(2025, 1, 10))
        book = open_book(year=2025, as_of=MARCH, actor=library.zone_a.actor)
        assert book.value(SIGNED).value == 1

    def test_known_then(self, library):
        milestone(library.ids[0], Node.SIGNED, library.at + timedelta(hours=1), on=date(2025, 1, 10))
        assert signed_lines(year=2025, as_of=MARCH, known_at=library.at) == ()
        assert len(signed_lines(year=2025, as_of=MARCH)) == 1


class TestPages:
    def page(self, person, name: str, code: str | None = None, **query) -> str:
        url = reverse(name, args=[code] if code else [])
        answer = person.client.get(url, {"year": 2025, "month": 3} | query)
        assert answer.status_code == 200
        return answer.content.decode()

    def test_the_overview_has_every_indicator_under_its_heading(self, library):
        page = self.page(library.office, "indicator_list")
        assert all(f">{one.name}</a>" in page for one in definitions.ALL)
        assert "环节时长" in page and "规模分档" in page

    @pytest.mark.parametrize("indicator", definitions.ALL, ids=lambda one: one.code)
    def test_every_indicator_has_its_page_and_its_definition(self, library, indicator):
        assert indicator.name in self.page(library.office, "indicator_page", indicator.code)
        assert f"{indicator.name}的定义" in self.page(library.office, "indicator_definition", indicator.code)

    @pytest.mark.parametrize(
        "axis", ["zone", "level", "category", "kind", "construction_kind", "size", "programme", "cause"]
    )
    def test_a_figure_is_broken_down(self, library, axis):
        word = MonthlyWord(project_id=library.ids[3], year=2025, month=2, cause=Cause.LAND, problems="等地")
        record_progress([word], years=[2025], by=SYSTEM, at=library.at)
        page = self.page(library.office, "indicator_page", "not_started", by=axis)
        labels = {"zone": "砚湖镇", "level": "区重点", "kind": "基础设施", "construction_kind": "新建", "cause": "土地"}
        assert labels.get(axis, "砚湖路") in page.split('id="by"')[1]
        assert "等地" in page

    def test_both_denominators_are_said(self, library):
        Target.objects.create(
            year=2025, indicator="completed", level="city", target_value=Decimal(9000), recorded_at=library.at,
            valid_from=date(2025, 1, 1),
        )
        page = self.page(library.office, "indicator_page", "completion_rate", level="city")
        assert "分母是年度计划投资的滚动合计" in page
        assert "投资目标完成率" in page and ">5.0 %<" in page

    def test_reported_and_recognised_stand_side_by_side(self, library):
        row = MonthlyAmount(
            project_id=library.ids[0], year=2025, month=1, amount_wan=Decimal(200), basis=Basis.RECOGNISED
        )
        record_progress([row], years=[2025], by=SYSTEM, at=library.at)
        assert (value("本年累计完成投资"), value("列统完成投资")) == ("450", "200")
        assert "列统完成投资" in self.page(library.office, "indicator_page", "completed")

    def test_a_zone_is_asked_of_its_own_and_sees_no_other(self, library):
        page = self.page(library.zone_a, "indicator_page", "listed")
        assert "云岫储能" in page and "鹭汀电驱" not in page and "2 个项目" in page

    def test_the_funnel_leads_to_each_cohort(self, library):
        milestone(library.ids[0], Node.SIGNED, library.at, on=date(2025, 1, 10))
        milestone(library.ids[0], Node.START, library.at, on=date(2025, 3, 10))
        page = self.page(library.office, "signing_funnel")
        assert "2021年" in page and "conversion_start" in page and "100.0%" in page

    def test_an_unknown_definition_is_not_found(self, library):
        for code, query in (("zzz", {}), ("schedule", {"version": 9})):
            url = reverse("indicator_definition", args=[code])
            assert library.office.client.get(url, query).status_code == 404

    COUNTED = (
        ("indicator_list", None, {}), ("indicator_page", "completion_rate", {}),
        ("indicator_page", "not_started", {"by": "cause"}), ("indicator_page", "signed", {}),
        ("indicator_page", "listed", {"count_by": "split", "by": "category"}),
        ("indicator_page", "duration_signed_start", {}),
        ("indicator_definition", "completion_rate", {}), ("signing_funnel", None, {}),
    )

    def test_a_page_costs_the_same_for_few_and_many(self, library):
        def signed(ids: list[int]) -> None:
            rows = [Milestone(project_id=pk, node=Node.SIGNED, recognised_on=date(2025, 1, 5)) for pk in ids]
            record_progress(rows, years=[2025], by=SYSTEM, at=library.at)

        def costs() -> list[int]:
            found = []
            for name, code, query in self.COUNTED:
                with CaptureQueriesContext(connection) as seen:
                    self.page(library.office, name, code, **query)
                found.append(len(seen))
            return found

        signed(library.ids[:1])
        few = costs()
        more = [statement(f"项目{n}", category="新能源", kind="industry") for n in range(20)]
        signed(projects(library.at, *more, months={n: {1: 5} for n in range(20)}))
        assert costs() == few
        assert max(few) <= 130


def test_no_target_is_asked_of_a_part_for_which_none_is_handed_down(library):
    Target.objects.create(
        year=2025, indicator="admitted", level="city", target_value=Decimal(4), recorded_at=library.at,
        valid_from=date(2025, 1, 1),
    )
    book, rate = open_book(year=2025, as_of=MARCH), definitions.named("入库目标完成率")
    assert book.value(rate, Scope(level="city")).denominator == 4
    assert book.value(rate, Scope(level="city", kind="industry")).denominator is None
