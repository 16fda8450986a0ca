"""该填什么 — projects and figures as the values of cells: unit changed, rounded half-up once, dates written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.queries import Book, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.indicators.states import Source
from zhaotuifu.kernel.money import WAN_PER_YI, plain, round_half_up
from zhaotuifu.kernel.names import sort_key
from zhaotuifu.projects.queries import LEVEL_ORDER
from zhaotuifu.submissions.rules.fields import BY_CODE, NUMBER, Field, Sort
from zhaotuifu.submissions.rules.layout import SheetLayout
from zhaotuifu.submissions.rules.pointing import (
    COUNT,
    SUMS,
    TEXT,
    Area,
    Column,
    DayForm,
    Filter,
    Order,
    Pointings,
    Spot,
    Unit,
)

Value = dict[str, str] | None
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Ground:
    """底子 — the period, who reports, the day, the order of the 板块, and a book for each month asked."""

    year: int
    month: int
    district: str
    on: date
    zone_order: Mapping[int, int]
    books: Mapping[int, Book]

    @property
    def book(self) -> Book:
        return self.books[self.month]


@dataclass(frozen=True, slots=True)
class FilledArea:
    """填好的列表 — the projects in order and the values of each row by column."""

    area: Area
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class FilledSpot:
    """填好的单格 — the unrounded figure in its unit, and what is written."""

    spot: Spot
    exact: Decimal | None
    value: Value


def lines_of(
    book: Book, filter_: Filter, source: Source = Source.LISTED
) -> tuple[Line, ...]:
    """范围内的项目 — each once without a level."""
    return tuple(
        line for line in book.within(scope_of(filter_), source)
        if not filter_.stage or line.stage == filter_.stage
    )


def scope_of(filter_: Filter) -> Scope:
    """指标范围."""
    return Scope(
        level=filter_.level or None,
        zone_id=filter_.zone_id,
        kind=filter_.kind or None,
        construction_kind=filter_.construction_kind or None,
    )


def ordered(lines: Sequence[Line], order: str, zone_order: Mapping[int, int]) -> tuple[Line, ...]:
    """排好 — equal ones by level and id."""

    def least(line: Line) -> tuple[int, int]:
        return LEVEL_ORDER[line.level], line.project_id

    def zone(line: Line) -> int:
        return min((zone_order.get(one, 10_000) for one in line.zone_ids), default=10_000)

    def plan(line: Line) -> tuple[bool, Decimal]:
        return line.plan_wan is None, -(line.plan_wan or Decimal(0))

    keys = {
        Order.ZONE: lambda line: (zone(line), *plan(line), *least(line)),
        Order.PLAN: lambda line: (*plan(line), *least(line)),
        Order.NAME: lambda line: (sort_key(line.name), *least(line)),
    }
    return tuple(sorted(lines, key=keys.get(Order(order), least)))


def filled_area(area: Area, layout: SheetLayout, ground: Ground) -> FilledArea:
    """填列表 — of the projects in the area's scope."""
    lines = ordered(lines_of(ground.book, area.filter), area.order, ground.zone_order)
    rows = tuple(
        tuple(value_of(column, line, number, ground) for column in area.columns)
        for number, line in enumerate(lines, start=1)
    )
    heads = tuple(
        layout.head(area, _column(column)) or BY_CODE[column.field].label for column in area.columns
    )
    return FilledArea(area, heads, lines, rows)


def _column(column: Column) -> int:
    number = 0
    for letter in column.letter:
        number = number * 26 + ord(letter) - 64
    return number


def value_of(column: Column, line: Line, number: int, ground: Ground) -> Value:
    """一格的值 — None stays blank, never zero."""
    field = BY_CODE[column.field]
    if field.code == NUMBER:
        return {"n": str(number)}
    found = _read(field, column, line, ground)
    if found is None:
        return None
    if isinstance(found, Decimal):
        return {"n": plain(figure_in(found, column.unit, column.places)) or "0"}
    if isinstance(found, date):
        return day_value(found, column.day_form)
    return {"t": found}


