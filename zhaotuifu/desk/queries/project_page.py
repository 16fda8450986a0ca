"""项目页 — everything the library says of one project in a year, with where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from zhaotuifu.desk import outlook, rules
from zhaotuifu.desk.models import NO_ONE, Follow
from zhaotuifu.desk.queries import kept as told
from zhaotuifu.desk.queries import project_parts as parts
from zhaotuifu.desk.queries.belonging import Package, package_of
from zhaotuifu.desk.queries.history import History, history_of
from zhaotuifu.desk.queries.kept import Kept, kept_of
from zhaotuifu.desk.queries.project_parts import MonthRow, NodeRow, PlanSaid, Said, YearRow
from zhaotuifu.desk.queries.provenance import Source, sources_in
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.access import can_unmask
from zhaotuifu.projects.memberships import MemberLine, programmes_of
from zhaotuifu.projects.models import Project, StandingChange
from zhaotuifu.projects.states import BUILT, ConstructionKind, Level, Stage, Standing
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.queries import month_end, thresholds_by_month
from zhaotuifu.supervision.rules import Thresholds
from zhaotuifu.supervision.states import Lamp, Scale

PAGE_OF_HISTORY = 50


@dataclass(frozen=True, slots=True)
class LampShown:
    """灯和理由 — the lamp of the year, why, the rule it follows, its months, and what would change it."""

    lamp: str
    label: str
    reason: str
    rule: str
    months: tuple[outlook.MonthLamp, ...]
    in_a_row: int
    needs: tuple[outlook.Need, ...]  # by the reporting month
    needs_next: tuple[outlook.Need, ...]  # by the month after it
    cause: str  # what the host says it is, of the last month that says so

    @property
    def is_lasting(self) -> bool:
        """连续 — behind for two months or more."""
        return self.in_a_row > 1 and self.lamp in (Lamp.RED, Lamp.YELLOW)


@dataclass(frozen=True, slots=True)
class Money:
    """四个数 — plan and done of the year, reported and recognised apart, and the sum since start; 万元."""

    plan_said: PlanSaid | None
    recognised_wan: Decimal | None
    recognised_short_wan: Decimal | None
    all_years_wan: Decimal | None
    all_years_pct: Decimal | None
    since_year: int | None
    said_total_wan: Decimal | None
    month_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """项目页 — frozen: head, life, lamp, figures, months, nodes, people, years, what comes next, history."""

    id: int
    name: str
    code: str
    stage_label: str
    standing: str
    standing_on: date | None
    standing_reason: str
    is_demo: bool
    is_followed: bool
    year: int
    month: int
    as_of: date
    zone_ids: tuple[int, ...]
    zone_names: tuple[str, ...]
    zones: tuple[Said, ...]
    levels: tuple[tuple[str, str], ...]
    construction_label: str
    lamp: LampShown | None
    life: tuple[rules.Step, ...]
    total_wan: Decimal | None
    foreign_text: str
    plan_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    money: Money
    current: rules.Pace | None
    months: tuple[MonthRow, ...]
    words: tuple[MonthRow, ...]
    nodes: tuple[NodeRow, ...]
    owed: tuple[outlook.Owed, ...]
    to_report: int | None
    is_built: bool
    people: tuple[Said, ...]
    can_unmask: bool
    facts: tuple[Said, ...]
    sources: Mapping[str, Source]
    years: tuple[YearRow, ...]
    programmes: tuple[MemberLine, ...]
    package: Package
    missing: tuple[str, ...]
    history: History

    @property
    def years_shown(self) -> tuple[int, ...]:
        """可选的年度 — the last five with anything to say, and this one."""
        return tuple(sorted({row.year for row in self.years} | {self.year})[-5:])

    @property
    def plan_label(self) -> str:
        return f"{self.year}年计划"

    @property
    def has_recognised(self) -> bool:
        return any(row.recognised_wan is not None for row in self.months)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, before it is put in words."""

    kept: Kept
    profile: Mapping[str, Any]
    zones: tuple[tuple[int, str], ...]
    listings: list[Any]
    plan_wan: Decimal | None
    lines: Mapping[str, MilestoneLine]
    sources: Mapping[str, Source]


