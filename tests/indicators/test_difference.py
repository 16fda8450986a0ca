"""差在哪里 — every part of a difference is named, and the parts add up exactly to it."""

from __future__ import annotations

import itertools
import json
import os
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import people
from tests.reports.library import signed
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.difference import Difference, When, explain, explained, open_books
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules.difference import PLACES, Cause, Step
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.progress import actions as progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects import actions as projects
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Standing
from zhaotuifu.reports import actions as reports
from zhaotuifu.targets.actions import set_targets
from zhaotuifu.targets.models import Target

FEB, MARCH, MAY = date(2025, 2, 28), date(2025, 3, 31), date(2025, 5, 31)
RATE, COMPLETED = definitions.named("投资完成率"), definitions.named("本年累计完成投资")
START, GAP = definitions.named("开工率"), definitions.named("序时差")
ADDITIVE = [one for one in definitions.ALL if one.additive is not None]


def _zone(name: str = "砚湖镇") -> int:
    return people.organisation(name).pk


def _project(at, name="云岫储能", *, about_from=date(2025, 1, 1), batch="", **values) -> int:
    base = {
        "name": name, "zone_ids": (_zone(),), "level": "province", "plan_wan": Decimal(1000),
        "construction_kind": "new",
    }
    (project_id,) = state_projects(
        [Statement(base | values)], year=2025, about_from=about_from, by=SYSTEM, at=at, batch=batch
    )
    return project_id


def _say(project_id, at, *, about_from=date(2025, 3, 1), batch="", **values) -> None:
    state_projects(
        [Statement(values, project_id)], year=2025, about_from=about_from, by=SYSTEM, at=at, batch=batch
    )


def _month(project_id, month, amount, at, batch="") -> None:
    row = MonthlyAmount(project_id=project_id, year=2025, month=month, amount_wan=Decimal(amount))
    progress.record_progress([row], years=[2025], by=SYSTEM, at=at, batch=batch)


def _reached(project_id, node, on, at, batch="") -> None:
    row = Milestone(project_id=project_id, node=node, recognised_on=on)
    progress.record_progress([row], years=[2025], by=SYSTEM, at=at, batch=batch)


def _stand(project_id, to, on, at) -> None:
    project = Project.objects.get(pk=project_id)
    projects.change_standing(project=project, to=to, on=on, reason="投资方撤资", by=SYSTEM, at=at)


def _said(found: Difference) -> list[tuple]:
    return [(part.step.value, part.cause, part.name, part.numerator, part.denominator) for part in found.parts]


def _adds_up(found: Difference) -> None:
    zero = Decimal(0)
    for name in ("numerator", "denominator"):
        ends = [getattr(value, name) or zero for value in (found.before, found.after)]
        assert sum((getattr(part, name) for part in found.parts), zero) == ends[1] - ends[0]
    effects = [part.effect for part in found.parts]
    if None in effects:
        assert None in (found.before.value, found.after.value)
        return
    ends = [value.value or zero for value in (found.before, found.after)]
    whole = ends[1] - ends[0]
    if found.after.unit in ("%", "个百分点"):
        whole = whole.quantize(Decimal(1).scaleb(-PLACES))
    assert sum(effects, zero) == whole


def test_what_happened_and_what_was_corrected_stand_apart(district, at):
    """A month behind the earlier day is new; a month it had already counted was corrected."""
    project_id = _project(at)
    for month, amount in ((1, 100), (2, 50)):
        _month(project_id, month, amount, at)
    later = at + timedelta(hours=1)
    _month(project_id, 2, 80, later)
    _month(project_id, 3, 200, later)
    found = explain(COMPLETED, When(FEB, at), When(MARCH), scope=Scope())
    assert (found.before.value, found.after.value) == (150, 380)
    assert _said(found) == [
        ("restated", Cause.MONTH_CORRECTED, "云岫储能", 30, 0),
        ("happened", Cause.MONTH_ADDED, "云岫储能", 200, 0),
    ]
    assert [part.detail for part in found.parts] == ["2月 50 → 80", "3月 无 → 200"]
    _adds_up(found)


