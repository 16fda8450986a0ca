"""结转：提出、请板块填、定、写入、撤回；库里变了不写，别人先办是一个答案。"""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.carryover.stage import CONTINUED, NEW, RESERVE, YEAR, line, next_year, project, proposed
from tests.people import Person
from tests.reports.library import signed
from zhaotuifu.carryover import access, actions, queries
from zhaotuifu.carryover.actions import Entry, committing
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import CarryState, Outcome, Why
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.projects.states import Level, Standing
from zhaotuifu.reports import actions as reports
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import Position

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(district: Any, at: Any) -> dict[str, int]:
    """六个项目 — under way, due next year, not begun, kept back, finished, withdrawn."""
    return {
        "going": project("云岭储能", at=at, kind=CONTINUED, done="3000", starts=date(2024, 5, 1),
                         planned_finish=date(2027, 6, 30)),
        "last": project("砚湖水厂", at=at, starts=date(2025, 3, 1), done="4000",
                        planned_finish=date(2026, 9, 30)),
        "waiting": project("苔溪冷链", "苔溪镇", at=at),
        "kept": project("云岭研发楼", at=at, kind=RESERVE, plan=None),
        "done": project("砚湖小学", at=at, kind=CONTINUED, starts=date(2024, 1, 9),
                        finished=date(2025, 11, 3), done="9000"),
        "gone": withdrawn("苔溪市场", at),
    }


def withdrawn(name: str, at: Any) -> int:
    pk = project(name, "苔溪镇", at=at)
    change_standing(
        project=Project.objects.get(pk=pk), to=Standing.WITHDRAWN, on=date(2025, 8, 1), reason="投资方退出",
        by=SYSTEM, at=at,
    )
    return pk