def project_page(
    actor: Actor, project_id: int, *, year: int | None, today: date
) -> ProjectPage | None:
    """项目页 — None when there is no such project for the actor; at most fifteen SQL statements."""
    project = _opened(actor, project_id, year)
    if project is None:
        return None
    at_year, month = project.period_year or year or today.year, project.period_month or 0
    read = _read(project_id, actor, at_year)
    position = Position.objects.filter(project=project_id, year=at_year, is_first=True).first()
    months = parts.months_of(read.kept, read.plan_wan, read.sources)
    # A library that stands still at an earlier year is judged there, as its lamps are.
    as_of = today if at_year >= today.year or not month else month_end(at_year, month)
    zone_ids = tuple(pk for pk, _ in read.zones)
    lamp = _lamp(position, read, months, month)
    owed = outlook.months_owed(
        _told(read.kept), month, project.standing, [row.construction_kind for row in read.listings]
    )
    return ProjectPage(
        **_head(project, read), year=at_year, month=month, as_of=as_of,
        lamp=lamp, life=_life(project, read, months, as_of), plan_wan=read.plan_wan,
        **_figures(read, months, month), months=months,
        words=tuple(row for row in reversed(months) if row.has_words),
        nodes=parts.nodes_of(read.lines, read.sources, as_of),
        owed=_owed(read, lamp if project.standing == Standing.ACTIVE else None, owed, month, as_of),
        to_report=outlook.month_to_report(owed, month, at_year, today),
        is_built=project.stage in BUILT,
        people=parts.people_of(read.profile, read.sources), can_unmask=bool(can_unmask(actor, zone_ids)),
        facts=parts.facts_of(read.profile, read.sources), sources=read.sources,
        years=parts.years_of(read.kept, read.sources),
        programmes=tuple(programmes_of([project_id], as_of=as_of).get(project_id, ())),
        package=package_of(project_id, actor, as_of=as_of),
        missing=tuple(position.missing.split("、")) if position and position.missing else (),
        history=history_of(read.kept, project_id, zones=told.zone_names(read.kept)),
    )


def _opened(actor: Actor, project_id: int, year: int | None) -> Any | None:
    """The project, the period its year stands at, why it is not active, whether the actor follows it."""
    period = Position.objects.order_by("-year", "-through_month")
    # Not asked for a year, a project is shown in the last one it was on a list.
    own = period.filter(project=OuterRef("pk"))
    if year is not None:
        period = own = period.filter(year=year)
    changed = (
        StandingChange.objects.known().filter(project=OuterRef("pk"))
        .order_by("-valid_from", "-recorded_at", "-id")
    )
    followed = Follow.objects.filter(user_id=actor.user_id or NO_ONE, project=OuterRef("pk"))
    return (
        Project.objects.visible_to(actor).filter(pk=project_id)
        .annotate(
            period_year=Coalesce(*(Subquery(rows.values("year")[:1]) for rows in (own, period))),
            period_month=Coalesce(*(Subquery(rows.values("through_month")[:1]) for rows in (own, period))),
            changed_on=Subquery(changed.values("valid_from")[:1]),
            changed_why=Subquery(changed.values("reason")[:1]),
            is_followed=Exists(followed),
        )
        .first()
    )


def _read(project_id: int, actor: Actor, year: int) -> _Read:
    end, kept = date(year, 12, 31), kept_of(project_id, year=year)
    return _Read(
        kept, told.profile_on(kept, end), told.zones_on(kept, end), told.listings_on(kept, year, end),
        told.plan_on(kept, year, end), told.milestone_lines(kept), sources_in(kept, project_id, actor),
    )


def _head(project: Any, read: _Read) -> dict[str, Any]:
    kind = read.listings[0].construction_kind if read.listings else ""
    return {
        "id": project.pk, "name": project.name, "code": project.code, "is_demo": project.is_demo,
        "is_followed": project.is_followed,
        "stage_label": Stage(project.stage).label, "standing": project.standing,
        "standing_on": project.changed_on, "standing_reason": project.changed_why or "",
        "zone_ids": tuple(pk for pk, _ in read.zones),
        "zone_names": tuple(name for _, name in read.zones),
        "zones": tuple(Said("板块", name, read.sources.get(f"zone {pk}")) for pk, name in read.zones),
        "levels": tuple(
            (parts.LEVEL_TAGS.get(row.level, ""), Level(row.level).label) for row in read.listings
        ),
        "construction_label": parts.label(ConstructionKind, kind),
        "total_wan": read.profile["total_investment_wan"], "foreign_text": parts.foreign_of(read.profile),
    }


def _life(
    project: Any, read: _Read, months: tuple[MonthRow, ...], as_of: date
) -> tuple[rules.Step, ...]:
    latest = next((row for row in reversed(months) if row.has_words), None)
    admitted = (row.admitted_on for row in told.known(read.kept.listings) if row.admitted_on)
    return rules.life_line(
        project.stage, read.lines, admitted_on=min(admitted, default=None),
        image_progress=latest.image_progress if latest else "", today=as_of,
    )


