"""结转规则：每种年末情况一个去向；计划怎么来；谁说的算数。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.carryover.rules import (
    UNRULED,
    Proposal,
    Said,
    Standing,
    Terms,
    can_choose,
    in_force,
    plan_of,
    propose,
)
from zhaotuifu.carryover.states import CHOICES, PLANNED, Outcome, Why
from zhaotuifu.projects.states import ConstructionKind

DAY, NEXT, LAST = date(2025, 6, 1), date(2026, 6, 1), date(2025, 12, 31)
FOLLOW = Terms(follows_until="production")


def year_end(kind: str = "new", **said) -> Standing:
    money = {
        name: Decimal(str(said.pop(name)))
        for name in ("total_wan", "done_wan", "year_done_wan", "plan_wan", "next_plan_wan")
        if said.get(name) is not None
    }
    return Standing(2025, kind, **money, **said)


@pytest.mark.parametrize(
    ("one", "outcome", "why", "is_asked"),
    [
        (year_end(is_listed=True), Outcome.LISTED, Why.LISTED, False),
        (year_end(is_withdrawn=True, start_on=DAY), Outcome.END, Why.WITHDRAWN, False),
        (year_end("continued", start_on=DAY, finish_on=LAST), Outcome.END, Why.FINISHED, False),
        (year_end("continued", start_on=DAY, finish_on=NEXT), Outcome.CONTINUED, Why.STARTED, False),
        (year_end("continued", finish_seen_on=DAY), Outcome.END, Why.FINISH_UNRECOGNISED, True),
        (year_end("new", stopped_for="资金"), Outcome.NEW, Why.STOPPED, True),
        (year_end("new", stopped_for="", start_on=DAY), Outcome.CONTINUED, Why.STOPPED, True),
        (year_end("new", start_on=DAY), Outcome.CONTINUED, Why.STARTED, False),
        (year_end("new", start_on=LAST), Outcome.CONTINUED, Why.STARTED, False),
        (year_end("new", start_on=date(2026, 1, 1)), Outcome.NEW, Why.NOT_STARTED, False),
        (year_end("new", start_on=DAY, planned_finish_on=NEXT), Outcome.FINISHING, Why.LAST_YEAR, False),
        (year_end("new", start_on=DAY, end_year=2026), Outcome.FINISHING, Why.LAST_YEAR, False),
        (year_end("continued", start_on=DAY, planned_finish_on=DAY), Outcome.CONTINUED, Why.LATE, False),
        (year_end("finishing"), Outcome.CONTINUED, Why.GOES_ON, False),
        (year_end("continued"), Outcome.CONTINUED, Why.GOES_ON, False),
        (
            year_end("continued", start_on=DAY, total_wan=100, done_wan=100), Outcome.CONTINUED,
            Why.DONE_UNFINISHED, True,
        ),
        (year_end("reserve", start_on=DAY), Outcome.CONTINUED, Why.STARTED_EARLY, False),
        (year_end("preliminary", start_on=DAY), Outcome.CONTINUED, Why.STARTED_EARLY, False),
        (year_end("new", start_seen_on=DAY), Outcome.CONTINUED, Why.START_UNRECOGNISED, True),
        (year_end("new", year_done_wan=5), Outcome.CONTINUED, Why.DONE_UNSTARTED, True),
        (year_end("reserve"), Outcome.RESERVE, Why.KEPT, False),
        (year_end("preliminary"), Outcome.PRELIMINARY, Why.KEPT, False),
        (year_end("reserve", planned_start_on=NEXT), Outcome.NEW, Why.READY, True),
        (year_end("reserve", planned_start_on=date(2027, 1, 1)), Outcome.RESERVE, Why.KEPT, False),
        (year_end("new"), Outcome.NEW, Why.NOT_STARTED, False),
        (year_end("new", new_years=2), Outcome.NEW, Why.LONG_NEW, True),
        (year_end("extension", new_years=5), Outcome.EXTENSION, Why.NOT_STARTED, False),
        (year_end("renewal", start_on=DAY), Outcome.CONTINUED, Why.STARTED, False),
        (year_end(""), Outcome.NEW, Why.UNSAID, True),
    ],
)
def test_where_a_project_goes(one: Standing, outcome: Outcome, why: Why, is_asked: bool) -> None:
    found = propose(one)
    assert (found.outcome, found.why, found.is_asked) == (outcome, why, is_asked)


def test_a_district_may_follow_a_finished_project_until_it_produces() -> None:
    finished = year_end("continued", start_on=DAY, finish_on=DAY)
    assert propose(finished, FOLLOW).outcome == Outcome.FINISHING
    produced = year_end("continued", start_on=DAY, finish_on=DAY, production_on=LAST)
    assert propose(produced, FOLLOW).outcome == Outcome.END


def test_a_district_may_list_nothing_as_finishing() -> None:
    one = year_end("new", start_on=DAY, planned_finish_on=NEXT)
    assert propose(one, Terms(uses_finishing=False)).outcome == Outcome.CONTINUED


DAYS = (None, date(2024, 2, 2), DAY, NEXT)


def test_every_year_end_has_one_outcome_with_a_sentence_and_plans_where_they_belong() -> None:
    for kind, start, seen, finish, stopped in product(
        ConstructionKind.values, DAYS, DAYS, DAYS, (None, "")
    ):
        one = year_end(
            kind, start_on=start, start_seen_on=seen, finish_on=finish, stopped_for=stopped,
            total_wan=100, done_wan=20,
        )
        found = propose(one)
        assert found.sentence.endswith(("。", "？"))
        assert (found.plan_wan is not None) == (found.outcome in PLANNED)


@pytest.mark.parametrize(
    ("one", "outcome", "plan"),
    [
        (year_end(total_wan=10000, done_wan=4000), Outcome.CONTINUED, "6000"),
        (year_end(total_wan=10000, done_wan=4000, end_year=2028), Outcome.CONTINUED, "2000"),
        (year_end(total_wan=10000, done_wan=3999, end_year=2027), Outcome.CONTINUED, "3001"),
        (year_end(total_wan=10000, done_wan=4000, end_year=2026), Outcome.FINISHING, "6000"),
        (year_end(total_wan=10000, done_wan=4000, end_year=2024), Outcome.CONTINUED, "6000"),
        (year_end(total_wan=10000, plan_wan=3000), Outcome.NEW, "3000"),
        (year_end(total_wan=2000, plan_wan=3000), Outcome.NEW, "2000"),
        (year_end(total_wan=2000), Outcome.NEW, "2000"),
        (year_end(total_wan=10000, done_wan=10001), Outcome.CONTINUED, None),
        (year_end(plan_wan=3000), Outcome.NEW, None),
        (year_end(total_wan=10000, next_plan_wan=777), Outcome.CONTINUED, "777"),
    ],
)
def test_the_plan_is_what_is_left(one: Standing, outcome: Outcome, plan: str | None) -> None:
    found, sentence = plan_of(one, outcome, UNRULED)
    assert found == (Decimal(plan) if plan else None)
    assert sentence


@given(
    total=st.decimals(1, 10**7, places=2), done=st.decimals(0, 10**7, places=2),
    end=st.integers(2020, 2040),
)
def test_no_plan_is_more_than_what_is_left_but_for_the_rounding(total, done, end) -> None:
    plan, _ = plan_of(year_end(total_wan=total, done_wan=done, end_year=end), Outcome.CONTINUED, UNRULED)
    assert plan is None or 0 <= plan <= total - done + Decimal("0.5")


SURE = Proposal(Outcome.NEW, Why.NOT_STARTED, "没有开工。", plan_wan=Decimal(10))
UNSURE = Proposal(Outcome.NEW, Why.LONG_NEW, "？", is_asked=True, plan_wan=Decimal(10))
NOBODY = Said()


@pytest.mark.parametrize(
    ("proposal", "zone", "office", "outcome", "is_open"),
    [
        (SURE, NOBODY, NOBODY, Outcome.NEW, False),
        (UNSURE, NOBODY, NOBODY, Outcome.NEW, True),
        (UNSURE, Said("new"), NOBODY, Outcome.NEW, False),
        (UNSURE, Said("end"), NOBODY, Outcome.END, True),
        (SURE, Said("reserve"), NOBODY, Outcome.RESERVE, True),
        (SURE, Said("reserve"), Said("new"), Outcome.NEW, False),
        (UNSURE, NOBODY, Said("end"), Outcome.END, False),
    ],
)
def test_the_office_before_the_zone_before_the_rule(
    proposal: Proposal, zone: Said, office: Said, outcome: Outcome, is_open: bool
) -> None:
    found = in_force(proposal, zone, office)
    assert (found.outcome, found.is_open) == (outcome, is_open)
    assert in_force(proposal, zone, office, is_moved=True).is_open


def test_the_plan_counts_that_was_said_last_in_rank_and_none_stands_where_it_does_not_belong() -> None:
    zone, office = Said("new", Decimal(20)), Said("new", Decimal(30))
    assert in_force(SURE, NOBODY, NOBODY).plan_wan == 10
    assert in_force(SURE, zone, NOBODY).plan_wan == 20
    assert in_force(SURE, zone, office).plan_wan == 30
    assert in_force(SURE, zone, Said("reserve", Decimal(30))).plan_wan is None


def test_another_outcome_than_a_sure_one_wants_its_reason() -> None:
    for outcome in CHOICES:
        assert bool(can_choose(SURE, outcome, "")) == (outcome == Outcome.NEW)
        assert can_choose(SURE, outcome, "投资方调整") and can_choose(UNSURE, outcome, "")
    listed = Proposal(Outcome.LISTED, Why.LISTED, "。")
    assert not can_choose(listed, Outcome.NEW, "要改")