def _read(field: Field, column: Column, line: Line, ground: Ground):
    month = column.month or ground.month
    if field.is_monthly and month > ground.month:
        return None  # a month that is not over yet
    return field.read(line, month)


def converted(value: Decimal, unit: str) -> Decimal:
    """换单位 — from 万元 or percent, unrounded."""
    if unit == Unit.YI:
        return value / WAN_PER_YI
    if unit == Unit.YUAN:
        return value * WAN_PER_YI
    return value / HUNDRED if unit == Unit.FRACTION else value


def figure_in(value: Decimal, unit: str, places: int | None) -> Decimal:
    """写出的数 — in its unit, rounded half-up once; all its digits without `places` (8 at most)."""
    return round_half_up(converted(value, unit), 8 if places is None else places)


def day_value(day: date, form: str) -> Value:
    """日期的写法."""
    texts = {
        DayForm.DAY_TEXT: f"{day.year}年{day.month}月{day.day}日",
        DayForm.DAY_DOTS: f"{day.year}.{day.month}.{day.day}",
        DayForm.MONTH_TEXT: f"{day.year}年{day.month}月",
        DayForm.MONTH_DOTS: f"{day.year}.{day.month}",
    }
    found = texts.get(DayForm(form))
    return {"d": day.isoformat()} if found is None else {"t": found}


def exact_sum(lines: Sequence[Line], field: Field, month: int, unit: str) -> Decimal | None:
    """不取整的合计 — of a summed field over projects, in the unit; None when nobody has a value."""
    found = [value for line in lines if isinstance(value := field.read(line, month), Decimal)]
    return converted(sum(found, Decimal(0)), unit) if found else None


def filled_spot(spot: Spot, ground: Ground) -> FilledSpot:
    """填单格."""
    if spot.what == TEXT:
        return FilledSpot(spot, None, {"t": worded(spot.text, ground)})
    exact = figure(spot, ground)
    if exact is None:
        return FilledSpot(spot, None, None)
    written = round_half_up(exact, 8 if spot.places is None else spot.places)
    return FilledSpot(spot, exact, {"n": plain(written) or "0"})


def worded(text: str, ground: Ground) -> str:
    """带期间的字 — {年} {月} {季} {区} {报送日期} replaced."""
    said = {
        "{年}": str(ground.year),
        "{月}": str(ground.month),
        "{季}": str((ground.month + 2) // 3),
        "{区}": ground.district,
        "{报送日期}": f"{ground.on.year}年{ground.on.month}月{ground.on.day}日",
    }
    for mark, words in said.items():
        text = text.replace(mark, words)
    return text


def figure(spot: Spot, ground: Ground) -> Decimal | None:
    """指标值 — in the spot's unit, unrounded; None when there is none."""
    month = spot.month or ground.month
    if month > ground.month:
        return None
    book = ground.books[month]
    lines = lines_of(book, spot.filter)
    if spot.what == COUNT:
        return Decimal(len(lines))
    if spot.what in SUMS:
        return exact_sum(lines, BY_CODE[SUMS[spot.what]], month, spot.unit)
    code, _, part = spot.what.partition(".")
    indicator = definitions.BY_NAME[code]
    moment = book.moment_of(indicator, scope_of(spot.filter))
    if spot.filter.stage:  # no target is handed down for a stage
        moment = replace(moment, is_narrowed=True)
    value = indicator.of(lines_of(book, spot.filter, indicator.source), moment)
    found = getattr(value, part) if part else value.value
    return None if found is None else converted(found, spot.unit)


def months_asked(pointings: Pointings, month: int) -> set[int]:
    """要开哪几个月的账本 — the period's, and those of spots with a month of their own."""
    return {month} | {spot.month for spot in pointings.spots if spot.month and spot.month < month}


def sort_of(code: str) -> Sort:
    """字段种类."""
    return BY_CODE[code].sort
