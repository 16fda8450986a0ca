"""督查动作 — keep the positions of projects equal to their facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django_tasks import task

from zhaotuifu.indicators import rules as indicators
from zhaotuifu.indicators.queries import Book, open_book
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel import names
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.queries import chunks
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision import queries
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.rules import RANK, Thresholds, line_light
from zhaotuifu.supervision.states import Lamp

NOBODY_MISSES = (
    ("level", "级别"), ("construction_kind", "建设性质"), ("total_wan", "总投资"),
    ("plan_wan", "年度计划"), ("kind", "大类"), ("code", "项目代码"),
)


@transaction.atomic
def refresh_positions(ids: Sequence[int], *, year: int, today: date) -> int:
    """刷新现况 — of these projects in the year, in the caller's transaction.

    When the reporting month of the district has moved on, the other projects follow as a task.
    Returns the number of rows made.
    """
    before = queries.period_of(year)
    month = queries.reported_through(year)
    made = _rebuild(ids, year, month)
    if before and month != before:
        transaction.on_commit(lambda: refresh_year.enqueue(year))
    return made


@task()
def refresh_year(year: int) -> int:
    """刷新全年现况 — every listed project of the year; also the command `refresh_positions`."""
    ids = Listing.objects.known().filter(year=year).values_list("project_id", flat=True).distinct()
    with transaction.atomic():
        return _rebuild(list(ids), year, queries.reported_through(year))


def _rebuild(ids: Sequence[int], year: int, month: int) -> int:
    as_of = queries.month_end(year, month) if month else date(year, 12, 31)
    thresholds = queries.thresholds_on(as_of)
    made = 0
    for part in chunks(ids):
        living = Project.objects.filter(pk__in=part, is_void=False).exclude(
            standing=Standing.WITHDRAWN
        )
        # What is listed later in the year is in the library today, though not yet in the figures.
        book = open_book(
            year=year, as_of=date(year, 12, 31),
            project_ids=list(living.values_list("pk", flat=True)),
        )
        Position.objects.filter(year=year, project_id__in=part).delete()
        rows = [_position(line, book, year, month, as_of, thresholds) for line in book.lines]
        _mark_first(rows)
        Position.objects.bulk_create(rows, batch_size=400)
        made += len(rows)
    return made


def _mark_first(rows: Sequence[Position]) -> None:
    """首行 — the lines come highest level first; the later ones of a project are not its first."""
    seen: set[int] = set()
    for row in rows:
        row.is_first = row.project_id not in seen
        seen.add(row.project_id)


def _position(
    line: Line, book: Book, year: int, month: int, as_of: date, thresholds: Thresholds | None
) -> Position:
    months = [amount for number, amount in line.months.items() if number <= month]
    completed = sum(months, Decimal(0)) if months else None
    rate = ratio_pct(completed if completed is not None else Decimal(0), line.plan_wan)
    schedule = indicators.schedule_pct(month)
    lit = line_light(line, month=month, as_of=as_of, thresholds=thresholds)
    return Position(
        project_id=line.project_id, year=year, level=line.level,
        construction_kind=line.construction_kind, kind=line.kind, category=line.category,
        zone_names="、".join(line.zone_names)[:300],
        first_zone_id=line.zone_ids[0] if line.zone_ids else None,
        name=line.name, code=line.code, sort_key=names.sort_key(line.name),
        search_text=search_text(line), stage=line.stage, standing=line.standing,
        total_wan=line.total_wan, plan_wan=line.plan_wan, month_wan=line.month_wan(month),
        completed_wan=completed, through_month=month,
        rate_pct=None if rate is None else _four(rate),
        gap_points=None if rate is None else _four(rate - schedule),
        image_progress=line.word.image_progress[:200], lamp=lit.lamp,
        lamp_rank=RANK[Lamp(lit.lamp)], lamp_reason=lit.reason[:300],
        missing="、".join(label for name, label in NOBODY_MISSES if not _has(line, name)),
        is_demo=line.is_demo,
    )


def _has(line: Line, name: str) -> bool:
    """A zero plan is a plan; an unset text or amount is to be filled in."""
    return getattr(line, name) not in (None, "")


def _four(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def search_text(line: Line) -> str:
    """检索文字 — what the search box looks into: name, initials, code, unit, chain."""
    parts = (
        names.comparable(line.name), names.initials(line.name), line.code,
        names.comparable(str(line.profile["unit_name"])), line.category,
    )
    return " ".join(part for part in parts if part)[:800]
