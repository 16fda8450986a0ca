"""汇总 — after whatever was done, cells and year lines say what a full recount says."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import people
from tests.indicators.recount import SCOPES, bare, compare
from tests.ledger.sending import commit, send, table
from zhaotuifu.indicators import figures
from zhaotuifu.indicators.adding import month_end
from zhaotuifu.indicators.checking import differences
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.models import YearLine
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.indicators.states import Answered
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.ledger import actions as ledger
from zhaotuifu.progress import actions as progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects import actions as projects
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Standing

YEAR = 2025
LONG = int(os.environ.get("ROLLUP_EXAMPLES", "0"))
LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.UNSET)
KINDS = (ConstructionKind.NEW, ConstructionKind.CONTINUED, ConstructionKind.FINISHING, ConstructionKind.RESERVE)
NODES = (Node.START, Node.FINISH, Node.PRODUCTION, Node.FULL_OUTPUT)
CAUSES = (Cause.LAND, Cause.FUNDS, Cause.UNSET)

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("create", "month", "recognise", "word", "milestone", "plan", "describe", "move", "list",
             "carry_over", "standing", "undo")
        ),
        st.integers(0, 5), st.integers(1, 12), st.integers(-50, 500), DAYS,
    ),
    min_size=4, max_size=14,
)
ASKED = st.tuples(
    DAYS, st.integers(0, 20), st.booleans(), st.lists(st.sampled_from(SCOPES), min_size=3, max_size=3)
)


def zones() -> list[int]:
    return [people.organisation(name).pk for name in ("砚湖镇", "苔溪镇")]


class Library:
    """一座库 — acts on a few projects, one an hour; what an act refuses changes nothing."""

    def __init__(self) -> None:
        self.began = timezone.now() - timedelta(days=3)
        people.found_district(self.began)
        self.hours = 0
        self.ids: list[int] = []
        for number in range(3):
            self.act("create", number, number + 1, 100 * number, date(2025, 1, 1))

    @property
    def now(self) -> datetime:
        return self.began + timedelta(hours=self.hours)

    def act(self, what: str, which: int, month: int, amount: int, day: date) -> None:
        self.hours += 1
        try:
            with transaction.atomic():
                getattr(self, f"_{what}")(which, month, amount, day)
        except Refused:
            pass

    def _create(self, which: int, month: int, amount: int, day: date) -> None:
        values = {
            "name": f"项目{len(self.ids)}", "zone_ids": tuple(zones()[: 1 + which % 2]),
            "level": LEVELS[which % 4], "plan_wan": Decimal(amount), "category": "新能源",
            "construction_kind": KINDS[month % 4], "kind": Kind.INDUSTRY, "admitted_on": day,
        }
        self.ids += self._state(values, None, day)

    def _state(self, values, project_id, day: date, year: int = YEAR) -> list[int]:
        return state_projects(
            [Statement(values, project_id)], year=year, about_from=day, by=SYSTEM, at=self.now,
            batch=f"b{self.hours}",
        )

    def _pick(self, which: int) -> int:
        return self.ids[which % len(self.ids)]

    def _record(self, row, years=(YEAR,)) -> None:
        progress.record_progress([row], years=years, by=SYSTEM, at=self.now, batch=f"b{self.hours}")

    def _month(self, which, month, amount, day, basis=Basis.REPORTED) -> None:
        given = None if amount % 11 == 0 else Decimal(amount) / 3
        if given is not None:
            given = given.quantize(Decimal("0.000001"))
        self._record(
            MonthlyAmount(
                project_id=self._pick(which), year=YEAR, month=month, amount_wan=given, basis=basis
            )
        )

    def _recognise(self, which, month, amount, day) -> None:
        self._month(which, month, amount, day, Basis.RECOGNISED)

    def _word(self, which, month, amount, day) -> None:
        self._record(
            MonthlyWord(
                project_id=self._pick(which), year=YEAR, month=month, image_progress="桩基",
                cause=CAUSES[amount % 3],
            )
        )

    def _milestone(self, which, month, amount, day) -> None:
        self._record(
            Milestone(
                project_id=self._pick(which), node=NODES[month % 4],
                planned_on=day if amount % 2 else None, recognised_on=day if amount % 3 else None,
            ),
            years=(YEAR, YEAR + 1),
        )

    def _plan(self, which, month, amount, day) -> None:
        self._state({"plan_wan": Decimal(amount)}, self._pick(which), day)

    def _describe(self, which, month, amount, day) -> None:
        values = {"category": ("新能源", "智能制造", "")[amount % 3], "kind": Kind.INDUSTRY}
        values["total_investment_wan"] = Decimal(amount * 100) if amount >= 0 else None
        self._state(values, self._pick(which), day)

    def _move(self, which, month, amount, day) -> None:
        chosen = (zones()[:1], zones()[1:], zones())[amount % 3]
        self._state({"zone_ids": tuple(chosen)}, self._pick(which), day)

    def _list(self, which, month, amount, day) -> None:
        values = {"level": LEVELS[amount % 4], "construction_kind": KINDS[month % 4], "admitted_on": day}
        self._state(values, self._pick(which), day)

    def _carry_over(self, which, month, amount, day) -> None:
        values = {
            "level": LEVELS[amount % 4], "construction_kind": KINDS[1], "plan_wan": Decimal(amount)
        }
        self._state(values, self._pick(which), date(2026, 1, 1), YEAR + 1)

    def _standing(self, which, month, amount, day) -> None:
        project = Project.objects.get(pk=self._pick(which))
        moves = (Standing.STOPPED, Standing.WITHDRAWN, Standing.ACTIVE)
        change_standing(
            project=project, to=moves[amount % 3], on=day, reason="演练", by=SYSTEM, at=self.now
        )

    def _undo(self, which, month, amount, day) -> None:
        batch = f"b{self.hours - 1 - which % 2}"
        progress.undo_batch(batch=batch, years=[YEAR], by=SYSTEM, at=self.now)
        projects.undo_batch(batch=batch, years=[YEAR], by=SYSTEM, at=self.now)


@settings(
    max_examples=LONG or 8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, asked=ASKED)
def test_after_any_acts_the_roll_ups_equal_a_recount(db, acts, asked):
    """Of any day, as known at any moment, in any scope; and at the month-ends, as known now."""
    with transaction.atomic():
        library = Library()
        for act in acts:
            library.act(*act)
        day, hour, is_past, scopes = asked
        known_at = library.began + timedelta(hours=max(1, hour), minutes=1) if is_past else None
        compare(YEAR, day, known_at, zones(), scopes)
        compare(YEAR, month_end(YEAR, day.month), None, zones(), scopes)
        compare(YEAR + 1, day.replace(year=YEAR + 1), known_at, zones(), scopes[:1])
        transaction.set_rollback(True)


def test_the_usual_scopes_at_a_month_end_are_in_the_cells_and_other_days_in_the_lines(db):
    library = Library()
    assert compare(YEAR, date(2025, 3, 31), None) == {Answered.CELLS, Answered.LINES}
    assert compare(YEAR, date(2025, 3, 30), None) == {Answered.LINES}
    assert compare(YEAR, date(2025, 3, 31), library.now) == {Answered.LINES}
    before = library.began
    assert compare(YEAR, date(2025, 3, 31), before) == {Answered.BOOK}


def test_a_report_changes_the_lines_of_its_project_alone(db):
    library = Library()
    before = set(YearLine.objects.known().values_list("pk", flat=True))
    library.act("month", 0, 3, 100, date(2025, 3, 31))
    after = YearLine.objects.known()
    assert {row.project_id for row in after if row.pk not in before} == {library.ids[0]}
    assert after.count() == len(before)


def test_a_ledger_and_its_undoing_reach_the_roll_ups(office):
    """What is drafted before the turn is what an act would have added in it."""
    rows = [
        ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工"),
        ("湖上冷链", "苔溪镇", 8000, 2000, 300, "主体施工"),
    ]
    commit(office, send(office, table(*rows)))
    assert compare(YEAR, date(2025, 3, 31), None) == {Answered.CELLS, Answered.LINES}
    changed = [(*row[:4], 450, "封顶") for row in rows]
    sent = commit(office, send(office, table(*changed), "2025-04"))
    assert differences(YEAR, 4) == []
    ledger.undo(ledger_import=sent, by=office.actor, at=timezone.now())
    assert differences(YEAR, 3) == []
    assert compare(YEAR, date(2025, 4, 30), None) == {Answered.CELLS, Answered.LINES}


def test_a_clerk_of_a_zone_sees_its_own_as_the_book_would_show_it(office, zone_a):
    """From the cells while nothing has left the 板块; off the lines, without what has, afterwards."""
    rows = [
        (f"项目{name}", zone, 42000, 12000, 900, "")
        for name, zone in (("甲", "砚湖镇"), ("乙", "砚湖镇"), ("丙", "苔溪镇"))
    ]
    commit(office, send(office, table(*rows)))
    own = Scope(zone_id=zones()[0])
    asked = {"year": YEAR, "as_of": date(2025, 3, 31), "actor": zone_a.actor}

    def agrees() -> set[Answered]:
        found, book = figures.ask(**asked), open_book(**asked)
        for code in ("completed", "completion_rate", "listed"):
            for scope in (own, Scope(), Scope(zone_id=zones()[1])):
                right = book.value(named(code), scope)
                assert bare(found.value(code, scope)) == bare(right), (code, scope)
        narrow = figures.ask(**asked)
        narrow.value("completed", own)
        return narrow.answered

    assert agrees() == {Answered.CELLS}
    moved = Project.objects.get(name="项目甲")
    state_projects(
        [Statement({"zone_ids": (zones()[1],)}, moved.pk)], year=YEAR, about_from=date(2025, 6, 1),
        by=SYSTEM, at=timezone.now(),
    )
    assert agrees() == {Answered.LINES}


def test_a_page_of_figures_costs_the_same_for_few_and_many(office):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = figures.ask(year=YEAR, as_of=date(2025, 3, 31), codes=("completion_rate",))
            found.value("completion_rate")
            found.by_zone("completion_rate")
            found.by_category("completion_rate")
            found.by_level("completion_rate")
            found.trend("completion_rate")
        return len(captured)

    commit(office, send(office, table(("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, ""))))
    few = cost()
    more = [(f"又一个项目第{number}期", "苔溪镇", 900, 80, 7, "") for number in "甲乙丙丁戊己庚辛"]
    commit(office, send(office, table(*more), "2025-03"))
    assert cost() == few <= 6
