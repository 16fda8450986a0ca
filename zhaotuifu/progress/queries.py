"""进展查询 — months, words and milestones as known at a moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from zhaotuifu.kernel.drafts import Draft, seen
from zhaotuifu.kernel.facts import Fact, later_than
from zhaotuifu.kernel.verdict import YES, Verdict, no
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
    basis: str = Basis.REPORTED, draft: Draft | None = None,
) -> tuple[dict[int, dict[int, Decimal]], dict[int, dict[int, int]]]:
    """逐月完成与合计 — 万元 by project and month up to `through`, and beside it, for a month that
    holds 几个月合计, the month its sum begins; one SQL statement for every 5,000 projects.

    With `draft`, as they will be once it is written.
    """
    found = amounts_by_basis(ids, year=year, through=through, known_at=known_at, draft=draft)
    return found[basis]


def amounts_by_basis(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None,
    draft: Draft | None = None,
) -> dict[str, tuple[dict[int, dict[int, Decimal]], dict[int, dict[int, int]]]]:
    """逐月完成，按口径 — as `amounts_of`, of each 口径, read in the same statements."""
    found: dict[str, tuple[dict[int, dict[int, Decimal]], dict[int, dict[int, int]]]] = {
        basis.value: (defaultdict(dict), defaultdict(dict)) for basis in Basis
    }
    names = ("month", "project_id", "amount_wan", "covers_from", "basis")
    for part in chunks(ids):
        # 口径 is told apart here: asked for in SQL it leads SQLite to the index by year, which
        # reads the months of every project there is.
        rows = (
            MonthlyAmount.objects.known(known_at)
            .filter(
                project_id__in=part, year=year, month__lte=through, amount_wan__isnull=False
            )
            .order_by("project_id", "month", "id")
        )
        wanted = frozenset(part)
        drafted = seen(
            rows, names, draft,
            lambda fact, wanted=wanted: (  # type: ignore[misc]
                fact.project_id in wanted and fact.year == year and fact.month <= through
                and fact.amount_wan is not None
            ),
        )
        for month, project_id, amount, covers_from, measured in _by_first(drafted, draft):
            months, sums = found[measured]
            months[project_id][month] = amount
            if covers_from is not None:
                sums[project_id][month] = covers_from
    return found


def _by_first(rows: list[tuple], draft: Draft | None) -> list[tuple]:
    """In the order of the first value; the database has sorted what is not drafted."""
    return rows if draft is None else sorted(rows, key=lambda row: row[0])


def months_of(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None,
    basis: str = Basis.REPORTED,
) -> dict[int, dict[int, Decimal]]:
    """逐月完成 — 万元 by project and month up to `through`; 几个月合计 at its last month."""
    return amounts_of(ids, year=year, through=through, known_at=known_at, basis=basis)[0]


def words_of(
    ids: Iterable[int], *, year: int, through: int = 12, known_at: datetime | None = None,
    draft: Draft | None = None,
) -> dict[int, WordLine]:
    """最近情况 — each project's latest words up to the month; one SQL statement for every 5,000."""
    found: dict[int, WordLine] = {}
    for part in chunks(ids):
        rows = (
            MonthlyWord.objects.known(known_at)
            .filter(project_id__in=part, year=year, month__lte=through)
            .order_by("month", "id")
        )
        if draft is None:  # only the last is handed over: a year of words is long
            later = MonthlyWord.objects.known(known_at).filter(
                project=OuterRef("project"), year=year, month__lte=through,
                month__gt=OuterRef("month"),
            )
            rows = rows.filter(~Exists(later))
        wanted = frozenset(part)
        drafted = seen(
            rows, ("month", "project_id", *MonthlyWord.FACT_VALUES), draft,
            lambda fact, wanted=wanted: (  # type: ignore[misc]
                fact.project_id in wanted and fact.year == year and fact.month <= through
            ),
        )
        for month, project_id, *values in _by_first(drafted, draft):
            found[project_id] = WordLine(month, *values)
    return found


def milestones_of(
    ids: Iterable[int], *, known_at: datetime | None = None, draft: Draft | None = None
) -> dict[int, dict[str, MilestoneLine]]:
    """节点 — by project and node; one SQL statement for every 5,000 projects."""
    found: dict[int, dict[str, MilestoneLine]] = defaultdict(dict)
    for part in chunks(ids):
        rows = Milestone.objects.known(known_at).filter(project_id__in=part).order_by("node", "id")
        wanted = frozenset(part)
        drafted = seen(
            rows, ("node", "project_id", *Milestone.FACT_VALUES), draft,
            lambda fact, wanted=wanted: fact.project_id in wanted,  # type: ignore[misc]
        )
        for node, project_id, *values in _by_first(drafted, draft):
            found[project_id][node] = MilestoneLine(node, *values)
    return found


def with_amounts(ids: Sequence[int], draft: Draft | None = None) -> set[int]:
    """有完成数的 — projects with a month above zero; one SQL statement for every 5,000."""
    found: set[int] = set()
    for part in chunks(ids):
        rows = MonthlyAmount.objects.known().filter(project_id__in=part, amount_wan__gt=0)
        if draft is None or not draft.gone.get(MonthlyAmount):
            found.update(rows.order_by("project_id").values_list("project_id", flat=True).distinct())
        else:
            gone = draft.gone[MonthlyAmount]
            found.update(
                project_id for pk, project_id in rows.values_list("pk", "project_id") if pk not in gone
            )
    drafted = draft.new.get(MonthlyAmount, {}) if draft else {}
    wanted = frozenset(ids)
    return found | {
        fact.project_id  # type: ignore[attr-defined]
        for fact in drafted.values()
        if fact.project_id in wanted and (fact.amount_wan or 0) > 0  # type: ignore[attr-defined]
    }


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


def nothing_later(batch: str) -> Verdict:
    """没有后续 — nothing stands in place of what the batch reported; two SQL statements a kind."""
    kinds: tuple[type[Fact], ...] = (MonthlyAmount, MonthlyWord, Milestone)
    if any(later_than(model, batch=batch) for model in kinds):
        return no("不能撤回：这一批之后又有人改过其中的月份。请用更正的台账再导一次。")
    return YES
