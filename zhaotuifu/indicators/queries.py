"""指标查询 — the book of lines as of a day, known at a moment, in a scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef

from zhaotuifu.indicators import rules
from zhaotuifu.indicators.beyond import Beyond
from zhaotuifu.indicators.defined import in_force
from zhaotuifu.indicators.rules import Indicator, Line, Moment, Value
from zhaotuifu.indicators.rules.parameters import Size
from zhaotuifu.indicators.states import CountBy, Source
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.memberships import packed_of
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.states import Standing
from zhaotuifu.targets.queries import targets_of


@dataclass(frozen=True, slots=True)
class Scope:
    """范围 — empty means all; sizes in 万元 of total investment."""

    level: str | None = None
    zone_id: int | None = None
    kind: str | None = None
    category: str | None = None
    construction_kind: str | None = None
    size_from_wan: Decimal | None = None
    size: Size | None = None
    programme_id: int | None = None  # who its members are depends on the day: `Book.within`

    @property
    def is_narrowed(self) -> bool:
        """比级别和板块更窄 — no target is handed down for such a part."""
        return self != Scope(level=self.level, zone_id=self.zone_id)

    def takes(self, line: Line) -> bool:
        """是否在范围内."""
        if self.zone_id is not None and self.zone_id not in line.zone_ids:
            return False
        if self.size_from_wan is not None and (line.total_wan or Decimal(0)) < self.size_from_wan:
            return False
        if self.size is not None and not self.size.takes(line.total_wan, line.usd_wan):
            return False
        pairs = (
            (self.kind, line.kind),
            (self.category, line.category),
            (self.construction_kind, line.construction_kind),
        )
        return all(wanted is None or wanted == given for wanted, given in pairs)


EVERYTHING = Scope()


def moment_in(moment: Moment, scope: Scope, actor: Actor | None) -> Moment:
    """范围里的时点 — whose targets are meant: a 板块's actor asks of its own part, not of the district."""
    sees_part = actor is not None and not actor.sees_all and scope.zone_id is None
    return replace(
        moment, level=scope.level or "", zone_id=scope.zone_id,
        is_narrowed=scope.is_narrowed or sees_part,
    )


def current_period(today: date) -> tuple[int, int]:
    """当期 — (year, month) figures are shown for unless asked otherwise: the latest year with a
    listing, and in it the latest month that at least half of its reporting projects have reported
    (one early sender does not move the district on). Month 0 when nothing was reported yet.
    """
    listed = Listing.objects.known()
    year = listed.aggregate(year=Max("year"))["year"] or today.year
    if month := reported_through(year):
        return year, month
    # The next year's list may stand for weeks before anybody reports on it (结转).
    before = listed.filter(year__lt=year).aggregate(year=Max("year"))["year"]
    if before and (month := reported_through(before)):
        return before, month
    return year, 0


def reported_through(
    year: int, known_at: datetime | None = None, draft: Draft | None = None
) -> int:
    """当期月份 — see `current_period`; one SQL statement. With `draft`, once that is written."""
    known = partial(_reports_known, year, known_at)
    found = remembered(("reports known", year), known) if known_at is None else known()
    counts = Counter(found)
    if draft is not None:
        counts.subtract(_reported(draft.gone.get(MonthlyAmount, {}).values(), year))
        counts.update(_reported(draft.new.get(MonthlyAmount, {}).values(), year))
    most = max(counts.values(), default=0)
    return max((month for month, n in counts.items() if n > 0 and n * 2 >= most), default=0)


def _reports_known(year: int, known_at: datetime | None) -> dict[int, int]:
    """How many reported each month."""
    rows = MonthlyAmount.objects.known(known_at).filter(
        year=year, basis=Basis.REPORTED, amount_wan__isnull=False
    )
    return dict(rows.order_by().values_list("month").annotate(n=Count("id")))


def _reported(facts: Iterable[Any], year: int) -> Counter[int]:
    """How many of these facts report each month."""
    return Counter(
        fact.month
        for fact in facts
        if fact.year == year and fact.basis == Basis.REPORTED and fact.amount_wan is not None
    )


