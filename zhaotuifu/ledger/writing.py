"""写成事实 — a plan as statements on projects and facts of progress, with where each was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhaotuifu.ledger import belonging
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules import comparing
from zhaotuifu.ledger.rules.comparing import Difference
from zhaotuifu.ledger.rules.fields import PACKAGE_NAME, TOTAL_INVESTMENT_FOREIGN, Extra, Field
from zhaotuifu.ledger.rules.months import covered
from zhaotuifu.ledger.rules.planning import CUMULATIVE, MONTH, Decided
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.actions import Statement
from zhaotuifu.projects.memberships import packages_named

WORDS = {
    Field.IMAGE_PROGRESS.value: "image_progress", Field.PROBLEMS.value: "problems",
    Extra.CAUSE.value: "cause", Extra.NEXT_PLAN.value: "next_plan",
    Field.COMPLETED_TOTAL_WAN.value: "completed_total_wan",
}
DATES = {
    Field.PLANNED_START_ON.value: (Node.START, "planned"),
    Extra.ACTUAL_START_ON.value: (Node.START, "actual"),
    Field.PLANNED_FINISH_ON.value: (Node.FINISH, "planned"),
    Extra.ACTUAL_FINISH_ON.value: (Node.FINISH, "actual"),
    Extra.PERMIT_ON.value: (Node.PERMIT, "actual"),
    Extra.PILE_ON.value: (Node.PILE, "actual"),
    Extra.STATISTICS_ON.value: (Node.STATISTICS, "actual"),
}


@dataclass(slots=True)
class Written:
    """一个项目的写入 — all that the rows of one project change, in the order of the file."""

    index: int  # of the first row, in the plan
    project_id: int | None
    origin: str
    rows: list[Decided] = field(default_factory=list)

    def changes(self) -> list[Difference]:
        return [change for row in self.rows for change in row.changes]


def gather(plan: Plan, import_id: int) -> list[Written]:
    """按项目归拢 — the taken rows, a later row of the same project with its first."""
    found: dict[int, Written] = {}
    for index, row in enumerate(plan.rows):
        root = index if row.same_as is None else row.same_as
        if not row.is_taken:
            continue
        if root not in found:
            first = plan.rows[root]
            found[root] = Written(root, first.project_id, origin(import_id, first))
        found[root].rows.append(row)
    return list(found.values())


def origin(import_id: int, row: Decided, column: str | None = None, more: str = "") -> str:
    """来源 — 台账#12 3月进度!I7; the sheet's name is cut where it would not fit."""
    return f"台账#{import_id} {row.row.sheet[:80]}!{column or ''}{row.row.row}{more}"


def statements(written: Sequence[Written], zone_ids: Mapping[str, int]) -> list[Statement]:
    """项目陈述 — of every project written; one that only reports a month says nothing new."""
    changes = [change for one in written for change in one.changes()]
    programmes = belonging.programme_ids(
        change.new for change in changes if change.field == Extra.PROGRAMMES
    )
    packages = packages_named(
        str(change.new) for change in changes if change.field == PACKAGE_NAME and change.new
    )
    found = []
    for one in written:
        values = _values(one, zone_ids)
        if Extra.PROGRAMMES.value in values:
            said = str(values.pop(Extra.PROGRAMMES.value) or "").split(belonging.JOINT)
            values["programmes"] = {programmes[name]: True for name in said if name in programmes}
        if PACKAGE_NAME in values:
            values["package_id"] = packages.get(str(values[PACKAGE_NAME]))
        found.append(Statement(values, one.project_id, one.origin))
    return found


