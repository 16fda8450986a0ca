"""项目页 — everything the library says of one project in a year, with where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhaotuifu.desk import rules
from zhaotuifu.desk.queries.history import HistoryItem, history_of
from zhaotuifu.desk.queries.project_list import LEVEL_TAGS, period
from zhaotuifu.desk.queries.provenance import LISTED, Source, sources_of
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.names import mask_name, mask_phone
from zhaotuifu.parties.queries import zones
from zhaotuifu.progress.models import MonthlyAmount, MonthlyWord
from zhaotuifu.progress.queries import MilestoneLine, milestones_of
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects.access import needs_phones
from zhaotuifu.projects.models import Listing, Project, StandingChange
from zhaotuifu.projects.queries import Snapshot, snapshots
from zhaotuifu.projects.states import ConstructionKind, Currency, Kind, Level, Stage
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.queries import month_end, thresholds_on
from zhaotuifu.supervision.rules import Thresholds
from zhaotuifu.supervision.states import Lamp, Scale


@dataclass(frozen=True, slots=True)
class MonthRow:
    """一个月 — pace, amount and its words, each with where it came from."""

    pace: rules.Pace
    origin: Source | None
    image_progress: str
    problems: str
    cause: str
    next_plan: str
    covers_from: int | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """3月, or 1—3月合计 where only the sum of several months is known."""
        month = f"{self.pace.month}月"
        return f"{self.covers_from}—{month}合计" if self.covers_from else month

    @property
    def has_words(self) -> bool:
        return bool(self.image_progress or self.problems or self.cause or self.next_plan)


@dataclass(frozen=True, slots=True)
class NodeRow:
    """节点一行 — planned, actual, recognised as written; its state."""

    node: str
    label: str
    planned: str
    actual: str
    recognised_on: date | None
    state: rules.NodeState
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class ListingRow:
    """一年一级 — on which list, as what."""

    year: int
    level_label: str
    level_tag: str
    construction_label: str
    admitted_on: date | None
    until: date | None
    level: str
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """一项 — a label, what is said of it (empty is 「—」) and where that came from."""

    label: str
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class LampShown:
    """灯和理由 — the lamp of the year, why, and the rule it follows."""

    lamp: str
    label: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """项目页 — frozen: head, life, lamp, figures, months, milestones, words, people, history."""

    id: int
    name: str
    code: str
    stage_label: str
    standing: str
    standing_on: date | None
    standing_reason: str
    is_demo: bool
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
    current: rules.Pace | None
    months: tuple[MonthRow, ...]
    words: tuple[MonthRow, ...]
    nodes: tuple[NodeRow, ...]
    people: tuple[Said, ...]
    facts: tuple[Said, ...]
    sources: Mapping[str, Source]
    listings: tuple[ListingRow, ...]
    missing: tuple[str, ...]
    history: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, before it is put in words."""

    snapshot: Snapshot
    amounts: Mapping[int, MonthlyAmount]
    said: Mapping[int, MonthlyWord]
    milestones: Mapping[str, MilestoneLine]
    listings: tuple[ListingRow, ...]
    sources: Mapping[str, Source]


