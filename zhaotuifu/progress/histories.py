"""进展沿革 — months, causes and milestones of some projects over all years: for who draws spans.

Facts as they are known, or with a draft as they will be once that is written; a fixed number of SQL
statements for every 5,000 projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zhaotuifu.kernel.drafts import Draft, joined
from zhaotuifu.kernel.prepared import rows_among
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.projects.queries import chunks


@dataclass(slots=True)
class Course:
    """进程 — of one project: 万元 by (year, 口径) and month, causes by year and month, days by node."""

    amounts: dict[tuple[int, str], dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    causes: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    #: planned, actual and recognised day
    milestones: dict[str, tuple[date | None, date | None, date | None]] = field(default_factory=dict)


def courses_of(
    ids: Iterable[int], draft: Draft | None = None, within: Collection[int] | None = None
) -> dict[int, Course]:
    """进程 — by project id, months and words of the years `within` (all, when None); three SQL statements
    for every 5,000 projects.
    """
    found: dict[int, Course] = defaultdict(Course)
    for part in chunks(ids):
        _read(part, draft, found, within)
    return found


def _read(
    ids: Sequence[int], draft: Draft | None, found: dict[int, Course],
    within: Collection[int] | None,
) -> None:
    wanted = frozenset(ids)

    def rows(model: type[ProgressFact], *names: str) -> list[tuple]:
        takes: Callable[[ProgressFact], bool] = lambda fact: fact.project_id in wanted  # noqa: E731
        years = None if within is None or model is Milestone else tuple(sorted(within))
        stored = rows_among(_stored, ids, model, names, years)
        return joined(stored, model, ("project_id", *names), draft, takes)

    for pk, year, month, basis, amount in rows(
        MonthlyAmount, "year", "month", "basis", "amount_wan"
    ):
        if amount is not None:
            found[pk].amounts[year, basis][month] = amount
    for pk, year, month, cause in rows(MonthlyWord, "year", "month", "cause"):
        found[pk].causes[year][month] = cause
    for pk, node, *days in rows(Milestone, "node", "planned_on", "actual_on", "recognised_on"):
        found[pk].milestones[node] = (days[0], days[1], days[2])


def _stored(
    ids: Sequence[int], model: type[ProgressFact], names: tuple[str, ...],
    years: tuple[int, ...] | None,
) -> QuerySet[Any, tuple[Any, ...]]:
    known = model.objects.known().filter(project_id__in=ids)
    if years is not None:
        known = known.filter(year__in=years)
    return known.order_by("id").values_list("pk", "project_id", *names)
