"""督查动作 — keep the positions of projects equal to their facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django_tasks import task

from zhaotuifu.indicators import rules as indicators
from zhaotuifu.indicators.actions import DrawnRollUps, draw_rollups
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel import audit, bulk, names
from zhaotuifu.kernel.drafts import Draft, instead
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.queries import chunks
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision import queries, stands
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.rules import RANK, Light, Thresholds, line_light
from zhaotuifu.supervision.states import Lamp

#: projects of a year renewed in one transaction, and how often it is tried without a lock
AT_ONCE, TRIES = 2000, 3

NOBODY_MISSES = (
    ("level", "级别"), ("construction_kind", "建设性质"), ("total_wan", "总投资"),
    ("plan_wan", "年度计划"), ("kind", "大类"), ("code", "项目代码"),
)


@dataclass(slots=True)
class Drawn:
    """备好的现况 — the rows of these projects in the year, ready to take the place of those there.

    Of a draft, `rollups` are the roll-ups of the same projects in all their years.
    """

    year: int
    month: int
    ids: Sequence[int]
    rows: bulk.Prepared
    rollups: DrawnRollUps | None = None

    def write(self, *, at: datetime | None = None) -> int:
        """换上 — inside a transaction; the year moves on. Says how many rows there are now."""
        before = stands.lamps_of(self.year, self.ids)
        for part in chunks(self.ids):
            Position.objects.filter(year=self.year, project_id__in=part).delete()
        made = self.rows.write()
        stands.move_on(self.year, self.ids, before, at=at)
        return made


@transaction.atomic
def refresh_positions(ids: Sequence[int], *, year: int, today: date) -> int:
    """刷新现况 — of these projects in the year, in the caller's transaction.

    When the reporting month of the district has moved on, the other projects follow as a task.
    Returns the number of rows made.
    """
    return put_up(draw_positions(ids, year=year))


def put_up(drawn: Drawn, *, at: datetime | None = None) -> int:
    """换上现况 — inside a transaction; as `refresh_positions`. What was drawn of a draft needs `at`, the
    moment the draft was written under.
    """
    if drawn.rollups is not None:
        if at is None:
            raise TypeError("roll-ups of a draft are recorded with it: give its moment")
        drawn.rollups.write(at=at)
    before = queries.period_of(drawn.year)
    made = drawn.write(at=at)
    if before and drawn.month != before:
        # The queue is in the same database: asked in the transaction, the task is there if, and
        # only if, what makes it needed is.
        refresh_year.enqueue(drawn.year)
    return made


def draw_positions(
    ids: Sequence[int], *, year: int, draft: Draft | None = None, month: int | None = None
) -> Drawn:
    """备现况 — of these projects, with `draft` as its writing will leave them; writes nothing."""
    month = queries.reported_through(year, draft=draft) if month is None else month
    as_of = queries.month_end(year, month) if month else date(year, 12, 31)
    thresholds = queries.thresholds_on(as_of)
    rows: list[Position] = []
    for part in chunks(ids):
        # What is listed later in the year is in the library today, though not yet in the figures.
        living = _living(part, draft)
        book = open_book(
            year=year, as_of=date(year, 12, 31), project_ids=list(living), draft=draft
        )
        made = [
            _position(line, living[line.project_id], year, month, as_of, thresholds)
            for line in book.lines
        ]
        _mark_first(made)
        rows += made
    rollups = draw_rollups(ids, draft) if draft is not None else None
    return Drawn(year, month, ids, bulk.prepare(Position, rows), rollups)


def _living(ids: Sequence[int], draft: Draft | None) -> dict[int, Project]:
    """Neither void nor withdrawn."""
    return {
        project.pk: project
        for project in instead(Project.objects.filter(pk__in=ids), Project, ids, draft)
        if not project.is_void and project.standing != Standing.WITHDRAWN
    }


@task()
def refresh_year(year: int) -> int:
    """刷新全年现况 — every listed project of the year; also the command `refresh_positions`.

    Drawn some thousand at a time without keeping anybody from writing; what was changed meanwhile
    is drawn again.
    """
    listed = Listing.objects.known().filter(year=year).order_by("project_id")
    ids = sorted(set(listed.values_list("project_id", flat=True)))
    _take_down(year, ids)
    month = queries.reported_through(year)
    return sum(_renew(ids[start : start + AT_ONCE], year, month) for start in range(0, len(ids), AT_ONCE))


def _take_down(year: int, listed: Sequence[int]) -> None:
    """Rows of projects that are on no list of the year any more."""
    there = Position.objects.filter(year=year).order_by("project_id")
    gone = set(there.values_list("project_id", flat=True)) - set(listed)
    for part in chunks(gone):
        with transaction.atomic():
            audit.hold()
            still = set(
                Listing.objects.known().filter(year=year, project_id__in=part)
                .values_list("project_id", flat=True)
            )
            left = set(part) - still
            Position.objects.filter(year=year, project_id__in=left).delete()
            stands.move_on(year, left, {})


def _renew(ids: Sequence[int], year: int, month: int) -> int:
    """One part of a year; after a few tries while others write, drawn while they wait."""
    for _ in range(TRIES):
        number = audit.count()
        drawn = draw_positions(ids, year=year, month=month)
        with transaction.atomic():
            if audit.hold() == number:
                return drawn.write()
    with transaction.atomic():
        audit.hold()
        return draw_positions(ids, year=year, month=month).write()


def _mark_first(rows: Sequence[Position]) -> None:
    """首行 — the lines come highest level first; the later ones of a project are not its first."""
    seen: set[int] = set()
    for row in rows:
        row.is_first = row.project_id not in seen
        seen.add(row.project_id)


def _position(
    line: Line, project: Project, year: int, month: int, as_of: date, thresholds: Thresholds | None
) -> Position:
    months = [amount for number, amount in line.months.items() if number <= month]
    completed = sum(months, Decimal(0)) if months else None
    rate = ratio_pct(completed if completed is not None else Decimal(0), line.plan_wan)
    schedule = indicators.schedule_pct(month)
    lit = line_light(line, month=month, as_of=as_of, thresholds=thresholds)
    before = _light_before(line, year, month, thresholds) if month > 1 else None
    return Position(
        project_id=line.project_id, year=year, level=line.level,
        construction_kind=line.construction_kind, kind=line.kind, category=line.category,
        zone_names="、".join(line.zone_names)[:300],
        first_zone_id=line.zone_ids[0] if line.zone_ids else None,
        name=line.name, code=line.code,
        sort_key=project.sort_key if project.name == line.name else names.sort_key(line.name),
        search_text=search_text(line, project), stage=line.stage, standing=line.standing,
        total_wan=line.total_wan, plan_wan=line.plan_wan, month_wan=line.month_wan(month),
        completed_wan=completed, through_month=month,
        rate_pct=None if rate is None else _four(rate),
        gap_points=None if rate is None else _four(rate - schedule),
        image_progress=line.word.image_progress[:200], lamp=lit.lamp,
        lamp_rank=RANK[Lamp(lit.lamp)], lamp_reason=lit.reason[:300],
        rank_before=None if before is None else RANK[Lamp(before.lamp)],
        missing="、".join(label for name, label in NOBODY_MISSES if not _has(line, name)),
        is_demo=line.is_demo,
    )


def _light_before(line: Line, year: int, month: int, thresholds: Thresholds | None) -> Light:
    as_of = queries.month_end(year, month - 1)
    return line_light(line, month=month - 1, as_of=as_of, thresholds=thresholds)


def _has(line: Line, name: str) -> bool:
    """A zero plan is a plan; an unset text or amount is to be filled in."""
    return getattr(line, name) not in (None, "")


def _four(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def search_text(line: Line, project: Project) -> str:
    """检索文字 — what the search box looks into: name, initials, code, unit, chain."""
    # The keys of a name stand on the project: its pinyin is not looked up once more.
    is_its_name = project.name == line.name
    initials = project.initials if is_its_name else names.initials(line.name)
    parts = (
        names.comparable(line.name), initials, line.code,
        names.comparable(str(line.profile["unit_name"])), line.category,
    )
    return " ".join(part for part in parts if part)[:800]
