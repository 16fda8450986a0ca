"""One page of the rows of a figure, off the year lines: the same projects, in the same order, as off the book."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from zhaotuifu.indicators import definitions, value_rows
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.breakdown import _by_cause_of_book
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.states import Answered, IndicatorGroup, Source
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

pytestmark = pytest.mark.django_db
YEAR, MONTH_END = 2025, date(2025, 3, 31)
LISTED = [one for one in definitions.ALL if one.source is Source.LISTED]


@pytest.fixture
def library(district, at):
    """四十个项目 — of every level and kind, with days and words by chance."""
    chance = random.Random(11)
    zones = [people.organisation(name).pk for name in ("砚湖镇", "苔溪镇")]
    said = [
        Statement({
            "name": f"示例设备项目{number}", "level": chance.choice(list(Level)[:3]),
            "zone_ids": tuple(chance.choice(([zones[0]], [zones[1]], zones))),
            "construction_kind": chance.choice(list(ConstructionKind)), "kind": chance.choice(list(Kind)),
            "category": chance.choice(("新材料", "机器人", "")),
            "admitted_on": chance.choice((None, date(2025, 1, 9), date(2024, 11, 2))),
            "plan_wan": chance.choice((None, Decimal(0), Decimal(1200), Decimal("800.5"))),
        })
        for number in range(40)
    ]
    ids = state_projects(said, year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at)
    amounts = [
        MonthlyAmount(project_id=pk, year=YEAR, month=n, amount_wan=Decimal(chance.randrange(-9, 2000)) / 10)
        for pk in ids[:33] for n in (1, 2, 3)
    ]
    words = [
        MonthlyWord(project_id=pk, year=YEAR, month=2, cause=chance.choice(list(Cause)), problems="待供地")
        for pk in ids[::3]
    ]
    days = [
        Milestone(
            project_id=pk, node=node,
            **{chance.choice(("recognised_on", "actual_on")): date(2024, 9, 1) + timedelta(chance.randrange(300))},
        )
        for pk in ids for node in Node if chance.random() < 0.5
    ]
    record_progress([*amounts, *words, *days], years=[YEAR], by=SYSTEM, at=at)
    return ids


def reader_of(person, scope: Scope = EVERYTHING) -> Reader:
    return Reader(Asking(YEAR, MONTH_END, None, scope), person.actor)


def test_a_page_of_rows_is_the_books_of_every_indicator(office, zone_a, library, monkeypatch):
    monkeypatch.setattr(value_rows, "PAGE_SIZE", 12)
    zone = people.organisation("砚湖镇").pk
    for person, scope in (
        (office, EVERYTHING), (office, Scope(level=Level.CITY)), (zone_a, Scope(zone_id=zone)),
        (office, Scope(construction_kind=ConstructionKind.NEW)),
    ):
        reader, whole = reader_of(person, scope), reader_of(person, scope)
        for indicator in LISTED:
            for number in (1, 99):
                found = value_rows.rows_of(reader, indicator, number)
                booked = value_rows._booked(whole, indicator, number)
                assert found.value == booked.value, indicator.code
                assert found.has_denominator == booked.has_denominator, indicator.code
                assert (found.page.number, found.page.total) == (booked.page.number, booked.page.total)
                assert tuple(found.page.rows) == tuple(booked.page.rows), indicator.code
                assert all(
                    found.lines[row.project_id] == booked.lines[row.project_id] for row in found.page.rows
                )
        assert Answered.BOOK not in reader.figures.answered


def test_causes_are_counted_as_the_book_does(office, library):
    for indicator in LISTED:
        if indicator.group is IndicatorGroup.LAG:
            found = value_rows.by_cause(reader_of(office), indicator)
            assert found == _by_cause_of_book(reader_of(office), indicator)


def test_the_page_of_a_figure_opens_no_book_and_costs_the_same(office, library, monkeypatch):
    def cost(size: int) -> int:
        monkeypatch.setattr(value_rows, "PAGE_SIZE", size)
        with CaptureQueriesContext(connection) as captured:
            assert office.client.get("/indicators/completion_rate/").status_code == 200
        return len(captured)

    assert cost(3) == cost(33) <= 36
