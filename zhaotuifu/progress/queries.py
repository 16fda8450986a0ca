"""进展查询 — months, words and milestones as known at a moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.queries import chunks


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """节点 — planned, actual and recognised day with their precision."""

    node: str
    planned_on: date | None
    planned_precision: str
    actual_on: date | None
    actual_precision: str
    recognised_on: date | None


@dataclass(frozen=True, slots=True)
class WordLine:
    """当月情况 — the words of one month."""

    month: int
    image_progress: str
    problems: str
    cause: str
    next_plan: str
    completed_total_wan: Decimal | None


NO_WORD = WordLine(0, "", "", "", "", None)


def amounts_of(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None,
    basis: str = Basis.REPORTED,
) -> tuple[dict[int, dict[int, Decimal]], dict[int, dict[int, int]]]:
    """逐月完成与合计 — 万元 by project and month up to `through`, and beside it, for a month that
    holds 几个月合计, the month its sum begins; one SQL statement for every 5,000 projects.
    """
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    sums: dict[int, dict[int, int]] = defaultdict(dict)
    for part in chunks(ids):
        rows = (
            MonthlyAmount.objects.known(known_at)
            .filter(
                project_id__in=part, year=year, month__lte=through, basis=basis,
                amount_wan__isnull=False,
            )
            .order_by("month", "id")
            .values_list("project_id", "month", "amount_wan", "covers_from")
        )
        for project_id, month, amount, covers_from in rows:
            found[project_id][month] = amount
            if covers_from is not None:
                sums[project_id][month] = covers_from
    return found, sums


def months_of(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None,
    basis: str = Basis.REPORTED,
) -> dict[int, dict[int, Decimal]]:
    """逐月完成 — 万元 by project and month up to `through`; 几个月合计 at its last month."""
    return amounts_of(ids, year=year, through=through, known_at=known_at, basis=basis)[0]


def words_of(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None
) -> dict[int, WordLine]:
    """最近情况 — each project's latest words up to the month; one SQL statement for every 5,000."""
    found: dict[int, WordLine] = {}
    for part in chunks(ids):
        rows = (
            MonthlyWord.objects.known(known_at)
            .filter(project_id__in=part, year=year, month__lte=through)
            .order_by("month", "id")
        )
        for row in rows:
            found[row.project_id] = WordLine(
                row.month, row.image_progress, row.problems, row.cause, row.next_plan,
                row.completed_total_wan,
            )
    return found


def milestones_of(
    ids: Iterable[int], *, known_at: datetime | None = None
) -> dict[int, dict[str, MilestoneLine]]:
    """节点 — by project and node; one SQL statement for every 5,000 projects."""
    found: dict[int, dict[str, MilestoneLine]] = defaultdict(dict)
    for part in chunks(ids):
        rows = Milestone.objects.known(known_at).filter(project_id__in=part).order_by("node", "id")
        for row in rows:
            found[row.project_id][row.node] = MilestoneLine(
                row.node, row.planned_on, row.planned_precision, row.actual_on,
                row.actual_precision, row.recognised_on,
            )
    return found


def revision_of(project_id: int, year: int) -> str:
    """修订号 — changes with any month, word or milestone of the project; three SQL statements.

    A form carries it, so that a lost race is noticed. Milestones belong to no year.
    """
    rows = (
        MonthlyAmount.objects.known().filter(project=project_id, year=year),
        MonthlyWord.objects.known().filter(project=project_id, year=year),
        Milestone.objects.known().filter(project=project_id),
    )
    ids = [sorted(part.values_list("pk", flat=True)) for part in rows]
    return hashlib.sha256(repr(ids).encode()).hexdigest()[:16]


def words_by_month(project_id: int, *, year: int) -> dict[int, WordLine]:
    """逐月情况 — of one project by month; one SQL statement."""
    rows = MonthlyWord.objects.known().filter(project=project_id, year=year).order_by("month", "id")
    return {
        row.month: WordLine(
            row.month, row.image_progress, row.problems, row.cause, row.next_plan,
            row.completed_total_wan,
        )
        for row in rows
    }
