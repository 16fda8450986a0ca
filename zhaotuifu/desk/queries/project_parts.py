"""项目页的各块 — months, nodes, people, years: told from the facts that were read, no SQL here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.desk import rules
from zhaotuifu.desk.queries import kept as told
from zhaotuifu.desk.queries.kept import Kept
from zhaotuifu.desk.queries.provenance import LISTED, Source
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.names import mask_name, mask_phone
from zhaotuifu.kernel.templatetags.show import wan
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects.queries import LEVEL_ORDER
from zhaotuifu.projects.states import ConstructionKind, Currency, Kind, Level

LEVEL_TAGS = {Level.PROVINCE.value: "lv", Level.CITY.value: "lv2"}
Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """一个月 — pace, amount and its words, each with where it came from; 列统 stands beside, never summed."""

    pace: rules.Pace
    asked_pct: Decimal
    origin: Source | None
    recognised_wan: Decimal | None
    recognised_from: Source | None
    image_progress: str = ""
    problems: str = ""
    cause: str = ""
    next_plan: str = ""
    covers_from: int | None = None
    sources: Sources = field(default_factory=dict)

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
    sources: Sources

    @property
    def source(self) -> Source | None:
        """出处 — of any of its days: all of them share their versions."""
        return next(iter(self.sources.values()), None)


@dataclass(frozen=True, slots=True)
class YearRow:
    """一年 — the lists it was on, and what was planned and done; 万元, None where nothing was said."""

    year: int
    listings: tuple[ListingRow, ...]
    plan_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    plan_from: Source | None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """一年一级 — on which list, as what."""

    level_label: str
    level_tag: str
    construction_label: str
    admitted_on: date | None
    until: date | None
    sources: Sources


@dataclass(frozen=True, slots=True)
class Said:
    """一项 — a label, what is said of it (empty is 「—」) and where that came from."""

    label: str
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """年度计划怎么来的 — in force from when, instead of how much; 万元."""

    from_on: date
    before_wan: Decimal | None  # None: never adjusted

    @property
    def text(self) -> str:
        """年初下达，未调整; 6月1日起调整."""
        is_new_year = (self.from_on.month, self.from_on.day) == (1, 1)
        day = "年初" if is_new_year else f"{self.from_on.month}月{self.from_on.day}日"
        return f"{day}下达，未调整" if self.before_wan is None else f"{day}起调整，原"


def months_of(kept: Kept, plan_wan: Decimal | None, sources: Sources) -> tuple[MonthRow, ...]:
    """逐月 — twelve months of the year."""
    amounts = told.amounts_in(kept, kept.year)
    recognised = told.amounts_in(kept, kept.year, Basis.RECOGNISED)
    words = {row.month: row for row in told.known(kept.words)}
    found = []
    for pace in rules.paces(plan_wan, {month: row.amount_wan for month, row in amounts.items()}):
        fact, said, counted = (rows.get(pace.month) for rows in (amounts, words, recognised))
        found.append(
            MonthRow(
                pace, schedule_pct(pace.month),
                sources.get(f"month {pace.month} {Basis.REPORTED.value}") if fact else None,
                counted.amount_wan if counted else None,
                sources.get(f"month {pace.month} {Basis.RECOGNISED.value}") if counted else None,
                said.image_progress if said else "", said.problems if said else "",
                label(Cause, said.cause) if said else "", said.next_plan if said else "",
                fact.since if fact else None, under(sources, f"word {pace.month} "),
            )
        )
    return tuple(found)


def nodes_of(lines: Mapping[str, MilestoneLine], sources: Sources, today: date) -> tuple[NodeRow, ...]:
    """节点 — every node there is, in the order of the life."""
    found = []
    for node in Node:
        line = lines.get(node.value)
        found.append(
            NodeRow(
                node.value, node.label,
                rules.written(line.planned_on, line.planned_precision) if line else "",
                rules.written(line.actual_on, line.actual_precision) if line else "",
                line.recognised_on if line else None, rules.node_state(line, today),
                under(sources, f"node {node.value} "),
            )
        )
    return tuple(found)


def years_of(kept: Kept, sources: Sources) -> tuple[YearRow, ...]:
    """历年 — every year in which it was listed, planned or reported, newest first."""
    listed = told.known(kept.listings)
    years = {row.year for row in (*listed, *told.known(kept.plans), *told.known(kept.amounts))}
    found = []
    for year in sorted(years, reverse=True):
        plan = told.plan_on(kept, year, date(year, 12, 31))
        months = told.amounts_in(kept, year)
        done = sum((row.amount_wan for row in months.values()), Decimal(0)) if months else None
        rows = sorted(
            (row for row in listed if row.year == year),
            key=lambda row: (row.valid_from, LEVEL_ORDER[row.level], row.id),
        )
        source = sources.get("plan_wan" if year == kept.year else f"plan {year}")
        found.append(
            YearRow(
                year, tuple(_listing(row, sources) for row in rows), plan, done,
                ratio_pct(done, plan), source if plan is not None else None,
            )
        )
    return tuple(row for row in found if row.listings or row.plan_wan is not None or row.done_wan is not None)


def _listing(row: Any, sources: Sources) -> ListingRow:
    return ListingRow(
        Level(row.level).label, LEVEL_TAGS.get(row.level, ""),
        label(ConstructionKind, row.construction_kind), row.admitted_on, row.valid_to,
        {
            name: one for name in LISTED
            if (one := sources.get(f"{name} {row.year} {row.level}")) is not None
        },
    )


def done_through(kept: Kept, month: int, basis: Basis = Basis.REPORTED) -> Decimal | None:
    """本年完成 — up to the month, in 万元; None while no month was told."""
    found = [row.amount_wan for at, row in told.amounts_in(kept, kept.year, basis).items() if at <= month]
    return sum(found, Decimal(0)) if found else None


def done_since_start(kept: Kept, month: int) -> tuple[Decimal | None, int | None]:
    """各年完成合计 — reported up to the month of the year, in 万元, and since which year."""
    found = [
        row for row in told.known(kept.amounts)
        if row.basis == Basis.REPORTED and row.amount_wan is not None
        and (row.year, row.month) <= (kept.year, month)
    ]
    if not found:
        return None, None
    return sum((row.amount_wan for row in found), Decimal(0)), min(row.year for row in found)


def plan_said(kept: Kept) -> PlanSaid | None:
    """年度计划怎么来的 — None when there is no plan."""
    rows = [row for row in told.plan_rows(kept, kept.year) if row.plan_wan is not None]
    if not rows:
        return None
    before = [row.plan_wan for row in rows[:-1] if row.plan_wan != rows[-1].plan_wan]
    return PlanSaid(rows[-1].valid_from, before[-1] if before else None)


def people_of(
    profile: Mapping[str, Any], sources: Sources
) -> tuple[Said, ...]:
    """人员 — posts before names; the contact of the enterprise is masked."""
    contact = mask_name(profile["contact_name"] or "")
    phone = mask_phone(profile["contact_phone"]) if profile["contact_phone"] else ""
    return (
        _said(profile, sources, "挂钩领导", "leader"),
        _said(profile, sources, "牵头部门", "lead_department"),
        _said(profile, sources, "责任单位", "responsible_unit"),
        _said(profile, sources, "责任人", "responsible_person"),
        _said(profile, sources, "联系人", "contact_name", contact),
        _said(profile, sources, "联系电话", "contact_phone", phone),
    )


def facts_of(profile: Mapping[str, Any], sources: Sources) -> tuple[Said, ...]:
    """概况."""
    area = profile["area_mu"]
    return (
        _said(profile, sources, "大类", "kind", label(Kind, profile["kind"])),
        _said(profile, sources, "产业链", "category"),
        _said(profile, sources, "建设单位", "unit_name"), _said(profile, sources, "信用代码", "uscc"),
        _said(profile, sources, "建设地址", "address"), _said(profile, sources, "起始年", "start_year"),
        _said(profile, sources, "建成年", "end_year"),
        _said(profile, sources, "用地", "area_mu", f"{area.normalize():f} 亩" if area is not None else ""),
        _said(profile, sources, "规模内容", "scale"), _said(profile, sources, "备注", "remarks"),
    )


def _said(
    profile: Mapping[str, Any], sources: Sources, name: str, key: str, text: str | None = None
) -> Said:
    """One value of the profile, in these words or as it stands."""
    value = profile[key] if text is None else text
    return Said(name, "" if value is None else str(value), sources.get(key) if value else None)


def foreign_of(profile: Mapping[str, Any]) -> str:
    """外币 — the amount in its currency, the rate and its day."""
    amount, rate, day = (profile[f"foreign_{one}"] for one in ("amount_wan", "rate", "rate_on"))
    if amount is None:
        return ""
    text = f"{wan(amount)} 万{Currency(profile['foreign_currency']).label}"
    if rate is None:
        return f"{text}，没有汇率，不折算"
    return f"{text}，汇率 {rate.normalize():f}" + (f"（{day.isoformat()}）" if day else "")


def under(sources: Sources, prefix: str) -> dict[str, Source]:
    """The sources of one row, by the name of the value."""
    return {key[len(prefix):]: one for key, one in sources.items() if key.startswith(prefix)}


def label(choices: Any, value: str) -> str:
    """中文 — of a code; empty for none."""
    return choices(value).label if value else ""
