"""公开数字 — figures project offices published, entered as projects, come out as stated."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.asking import month_end
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.money import WAN_PER_YI, round_half_up
from zhaotuifu.parties.models import Organisation
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, state_projects

FIGURES = Path(__file__).parents[1] / "data" / "published_indicators.csv"
NAMES = {
    "投资完成率": "投资完成率", "开工率": "开工率", "竣工率": "竣工率", "超序时进度": "序时差",
}


def _matching() -> list[dict[str, str]]:
    with FIGURES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["kind"] in NAMES and row["result"] == "match"]


MATCHING = _matching()


def test_there_are_thirty_seven_matching_figures():
    assert len(MATCHING) == 37


@pytest.mark.django_db
@pytest.mark.parametrize("figure", MATCHING, ids=lambda row: f"{row['id']}-{row['kind']}")
def test_a_published_figure_comes_out_as_stated(district, figure):
    as_of = _day_of(figure)
    _enter(figure, as_of)
    book = open_book(year=as_of.year, as_of=as_of)
    value = book.value(definitions.named(NAMES[figure["kind"]]), Scope(level="city"))
    assert value.value is not None
    stated = Decimal(figure["stated"])
    assert round_half_up(value.value, int(figure["decimals"])) == stated


def _day_of(figure: dict[str, str]) -> date:
    """The end of the month the figure is about; a page that names no year is entered as 2024."""
    year, _, month = figure["as_of"][:7].partition("-")
    return month_end(int(year) if year.isdigit() else 2024, int(month or 12))


def _enter(figure: dict[str, str], as_of: date) -> None:
    """Money as one project with a plan and a month; counts as that many projects."""
    numerator = Decimal(figure["numerator"])
    at = datetime(as_of.year, 1, 5, tzinfo=timezone.get_current_timezone())
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


def _state(count: int, values: dict, as_of: date, at: datetime) -> list[int]:
    zone = Organisation.objects.zones().in_order().first()
    statements = [
        Statement({"name": f"公开数字 {n}", "zone_ids": (zone.pk,), "level": "city"} | values)
        for n in range(count)
    ]
    return state_projects(
        statements, year=as_of.year, about_from=date(as_of.year, 1, 1), by=SYSTEM, at=at
    )


def _enter_money(amount: Decimal, plan: Decimal, as_of: date, at: datetime) -> None:
    (project_id,) = _state(1, {"plan_wan": plan}, as_of, at)
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