def test_the_year_goes_over_into_the_next(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    said = {name: (one.outcome, one.plan_wan, one.is_open) for name, pk in town.items()
            for one in [line(carry, pk)]}
    assert said == {
        "going": (Outcome.CONTINUED, Decimal(3500), False),  # 7,000 left, two years
        "last": (Outcome.FINISHING, Decimal(6000), False),
        "waiting": (Outcome.NEW, Decimal(4000), False),
        "kept": (Outcome.RESERVE, None, False),
        "done": (Outcome.END, None, False),
        "gone": (Outcome.END, None, False),
    }
    actions.commit(carry=carry, by=office.actor, at=at)
    assert carry.state == CarryState.COMMITTED
    kinds = {name: [one.construction_kind for one in next_year(pk).listings] for name, pk in town.items()}
    assert kinds == {
        "going": ["continued"], "last": ["finishing"], "waiting": ["new"], "kept": ["reserve"],
        "done": [], "gone": [],
    }
    listing = next_year(town["going"]).listings[0]
    assert (listing.level, listing.valid_from) == (Level.CITY, date(2026, 1, 1))
    assert next_year(town["going"]).plan_wan == 3500
    assert set(Position.objects.filter(year=2026).values_list("project_id", flat=True)) == {
        town[name] for name in ("going", "last", "waiting", "kept")
    }
    deed = AuditRow.objects.get(action="结转", object_id=str(town["last"]))
    assert Decimal(deed.after["plan_wan"]) == 6000 and "计划 2026年竣工" in deed.after["reason"]
    assert AuditRow.objects.filter(action="不结转", object_id=str(town["done"])).exists()


def test_the_new_years_list_is_what_a_recount_gives(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    names = [one.attname for one in Position._meta.concrete_fields if not one.primary_key]
    shown = list(Position.objects.filter(year=2026).order_by("project_id").values_list(*names))
    assert len(shown) == 4
    refresh_year.call(2026)
    assert shown == list(
        Position.objects.filter(year=2026).order_by("project_id").values_list(*names)
    )


def test_the_roll_ups_agree_before_after_and_taken_back(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    call_command("rollup_check", stdout=io.StringIO())  # would end the process if anything differed
    actions.undo(carry=carry, by=office.actor, at=timezone.now())
    call_command("rollup_check", stdout=io.StringIO())


def test_who_writes_meanwhile_is_noticed_and_nothing_is_written(
    town: dict, office: Person, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry, draft = proposed(office.actor, at), committing.draft_lines
    pk = line(carry, town["waiting"]).pk

    def meanwhile(*args: Any) -> Any:
        found = draft(*args)
        monkeypatch.setattr(committing, "draft_lines", draft)
        fresh = CarryLine.objects.get(pk=pk)
        entry = Entry(pk, fresh.revision, Outcome.NEW, Decimal(77), "")
        actions.fill(carry=carry, entries=[entry], by=office.actor, at=timezone.now())
        return found

    monkeypatch.setattr(committing, "draft_lines", meanwhile)
    with pytest.raises(Conflict, match="刚刚有人又填了几个项目"):
        actions.commit(carry=carry, by=office.actor, at=timezone.now())
    assert not Listing.objects.filter(year=2026).exists()
    actions.commit(carry=carry, by=office.actor, at=timezone.now())
    assert next_year(town["waiting"]).plan_wan == 77


def test_an_act_on_another_project_keeps_nobody_from_carrying_over(
    town: dict, office: Person, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry, draft = proposed(office.actor, at), committing.draft_lines

    def meanwhile(*args: Any) -> Any:
        found = draft(*args)
        monkeypatch.setattr(committing, "draft_lines", draft)
        project("湖上新项目", at=timezone.now(), year=2026)
        return found

    monkeypatch.setattr(committing, "draft_lines", meanwhile)
    actions.commit(carry=carry, by=office.actor, at=timezone.now())
    assert carry.state == CarryState.COMMITTED and next_year(town["going"]).plan_wan == 3500


def test_leftovers_of_the_middle_of_the_year_are_listed_from_their_day(
    district: Any, office: Person, at: Any
) -> None:
    pk = project("云岭储能", at=at, admitted_on=date(2025, 3, 8), starts=date(2025, 5, 1))
    with pytest.raises(Refused, match="起算日要在 2026年内"):
        actions.start(year=YEAR, by=office.actor, at=at, from_on=date(2025, 12, 1))
    carry = actions.start(year=YEAR, by=office.actor, at=at, from_on=date(2026, 7, 1))
    actions.propose(carry=carry, by=office.actor, at=at)
    actions.commit(carry=carry, by=office.actor, at=at)
    (listing,) = next_year(pk).listings
    assert (listing.valid_from, listing.admitted_on) == (date(2026, 7, 1), date(2025, 3, 8))
    assert snapshots([pk], year=2026, as_of=date(2026, 6, 30))[pk].listings == ()


def test_a_report_of_the_new_year_holds_it_fast_and_one_of_the_old_does_not(
    town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    issued(office, date(2025, 12, 31))
    assert access.can_undo(office.actor, carry)
    issued(office, date(2026, 1, 31))
    with pytest.raises(Refused, match="2026年第 1 期专报已按这批数据签发"):
        actions.undo(carry=carry, by=office.actor, at=timezone.now())


def issued(office: Person, as_of: date) -> None:
    """专报 — of the day, issued now."""
    draft = reports.create_draft(
        kind=reports.kind_or_refuse("progress_brief"), year=as_of.year, as_of=as_of, by=office.actor,
        at=timezone.now(),
    )
    signed(draft, office.actor, timezone.now())


def test_the_day_of_admission_goes_along_and_nobody_is_admitted_anew(
    district: Any, office: Person, at: Any
) -> None:
    pk = project("云岭储能", at=at, admitted_on=date(2025, 3, 8))
    actions.commit(carry=proposed(office.actor, at), by=office.actor, at=at)
    (listing,) = next_year(pk).listings
    assert (listing.admitted_on, listing.valid_from) == (date(2025, 3, 8), date(2026, 1, 1))


def test_a_project_on_two_lists_goes_on_on_both_with_one_plan(
    district: Any, office: Person, at: Any
) -> None:
    pk = project("云岭储能", at=at, level=Level.CITY, starts=date(2025, 3, 1))
    other = Listing(
        project_id=pk, year=YEAR, level=Level.PROVINCE, construction_kind=RESERVE,
        valid_from=date(YEAR, 1, 1), recorded_at=at,
    )
    other.save()
    carry = proposed(office.actor, at)
    first, second = line(carry, pk, Level.PROVINCE), line(carry, pk, Level.CITY)
    assert (first.is_first, first.outcome, first.why) == (True, Outcome.CONTINUED, Why.STARTED_EARLY)
    assert (second.is_first, second.plan_wan) == (False, None)
    actions.commit(carry=carry, by=office.actor, at=at)
    assert [one.level for one in next_year(pk).listings] == [Level.PROVINCE, Level.CITY]
    assert next_year(pk).plan_wan == 10000


def test_what_the_rule_is_not_sure_of_waits_and_can_be_done_later(
    town: dict, office: Person, at: Any
) -> None:
    unclear = project("云岭码头", at=at, done="500")
    carry = proposed(office.actor, at)
    assert line(carry, unclear).is_open and line(carry, unclear).why == Why.DONE_UNSTARTED
    actions.commit(carry=carry, by=office.actor, at=at)
    assert next_year(unclear).listings == ()
    again = proposed(office.actor, at + timedelta(minutes=1))
    open_ones = [one.project_id for one in again.lines.filter(is_open=True)]
    assert open_ones == [unclear]
    assert line(again, town["going"]).outcome == Outcome.LISTED
    assert not again.lines.filter(project__in=[town["done"], town["gone"]]).exists()
    actions.fill(
        carry=again, by=office.actor, at=at,
        entries=[Entry(line(again, unclear).pk, 0, Outcome.NEW, Decimal(1200), "没有开工，预付款")],
    )
    actions.commit(carry=again, by=office.actor, at=at)
    assert next_year(unclear).plan_wan == 1200


def test_a_zone_fills_its_own_and_its_plan_counts(
    town: dict, office: Person, zone_b: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    mine = line(carry, town["waiting"])
    with pytest.raises(Refused, match="还没有请板块填"):
        say(carry, zone_b, mine, Outcome.NEW, "2500", at)
    actions.ask_zones(carry=carry, fill_by=timezone.localdate(at), by=office.actor, at=at)
    assert Notice.objects.filter(user=zone_b.user, sentence__contains="2026年计划").count() == 1
    say(carry, zone_b, mine, Outcome.NEW, "2500", at)
    mine.refresh_from_db()
    assert (mine.plan_wan, mine.zone_plan_wan, mine.proposed_plan_wan, mine.is_open) == (2500, 2500, 4000, False)
    with pytest.raises(Refused, match="不归您的岗位管"):
        say(carry, zone_b, line(carry, town["going"]), Outcome.END, None, at, "不做了")


def test_what_a_zone_says_otherwise_waits_for_the_office(
    town: dict, office: Person, zone_b: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    actions.ask_zones(carry=carry, fill_by=timezone.localdate(at), by=office.actor, at=at)
    mine = line(carry, town["waiting"])
    with pytest.raises(Refused, match="请在说明里写原因"):
        say(carry, zone_b, mine, Outcome.RESERVE, None, at)
    say(carry, zone_b, mine, Outcome.RESERVE, None, at, "土地没有落实")
    mine.refresh_from_db()
    assert (mine.is_open, mine.outcome) == (True, Outcome.RESERVE)
    say(carry, office, mine, Outcome.RESERVE, None, at, "同意")
    mine.refresh_from_db()
    assert (mine.is_open, mine.outcome, mine.plan_wan) == (False, Outcome.RESERVE, None)
    with pytest.raises(Refused, match="已经定了"):
        say(carry, zone_b, mine, Outcome.NEW, None, at, "又能开工了")


def say(
    carry: CarryOver, who: Person, one: CarryLine, outcome: str, plan: str | None, at: Any, note: str = ""
) -> None:
    one.refresh_from_db()
    entry = Entry(one.pk, one.revision, outcome, Decimal(plan) if plan else None, note)
    actions.fill(carry=carry, entries=[entry], by=who.actor, at=at)


def test_who_was_slower_hears_it_and_nothing_is_lost(town: dict, office: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    one = line(carry, town["waiting"])
    seen = Entry(one.pk, one.revision, Outcome.NEW, Decimal(1), "")
    actions.fill(carry=carry, entries=[seen], by=office.actor, at=at)
    with pytest.raises(Conflict, match="苔溪冷链"):
        actions.fill(carry=carry, entries=[seen], by=office.actor, at=at)


def test_a_class_of_questions_is_settled_together(district: Any, office: Person, at: Any) -> None:
    for name in "甲乙丙":
        project(f"云岭{name}厂", at=at, kind=RESERVE, planned_start=date(2026, 4, 1))
    carry = proposed(office.actor, at)
    (question,) = queries.summary(carry, office.actor).questions
    assert (question.why, question.count, question.outcome) == (Why.READY, 3, Outcome.NEW)
    assert actions.decide_alike(
        carry=carry, why=Why.READY, outcome=Outcome.NEW, by=office.actor, at=at
    ) == 3
    assert not carry.lines.filter(is_open=True).exists()


def test_what_changed_after_it_was_proposed_is_shown_again_and_not_written(
    town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    say(carry, office, line(carry, town["waiting"]), Outcome.NEW, "3000", at)
    state_projects(
        [Statement({"total_investment_wan": Decimal(20000)}, town["waiting"])], year=YEAR,
        about_from=date(2025, 12, 1), by=SYSTEM, at=timezone.now(),
    )
    with pytest.raises(Conflict, match="1 个情况变了"):
        actions.commit(carry=carry, by=office.actor, at=timezone.now())
    moved = line(carry, town["waiting"])
    assert (moved.is_moved, moved.is_open, moved.total_wan) == (True, True, 20000)
    assert not Listing.objects.filter(year=2026).exists()
    say(carry, office, moved, Outcome.NEW, "3000", timezone.now())
    actions.commit(carry=carry, by=office.actor, at=timezone.now())
    assert next_year(town["waiting"]).plan_wan == 3000


def test_it_is_undone_as_a_whole(town: dict, office: Person, zone_a: Person, at: Any) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    actions.undo(carry=carry, by=office.actor, at=timezone.now())
    assert carry.state == CarryState.UNDONE
    assert not Listing.objects.known().filter(year=2026).exists()
    assert not Position.objects.filter(year=2026).exists()
    told = Notice.objects.filter(user=zone_a.user).order_by("id").values_list("sentence", flat=True)
    assert ["已结转" in told[0], "已撤回" in told[1]] == [True, True]
    again = proposed(office.actor, timezone.now())
    actions.commit(carry=again, by=office.actor, at=timezone.now())
    assert next_year(town["going"]).plan_wan == 3500


def test_it_is_not_undone_once_a_month_of_the_new_year_is_reported(
    town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    actions.commit(carry=carry, by=office.actor, at=at)
    row = MonthlyAmount(project_id=town["going"], year=2026, month=1, amount_wan=Decimal(100))
    record_progress([row], years=[2026], by=SYSTEM, at=timezone.now())
    with pytest.raises(Refused, match="云岭储能”等项目又记了 2026年的当月完成"):
        actions.undo(carry=carry, by=office.actor, at=timezone.now())


def test_only_one_of_a_year_is_under_way_and_only_the_office_begins(
    town: dict, office: Person, zone_a: Person, at: Any
) -> None:
    proposed(office.actor, at)
    with pytest.raises(Conflict, match="2025年的结转已经在核"):
        actions.start(year=YEAR, by=office.actor, at=at)
    with pytest.raises(Refused, match="由区重大办办理"):
        actions.start(year=YEAR, by=zone_a.actor, at=at)
    with pytest.raises(Refused, match="2019年没有名单"):
        actions.start(year=2019, by=office.actor, at=at)


def test_a_given_up_one_writes_nothing_and_the_next_may_begin(
    town: dict, office: Person, at: Any
) -> None:
    carry = proposed(office.actor, at)
    actions.drop(carry=carry, by=office.actor, at=at)
    carry.refresh_from_db()
    with pytest.raises(Refused, match="已放弃"):
        actions.commit(carry=carry, by=office.actor, at=at)
    assert proposed(office.actor, at).state == CarryState.DRAFT


def test_proposing_takes_the_same_statements_for_any_number_of_projects(
    district: Any, office: Person, at: Any
) -> None:
    def statements() -> int:
        carry = actions.start(year=YEAR, by=office.actor, at=at)
        with CaptureQueriesContext(connection) as caught:
            actions.propose(carry=carry, by=office.actor, at=at)
        actions.drop(carry=carry, by=office.actor, at=at)
        return len(caught)

    for name in "甲乙丙":
        project(f"云岭{name}厂", at=at, kind=NEW, done="5")
    few = statements()
    for n in range(25):
        project(f"砚湖{n}号楼", at=at, kind=NEW, done="5")
    assert statements() == few
