"""年末情况 — every listed project of a year as the rule looks at it; a fixed number of SQL statements.

Two of five thousand projects or two hundred cost the same number of questions (per 5,000).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from zhaotuifu.carryover import rules
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.rules import Terms
from zhaotuifu.carryover.states import CarryState, Outcome
from zhaotuifu.indicators.queries import listed_ids
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.queries import ListingLine, Snapshot
from zhaotuifu.projects.states import ConstructionKind, Standing

NO_NODE = MilestoneLine("", None, "", None, "", None)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of the projects, by project id."""

    snapshots: Mapping[int, Snapshot]
    current: Mapping[int, Project]
    nodes: Mapping[int, Mapping[str, MilestoneLine]]
    months: Mapping[int, Mapping[int, Decimal]]
    told: Mapping[int, Decimal]
    sums: Mapping[int, Decimal]
    next_listings: Mapping[int, Sequence[ListingLine]]
    next_plans: Mapping[int, Decimal | None]
    new_years: Mapping[tuple[int, str], int]


def lines_of(
    carry: CarryOver, terms: Terms, today: date, project_ids: Iterable[int] | None = None
) -> list[CarryLine]:
    """提出的行 — of every list the projects are on; not saved, in the order of the list.

    Void projects are none of it, and what an earlier run of the same year decided stays so.
    """
    year = carry.year
    ids = listed_ids(year, None, None, project_ids)
    found: list[CarryLine] = []
    decided = _decided(carry)
    for part in projects.chunks(ids):
        read = _read(part, year, max(date(year, 12, 31), today))
        found += [
            line
            for snapshot in read.snapshots.values() if snapshot.id in read.current
            for line in _lines(carry, terms, snapshot, read)
            if (line.project_id, line.level) not in decided
        ]
    found.sort(key=lambda line: (line.sort_key, line.project_id))
    return found


def _decided(carry: CarryOver) -> set[tuple[int, str]]:
    """What an earlier run of the year let end."""
    rows = CarryLine.objects.filter(
        carry__year=carry.year, carry__state=CarryState.COMMITTED, is_written=True,
        outcome=Outcome.END,
    ).exclude(carry=carry.pk)
    return set(rows.values_list("project_id", "level"))


def _read(ids: Sequence[int], year: int, as_of: date) -> _Read:
    """About a dozen SQL statements for 5,000 projects."""
    next_end = date(year + 1, 12, 31)
    words = progress.words_of(ids, year=year)
    return _Read(
        snapshots=projects.snapshots(ids, year=year, as_of=as_of),
        current={one.pk: one for one in Project.objects.filter(pk__in=ids, is_void=False)},
        nodes=progress.milestones_of(ids),
        months=progress.months_of(ids, year=year),
        told={
            pk: word.completed_total_wan for pk, word in words.items()
            if word.completed_total_wan is not None
        },
        sums=_sums(ids, year),
        next_listings=projects.listings_of(ids, year=year + 1, as_of=next_end, known_at=None),
        next_plans=projects.latest_plans(ids, year=year + 1, as_of=next_end, known_at=None),
        new_years=_new_years(ids, year),
    )


def _sums(ids: Sequence[int], year: int) -> dict[int, Decimal]:
    """逐月相加 — of all years up to this one, 上报, 万元; one SQL statement."""
    rows = (
        MonthlyAmount.objects.known()
        .filter(project_id__in=ids, year__lte=year, basis=Basis.REPORTED)
        .order_by("project_id").values("project_id").annotate(done=Sum("amount_wan"))
        .values_list("project_id", "done")
    )
    return {project_id: done for project_id, done in rows if done is not None}


def _new_years(ids: Sequence[int], year: int) -> dict[tuple[int, str], int]:
    """列为新建几年 — years up to this one without a gap, by project and level; one SQL statement."""
    rows = (
        Listing.objects.known()
        .filter(project_id__in=ids, year__lte=year, construction_kind=ConstructionKind.NEW)
        .filter(Q(valid_to__isnull=True)).order_by("project_id", "year", "id")
        .values_list("project_id", "level", "year")
    )
    years: dict[tuple[int, str], set[int]] = defaultdict(set)
    for project_id, level, one in rows:
        years[project_id, level].add(one)
    return {
        key: next(n for n in range(len(found) + 1) if year - n not in found)
        for key, found in years.items()
    }


def _lines(
    carry: CarryOver, terms: Terms, snapshot: Snapshot, read: _Read
) -> Iterator[CarryLine]:
    """One line for each list of the year; the highest level first."""
    project = read.current[snapshot.id]
    there = {line.level for line in read.next_listings.get(snapshot.id, ())}
    whole = _standing(carry.year, snapshot, project, read)
    for number, listing in enumerate(snapshot.listings):
        one = replace(
            whole, kind=listing.construction_kind, is_listed=listing.level in there,
            new_years=read.new_years.get((snapshot.id, listing.level), 0),
        )
        yield _line(carry, terms, snapshot, project, listing, one, is_first=number == 0)


def _standing(
    year: int, snapshot: Snapshot, project: Project, read: _Read
) -> rules.Standing:
    nodes = read.nodes.get(snapshot.id, {})
    start, finish = nodes.get(Node.START, NO_NODE), nodes.get(Node.FINISH, NO_NODE)
    is_stopped = project.standing == Standing.STOPPED
    done = read.told.get(snapshot.id, read.sums.get(snapshot.id, Decimal(0)))
    return rules.Standing(
        year=year, kind="", is_withdrawn=project.standing == Standing.WITHDRAWN,
        stopped_for=snapshot.standing_reason if is_stopped else None,
        start_on=start.recognised_on, start_seen_on=start.actual_on,
        finish_on=finish.recognised_on, finish_seen_on=finish.actual_on,
        production_on=nodes.get(Node.PRODUCTION, NO_NODE).recognised_on,
        full_output_on=nodes.get(Node.FULL_OUTPUT, NO_NODE).recognised_on,
        planned_start_on=start.planned_on, planned_finish_on=finish.planned_on,
        end_year=_number(snapshot.profile["end_year"]),
        total_wan=_amount(snapshot.profile["total_investment_wan"]), done_wan=done,
        year_done_wan=sum(read.months.get(snapshot.id, {}).values(), Decimal(0)),
        plan_wan=snapshot.plan_wan, next_plan_wan=read.next_plans.get(snapshot.id),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _amount(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _line(
    carry: CarryOver, terms: Terms, snapshot: Snapshot, project: Project, listing: ListingLine,
    one: rules.Standing, *, is_first: bool,
) -> CarryLine:
    found = rules.propose(one, terms)
    plan, plan_text = (found.plan_wan, found.plan_sentence) if is_first else (None, "")
    basis = repr((one, listing.level, listing.admitted_on, snapshot.name, is_first))
    return CarryLine(
        carry_id=carry.pk, project_id=snapshot.id, level=listing.level, is_first=is_first,
        name=snapshot.name, code=snapshot.code, sort_key=project.sort_key,
        zone_names="、".join(snapshot.zone_names)[:300],
        first_zone_id=snapshot.zone_ids[0] if snapshot.zone_ids else None,
        old_kind=listing.construction_kind, admitted_on=listing.admitted_on,
        total_wan=one.total_wan, done_wan=one.done_wan, old_plan_wan=one.plan_wan,
        year_done_wan=one.year_done_wan, finish_year=one.finish_year,
        proposed_outcome=found.outcome, why=found.why, why_text=found.sentence[:300],
        is_asked=found.is_asked, proposed_plan_wan=plan, plan_text=plan_text,
        basis=hashlib.sha256(basis.encode()).hexdigest(),
    ).settle()
