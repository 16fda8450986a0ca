"""指标呈现 — values as frozen rows for the pages: links, labels, sums."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.indicators import definitions, rules
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.queries import Book
from zhaotuifu.indicators.rules import Indicator, Value
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.pages import Page
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

PAGE_SIZE = 100
SHOWN_LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)


@dataclass(frozen=True, slots=True)
class Link:
    """一个去处 — label, address, whether it is the one shown."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """条件栏 — levels and months as links, the rest as a form of selects."""

    levels: tuple[Link, ...]
    months: tuple[Link, ...]
    zones: tuple[tuple[str, str, bool], ...]
    kinds: tuple[tuple[str, str, bool], ...]
    construction_kinds: tuple[tuple[str, str, bool], ...]
    hidden: tuple[tuple[str, str], ...]
    clear_url: str
    has_filter: bool
    month: int


@dataclass(frozen=True, slots=True)
class LevelValue:
    """一级的值 — with its door."""

    label: str
    value: Decimal | None
    is_rate: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """一个指标 — definition and its value by level."""

    indicator: Indicator
    url: str
    values: tuple[LevelValue, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """一行 — with the project's own rate and its page."""

    number: int
    name: str
    code: str
    url: str
    numerator: Decimal | None
    denominator: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Shown:
    """展开的指标 — the value, the page of rows, and how the rows add up."""

    indicator: Indicator
    value: Value
    page: Page[ShownRow]
    is_money: bool
    has_denominator: bool
    schedule_pct: Decimal
    month: int


def query_of(ask: Asking, **changes: object) -> str:
    """地址条件 — the asking as a query string, with changes; None drops a part."""
    scope = ask.scope
    parts: dict[str, object] = {
        "year": ask.year, "as_of": ask.as_of.isoformat(), "level": scope.level,
        "zone": scope.zone_id, "kind": scope.kind, "construction_kind": scope.construction_kind,
        "known_at": ask.known_at.isoformat() if ask.known_at else None,
    } | changes
    return urlencode({key: value for key, value in parts.items() if value not in (None, "")})


def controls(ask: Asking, zones: tuple[ZoneLine, ...]) -> Controls:
    """条件栏 — for the asking."""
    scope = ask.scope
    levels = [Link("全部", f"?{query_of(ask, level=None)}", scope.level is None)]
    levels += [
        Link(level.label, f"?{query_of(ask, level=level.value)}", scope.level == level.value)
        for level in SHOWN_LEVELS
    ]
    month = rules.reporting_month(ask.as_of, ask.year)
    months = tuple(
        Link(f"{n}月", f"?{query_of(ask, as_of=None, month=n)}", n == month) for n in range(1, 13)
    )
    return Controls(
        levels=tuple(levels), months=months,
        zones=tuple((str(z.id), z.name, z.id == scope.zone_id) for z in zones),
        kinds=_options(Kind, scope.kind),
        construction_kinds=_options(ConstructionKind, scope.construction_kind),
        hidden=tuple(
            (name, str(value))
            for name, value in (
                ("year", ask.year), ("as_of", ask.as_of.isoformat()), ("level", scope.level),
                ("known_at", ask.known_at.isoformat() if ask.known_at else None),
            )
            if value
        ),
        clear_url=f"?{query_of(ask, zone=None, kind=None, construction_kind=None, known_at=None)}",
        has_filter=bool(
            scope.zone_id or scope.kind or scope.construction_kind or ask.known_at
        ),
        month=month,
    )


def _options(choices, current: str | None) -> tuple[tuple[str, str, bool], ...]:
    return tuple((c.value, c.label, c.value == current) for c in choices if c.value)


def by_level(book: Book, ask: Asking) -> tuple[Group, ...]:
    """各级的值 — every indicator for all levels and for each."""
    groups = []
    for indicator in definitions.ALL:
        address = reverse("indicator_page", args=[indicator.code])
        values = []
        for level in (None, *(level.value for level in SHOWN_LEVELS)):
            value = book.value(indicator, replace(ask.scope, level=level))
            label = Level(level).label if level else "全部"
            is_rate = value.unit in ("%", "个百分点")
            url = f"{address}?{query_of(ask, level=level)}"
            values.append(LevelValue(label, value.value, is_rate, url))
        groups.append(Group(indicator, f"{address}?{query_of(ask)}", tuple(values)))
    return tuple(groups)


def opened(book: Book, ask: Asking, indicator: Indicator, number: int) -> Shown:
    """展开 — one page of the rows, largest part first."""
    value = book.value(indicator, ask.scope)
    rows = sorted(
        value.rows,
        key=lambda row: (row.numerator is None, -(row.numerator or 0), row.project_id),
    )
    number = min(number, -(-len(rows) // PAGE_SIZE) or 1)
    start = (number - 1) * PAGE_SIZE
    shown = tuple(
        ShownRow(
            place, row.name, row.code,
            f"{reverse('project_page', args=[row.project_id])}?year={ask.year}#months",
            row.numerator, row.denominator, ratio_pct(row.numerator, row.denominator),
        )
        for place, row in enumerate(rows[start : start + PAGE_SIZE], start=start + 1)
    )
    month = rules.reporting_month(ask.as_of, ask.year)
    is_counted = indicator.code in COUNTED
    return Shown(
        indicator, value, Page(shown, number, PAGE_SIZE, len(rows)), not is_counted,
        value.denominator is not None and indicator.code != "admitted_target_rate",
        rules.schedule_pct(month), month,
    )


COUNTED = frozenset({"start_rate", "finish_rate", "admitted", "admitted_target_rate"})