def _values(one: Written, zone_ids: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for row in one.rows:
        if row.zone_names is not None:
            values["zone_ids"] = tuple(zone_ids[name] for name in row.zone_names)
        for change in row.changes:
            name = change.field
            if name == Field.ANNUAL_PLAN_WAN:
                values["plan_wan"] = change.new
            elif name == TOTAL_INVESTMENT_FOREIGN:
                values["foreign_currency"] = change.new.currency if change.new else ""
                values["foreign_amount_wan"] = change.new.amount_wan if change.new else None
            elif name not in WORDS and name not in DATES and name not in NOT_STATED:
                values[name] = change.new
    return values


NOT_STATED = frozenset((Field.ZONE.value, comparing.LISTED_YEAR, Extra.RECOGNISED_MONTH_WAN.value))


def says_something(statement: Statement, one: Written) -> bool:
    """要陈述 — something of the project itself changes, or it joins the year's list."""
    joins = any(change.field == comparing.LISTED_YEAR for change in one.changes())
    return statement.project_id is None or bool(statement.values) or joins


def progress_facts(
    written: Sequence[Written], ids: Sequence[int], plan: Plan, import_id: int
) -> list[ProgressFact]:
    """进展事实 — months, words and milestones of the projects; `ids` in the order of `written`.

    Words and milestones are whole rows: what is known and not said stands in them again.
    """
    old = [one.project_id for one in written if one.project_id is not None]
    when = plan.period
    words = progress.words_of(old, year=when.year, through=when.month)
    milestones = progress.milestones_of(old)
    facts: list[ProgressFact] = []
    for one, project_id in zip(written, ids, strict=True):
        facts += _months(one, project_id, plan, import_id)
        facts += _word(one, project_id, plan, words.get(project_id, progress.NO_WORD))
        facts += _milestones(one, project_id, milestones.get(project_id, {}))
    return facts


def _months(one: Written, project_id: int, plan: Plan, import_id: int) -> list[ProgressFact]:
    found: dict[int, MonthlyAmount] = {}
    for row in one.rows:
        column = row.row.cells.get(MONTH) if MONTH in row.values else None
        for month, amount in row.settled.amounts.items():
            first = row.settled.covers.get(month)
            is_opening = month == row.settled.opening_month
            letter = row.row.cells.get(CUMULATIVE) if is_opening or not column else column
            more = f"（{covered(first, month)}）" if first or is_opening else ""
            more = f" 期初{more}" if is_opening else more
            found[month] = MonthlyAmount(
                project_id=project_id, year=plan.period.year, month=month,
                basis=Basis.REPORTED, amount_wan=amount, covers_from=first,
                origin=origin(import_id, row, letter, more),
            )
    return [*found.values(), *_recognised(one, project_id, plan, import_id)]


def _recognised(
    one: Written, project_id: int, plan: Plan, import_id: int
) -> list[ProgressFact]:
    """列统 — of the month of the ledger, beside what is reported of it."""
    name = Extra.RECOGNISED_MONTH_WAN.value
    said = {
        change.field: MonthlyAmount(
            project_id=project_id, year=plan.period.year, month=plan.period.month,
            basis=Basis.RECOGNISED, amount_wan=change.new,
            origin=origin(import_id, row, row.row.cells.get(name)),
        )
        for row in one.rows for change in row.changes if change.field == name
    }
    return list(said.values())


def _word(
    one: Written, project_id: int, plan: Plan, known: progress.WordLine
) -> list[ProgressFact]:
    said = {
        WORDS[change.field]: change.new for change in one.changes() if change.field in WORDS
    }
    if not said:
        return []
    is_this_month = known.month == plan.period.month
    whole: dict[str, Any] = {
        "image_progress": known.image_progress, "problems": known.problems, "cause": known.cause,
        "next_plan": known.next_plan,
        # An older month's sum since the start is not this month's.
        "completed_total_wan": known.completed_total_wan if is_this_month else None,
    }
    whole |= {
        name: value if value is not None or name == "completed_total_wan" else ""
        for name, value in said.items()
    }
    return [
        MonthlyWord(
            project_id=project_id, year=plan.period.year, month=plan.period.month,
            origin=one.origin, **whole,
        )
    ]


def _milestones(
    one: Written, project_id: int, known: Mapping[str, progress.MilestoneLine]
) -> list[ProgressFact]:
    said: dict[Node, dict[str, Any]] = defaultdict(dict)
    for change in one.changes():
        if change.field in DATES:
            node, kind = DATES[change.field]
            day, precision = change.new or (None, "")
            said[node] |= {f"{kind}_on": day, f"{kind}_precision": precision}
    facts: list[ProgressFact] = []
    for node, values in said.items():
        line = known.get(node)
        whole = {
            name: getattr(line, name) if line else ("" if name.endswith("precision") else None)
            for name in Milestone.FACT_VALUES
        }
        facts.append(
            Milestone(project_id=project_id, node=node, origin=one.origin, **(whole | values))
        )
    return facts