def test_who_entered_left_and_moved_is_named(district, at):
    stays, leaves, moves = (_project(at, name) for name in ("甲", "乙", "丙"))
    for project_id in (stays, leaves, moves):
        _month(project_id, 1, 10, at)
    later = at + timedelta(hours=1)
    _stand(leaves, Standing.WITHDRAWN, date(2025, 3, 5), later)
    _say(moves, later, zone_ids=(_zone("苔溪镇"),))
    new = _project(later, "丁", admitted_on=date(2025, 3, 10))
    _month(new, 3, 7, later)
    lake = explain(COMPLETED, When(FEB), When(MARCH), scope=Scope(zone_id=_zone()))
    assert {(part.cause, part.name, part.numerator) for part in lake.parts} == {
        (Cause.WITHDRAWN, "乙", -10), (Cause.MOVED_OUT, "丙", -10), (Cause.ENTERED, "丁", 7),
    }
    assert {part.step for part in lake.parts} == {Step.HAPPENED}
    brook = explain(COMPLETED, When(FEB), When(MARCH), scope=Scope(zone_id=_zone("苔溪镇")))
    assert _said(brook) == [("happened", Cause.MOVED_IN, "丙", 10, 0)]
    for found in (lake, brook):
        _adds_up(found)


def test_a_corrected_start_changes_the_last_quarter_as_known_now(district, at):
    """As reported then 1 of 2; the day of the other was found out later."""
    one, two = _project(at, "甲"), _project(at, "乙")
    _reached(one, Node.START, date(2025, 2, 10), at)
    later = at + timedelta(hours=1)
    _reached(two, Node.START, date(2025, 3, 20), later)
    found = explain(START, When(MARCH, at), When(MARCH), scope=Scope())
    assert (found.before.value, found.after.value) == (50, 100)
    assert _said(found) == [("restated", Cause.MILESTONE, "乙", 1, 0)]
    assert found.parts[0].detail == "开工认定 无 → 2025-03-20"
    assert found.parts[0].effect == 50
    reached = explain(START, When(FEB), When(MARCH), scope=Scope())
    assert _said(reached) == [("happened", Cause.REACHED, "乙", 1, 0)]


def test_a_rate_is_divided_exactly_and_the_schedule_stands_beside(district, at):
    one, two = _project(at, "甲"), _project(at, "乙", plan_wan=Decimal(700))
    _month(one, 1, 130, at)
    _month(two, 3, 91, at)
    _say(two, at, plan_wan=Decimal(300))
    rate = explain(RATE, When(FEB), When(MARCH), scope=Scope())
    assert {part.cause for part in rate.parts} == {Cause.MONTH_ADDED, Cause.PLAN}
    _adds_up(rate)
    gap = explain(GAP, When(FEB), When(MARCH), scope=Scope())
    (pace,) = [part for part in gap.parts if part.cause is Cause.SCHEDULE]
    assert pace.project_id is None
    assert round(pace.effect, 8) == round(Decimal(-100) / 12, 8)
    _adds_up(gap)


def test_a_changed_target_is_a_part_of_its_own(district, at):
    indicator = definitions.named("入库目标完成率")
    _project(at, admitted_on=date(2025, 2, 1))
    _project(at, "乙", admitted_on=date(2025, 3, 1))
    for day, value in ((date(2025, 1, 1), 4), (date(2025, 3, 1), 5)):
        target = Target(
            year=2025, indicator="admitted", level="province", valid_from=day, target_value=Decimal(value)
        )
        set_targets([target], by=SYSTEM, at=at)
    found = explain(indicator, When(FEB), When(MARCH), scope=Scope(level="province"))
    assert (found.before.value, found.after.value) == (25, 40)
    assert {(part.cause, part.denominator) for part in found.parts} == {
        (Cause.ENTERED, 0), (Cause.TARGET, 1),
    }
    _adds_up(found)


def test_upgraded_within_the_year(district, at):
    project_id = _project(at, level="district")
    _month(project_id, 1, 10, at)
    _say(project_id, at + timedelta(hours=1), level="city")
    of_city = explain(COMPLETED, When(FEB), When(MARCH), scope=Scope(level="city"))
    of_district = explain(COMPLETED, When(FEB), When(MARCH), scope=Scope(level="district"))
    assert [(part.cause, part.numerator, part.detail) for part in (*of_city.parts, *of_district.parts)] == [
        (Cause.LEVEL, 10, "区重点 → 市重大"), (Cause.LEVEL, -10, "区重点 → 市重大"),
    ]
    assert explain(COMPLETED, When(FEB), When(MARCH), scope=Scope()).parts == ()


