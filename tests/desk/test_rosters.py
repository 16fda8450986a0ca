"""A long list is answered from memory: always as the database would answer it, whatever happened meanwhile."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import people, things
from zhaotuifu.desk import asking, roster
from zhaotuifu.desk.bitmaps import Slices, by_value, flags, of_places, places_of
from zhaotuifu.desk.queries import behind, counts, rostered
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.desk.queries.behind_now import lit_now
from zhaotuifu.indicators import figures
from zhaotuifu.indicators.asking import Asking as Asked
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.parties.queries import zones
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Standing
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import LampRule, LampTurn, YearStand
from zhaotuifu.supervision.queries import month_end, thresholds_on
from zhaotuifu.supervision.states import Scale

YEAR = 2025
ADDRESSES = (
    "", "level=city", "level=city,district", "kind=industry", "kind=unset", "lamp=red,yellow", "q=砚", "q=zdsb",
    "q=ZDSB 一", "q=没有", "size=s", "size=s,xl", "missing=1", "standing=stopped", "construction_kind=new,continued",
    "category=新材料", "unreported=2", "nocause=1", "stage=admitted", "level=province&kind=industry&q=项",
    *(f"sort={sign}{name}" for name in asking.SORTS for sign in ("", "-")),
    *(f"group={name}" for name in asking.GROUPS), "group=zone&lamp=red", "group=level&level=city",
)


@given(st.lists(st.none() | st.integers(-(10**15), 10**15), max_size=60), st.randoms())
def test_slices_add_up_exactly(values, chance):
    slices = Slices.of(values)
    chosen = [place for place in range(len(values)) if chance.random() < 0.5]
    held = [values[place] for place in chosen if values[place] is not None]
    assert slices.total(of_places(chosen, len(values))) == (sum(held) if held else None)


@given(st.lists(st.none() | st.integers(-500, 500).map(lambda n: n * 50), min_size=1, max_size=30))
def test_a_number_put_later_counts_as_one_that_was_there(values):
    whole = Slices.of([*values, 12500, -12500])
    later = Slices.of([12500, -12500])
    for place, value in enumerate(values, start=2):
        assert later.takes(value) or value % later.unit
        if later.takes(value):
            later.put(place, value)
    if all(value is None or value % later.unit == 0 for value in values):
        assert later.total(-1 & (1 << len(values) + 2) - 1) == whole.total((1 << len(values) + 2) - 1)


def test_places_and_values_come_back():
    bits = of_places([0, 3, 9], 10)
    assert places_of(bits) == [0, 3, 9]
    assert flags(bits, 12) == bytes([1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0])
    assert by_value(["a", "b", "a"]) == {"a": 0b101, "b": 0b010}


# -- the same answers


@pytest.fixture
def rosters(monkeypatch, settings):
    """名册 — of any year, however short, read at once."""
    settings.ROSTERS_AT_ONCE = True
    monkeypatch.setattr(rostered, "FROM_ROWS", 0)
    monkeypatch.setattr(rostered.SHELF, "rosters", {})
    return rostered.SHELF.rosters


@pytest.fixture
def library(district, at):
    """二十四个项目 — of every level and kind, in two 板块, some in both, some without a plan."""
    LampRule.objects.create(
        code="test", name="测试规则", source="测试", scale=Scale.POINTS, yellow_from=10, red_from=20,
        valid_from="2020-01-01",
    )
    chance = random.Random(7)
    zones = [people.organisation(name).pk for name in ("砚湖镇", "苔溪镇")]
    said = [
        Statement({
            "name": f"{chance.choice('砚苔云')}重大设备项目{number}", "level": chance.choice(list(Level)),
            "zone_ids": tuple(chance.choice(([zones[0]], [zones[1]], zones))),
            "construction_kind": chance.choice(list(ConstructionKind)), "kind": chance.choice(list(Kind)),
            "category": chance.choice(("新材料", "机器人", "")),
            "plan_wan": chance.choice((None, Decimal(1200), Decimal("800.5"))),
            "total_investment_wan": chance.choice((None, Decimal(9000), Decimal("123456.78"))),
        })
        for number in range(24)
    ]
    ids = state_projects(said, year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at)
    report(ids[:20], chance, at)
    return list(ids)


def report(ids, chance, at, month: int = 2) -> None:
    rows = [
        MonthlyAmount(
            project_id=pk, year=YEAR, month=number, amount_wan=Decimal(chance.randrange(-100, 4000)) / 10
        )
        for pk in ids
        for number in range(1, month + 1)
    ]
    record_progress(rows, years=[YEAR], by=SYSTEM, at=at)


def both_ways(person, monkeypatch) -> None:
    """Every address from memory and from the database."""
    for query in ADDRESSES:
        said = dict(part.split("=", 1) for part in query.split("&") if part)
        ask = lists.asked_in({"year": str(YEAR), **said}, date(YEAR, 12, 31))
        held = lists.project_list(person.actor, ask, 1)
        assert rostered.choice(person.actor, ask) is not None
        with monkeypatch.context() as without:
            without.setattr(rostered, "choice", lambda actor, ask: None)
            asked = lists.project_list(person.actor, ask, 1)
        assert held == asked, (person.user.username, query)
    told = counted(person)
    with monkeypatch.context() as without:
        without.setattr(rostered, "choice", lambda actor, ask: None)
        assert counted(person) == told, person.user.username


def counted(person):
    """What the desk and the leader's page count: reports, what is lacking, lamps, stages, the worst."""
    _, month = lists.period(YEAR, YEAR)
    ask = Asked(YEAR, month_end(YEAR, month), None, Scope())
    return (
        counts.reported(person.actor, YEAR, month), counts.lacking(person.actor, YEAR, month),
        lit_now(person.actor, ask), lit_now(person.actor, replace(ask, scope=Scope(level=Level.CITY))),
    )


