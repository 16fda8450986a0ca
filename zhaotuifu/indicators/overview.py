"""指标总览 — every indicator in its group: the value for all levels and for each, and against last year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from zhaotuifu.indicators.definitions import ALL
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import Indicator
from zhaotuifu.indicators.showing import SHOWN_LEVELS, query_of
from zhaotuifu.indicators.states import Comparison, IndicatorGroup
from zhaotuifu.indicators.wording import (
    GROUP_NOTES,
    POINTS,
    RATE,
    in_table,
    signed_text,
)
from zhaotuifu.kernel.templatetags.show import updown
from zhaotuifu.projects.states import Level


@dataclass(frozen=True, slots=True)
class Cell:
    """一格 — the value of a level, and its door."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """一个指标 — name, unit, what it means, its values, 同比 with its unit."""

    code: str
    name: str
    unit: str
    text: str
    url: str
    definition_url: str
    cells: tuple[Cell, ...]
    change: str
    change_unit: str
    change_tone: str


@dataclass(frozen=True, slots=True)
class Section:
    """一组."""

    code: str
    label: str
    note: str
    rows: tuple[Row, ...]


def sections(reader: Reader) -> tuple[Section, ...]:
    """各组指标 — a fixed number of SQL statements."""
    rows: dict[IndicatorGroup, list[Row]] = {group: [] for group in IndicatorGroup}
    for indicator in ALL:
        rows[indicator.group].append(_row(reader, indicator))
    return tuple(
        Section(group.value, group.label, GROUP_NOTES[group], tuple(found))
        for group, found in rows.items()
    )


def _row(reader: Reader, indicator: Indicator) -> Row:
    ask = reader.ask
    address = reverse("indicator_page", args=[indicator.code])
    asked = reader.value(indicator, ask.scope)
    cells = []
    for level in (None, *(one.value for one in SHOWN_LEVELS)):
        scope = replace(ask.scope, level=level)
        value = asked if scope == ask.scope else reader.value(indicator, scope)
        label = "全部" if level is None else Level(level).label
        cells.append(
            Cell(label, in_table(value.value, indicator.unit), f"{address}?{query_of(ask, level=level)}")
        )
    found = reader.compare(indicator, asked, ask.scope, Comparison.YEAR)
    definition = reader.defined.by_code.get(indicator.code)
    is_rate = indicator.unit in (RATE, POINTS)
    return Row(
        indicator.code, indicator.name, indicator.unit, definition.text if definition else "",
        f"{address}?{query_of(ask)}", reverse("indicator_definition", args=[indicator.code]),
        tuple(cells), signed_text(found.difference, found.unit), "点" if is_rate else indicator.unit,
        updown(found.difference) if indicator.unit != "天" else "",
    )
