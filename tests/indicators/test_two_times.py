"""两个时间 — what a figure was, as known then; what it is now; and what an undone batch leaves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.progress import actions as progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects import actions as projects
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision.models import Position

MARCH = date(2025, 3, 31)
COMPLETED = definitions.named("本年累计完成投资")
PLAN = definitions.named("年度计划投资")


def _zone(name: str = "砚湖镇") -> int:
    return people.organisation(name).pk


def _project(at, *, name="云岫储能", batch="", **values) -> int:
    base = {"name": name, "zone_ids": (_zone(),), "level": "province", "plan_wan": Decimal(1000)}
    (project_id,) = state_projects(
        [Statement(base | values)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at,
        batch=batch,
    )
    return project_id


def _month(project_id: int, month: int, amount: str, at, batch: str = "") -> None:
    row = MonthlyAmount(project_id=project_id, year=2025, month=month, amount_wan=Decimal(amount))
    progress.record_progress([row], years=[2025], by=SYSTEM, at=at, batch=batch)


def _completed(as_of=MARCH, known_at=None, **scope):
    return open_book(year=2025, as_of=as_of, known_at=known_at).value(COMPLETED, Scope(**scope)).value


def test_a_corrected_month_is_old_as_known_then_and_new_now(district, at):
    project_id = _project(at)
    _month(project_id, 3, "120", at)
    later = at + timedelta(hours=1)
    _month(project_id, 3, "90", later)
    assert _completed(known_at=at) == 120
    assert _completed(known_at=later) == 90
    assert _completed() == 90


def test_a_figure_of_the_past_does_not_see_later_months(district, at):
    project_id = _project(at)
    for month in (1, 2, 3):
        _month(project_id, month, "10", at)
    assert _completed(as_of=date(2025, 2, 28)) == 20
    assert _completed(as_of=date(2025, 3, 30)) == 20
    assert _completed() == 30


def test_a_changed_plan_counts_from_its_day(district, at):
    project_id = _project(at)
    state_projects(
        [Statement({"plan_wan": Decimal(1500)}, project_id)], year=2025,
        about_from=date(2025, 3, 1), by=SYSTEM, at=at,
    )
    feb, mar = (open_book(year=2025, as_of=day).value(PLAN).value for day in (date(2025, 2, 28), MARCH))
    assert (feb, mar) == (1000, 1500)


def test_a_project_that_moves_counts_where_it_lay_on_the_day(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10", at)
    state_projects(
        [Statement({"zone_ids": (_zone("苔溪镇"),)}, project_id)], year=2025,
        about_from=date(2025, 3, 1), by=SYSTEM, at=at,
    )
    assert _completed(as_of=date(2025, 2, 28), zone_id=_zone()) == 10
    assert _completed(zone_id=_zone()) is None
    assert _completed(zone_id=_zone("苔溪镇")) == 10


def test_a_joint_project_counts_once_in_the_total_and_once_in_each_zone(district, at):
    project_id = _project(at, zone_ids=(_zone(), _zone("苔溪镇")))
    _month(project_id, 1, "10", at)
    assert [_completed(), _completed(zone_id=_zone()), _completed(zone_id=_zone("苔溪镇"))] == [10] * 3


def test_a_project_on_two_lists_counts_once_in_the_total(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10", at)
    from zhaotuifu.projects.models import Listing

    Listing.objects.create(
        project_id=project_id, year=2025, level="city", valid_from=date(2025, 1, 1), recorded_at=at
    )
    assert (_completed(), _completed(level="city"), _completed(level="province")) == (10, 10, 10)


def test_a_withdrawn_project_leaves_the_figures_from_its_day(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10", at)
    project = Project.objects.get(pk=project_id)
    projects.change_standing(
        project=project, to=Standing.WITHDRAWN, on=date(2025, 3, 5), reason="投资方撤资", by=SYSTEM, at=at
    )
    assert _completed(as_of=date(2025, 2, 28)) == 10
    assert _completed() is None
    assert not Position.objects.exists()


def test_an_undone_batch_is_gone_now_and_still_there_as_known_then(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10", at)
    during, after = at + timedelta(hours=1), at + timedelta(hours=2)
    other = _project(during, name="鹭汀电驱", batch="b1")
    _month(project_id, 1, "25", during, batch="b1")
    _month(other, 1, "5", during, batch="b1")
    progress.undo_batch(batch="b1", years=[2025], by=SYSTEM, at=after)
    projects.undo_batch(batch="b1", years=[2025], by=SYSTEM, at=after)
    assert (_completed(known_at=at), _completed(known_at=during), _completed()) == (10, 30, 10)
    assert Position.objects.get().name == "云岫储能"


def test_a_batch_on_which_something_builds_is_not_undone(district, at):
    project_id = _project(at)
    _month(project_id, 1, "25", at, batch="b1")
    _month(project_id, 1, "26", at + timedelta(hours=1))
    with pytest.raises(Refused, match="又有人改过"):
        progress.undo_batch(batch="b1", years=[2025], by=SYSTEM, at=at + timedelta(hours=2))
    assert _completed() == 26


def test_equal_statements_change_nothing(district, at):
    project_id = _project(at)
    _month(project_id, 1, "10", at)
    before = Position.objects.values().get()
    row = MonthlyAmount(project_id=project_id, year=2025, month=1, amount_wan=Decimal("10.00"))
    assert progress.record_progress([row], years=[2025], by=SYSTEM, at=at + timedelta(1)) == 0
    assert Position.objects.values().get() == before


def test_a_taken_code_is_refused_and_nothing_is_written(district, at):
    code = "2501-329999-04-01-123456"
    _project(at, code=code)
    with pytest.raises(Refused, match=code):
        _project(at, name="别的项目", code=code)
    assert Project.objects.count() == 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["month", "plan", "move", "undo"]), st.integers(0, 2), st.integers(1, 3),
        st.integers(0, 500),
    ),
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_what_was_known_never_changes_and_positions_equal_a_recount(db, acts):
    """After any sequence of acts every earlier answer stays, and the roll-up equals the book."""
    from django.db import connection, transaction

    with transaction.atomic():
        _run_acts(acts)
        transaction.set_rollback(True)
    assert connection.needs_rollback is False


def _run_acts(acts) -> None:
    from django.utils import timezone

    at = timezone.now()
    people.found_district(at)
    ids = [_project(at, name=f"项目{n}") for n in range(3)]
    told = []
    for number, (act, which, month, amount) in enumerate(acts, start=1):
        now = at + timedelta(minutes=number)
        _act(act, ids[which], month, amount, now, f"b{number}", number)
        told.append((now, _answers(None)))
        for moment, answers in told:
            assert _answers(moment) == answers
    book = open_book(year=2025, as_of=date(2025, 12, 31))
    for position in Position.objects.all():
        (line,) = [one for one in book.lines if one.project_id == position.project_id]
        through = [v for m, v in line.months.items() if m <= position.through_month]
        assert position.plan_wan == line.plan_wan
        assert (position.completed_wan or 0) == sum(through, Decimal(0))
        assert position.zone_names == "、".join(line.zone_names)


def _act(act, project_id, month, amount, now, batch, number) -> None:
    if act == "month":
        _month(project_id, month, str(amount), now, batch)
    elif act == "undo":
        try:
            progress.undo_batch(batch=f"b{number - 1}", years=[2025], by=SYSTEM, at=now)
            projects.undo_batch(batch=f"b{number - 1}", years=[2025], by=SYSTEM, at=now)
        except Refused:
            pass
    else:
        values = {"plan_wan": Decimal(amount)} if act == "plan" else {
            "zone_ids": (_zone("苔溪镇" if amount % 2 else "砚湖镇"),)
        }
        state_projects(
            [Statement(values, project_id)], year=2025, about_from=date(2025, month, 1),
            by=SYSTEM, at=now, batch=batch,
        )


def _answers(known_at):
    return [
        (
            open_book(year=2025, as_of=day, known_at=known_at).value(COMPLETED).value,
            open_book(year=2025, as_of=day, known_at=known_at).value(PLAN, Scope(zone_id=_zone())).value,
        )
        for day in (date(2025, 1, 31), MARCH)
    ]


def test_stopping_again_on_the_same_day_is_the_last_word(district, at):
    project_id = _project(at)
    for number, to in enumerate((Standing.STOPPED, Standing.ACTIVE, Standing.STOPPED)):
        projects.change_standing(
            project=Project.objects.get(pk=project_id), to=to, on=date(2025, 3, 5), reason="资金",
            by=SYSTEM, at=at + timedelta(minutes=number),
        )
    (line,) = open_book(year=2025, as_of=MARCH).lines
    assert line.standing == Standing.STOPPED