def project_page(
    project: Project, actor: Actor, *, year: int | None, today: date
) -> ProjectPage:
    """项目页 — of a project the actor may see; a fixed number of SQL statements (about thirty)."""
    at_year, month = period(year, today.year)
    zone_names = {zone.id: zone.name for zone in zones()}
    read = _read(project, actor, at_year)
    snapshot, changed = read.snapshot, _last_standing(project)
    position = Position.objects.filter(project=project, year=at_year, is_first=True).first()
    months = _months(read)
    latest = next((row for row in reversed(months) if row.has_words), None)
    # A library that stands still at an earlier year is judged there, as its lamps are.
    as_of = today if at_year >= today.year or not month else month_end(at_year, month)
    is_open = needs_phones(actor, snapshot.zone_ids)
    listing = snapshot.listing()
    return ProjectPage(
        id=project.pk, name=project.name, code=project.code, is_demo=project.is_demo,
        stage_label=Stage(project.stage).label, standing=project.standing,
        standing_on=changed.valid_from if changed else None,
        standing_reason=changed.reason if changed else "", year=at_year, month=month,
        zone_ids=snapshot.zone_ids, zone_names=snapshot.zone_names, zones=_zones(read),
        levels=tuple((LEVEL_TAGS.get(x.level, ""), Level(x.level).label) for x in snapshot.listings),
        construction_label=_label(ConstructionKind, listing.construction_kind if listing else ""),
        lamp=_lamp(position),
        life=rules.life_line(
            project.stage, read.milestones, admitted_on=_first_admitted(read.listings),
            image_progress=latest.image_progress if latest else "", today=as_of,
        ),
        total_wan=_profile(snapshot, "total_investment_wan"), foreign_text=_foreign(snapshot),
        plan_wan=snapshot.plan_wan, **_standing_at(read, month),
        current=_current(read, months, month), months=months,
        words=tuple(row for row in reversed(months) if row.has_words),
        as_of=as_of, nodes=_nodes(read, as_of), people=_people(read, is_open), facts=_facts(read),
        sources=read.sources, listings=read.listings,
        missing=tuple(position.missing.split("、")) if position and position.missing else (),
        history=history_of(project.pk, zones=zone_names, shows_phones=is_open),
    )


def _current(read: _Read, months: tuple[MonthRow, ...], month: int) -> rules.Pace | None:
    """The reporting month, if it was told; a sum of several months is not the month's."""
    row = months[month - 1] if month and month in read.amounts else None
    return None if row is None or row.covers_from else row.pace


def _lamp(position: Position | None) -> LampShown | None:
    """None for a project that is on no list of the year, or withdrawn."""
    if position is None:
        return None
    rule = thresholds_on(month_end(position.year, position.through_month or 0))
    return LampShown(
        position.lamp, Lamp(position.lamp).label, position.lamp_reason, _worded(rule) if rule else ""
    )


def _worded(rule: Thresholds) -> str:
    yellow, red = (f"{value.normalize():f}" for value in (rule.yellow_from, rule.red_from))
    if yellow in rule.name and red in rule.name:
        return f"{rule.name}。"
    if rule.scale == Scale.RATIO:
        return f"{rule.name}：低于序时的 {yellow}% 亮黄灯，低于 {red}% 亮红灯。"
    return f"{rule.name}：低于序时 {yellow} 至 {red} 个百分点亮黄灯，超过 {red} 亮红灯。"


def _read(project: Project, actor: Actor, year: int) -> _Read:
    end = date(year, 12, 31)
    sources = sources_of(project.pk, actor, year=year)
    amounts = (
        MonthlyAmount.objects.known()
        .filter(project=project, year=year, basis=Basis.REPORTED, amount_wan__isnull=False)
        .order_by("month", "id")
    )
    said = MonthlyWord.objects.known().filter(project=project, year=year).order_by("month", "id")
    return _Read(
        snapshot=snapshots([project.pk], year=year, as_of=end)[project.pk],
        amounts={row.month: row for row in amounts}, said={row.month: row for row in said},
        milestones=milestones_of([project.pk]).get(project.pk, {}),
        listings=_listings(project, sources), sources=sources,
    )


def _months(read: _Read) -> tuple[MonthRow, ...]:
    amounts = {m: row.amount_wan for m, row in read.amounts.items() if row.amount_wan is not None}
    found = []
    for pace in rules.paces(read.snapshot.plan_wan, amounts):
        fact, words = read.amounts.get(pace.month), read.said.get(pace.month)
        found.append(
            MonthRow(
                pace, read.sources.get(f"month {pace.month} {Basis.REPORTED.value}") if fact else None,
                words.image_progress if words else "", words.problems if words else "",
                _label(Cause, words.cause) if words else "", words.next_plan if words else "",
                fact.covers_from if fact else None, _under(read.sources, f"word {pace.month} "),
            )
        )
    return tuple(found)


def _standing_at(read: _Read, month: int) -> dict[str, Decimal | None]:
    """完成、完成率、序时差 — up to the reporting month; 「—」 while no month was reported."""
    found = [row.amount_wan or Decimal(0) for at, row in read.amounts.items() if at <= month]
    done = sum(found, Decimal(0)) if found else None
    rate = ratio_pct(done, read.snapshot.plan_wan)
    gap = rate - schedule_pct(month) if rate is not None else None
    return {"done_wan": done, "rate_pct": rate, "gap_points": gap}


