"""分列 — one figure by 板块, 级别, 产业链, 大类, 性质, 规模, 专项 or 原因, each a door to its own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from zhaotuifu.indicators.comparing import AMOUNTS, RATES
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import Indicator, Value
from zhaotuifu.indicators.scopes import Group
from zhaotuifu.indicators.showing import Link, query_of
from zhaotuifu.indicators.states import CountBy, IndicatorGroup, Source
from zhaotuifu.indicators.value_rows import by_cause
from zhaotuifu.indicators.wording import in_table
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.memberships import programme_choices
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

UNSET = "未填"
BY_ROLLUPS = ("zone", "level", "category")
AXES = {
    "zone": "板块", "level": "级别", "category": "产业链", "kind": "大类",
    "construction_kind": "建设性质", "size": "规模", "programme": "专项", "cause": "滞后原因",
}


@dataclass(frozen=True, slots=True)
class Part:
    """一列 — label, door ("" where there is none), the value with its parts, its share of the whole."""

    label: str
    url: str
    value: str
    numerator: str
    denominator: str
    share_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """分列 — by one axis, with the other axes as links; `note` says what does not add up and why."""

    axis: str
    label: str
    links: tuple[Link, ...]
    parts: tuple[Part, ...]
    has_denominator: bool
    has_share: bool
    note: str


def axis_of(text: str | None, indicator: Indicator) -> str:
    """按什么分 — the one asked if the indicator has it, else 板块."""
    return text if text in axes_of(indicator) else "zone"


def axes_of(indicator: Indicator) -> tuple[str, ...]:
    """能按什么分 — causes only for what lags; targets are handed down by 板块 and level alone."""
    if indicator.has_target or indicator.code == "plan_target":
        return ("zone", "level")
    has_cause = indicator.group is IndicatorGroup.LAG
    return tuple(axis for axis in AXES if axis != "cause" or has_cause)


def broken_down(
    reader: Reader, indicator: Indicator, value: Value, axis: str, zones: tuple[ZoneLine, ...]
) -> Breakdown:
    """分列 — parts with a project or a figure; a fixed number of SQL statements an axis."""
    if axis == "cause":
        found = _by_cause(reader, indicator, value)
    else:
        found = [
            (label, _url(reader, indicator, axis, key), part)
            for label, key, part in _parts(reader, indicator, axis, zones)
            if part.value is not None or part.numerator is not None
        ]
    adds_up = indicator.unit in AMOUNTS
    has_denominator = indicator.unit in RATES and any(part.denominator is not None for _, _, part in found)
    parts = tuple(
        Part(
            label, url, in_table(part.value, indicator.unit),
            in_table(part.numerator, indicator.part_unit),
            in_table(part.denominator, indicator.part_unit),
            ratio_pct(part.value, value.value) if adds_up else None,
        )
        for label, url, part in found
    )
    links = tuple(
        Link(AXES[one], f"?{query_of(reader.ask, by=one)}#by", one == axis)
        for one in axes_of(indicator)
    )
    return Breakdown(
        axis, AXES[axis], links, parts, has_denominator,
        adds_up, _note(axis) if adds_up else "",
    )


def _note(axis: str) -> str:
    notes = {
        "zone": "联建项目在所属各板块各计一次，在合计里只计一次，所以各板块相加可以大于合计。",
        "level": "同时列入两级的项目在各级各计一次，在合计里只计一次。",
        "size": "各档互相包含，不相加。", "programme": "一个项目可以属于几个专项，不相加。",
        "cause": "原因是最近一次月报里填的。",
    }
    return notes.get(axis, "")


def _parts(
    reader: Reader, indicator: Indicator, axis: str, zones: tuple[ZoneLine, ...]
) -> Iterable[tuple[str, str, Value]]:
    """(label, key in the address, value)."""
    if axis in BY_ROLLUPS and reader.ask.count_by is CountBy.LISTED:
        return _from_rollups(reader, indicator, axis, zones)
    return _one_by_one(reader, indicator, axis, zones)


def _from_rollups(
    reader: Reader, indicator: Indicator, axis: str, zones: tuple[ZoneLine, ...]
) -> Iterable[tuple[str, str, Value]]:
    """The usual axes: all parts read at once."""
    figures, code, scope = reader.figures, indicator.code, reader.ask.scope
    if axis == "zone":
        found = figures.by_zone(code, scope)
        return [(z.name, str(z.id), found[z.id]) for z in zones if z.id in found]
    if axis == "level":
        by_level = figures.by_level(code, scope)
        return [(one.label, one.value, by_level[one.value]) for one in Level if one.value in by_level]
    by_category = figures.by_category(code, scope)
    keys = sorted(by_category, key=lambda key: (not key, -(by_category[key].numerator or 0), key))
    return [(key or UNSET, key, by_category[key]) for key in keys]


def _one_by_one(
    reader: Reader, indicator: Indicator, axis: str, zones: tuple[ZoneLine, ...]
) -> Iterable[tuple[str, str, Value]]:
    scope = reader.ask.scope
    for label, key, narrowed in _scopes(reader, scope, axis, zones):
        yield label, key, reader.value(indicator, narrowed)


def _scopes(
    reader: Reader, scope: Scope, axis: str, zones: tuple[ZoneLine, ...]
) -> list[tuple[str, str, Scope]]:
    if axis == "zone":
        return [
            (zone.name, str(zone.id), replace(scope, zone_id=zone.id))
            for zone in zones if scope.zone_id in (None, zone.id)
        ]
    if axis == "level":
        return _of_choices(Level, scope.level, lambda key: replace(scope, level=key))
    if axis == "kind":
        return _of_choices(Kind, scope.kind, lambda key: replace(scope, kind=key))
    if axis == "construction_kind":
        return _of_choices(
            ConstructionKind, scope.construction_kind,
            lambda key: replace(scope, construction_kind=key),
        )
    if axis == "size":
        return [(size.name, size.code, replace(scope, size=size)) for size in reader.defined.sizes]
    if axis == "programme":
        return [
            (name, str(pk), replace(scope, programme_id=pk))
            for pk, name in programme_choices(reader.ask.as_of)
        ]
    keys = [scope.category] if scope.category is not None else _categories(reader)
    return [(key or UNSET, key, replace(scope, category=key)) for key in keys]


def _of_choices(
    choices: type[Level] | type[Kind] | type[ConstructionKind], asked: str | None,
    narrowed: Callable[[str], Scope],
) -> list[tuple[str, str, Scope]]:
    return [
        (str(one.label), one.value, narrowed(one.value))
        for one in choices if asked in (None, one.value)
    ]


def _categories(reader: Reader) -> list[str]:
    """Those of the projects in the scope: the largest 产业链 of the lists first."""
    found = reader.figures.counts(reader.ask.scope, Group.CATEGORY)
    return sorted(found, key=lambda key: (not key, -found[key], key))


def _by_cause(reader: Reader, indicator: Indicator, whole: Value) -> list[tuple[str, str, Value]]:
    """The lines that lag, by the cause said last; of a share each cause's part in the same whole."""
    counts = by_cause(reader, indicator)
    if counts is None:
        counts = _by_cause_of_book(reader, indicator)
    found = []
    for cause in Cause:
        if cause in counts:
            count = counts[cause]
            value = ratio_pct(count, whole.denominator) if indicator.unit in RATES else count
            found.append((str(cause.label), "", replace(whole, value=value, numerator=count)))
    return found


def _by_cause_of_book(reader: Reader, indicator: Indicator) -> dict[Cause, Decimal]:
    book, scope = reader.book, reader.ask.scope
    lagging = {row.project_id: row.numerator for row in book.value(indicator, scope).rows if row.numerator}
    found: dict[Cause, Decimal] = {}
    for line in book.within(scope, Source.LISTED):
        if line.project_id in lagging:
            cause = Cause(line.word.cause)
            found[cause] = found.get(cause, Decimal(0)) + (lagging[line.project_id] or Decimal(0))
    return found


def _url(reader: Reader, indicator: Indicator, axis: str, key: str) -> str:
    """The same figure narrowed to the part; one that is not said (未填) has no address."""
    if not key:
        return ""
    address = reverse("indicator_page", args=[indicator.code])
    return f"{address}?{query_of(reader.ask, **{axis: key})}"
