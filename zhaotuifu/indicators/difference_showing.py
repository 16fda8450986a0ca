"""差额呈现 — groups of causes and their projects as frozen rows, the moments to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.difference import Difference, Group, When
from zhaotuifu.indicators.difference_asking import Occasion
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.rules.difference import Part
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.kernel.pages import Page
from zhaotuifu.projects.states import Level

SHORT, LONG = 8, 100  # parts of a cause beside the others, and alone
MINUS = "\u2212"
OWN = ("from", "to", "known_from", "known_to", "year", "month", "as_of", "known_at", "page", "group")
LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)


@dataclass(frozen=True, slots=True)
class Choice:
    """一个选项 — label, address or value, whether it is the one shown."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ShownPart:
    """一笔 — texts as shown."""

    name: str
    url: str
    detail: str
    effect: str
    tone: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """一类原因 — with its first parts, and a way to all of them."""

    label: str
    effect: str
    tone: str
    numerator: str
    denominator: str
    count: int
    parts: tuple[ShownPart, ...]
    more_url: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """一步 — 期间发生, 更正和补录: its groups."""

    label: str
    groups: tuple[ShownGroup, ...]


@dataclass(frozen=True, slots=True)
class End:
    """一头 — the value there, its day and what was known."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    day: object
    known_at: datetime | None
    day_field: str
    known_field: str


@dataclass(frozen=True, slots=True)
class Shown:
    """差额页."""

    unit: str
    is_points: bool
    is_money: bool
    is_ratio: bool
    difference: str
    tone: str
    numerator: str
    denominator: str
    first: End
    last: End
    steps: tuple[ShownStep, ...]
    alone: Page[ShownPart] | None
    alone_label: str
    all_url: str
    count: int


def shown(found: Difference, given: QueryDict, number: int) -> Shown:
    """差额页 — with `group` in the address, one cause alone and all of its parts, page by page."""
    groups = found.groups
    chosen = next((one for one in groups if _code(one) == given.get("group")), None)
    unit = "百分点" if found.after.unit == "%" else found.after.unit.replace("个百分点", "百分点")
    year = found.last.of_year
    alone = None
    if chosen is not None:
        number = min(number, -(-len(chosen.parts) // LONG) or 1)
        rows = _parts(chosen.parts[(number - 1) * LONG : number * LONG], year)
        alone = Page(rows, number, LONG, len(chosen.parts))
    return Shown(
        unit, unit == "百分点", unit == "万元", found.is_ratio, signed(found.value), tone(found.value),
        signed(found.numerator), signed(found.denominator), _end(found.before, found.first),
        _end(found.after, found.last), _steps([chosen] if chosen else groups, given, year),
        alone, chosen.cause.label if chosen else "", f"?{_query(given, drop=('group', 'page'))}", len(found.parts),
    )


def _steps(groups: Sequence[Group], given: QueryDict, year: int) -> tuple[ShownStep, ...]:
    found: dict[str, list[ShownGroup]] = {}
    for one in groups:
        found.setdefault(one.step.label, []).append(_group(one, given, year))
    return tuple(ShownStep(label, tuple(rows)) for label, rows in found.items())


def _group(one: Group, given: QueryDict, year: int) -> ShownGroup:
    is_long = len(one.parts) > SHORT
    more = f"?{_query(given, drop=('page',), group=_code(one))}" if is_long else ""
    return ShownGroup(
        one.cause.label, signed(one.effect), tone(one.effect), signed(one.numerator),
        signed(one.denominator), len(one.parts), _parts(one.parts[:SHORT], year), more,
    )


def _parts(parts: Sequence[Part], year: int) -> tuple[ShownPart, ...]:
    return tuple(
        ShownPart(
            part.name,
            f"{reverse('project_page', args=[part.project_id])}?year={year}" if part.project_id else "",
            part.detail, signed(part.effect), tone(part.effect), signed(part.numerator),
            signed(part.denominator),
        )
        for part in parts
    )


def _code(one: Group) -> str:
    return f"{one.step}-{one.cause}"


def _end(value: Value, when: When) -> End:
    known = timezone.localtime(when.known_at) if when.known_at else None
    return End(
        value.value, value.numerator, value.denominator, when.as_of, when.known_at,
        when.as_of.isoformat(), f"{known:%Y-%m-%dT%H:%M:%S}" if known else "",
    )


def signed(value: Decimal | None) -> str:
    """带号 — +1.25, −0.4, 0; two decimals, four of what is smaller than they show; 「—」 for none."""
    if value is None:
        return "—"
    rounded = round_half_up(value, 2) or round_half_up(value, 4)
    text = f"{abs(rounded):,.4f}".rstrip("0").rstrip(".")
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else ''}{text}"


def tone(value: Decimal | None) -> str:
    """升降 — up, down, or nothing where it is shown as 0."""
    rounded = round_half_up(value, 2) if value is not None else 0
    return "up" if rounded > 0 else "down" if rounded < 0 else ""


def starts(named: Sequence[Occasion], usual: Sequence[Occasion], found: When, given: QueryDict) -> tuple[Choice, ...]:
    """从哪里比起 — the moments that have a name, as links."""
    return tuple(
        Choice(
            one.label,
            "?" + _query(
                given, drop=("group", "page"), **{
                    "from": one.as_of.isoformat(),
                    "known_from": one.known_at.isoformat() if one.known_at else "",
                }
            ),
            (one.as_of, one.known_at) == (found.as_of, found.known_at),
        )
        for one in (*named, *usual)
    )


def levels(ask: Asking, given: QueryDict) -> tuple[Choice, ...]:
    """级别 — as links."""
    everything = Choice("全部", f"?{_query(given, drop=('group', 'page'), level='')}", not ask.scope.level)
    return everything, *(
        Choice(
            level.label, f"?{_query(given, drop=('group', 'page'), level=level.value)}",
            ask.scope.level == level.value,
        )
        for level in LEVELS
    )


def scope_of(given: QueryDict) -> tuple[tuple[str, str], ...]:
    """范围 — what of the address is neither end: kept by every form and link."""
    return tuple((name, str(given[name])) for name in given if name not in OWN and given[name])


def _query(given: QueryDict, drop: Sequence[str] = (), **changes: str) -> str:
    parts = {name: given[name] for name in given if name not in drop} | changes
    return urlencode({name: value for name, value in parts.items() if value})