def _told(kept: Kept) -> set[int]:
    """The months of the year of which an amount is known, by itself or in a sum of several."""
    rows = told.amounts_in(kept, kept.year).values()
    return {one for row in rows for one in range(row.since or row.month, row.month + 1)}


def _figures(read: _Read, months: tuple[MonthRow, ...], month: int) -> dict[str, Any]:
    """完成、完成率、序时差 — up to the reporting month; 「—」 while no month was reported."""
    done = parts.done_through(read.kept, month)
    rate = ratio_pct(done, read.plan_wan)
    row = months[month - 1] if month else None
    # A sum of several months is not the month's.
    current = row.pace if row and row.pace.amount_wan is not None and not row.covers_from else None
    return {
        "done_wan": done, "rate_pct": rate, "current": current,
        "gap_points": rate - schedule_pct(month) if rate is not None else None,
        "money": _money(read, done, month, current),
    }


def _money(read: _Read, done: Decimal | None, month: int, current: rules.Pace | None) -> Money:
    recognised = parts.done_through(read.kept, month, Basis.RECOGNISED)
    whole, since = parts.done_since_start(read.kept, month)
    words = [row for row in told.known(read.kept.words) if row.completed_total_wan is not None]
    return Money(
        parts.plan_said(read.kept), recognised,
        (done or Decimal(0)) - recognised if recognised is not None else None,
        whole, ratio_pct(whole, read.profile["total_investment_wan"]), since,
        max(words, key=lambda row: row.month).completed_total_wan if words else None,
        ratio_pct(current.amount_wan, current.share_wan) if current else None,
    )


def _lamp(
    position: Position | None, read: _Read, months: tuple[MonthRow, ...], month: int
) -> LampShown | None:
    """None for a project that is on no list of the year, or withdrawn."""
    if position is None:
        return None
    by_month = thresholds_by_month(position.year)
    rule = by_month[position.through_month or 0]
    amounts = {row.pace.month: row.pace.amount_wan for row in months if row.pace.amount_wan is not None}
    ends = {at: month_end(position.year, at) for at in range(1, month + 1)}
    lamps = outlook.month_lamps(by_month, read.plan_wan, amounts, read.lines.get(Node.START), ends)
    done = sum((amount for at, amount in amounts.items() if at <= month), Decimal(0))
    told_why = (
        f"{row.pace.month}月所报：{'，'.join(filter(None, (row.cause, row.problems)))}"
        for row in reversed(months) if row.cause or row.problems
    )
    return LampShown(
        position.lamp, Lamp(position.lamp).label, position.lamp_reason, _worded(rule) if rule else "",
        lamps, outlook.in_a_row(lamps), outlook.needs(rule, read.plan_wan, done, month) if rule else (),
        outlook.needs(rule, read.plan_wan, done, month + 1) if rule and month < 12 else (),
        next(told_why, ""),
    )


def _worded(rule: Thresholds) -> str:
    yellow, red = (f"{value.normalize():f}" for value in (rule.yellow_from, rule.red_from))
    if yellow in rule.name and red in rule.name:
        return f"{rule.name}。"
    if rule.scale == Scale.RATIO:
        return f"{rule.name}：低于序时的 {yellow}% 亮黄灯，低于 {red}% 亮红灯。"
    return f"{rule.name}：低于序时 {yellow} 至 {red} 个百分点亮黄灯，超过 {red} 亮红灯。"


def _owed(
    read: _Read, lamp: LampShown | None, owed: tuple[int, ...], month: int, as_of: date
) -> tuple[outlook.Owed, ...]:
    """接下来 — months owed, what the lamp needs, nodes; the late ones first."""
    found = list(outlook.nodes_ahead(read.lines, as_of))
    if lamp is not None and lamp.needs_next and not owed:
        found.append(outlook.needed_next(lamp.needs_next, month + 1))
    if owed:
        found.append(outlook.months_missing(owed))
    return tuple(sorted(found, key=lambda one: outlook.TONES.index(one.tone)))


def older_history(project: Project, *, before: int | None) -> History:
    """项目记录的更早部分 — of a project the actor may see, from before a deed on; ten SQL statements.

    Without `before`, from the newest on.
    """
    kept = kept_of(project.pk)
    return history_of(
        kept, project.pk, zones=told.zone_names(kept), before=before, limit=PAGE_OF_HISTORY,
    )