@dataclass(frozen=True, slots=True)
class Book:
    """账本 — all lines of a year as of a day, known at a moment; every figure is read from it.

    `lines` holds one line for each (project, level); `known_at` None means now.
    """

    moment: Moment
    known_at: datetime | None
    lines: tuple[Line, ...]
    beyond: Beyond | None = None

    def within(self, scope: Scope, source: Source = Source.LISTED) -> tuple[Line, ...]:
        """范围内的行 — of a level; without a level each project once, under its highest."""
        lines = self._of(source)
        if scope.programme_id is not None:
            members = self.beyond.members(scope.programme_id) if self.beyond else frozenset()
            lines = tuple(line for line in lines if line.project_id in members)
        if scope.level is not None:
            return tuple(line for line in lines if line.level == scope.level and scope.takes(line))
        seen: set[int] = set()
        found = []
        for line in lines:
            if line.project_id not in seen and scope.takes(line):
                seen.add(line.project_id)
                found.append(line)
        return tuple(found)

    def value(self, indicator: Indicator, scope: Scope = EVERYTHING) -> Value:
        """指标值 — of an indicator in a scope."""
        return indicator.of(self.within(scope, indicator.source), self.moment_of(indicator, scope))

    def moment_of(self, indicator: Indicator, scope: Scope = EVERYTHING) -> Moment:
        """时点 — of an indicator in a scope: whose targets are meant, with a calendar where days are worked."""
        moment = moment_in(self.moment, scope, self.beyond.actor if self.beyond else None)
        if indicator.counts_workdays and self.beyond is not None:
            moment = replace(moment, calendar=self.beyond.calendar)
        return moment

    def counted(self, count_by: CountBy) -> Book:
        """换一种计数 — the same book with packages counted whole or split; one SQL statement."""
        if count_by is CountBy.LISTED:
            return self
        packed = packed_of(
            {line.project_id for line in self.lines}, as_of=self.moment.as_of, known_at=self.known_at
        )
        lines = tuple(replace(line, packed=packed.get(line.project_id)) for line in self.lines)
        return replace(self, lines=lines, moment=replace(self.moment, count_by=count_by))

    def _of(self, source: Source) -> tuple[Line, ...]:
        if source is Source.SIGNED:
            return self.beyond.signed if self.beyond else ()
        return self.lines


def open_book(
    *, year: int, as_of: date, known_at: datetime | None = None, actor: Actor | None = None,
    project_ids: Iterable[int] | None = None, draft: Draft | None = None,
    with_withdrawn: bool = False,
) -> Book:
    """打开账本 — the listed projects of the year in force on the day; about ten SQL statements.

    With `actor`, only what the actor may see. Withdrawn projects are left out from their day on
    (unless `with_withdrawn`, for whoever tells about them); stopped ones stay. With `draft`, the
    book of `project_ids` as it will be once that is written.
    """
    # What a draft is about is named; of it, what is on no list has no line.
    ids = list(project_ids or ()) if draft else listed_ids(year, known_at, actor, project_ids)
    month = rules.reporting_month(as_of, year)
    snapshots = projects.snapshots(ids, year=year, as_of=as_of, known_at=known_at, draft=draft)
    told: dict[str, Any] = {"year": year, "through": month, "known_at": known_at, "draft": draft}
    amounts = progress.amounts_by_basis(snapshots, **told)
    words = progress.words_of(snapshots, **told)
    milestones = progress.milestones_of(snapshots, known_at=known_at, draft=draft)
    lines = [
        _line(snapshot, listing, amounts, words, milestones)
        for snapshot in snapshots.values()
        if with_withdrawn or snapshot.standing != Standing.WITHDRAWN
        for listing in snapshot.listings
    ]
    lines.sort(key=lambda line: (projects.LEVEL_ORDER[line.level], line.project_id))
    targets = targets_of(year, known_at, as_of=as_of)
    # A draft is drawn for the list, which shows no indicator.
    parameters = {} if draft else in_force(as_of, known_at).parameters
    moment = Moment(year, as_of, month, targets, parameters=parameters)
    return Book(moment, known_at, tuple(lines), Beyond(year, as_of, known_at, actor))


def listed_years() -> tuple[int, ...]:
    """有名单的年度 — oldest first; one SQL statement."""
    rows = Listing.objects.known().order_by("year").values_list("year", flat=True)
    return tuple(rows.distinct())


def listed_ids(
    year: int, known_at: datetime | None, actor: Actor | None, project_ids: Iterable[int] | None
) -> list[int]:
    """列入的项目 — ids with a listing of the year, of what the actor may see; one SQL statement.

    A void project's facts answer for their time.
    """
    listed = Listing.objects.known(known_at).filter(year=year)
    if project_ids is not None:
        listed = listed.filter(project_id__in=list(project_ids))
    if actor is not None and not actor.sees_all:
        seen = Project.objects.visible_to(actor).order_by()
        # Of a few projects each is asked; of all lists, what the person sees is looked up first.
        few = Exists(seen.filter(pk=OuterRef("project")))
        listed = listed.filter(few) if project_ids is not None else listed.filter(project__in=seen.values("pk"))
    return list(listed.order_by("project_id").values_list("project_id", flat=True).distinct())


def _line(snapshot, listing, amounts, words, milestones) -> Line:
    profile = snapshot.profile
    months, sums = amounts[Basis.REPORTED]
    recognised, _ = amounts[Basis.RECOGNISED]
    return Line(
        project_id=snapshot.id, name=snapshot.name, code=snapshot.code, level=listing.level,
        construction_kind=listing.construction_kind, kind=profile["kind"],
        category=profile["category"], zone_ids=snapshot.zone_ids,
        zone_names=snapshot.zone_names, total_wan=profile["total_investment_wan"],
        plan_wan=snapshot.plan_wan, months=months.get(snapshot.id, {}),
        admitted_on=listing.admitted_on, milestones=milestones.get(snapshot.id, {}),
        word=words.get(snapshot.id, progress.NO_WORD), standing=snapshot.standing,
        stage=snapshot.stage, is_demo=snapshot.is_demo, profile=profile, sums=sums.get(snapshot.id, {}),
        recognised_months=recognised.get(snapshot.id, {}),
    )
