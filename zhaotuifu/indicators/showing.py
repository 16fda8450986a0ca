"""指标条件栏 — the conditions of a page as links and selects; the address holds all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from zhaotuifu.indicators import rules
from zhaotuifu.indicators.asking import Asking, month_end
from zhaotuifu.indicators.defined import in_force
from zhaotuifu.indicators.queries import Scope, listed_years
from zhaotuifu.indicators.scoping import categories
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.memberships import programme_choices
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

SHOWN_LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
#: (value, label, whether it is the one shown)
Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Link:
    """一个去处 — label, address, whether it is the one shown."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Select:
    """一个选择 — name in the address, what it is called, what stands for all, the options."""

    name: str
    label: str
    blank: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """条件栏 — levels as links, the period, the usual and the further selects, what is kept unseen."""

    levels: tuple[Link, ...]
    period: tuple[Select, ...]
    usual: tuple[Select, ...]
    further: tuple[Select, ...]
    as_of: str
    known_at: str
    hidden: tuple[tuple[str, str], ...]
    clear_url: str
    has_filter: bool
    has_further: bool
    month: int


def query_of(ask: Asking, **changes: object) -> str:
    """地址条件 — the asking as a query string, with changes; None drops a part."""
    scope = ask.scope
    parts: dict[str, object] = {
        "year": ask.year, "as_of": ask.as_of.isoformat(), "level": scope.level,
        "zone": scope.zone_id, "kind": scope.kind, "category": scope.category,
        "construction_kind": scope.construction_kind,
        "size": scope.size.code if scope.size else None, "programme": scope.programme_id,
        "count_by": ask.count_by if ask.count_by is not CountBy.LISTED else None,
        "known_at": ask.known_at.isoformat() if ask.known_at else None,
    } | changes
    return urlencode({key: value for key, value in parts.items() if value not in (None, "")})


def own_zone(ask: Asking, actor: Actor) -> Asking:
    """自己的板块 — who sees only one 板块 asks of it unless something else is said: its targets count."""
    own = actor.organisations(Role.ZONE)
    if actor.sees_all or len(own) != 1 or ask.scope.zone_id is not None:
        return ask
    return replace(ask, scope=replace(ask.scope, zone_id=next(iter(own))))


def controls(
    ask: Asking, zones: tuple[ZoneLine, ...], actor: Actor | None, **kept: str
) -> Controls:
    """条件栏 — for the asking; four SQL statements. `kept` are further parts of the address."""
    scope = ask.scope
    levels = [Link("全部", f"?{query_of(ask, level=None, **kept)}", scope.level is None)]
    levels += [
        Link(one.label, f"?{query_of(ask, level=one.value, **kept)}", scope.level == one.value)
        for one in SHOWN_LEVELS
    ]
    month = rules.reporting_month(ask.as_of, ask.year)
    further = _further(ask, actor)
    is_month_end = ask.as_of == month_end(ask.year, max(month, 1))
    return Controls(
        levels=tuple(levels), period=_period(ask, month), usual=_usual(scope, zones),
        further=further, as_of="" if is_month_end else ask.as_of.isoformat(),
        known_at=ask.known_at.isoformat() if ask.known_at else "",
        hidden=tuple(
            (name, str(value)) for name, value in (("level", scope.level), *kept.items()) if value
        ),
        clear_url=f"?{query_of(Asking(ask.year, ask.as_of, None, Scope(level=scope.level)), **kept)}",
        has_filter=ask.scope.is_narrowed or bool(scope.zone_id or ask.known_at)
        or ask.count_by is not CountBy.LISTED,
        has_further=bool(
            scope.category or scope.size or scope.programme_id or ask.known_at or not is_month_end
            or ask.count_by is not CountBy.LISTED
        ),
        month=month,
    )


def _period(ask: Asking, month: int) -> tuple[Select, ...]:
    years = sorted({*listed_years(), ask.year}, reverse=True)
    return (
        Select("year", "年度", "", tuple((str(n), f"{n}年", n == ask.year) for n in years)),
        Select(
            "month", "截至月份", "",
            tuple((str(n), f"1—{n}月", n == month) for n in range(1, 13)),
        ),
    )


def _usual(scope: Scope, zones: tuple[ZoneLine, ...]) -> tuple[Select, ...]:
    return (
        Select(
            "zone", "板块", "全部板块",
            tuple((str(zone.id), zone.name, zone.id == scope.zone_id) for zone in zones),
        ),
        Select("kind", "大类", "全部大类", _options(Kind, scope.kind)),
        Select(
            "construction_kind", "建设性质", "全部性质",
            _options(ConstructionKind, scope.construction_kind),
        ),
    )


def _further(ask: Asking, actor: Actor | None) -> tuple[Select, ...]:
    scope = ask.scope
    sizes = list(in_force(ask.as_of, ask.known_at).sizes)
    if scope.size is not None and scope.size not in sizes:
        sizes.append(scope.size)
    return (
        Select(
            "category", "产业链", "全部产业链",
            tuple((one, one, one == scope.category) for one in categories(actor)),
        ),
        Select(
            "size", "规模", "不论规模", tuple((one.code, one.name, one == scope.size) for one in sizes)
        ),
        Select(
            "programme", "专项", "不论专项",
            tuple(
                (str(pk), name, pk == scope.programme_id) for pk, name in programme_choices(ask.as_of)
            ),
        ),
        Select(
            "count_by", "打包项目", "",
            tuple((one.value, one.label, one == ask.count_by) for one in CountBy),
        ),
    )


def _options(choices: Any, current: str | None) -> tuple[Option, ...]:
    return tuple((one.value, one.label, one.value == current) for one in choices if one.value)
