"""公开数字 — figures project offices published, entered as projects, come out as stated.

Every row that is a rate, a share or a difference is asked of a real indicator. Where the page's own
rounding or slip differs, what comes out is the recomputed figure; what cannot be entered is listed
with its reason (`NOT_OURS`). Rows of kind 合计 are sums of parts and no indicator.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.asking import Asking, month_end
from zhaotuifu.indicators.figures_asked import answered
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.indicators.rules.parameters import Size
from zhaotuifu.indicators.states import Comparison, CountBy
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.money import WAN_PER_YI, round_half_up
from zhaotuifu.parties.models import Organisation
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Packaging

FIGURES = Path(__file__).parents[1] / "data" / "published_indicators.csv"
NAMES = {
    "投资完成率": "投资完成率", "开工率": "开工率", "竣工率": "竣工率", "超序时进度": "序时差",
}
#: how a share was stated: of what it is the share, and what narrows the part
SHARES = {
    "gz2022-pct": ("在列项目数", "kind"), "gz2022-pct2": ("年度计划投资", "kind"),
    "leshan2020p": ("在列项目数", "size"), "sc2020q4p": ("年度计划投资", "kind"),
    "nanj2025p": ("年度计划投资", "kind"),
}
NOT_OURS = {
    "xg2025-06": "只公布了完成数和完成率，没有公布分母，录不进去",
}
OURS = (*NAMES, "同比", "占比")
CITY = Scope(level="city")
MANY = 100


def _rows() -> list[dict[str, str]]:
    with FIGURES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()
ASKED = [row for row in ROWS if row["kind"] in NAMES and row["id"] not in NOT_OURS]
MATCHING = [row for row in ASKED if row["result"] == "match"]


def test_there_are_thirty_seven_matching_figures():
    assert len(MATCHING) == 37


def test_every_rate_share_and_difference_is_asked_of_an_indicator_or_listed():
    asked = {row["id"] for row in ASKED} | set(SHARES) | {"jm2021-03-yoy"} | set(NOT_OURS)
    assert {row["id"] for row in ROWS if row["kind"] in OURS} == asked
    assert {row["kind"] for row in ROWS if row["id"] not in asked} == {"合计"}


@pytest.mark.django_db
@pytest.mark.parametrize("figure", ASKED, ids=lambda row: f"{row['id']}-{row['kind']}")
def test_a_published_figure_comes_out_as_stated_or_as_its_own_parts_say(district, figure):
    as_of = _day_of(figure)
    _enter(figure, as_of)
    book = open_book(year=as_of.year, as_of=as_of)
    value = book.value(definitions.named(NAMES[figure["kind"]]), CITY)
    assert value.value is not None
    rounded = round_half_up(value.value, int(figure["decimals"]))
    if figure["result"] == "match":
        assert rounded == Decimal(figure["stated"])
    else:
        differing = figure["result"].removeprefix("differs(").removesuffix(")")
        assert rounded == Decimal(differing) != Decimal(figure["stated"])


@pytest.mark.django_db
@pytest.mark.parametrize("figure", [row for row in ROWS if row["id"] in SHARES], ids=lambda row: row["id"])
def test_a_published_share_is_the_part_in_the_whole(district, figure):
    as_of, (name, by) = _day_of(figure), SHARES[figure["id"]]
    at = _new_year(as_of)
    part, whole = (Decimal(figure[one]) for one in ("numerator", "denominator"))
    inside, outside = ({"kind": "industry"}, {"kind": "livelihood"}) if by == "kind" else (
        {"total_investment_wan": Decimal(10000)}, {"total_investment_wan": Decimal(9999)}
    )
    for values, amount in ((inside, part), (outside, whole - part)):
        if name == "在列项目数" and amount > MANY:
            # As one package of that many sub-projects, counted split: thousands of rows cost seconds.
            ids = _state(1, values, as_of, at)
            _pack([{"project_id": ids[0], "parts": int(amount)}], at)
        elif name == "在列项目数":
            _state(int(amount), values, as_of, at)
        else:
            _state(1, values | {"plan_wan": amount * WAN_PER_YI}, as_of, at)
    scope = Scope(level="city", kind="industry") if by == "kind" else Scope(
        level="city", size=Size("yi1", "1 亿元以上", Decimal(10000))
    )
    asking = Asking(as_of.year, as_of, None, scope, CountBy.SPLIT)
    found = answered(definitions.named(name), asking)
    assert round_half_up(found.share_pct, int(figure["decimals"])) == Decimal(figure["stated"])


@pytest.mark.django_db
def test_the_published_growth_is_the_difference_from_last_year(district):
    (figure,) = [row for row in ROWS if row["id"] == "jm2021-03-yoy"]
    as_of = _day_of(figure)
    amount, less = Decimal("313.64"), Decimal("153.34")
    _enter_money(amount * WAN_PER_YI, Decimal(10**7), as_of, _new_year(as_of))
    before = month_end(2020, 3)
    _enter_money((amount - less) * WAN_PER_YI, Decimal(10**7), before, _new_year(before), "往年")
    found = answered(
        definitions.named("本年累计完成投资"), Asking(2021, as_of, None, CITY), Comparison.YEAR
    )
    assert found.compared.difference == less * WAN_PER_YI
    assert round_half_up(found.compared.growth_pct, 2) == Decimal(figure["stated"])


@pytest.mark.django_db
def test_joint_projects_count_once_in_the_total_and_once_in_each_zone(district):
    """各板块相加 44，全市 42: two projects lie in both."""
    as_of = date(2024, 3, 31)
    at = _new_year(as_of)
    lake, brook = Organisation.objects.zones().in_order()[:2]
    for count, zones, name in ((20, (lake,), "湖"), (20, (brook,), "溪"), (2, (lake, brook), "联建")):
        _state(count, {"zone_ids": tuple(zone.pk for zone in zones)}, as_of, at, name)
    book, listed = open_book(year=2024, as_of=as_of), definitions.named("在列项目数")
    parts = [book.value(listed, Scope(level="city", zone_id=zone.pk)).value for zone in (lake, brook)]
    assert parts == [22, 22]
    assert (sum(parts), book.value(listed, CITY).value) == (44, 42)


@pytest.mark.django_db
def test_packages_count_444_whole_and_569_split(district):
    """江门 2023: 444 项（打包拆分后 569 项）— as packages listed whole, and as their parts listed singly."""
    as_of = date(2023, 3, 31)
    at = _new_year(as_of)
    ids = _state(444, {}, as_of, at)
    _pack([{"project_id": pk, "parts": 2} for pk in ids[:125]], at)
    listed = definitions.named("在列项目数")
    counts = {one: answered(listed, Asking(2023, as_of, None, CITY, one)).value.value for one in CountBy}
    assert counts == {CountBy.LISTED: 444, CountBy.WHOLE: 444, CountBy.SPLIT: 569}

    more = _state(250, {"level": "district"}, as_of, at, "子项")
    _pack([{"project_id": pk, "package_name": f"打包{n // 2}"} for n, pk in enumerate(more)], at)
    district_scope = Scope(level="district")
    single = {
        one: answered(listed, Asking(2023, as_of, None, district_scope, one)).value.value for one in CountBy
    }
    assert single == {CountBy.LISTED: 250, CountBy.WHOLE: 125, CountBy.SPLIT: 250}


def _pack(rows: list[dict], at: datetime) -> None:
    Packaging.objects.bulk_create(
        [Packaging(valid_from=at.date(), recorded_at=at, **row) for row in rows]
    )


def _day_of(figure: dict[str, str]) -> date:
    """The end of the month the figure is about; a page that names no year is entered as 2024."""
    year, _, month = figure["as_of"][:7].partition("-")
    return month_end(int(year) if year.isdigit() else 2024, int(month or 12))


def _new_year(as_of: date) -> datetime:
    return datetime(as_of.year, 1, 5, tzinfo=timezone.get_current_timezone())


def _enter(figure: dict[str, str], as_of: date) -> None:
    """Money as one project with a plan and a month; counts as that many projects."""
    numerator = Decimal(figure["numerator"])
    at = _new_year(as_of)
    if figure["kind"] == "超序时进度":
        # The published pair is the rate and "8/12" of the year: a plan of 100 reproduces it.
        _enter_money(numerator, Decimal(100), as_of, at)
        return
    denominator = Decimal(figure["denominator"])
    if figure["kind"] in ("开工率", "竣工率"):
        _enter_counts(figure["kind"], int(numerator), int(denominator), as_of, at)
    else:
        scale = WAN_PER_YI if "亿" in figure["unit"] else Decimal(1)
        _enter_money(numerator * scale, denominator * scale, as_of, at)


def _state(
    count: int, values: dict, as_of: date, at: datetime, name: str = "公开数字"
) -> list[int]:
    zone = Organisation.objects.zones().in_order().first()
    given = "、".join(map(str, values.values()))
    base = {"zone_ids": (zone.pk,), "level": "city"} | values
    statements = [Statement({"name": f"{name} {given} {n}"} | base) for n in range(count)]
    return state_projects(
        statements, year=as_of.year, about_from=date(as_of.year, 1, 1), by=SYSTEM, at=at
    )


def _enter_money(
    amount: Decimal, plan: Decimal, as_of: date, at: datetime, name: str = "公开数字"
) -> None:
    (project_id,) = _state(1, {"plan_wan": plan}, as_of, at, name)
    month = MonthlyAmount(
        project_id=project_id, year=as_of.year, month=as_of.month, amount_wan=amount
    )
    record_progress([month], years=[as_of.year], by=SYSTEM, at=at)


def _enter_counts(kind: str, reached: int, planned: int, as_of: date, at: datetime) -> None:
    is_start = kind == "开工率"
    node = Node.START if is_start else Node.FINISH
    ids = _state(planned, {"construction_kind": "new" if is_start else "finishing"}, as_of, at)
    rows = [
        Milestone(project_id=project_id, node=node, recognised_on=as_of)
        for project_id in ids[:reached]
    ]
    record_progress(rows, years=[as_of.year], by=SYSTEM, at=at)
