"""对应页 — what the page of a version shows: the sheet as a grid, its columns, its single cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage
from zhaotuifu.submissions import access
from zhaotuifu.submissions.models import SuperiorVersion
from zhaotuifu.submissions.rules.fields import BY_CODE, FIELDS, Sort
from zhaotuifu.submissions.rules.layout import (
    SheetLayout,
    column_letters,
    column_number,
    layouts_of,
)
from zhaotuifu.submissions.rules.pointing import (
    DAY_LABELS,
    FIGURES,
    ORDER_LABELS,
    TEXT,
    UNIT_LABELS,
    Area,
    Column,
    Filter,
    Pointings,
    Spot,
    Unit,
    pointings_of,
    units_of,
)
from zhaotuifu.submissions.rules.proposing import LIKELY

GRID_ROWS, GRID_COLUMNS, EMPTY_SPOTS = 40, 60, 3
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """一列 — letter, head, how sure, and what is chosen."""

    letter: str
    head: str
    formula: str
    sureness: str
    column: Column | None
    style: str


@dataclass(frozen=True, slots=True)
class ShownArea:
    """一个列表区."""

    number: int
    area: Area | None
    filter: Filter
    columns: tuple[ShownColumn, ...]
    pointed: int


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """一个单格."""

    number: int
    spot: Spot | None
    now: str
    is_formula: bool


def page_of(
    version: SuperiorVersion,
    actor: Actor,
    sheet: str,
    *,
    wants_area: bool = False,
    tried: Pointings | None = None,
) -> dict[str, Any]:
    """对应页 — of one sheet of the version; `tried` is what was posted and not kept."""
    layouts = layouts_of(version.layout)
    layout = next((one for one in layouts if one.name == sheet), None) or _first(layouts, version)
    pointings = pointings_of(version.pointings)
    here = tried if tried is not None else pointings.of_sheet(layout.name)
    can_point = access.can_point(actor, version)
    areas = [
        _area(number, area, layout, version.sureness) for number, area in enumerate(here.areas)
    ]
    if can_point and (wants_area or not areas):
        areas.append(_area(len(areas), None, layout, {}))
    spots = [_spot(number, spot, layout) for number, spot in enumerate(here.spots)]
    if can_point:
        spots += [ShownSpot(len(spots) + extra, None, "", False) for extra in range(EMPTY_SPOTS)]
    return {
        "version": version,
        "table": version.table,
        "layout": layout,
        "areas": areas,
        "spots": spots,
        "sheets": _sheets(layouts, layout, pointings),
        "grid": _grid(layout, here),
        "can_point": can_point,
        "can_keep": access.can_keep(actor),
        "can_use": access.can_use(actor, version),
        "can_retire": access.can_retire(actor, version),
        "is_empty": pointings.is_empty,
        "facts": layout.facts,
        "losses": version.losses,
        **_choices(),
    }


def _sheets(
    layouts: tuple[SheetLayout, ...], here: SheetLayout, pointings: Pointings
) -> list[tuple[str, bool, int, bool]]:
    """Name, whether it is shown, how much of it is pointed, whether it is visible in the file."""
    return [
        (one.name, one.name == here.name, _pointed(pointings.of_sheet(one.name)), one.is_visible)
        for one in layouts
    ]


def _first(layouts: tuple[SheetLayout, ...], version: SuperiorVersion) -> SheetLayout:
    """The first sheet with pointings, else the first visible one."""
    pointed = {area.sheet for area in pointings_of(version.pointings).areas}
    return next(
        (one for one in layouts if one.name in pointed),
        next((one for one in layouts if one.is_visible), layouts[0]),
    )


def _pointed(pointings: Pointings) -> int:
    return sum(len(area.columns) for area in pointings.areas) + len(pointings.spots)


def _choices() -> dict[str, Any]:
    def of(choices: Iterable) -> Options:
        return [(one.value, one.label) for one in choices if one.value]

    return {
        "fields": [(field.code, field.label) for field in FIELDS],
        "figures": [(TEXT, "文字"), *FIGURES.items()],
        "units": [(unit.value, UNIT_LABELS[unit]) for unit in Unit if unit],
        "day_forms": [(form.value, label) for form, label in DAY_LABELS.items()],
        "orders": [(order.value, label) for order, label in ORDER_LABELS.items()],
        "levels": of(Level),
        "kinds": of(Kind),
        "construction_kinds": of(ConstructionKind),
        "stages": of(Stage),
        "zones": [(zone.id, zone.name) for zone in zones()],
        "months": range(1, 13),
        "places": range(7),
    }


def _area(
    number: int, area: Area | None, layout: SheetLayout, sureness: Mapping[str, str]
) -> ShownArea:
    if area is None:
        return ShownArea(number, None, Filter(), (), 0)
    chosen = {column.letter: column for column in area.columns}
    shown = []
    for at in range(1, min(layout.columns, GRID_COLUMNS) + 1):
        letter = column_letters(at)
        head = layout.head(area, at)
        formula = (
            layout.texts.get((area.first, at), "") if (area.first, at) in layout.formulas else ""
        )
        if not head and letter not in chosen and not formula:
            continue
        column = chosen.get(letter)
        how = sureness.get(f"{layout.name}!{letter}", "") if column else ""
        shown.append(
            ShownColumn(letter, head, formula, how if how == LIKELY else "", column, _style(column))
        )
    return ShownArea(number, area, area.filter, tuple(shown), len(area.columns))


def _style(column: Column | None) -> str:
    if column is None:
        return ""
    if units_of(column.field):
        return column.unit
    return column.day_form if BY_CODE[column.field].sort is Sort.DAY else ""


def _spot(number: int, spot: Spot, layout: SheetLayout) -> ShownSpot:
    row = int("".join(sign for sign in spot.cell if sign.isdigit()))
    place = row, column_number("".join(sign for sign in spot.cell if sign.isalpha()))
    return ShownSpot(number, spot, layout.texts.get(place, ""), place in layout.formulas)


def _grid(layout: SheetLayout, pointings: Pointings) -> dict[str, Any]:
    """The blank as it looks: letters, row numbers, merged cells, formulas marked, areas tinted."""
    wide, high = min(layout.columns, GRID_COLUMNS), min(layout.rows, GRID_ROWS)
    covered = {
        (row, column)
        for top, left, bottom, right in layout.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    spans = {
        (top, left): (min(bottom, high) - top + 1, min(right, wide) - left + 1)
        for top, left, bottom, right in layout.merged
    }
    spots = {spot.cell for spot in pointings.spots}
    rows = []
    for row in range(1, high + 1):
        cells = []
        for column in range(1, wide + 1):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            text = layout.texts.get((row, column), "")
            cells.append(
                {
                    "text": text,
                    "rowspan": down,
                    "colspan": across,
                    "is_formula": (row, column) in layout.formulas,
                    "is_spot": f"{column_letters(column)}{row}" in spots,
                }
            )
        rows.append({"number": row, "role": _role(row, pointings), "cells": cells})
    return {
        "letters": [column_letters(n) for n in range(1, wide + 1)],
        "rows": rows,
        "left_out": max(0, layout.rows - high),
    }


def _role(row: int, pointings: Pointings) -> str:
    for area in pointings.areas:
        if area.head_first <= row <= area.head_last:
            return "head"
        if area.first <= row <= area.last:
            return "list"
        if row == area.total:
            return "total"
    return ""