def test_backwards_is_the_same_with_the_other_sign(district, at):
    project_id = _project(at)
    _month(project_id, 1, 10, at)
    _month(project_id, 3, 30, at)
    there = explain(COMPLETED, When(FEB), When(MARCH), scope=Scope())
    back = explain(COMPLETED, When(MARCH), When(FEB), scope=Scope())
    assert sum(part.numerator for part in there.parts) == -sum(part.numerator for part in back.parts) == 30


def test_last_year_against_this_is_one_part_a_project(district, at):
    project_id = _project(at)
    _month(project_id, 1, 10, at)
    found = explain(COMPLETED, When(date(2024, 3, 31)), When(MARCH), scope=Scope())
    assert _said(found) == [("happened", Cause.YEAR, "云岫储能", 10, 0)]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["month", "plan", "move", "level", "kind", "reach", "stand", "new", "target", "undo"]),
        st.integers(0, 2), st.integers(1, 5), st.integers(0, 500),
    ),
    min_size=3, max_size=9,
)


@settings(
    max_examples=int(os.environ.get("DIFFERENCE_EXAMPLES", "4")), deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a run of acts takes minutes and tells no more
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_after_any_acts_the_parts_add_up_exactly(db, acts):
    with transaction.atomic():
        _run(acts)
        transaction.set_rollback(True)
    assert connection.needs_rollback is False


def _run(acts) -> None:
    at = timezone.now()
    people.found_district(at)
    ids = [_project(at, f"项目{n}", level=level) for n, level in enumerate(("province", "city", "district"))]
    moments = [at]
    for number, act in enumerate(acts, start=1):
        now = at + timedelta(minutes=number)
        with_refusal(_act, act, ids, now, number)
        moments.append(now)
    middle, scopes = moments[len(moments) // 2], (Scope(), Scope(level="city"), Scope(zone_id=_zone()))
    ends = (When(FEB, at), When(MARCH, middle), When(MAY), When(date(2024, 12, 31)))
    for first, last in itertools.pairwise(ends):
        books = open_books(first, last)
        for indicator, scope in itertools.product(ADDITIVE, scopes):
            _adds_up(explained(indicator, first, last, books, scope))
    scope = scopes[len(acts) % 3]  # of the books of a level or a 板块 the same is said as of the whole
    own = open_books(*ends[:2], scope=scope)
    whole = open_books(*ends[:2])
    for indicator in (RATE, START):
        assert explained(indicator, *ends[:2], own, scope) == explained(indicator, *ends[:2], whole, scope)


def with_refusal(act, *args) -> None:
    """What the house refuses changes nothing: the next act follows."""
    try:
        with transaction.atomic():
            act(*args)
    except Refused:
        pass


def _act(act, ids, now, number) -> None:
    what, which, month, amount = act
    project_id, batch, day = ids[which], f"b{number}", date(2025, month, 1 + amount % 28)
    if what == "month":
        _month(project_id, month, amount, now, batch)
    elif what == "reach":
        _reached(project_id, (Node.START, Node.FINISH)[amount % 2], day, now, batch)
    elif what == "stand":
        _stand(project_id, (Standing.WITHDRAWN, Standing.ACTIVE)[amount % 2], day, now)
    elif what == "new":
        ids.append(_project(now, f"后来{number}", about_from=day, admitted_on=day, batch=batch))
    elif what == "target":
        rows = [Target(year=2025, indicator="admitted", valid_from=day, target_value=Decimal(amount + 1))]
        set_targets(rows, by=SYSTEM, at=now)
    elif what == "undo":
        progress.undo_batch(batch=f"b{number - 1}", years=[2025], by=SYSTEM, at=now)
        projects.undo_batch(batch=f"b{number - 1}", years=[2025], by=SYSTEM, at=now)
    else:
        values = {
            "plan": {"plan_wan": Decimal(amount)},
            "move": {"zone_ids": (_zone("苔溪镇" if amount % 2 else "砚湖镇"),)},
            "level": {"level": ("province", "city", "district")[amount % 3]},
            "kind": {"construction_kind": ("new", "continued", "finishing")[amount % 3]},
        }[what]
        _say(project_id, now, about_from=day, batch=batch, **values)


def _command(*args) -> dict:
    out = StringIO()
    call_command("indicator_diff", *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_parts_that_add_up(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10.5", at)
    _month(project_id, 3, "31", at)
    said = _command("投资完成率", "--from", "2025-02-28", "--to", "2025-03-31")
    assert (said["difference"], said["numerator"], said["denominator"]) == ("3.1", "31", "0")
    assert [(part["cause"], part["project"], part["detail"]) for part in said["parts"]] == [
        ("新报月份", "云岫储能", "3月 无 → 31")
    ]
    assert sum(Decimal(part["effect"]) for part in said["parts"]) == Decimal("3.1")
    out = StringIO()
    call_command("indicator_diff", "本年累计完成投资", "--from", "2025-02-28", "--to", "2025-03-31", stdout=out)
    assert out.getvalue().splitlines() == [
        "本年累计完成投资：10.5 → 41.5 万元，差 31", "期间发生 · 新报月份：31（1 笔）", "  云岫储能　3月 无 → 31　31",
    ]


def test_the_command_takes_a_moment_beside_the_day(district, at):
    project_id = _project(at)
    _month(project_id, 1, 10, at)
    _month(project_id, 1, 15, at + timedelta(hours=1))
    known = at.isoformat()
    for first in (["--from", f"2025-02-28@{known}"], ["--from", "2025-02-28", "--known-from", known]):
        said = _command("completed", *first, "--to", "2025-02-28")
        assert [(part["step"], part["effect"]) for part in said["parts"]] == [("更正和补录", "5")]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("没有的", "--from", "2025-02-28", "--to", "2025-03-31"), "没有指标“没有的”"),
        (("completed", "--from", "二月", "--to", "2025-03-31"), "看不懂日期“二月”"),
        (("completed", "--from", "2025-02-28@昨天", "--to", "2025-03-31"), "看不懂日期“昨天”"),
        (("completed", "--from", "2025-02-28", "--to", "2025-03-31", "--zone", "石桥"), "没有板块“石桥”"),
    ],
)
def test_the_command_refuses_what_it_cannot_understand(district, args, sentence):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("indicator_diff", *args, "--json", stdout=out)
    (said,) = json.loads(out.getvalue())["refused"]
    assert said.startswith(sentence)


def _page(person, **asked) -> str:
    answer = person.client.get("/indicators/completion_rate/difference/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_groups_by_cause_and_opens_projects(office, at):
    project_id = _project(at)
    _month(project_id, 1, 100, at)
    _month(project_id, 3, 31, at)
    page = _page(office, **{"from": "2025-02-28", "to": "2025-03-31"})
    assert "期间发生 · 新报月份" in page and "3月 无 → 31" in page
    assert f"/projects/{project_id}/?year=2025" in page
    assert page.count("+3.1") == 4  # the figure, the cause, the project, the foot


def test_the_page_shows_a_long_cause_alone(office, at):
    for n in range(10):
        _month(_project(at, f"项目{n}"), 3, 10, at)
    ends = {"from": "2025-02-28", "to": "2025-03-31"}
    assert "看全部 10 笔" in _page(office, **ends)
    alone = _page(office, **ends, group="happened-month_added")
    assert alone.count("3月 无 → 10") == 10 and "回到全部原因" in alone


def test_the_page_costs_the_same_for_many_projects(office, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            _page(office, **{"from": "2025-02-28", "to": "2025-03-31", "known_from": at.isoformat()})
        return len(seen)

    later = at + timedelta(hours=1)
    _month(_project(at, "甲"), 1, 10, at)
    _month(_project(later, "乙"), 1, 10, later)
    few = cost()
    for n in range(12):
        _month(_project(later, f"项目{n}"), 1 + n % 3, 10, later)
    assert cost() == few <= 60


def test_a_zone_sees_its_own_differences(zone_b, at):
    for name, zone in (("甲", "砚湖镇"), ("乙", "苔溪镇")):
        _month(_project(at, name, zone_ids=(_zone(zone),)), 3, 10, at)
    page = _page(zone_b, **{"from": "2025-02-28", "to": "2025-03-31"})
    assert "乙" in page and ">甲<" not in page


def test_the_page_compares_with_the_last_issued_paper(office, zone_a, at):
    """As it was reported then: the day of the paper, and what was known when it was issued."""
    project_id = _project(at)
    _month(project_id, 1, 100, at)
    kind = reports.kind_or_refuse("progress_brief")
    draft = reports.create_draft(kind=kind, year=2025, as_of=FEB, by=office.actor, at=at)
    issued = signed(draft, office.actor, at)
    _month(project_id, 1, 130, issued.known_at + timedelta(hours=1))
    page = _page(office, to="2025-03-31")
    assert "上期专报（第1期）" in page and "更正和补录 · 更正月份" in page and "1月 100 → 130" in page
    assert "上期专报" not in _page(zone_a, to="2025-03-31")  # a 板块 reads no 专报