def _under(sources: Mapping[str, Source], prefix: str) -> dict[str, Source]:
    """The sources of one row, by the name of the value."""
    return {key[len(prefix):]: one for key, one in sources.items() if key.startswith(prefix)}


def _zones(read: _Read) -> tuple[Said, ...]:
    pairs = zip(read.snapshot.zone_ids, read.snapshot.zone_names, strict=True)
    return tuple(Said("板块", name, read.sources.get(f"zone {pk}")) for pk, name in pairs)


def _nodes(read: _Read, today: date) -> tuple[NodeRow, ...]:
    found = []
    for node in Node:
        line = read.milestones.get(node.value)
        found.append(
            NodeRow(
                node.value, node.label,
                rules.written(line.planned_on, line.planned_precision) if line else "",
                rules.written(line.actual_on, line.actual_precision) if line else "",
                line.recognised_on if line else None, rules.node_state(line, today),
                _under(read.sources, f"node {node.value} "),
            )
        )
    return tuple(found)


def _listings(project: Project, sources: Mapping[str, Source]) -> tuple[ListingRow, ...]:
    rows = Listing.objects.known().filter(project=project).order_by("-year", "valid_from", "id")
    return tuple(
        ListingRow(
            row.year, Level(row.level).label, LEVEL_TAGS.get(row.level, ""),
            _label(ConstructionKind, row.construction_kind), row.admitted_on, row.valid_to, row.level,
            {
                name: one for name in LISTED
                if (one := sources.get(f"{name} {row.year} {row.level}")) is not None
            },
        )
        for row in rows
    )


def _first_admitted(listings: tuple[ListingRow, ...]) -> date | None:
    return min((row.admitted_on for row in listings if row.admitted_on), default=None)


def _last_standing(project: Project) -> StandingChange | None:
    return (
        StandingChange.objects.known().filter(project=project)
        .order_by("-valid_from", "-recorded_at", "-id").first()
    )


def _people(read: _Read, is_open: bool) -> tuple[Said, ...]:
    """人员 — posts before names; the contact of the enterprise is masked until it is needed."""
    contact, phone = (_profile(read.snapshot, name) for name in ("contact_name", "contact_phone"))
    if not is_open:
        contact, phone = mask_name(contact or ""), mask_phone(phone) if phone else ""
    return (
        _said(read, "挂钩领导", "leader"), _said(read, "牵头部门", "lead_department"),
        _said(read, "责任单位", "responsible_unit"), _said(read, "责任人", "responsible_person"),
        _said(read, "联系人", "contact_name", contact), _said(read, "联系电话", "contact_phone", phone),
    )


def _facts(read: _Read) -> tuple[Said, ...]:
    area, kind = (_profile(read.snapshot, name) for name in ("area_mu", "kind"))
    return (
        _said(read, "大类", "kind", _label(Kind, kind)), _said(read, "产业链", "category"),
        _said(read, "建设单位", "unit_name"), _said(read, "信用代码", "uscc"),
        _said(read, "建设地址", "address"), _said(read, "起始年", "start_year"),
        _said(read, "建成年", "end_year"),
        _said(read, "用地", "area_mu", f"{area.normalize():f} 亩" if area is not None else ""),
        _said(read, "规模内容", "scale"), _said(read, "备注", "remarks"),
    )


def _said(read: _Read, label: str, name: str, text: str | None = None) -> Said:
    """One value of the profile, in these words or as it stands."""
    value = _profile(read.snapshot, name) if text is None else text
    return Said(label, "" if value is None else str(value), read.sources.get(name) if value else None)


def _foreign(snapshot: Snapshot) -> str:
    amount = _profile(snapshot, "foreign_amount_wan")
    if amount is None:
        return ""
    text = f"{amount.normalize():f} 万{Currency(_profile(snapshot, 'foreign_currency')).label}"
    rate = _profile(snapshot, "foreign_rate")
    return f"{text}，汇率 {rate.normalize():f}" if rate is not None else f"{text}，没有汇率，不折算"


def _profile(snapshot: Snapshot, name: str):
    return snapshot.profile[name]


def _label(choices, value: str) -> str:
    return choices(value).label if value else ""
