"""说的是哪个值 — from a name in an address to the facts that say the value, and how they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.names import PERSONAL
from zhaotuifu.kernel.templatetags.show import wan
from zhaotuifu.ledger.rules.fields import Extra, Field
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Packaging,
    Profile,
    ProgrammeMember,
    ProjectName,
    ProjectZone,
    StandingChange,
)
from zhaotuifu.projects.states import Level, Precision

YEAR, MONTH = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>[1-9]|1[0-2])"
UNSET = "unset"
PROFILE_FIELDS = dict.fromkeys(
    ("foreign_amount_wan", "foreign_currency"), Field.TOTAL_INVESTMENT_WAN.value
)
WORD_FIELDS: Mapping[str, str] = {
    "image_progress": Field.IMAGE_PROGRESS, "problems": Field.PROBLEMS, "cause": Extra.CAUSE,
    "next_plan": Extra.NEXT_PLAN, "completed_total_wan": Field.COMPLETED_TOTAL_WAN,
}


@dataclass(frozen=True, slots=True)
class Meant:
    """指的值 — its facts, and how one reads; `goes_on`: a later day takes over what held before."""

    title: str
    model: type[Fact]
    value: Callable[[Any], str]
    about: Callable[[Any], str]
    narrow: Mapping[str, Any] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    ledger_field: str = ""
    goes_on: bool = False


def meant(what: str, *, shows_phones: bool) -> Meant | None:
    """读名字 — None when it names no value."""
    for pattern, read in READERS:
        found = re.fullmatch(pattern, what)
        if found:
            return read(found.groupdict(), shows_phones)
    return None


def _since(fact: Any) -> str:
    until = getattr(fact, "valid_to", None)
    first = f"{fact.valid_from:%Y-%m-%d}"
    if until is None:
        return f"{first} 起"
    return f"{first} 至 {until:%Y-%m-%d}" if until >= fact.valid_from else f"{first} 起的不算"


def _text(model: type[Fact], name: str, shows_phones: bool = True) -> Callable[[Any], str]:
    """How a value of this field reads: choices in words, amounts as on every page."""
    one: Any = model._meta.get_field(name)

    def read(fact: Any) -> str:
        value = getattr(fact, name)
        if value is None or value == "":
            return ""
        if one.get_internal_type() == "DecimalField":
            return wan(value) if name.endswith("_wan") else f"{value.normalize():f}"
        if one.choices:
            return str(dict(one.flatchoices).get(value, value))
        return PERSONAL[name](str(value)) if name in PERSONAL and not shows_phones else str(value)

    return read


def _label(model: type[Fact], name: str) -> str:
    one: Any = model._meta.get_field(name)
    return str(one.verbose_name)


def _named(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    name = groups["name"]
    title = "项目名称" if name == "name" else "项目代码"
    return Meant(title, ProjectName, _text(ProjectName, name), _since, ledger_field=name)


def _zones(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    return Meant(
        "板块", ProjectZone, lambda fact: f"{fact.zone.name}（{_since(fact)}）", _since, related=("zone",),
        ledger_field=Field.ZONE,
    )


def _listing(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    level = "" if groups["level"] == UNSET else groups["level"]
    kind = _text(Listing, "construction_kind")

    def value(fact: Any) -> str:
        told = [Level(fact.level).label, kind(fact)]
        told.append(f"入库 {fact.admitted_on:%Y-%m-%d}" if fact.admitted_on else "")
        told.append(f"至 {fact.valid_to:%Y-%m-%d}" if fact.valid_to else "")
        return "，".join(part for part in told if part)

    return Meant(
        f"{groups['year']}年列入{Level(level).label}", Listing, value, _since,
        {"year": int(groups["year"]), "level": level}, ledger_field=Field.LEVEL,
    )


def _plan(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    return Meant(
        f"{groups['year']}年计划投资（万元）", AnnualPlan, _text(AnnualPlan, "plan_wan"), _since,
        {"year": int(groups["year"])}, ledger_field=Field.ANNUAL_PLAN_WAN, goes_on=True,
    )


def _profile(groups: Mapping[str, str], shows_phones: bool) -> Meant | None:
    name = groups["name"]
    if name not in Profile.FACT_VALUES:
        return None
    label = _label(Profile, name)
    unit = "（万元）" if name == "total_investment_wan" else ""
    return Meant(
        f"{label}{unit}", Profile, _text(Profile, name, shows_phones), _since,
        ledger_field=PROFILE_FIELDS.get(name, name), goes_on=True,
    )


def _standing(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    label = _text(StandingChange, "standing")
    return Meant("在库状态", StandingChange, lambda fact: f"{label(fact)}：{fact.reason}", _since)


def _month(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    year, month, basis = int(groups["year"]), int(groups["month"]), Basis(groups["basis"])

    def value(fact: Any) -> str:
        told = "" if fact.amount_wan is None else wan(fact.amount_wan)
        return f"{told}（{fact.covers_from}—{month}月合计）" if told and fact.covers_from else told

    return Meant(
        f"{year}年{month}月{basis.label}完成投资（万元）", MonthlyAmount, value,
        lambda fact: f"{year}年{month}月",
        {"year": year, "month": month, "basis": basis}, ledger_field=Field.COMPLETED_MONTH_WAN,
    )


def _word(groups: Mapping[str, str], shows_phones: bool) -> Meant | None:
    name, year, month = groups["name"], int(groups["year"]), int(groups["month"])
    if name not in WORD_FIELDS:
        return None
    label = _label(MonthlyWord, name)
    return Meant(
        f"{year}年{month}月{label}", MonthlyWord, _text(MonthlyWord, name),
        lambda fact: f"{year}年{month}月", {"year": year, "month": month},
        ledger_field=WORD_FIELDS[name],
    )


def _node(groups: Mapping[str, str], shows_phones: bool) -> Meant | None:
    if groups["node"] not in Node.values:
        return None

    def value(fact: Any) -> str:
        told = [
            _day("计划", fact.planned_on, fact.planned_precision),
            _day("实际", fact.actual_on, fact.actual_precision),
            _day("认定", fact.recognised_on, Precision.DAY),
        ]
        return "，".join(part for part in told if part)

    node = Node(groups["node"])
    return Meant(f"节点：{node.label}", Milestone, value, lambda fact: node.label, {"node": node})


def _day(word: str, day: Any, precision: str) -> str:
    if day is None:
        return ""
    long = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision or ""), 10)
    return f"{word} {day.isoformat()[:long]}"


def _programmes(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    return Meant(
        "专项", ProgrammeMember, lambda fact: f"{fact.programme.name}（{_since(fact)}）", _since,
        related=("programme",),
    )


def _package(groups: Mapping[str, str], shows_phones: bool) -> Meant:
    def value(fact: Any) -> str:
        if fact.parts:
            return f"打包项目，含 {fact.parts} 个子项"
        return f"“{fact.package_name}”的子项" if fact.package_name else ""

    return Meant("打包", Packaging, value, _since, goes_on=True)


READERS: tuple[tuple[str, Callable[[Mapping[str, str], bool], Meant | None]], ...] = (
    (r"(?P<name>name|code)", _named), ("zones", _zones), ("standing", _standing),
    ("programmes", _programmes), ("package", _package), (rf"plan-{YEAR}", _plan),
    (rf"listing-{YEAR}-(?P<level>province|city|district|{UNSET})", _listing),
    (rf"month-{YEAR}-{MONTH}-(?P<basis>reported|recognised)", _month),
    (rf"word-{YEAR}-{MONTH}-(?P<name>[a-z_]+)", _word), (r"node-(?P<node>[a-z_]+)", _node),
    (r"profile-(?P<name>[a-z_]+)", _profile),
)


def whats(year: int, months: int = 12) -> list[str]:
    """各值的名字 — that a project page of a year shows, in its order."""
    profile = [f"profile-{name}" for name in Profile.FACT_VALUES]
    amounts = [f"month-{year}-{n}-{basis}" for n in range(1, months + 1) for basis in Basis.values]
    return [
        "name", "code", "zones", "standing", "programmes", "package", f"plan-{year}",
        *(f"listing-{year}-{level or UNSET}" for level in Level.values), *profile, *amounts,
        *(f"node-{node}" for node in Node.values),
    ]