@pytest.mark.django_db
def test_lamps_and_laggards_are_the_same_off_the_list_and_off_the_year_lines(office, library):
    """The list holds what the figures hold, while nothing is listed later in the year."""
    refresh_year.call(YEAR)  # those that reported nothing follow the month
    _, month = lists.period(YEAR, YEAR)
    for level in (None, *(one.value for one in Level if one.value)):
        ask = Asked(YEAR, month_end(YEAR, month), None, Scope(level=level))
        found = figures.ask(year=YEAR, as_of=ask.as_of, actor=office.actor)
        now = lit_now(office.actor, ask)
        then = behind._then(found, ask, zones(), thresholds_on(ask.as_of))
        assert now is not None
        assert (now.now, now.before, now.stages) == (then.now, then.before, then.stages)
        assert [(one.name, one.lamp, one.reason) for one in now.laggards] == [
            (one.name, one.lamp, one.reason) for one in then.laggards
        ]


@pytest.mark.django_db
def test_the_roster_answers_as_the_database_after_every_change(
    office, zone_a, library, rosters, monkeypatch, at
):
    chance = random.Random(3)
    both_ways(office, monkeypatch)
    first = rosters[YEAR]
    for step in range(4):
        at += timedelta(minutes=1)
        chosen = chance.sample(library, 3)
        if step == 0:
            report(chosen, chance, at)
        elif step == 1:
            values = {"level": Level.CITY, "category": "储能", "total_investment_wan": Decimal("7000.25")}
            state_projects(
                [Statement(dict(values), project_id=pk) for pk in chosen], year=YEAR,
                about_from=date(YEAR, 1, 1), by=SYSTEM, at=at,
            )
        elif step == 2:
            for target in (Standing.STOPPED, Standing.WITHDRAWN):
                change_standing(
                    project=Project.objects.get(pk=chosen[0]), to=target, reason="测试", on=date(YEAR, 3, 1),
                    by=office.actor, at=at,
                )
        else:
            things.project("砚湖后来的项目", "砚湖镇", at=at, months=("1",))
        both_ways(office, monkeypatch)
    both_ways(zone_a, monkeypatch)
    assert rosters[YEAR] is first, "a few changes are followed, not read anew"
    every_page_is_a_piece_of_the_whole(first, monkeypatch)


def every_page_is_a_piece_of_the_whole(kept, monkeypatch) -> None:
    """From the front, from the back, by rank: the same rows in the same order."""
    chosen = kept.having("is_first", (True,)) & kept.having("lamp_rank", (0, 1, 2))
    for order in ("lamp", "total", "-total", "-gap"):
        whole = kept.page(chosen, order, 0, 100)
        for few in (0, 4000):
            monkeypatch.setattr(roster, "FEW", few)
            for start in range(0, len(whole) + 3, 2):
                assert kept.page(chosen, order, start, 5) == whole[start : start + 5]


@pytest.mark.django_db
def test_a_stamp_changes_with_every_change_and_never_comes_twice(office, library, rosters, at):
    stamps = [YearStand.objects.get(year=YEAR).stamp]
    for number in range(3):
        report(library[:1], random.Random(number), at)
        stamps.append(YearStand.objects.get(year=YEAR).stamp)
    assert len(set(stamps)) == 4
    assert YearStand.objects.get(year=YEAR).recent[-1] == [stamps[-2], library[:1]]


@pytest.mark.django_db
def test_a_short_year_costs_no_memory(office, library, monkeypatch):
    monkeypatch.setattr(rostered.SHELF, "rosters", {})
    assert rostered.choice(office.actor, asking.asked({}, year=YEAR, month=2)) is None
    assert rostered.SHELF.rosters == {}


@pytest.mark.django_db
def test_a_lamp_that_turns_is_noted_once(office, library, at):
    (pk,) = library[:1]
    state_projects(
        [Statement({"plan_wan": Decimal(100), "construction_kind": ConstructionKind.CONTINUED}, project_id=pk)],
        year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at,
    )
    report_of = lambda amount: MonthlyAmount(project_id=pk, year=YEAR, month=2, amount_wan=Decimal(amount))
    record_progress([report_of(0)], years=[YEAR], by=SYSTEM, at=timezone.now())
    LampTurn.objects.all().delete()
    record_progress([report_of(90)], years=[YEAR], by=SYSTEM, at=timezone.now())
    record_progress([report_of(91)], years=[YEAR], by=SYSTEM, at=timezone.now())
    assert LampTurn.objects.filter(project=pk, now="green").count() <= 1
