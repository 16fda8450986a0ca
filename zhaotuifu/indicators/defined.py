"""在用的定义 — the written definitions in force on a day, as known at a moment, with their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from zhaotuifu import presets
from zhaotuifu.indicators.catalogue import from_preset
from zhaotuifu.indicators.models import IndicatorDefinition
from zhaotuifu.indicators.rules.parameters import Parameters, Size, sizes


@dataclass(frozen=True, slots=True)
class Parameter:
    """参数 — one value with its validity and source."""

    name: str
    label: str
    unit: str
    value: Any
    valid_from: date | None
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """那天在用."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True, slots=True)
class Definition:
    """一版定义 — words, formula, parameters, from which day, where it was read."""

    code: str
    version: int
    name: str
    text: str
    formula: str
    note: str
    example: str
    parameters: tuple[Parameter, ...]
    valid_from: date
    source: str
    change: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Defined:
    """各指标的定义 — in force on the day, by code."""

    as_of: date
    by_code: Mapping[str, Definition] = field(default_factory=dict)

    @property
    def parameters(self) -> Parameters:
        """参数值 — by (definition, parameter), those that hold on the day."""
        return {
            (code, one.name): one.value
            for code, definition in self.by_code.items()
            for one in definition.parameters
            if one.holds_on(self.as_of)
        }

    @property
    def sizes(self) -> tuple[Size, ...]:
        """规模各档."""
        return sizes(self.parameters)

    def version(self, code: str) -> int | None:
        """第几版 — None for a figure that is no indicator."""
        found = self.by_code.get(code)
        return found.version if found else None


def in_force(as_of: date, known_at: datetime | None = None) -> Defined:
    """那天在用的定义 — of each the last version that began by the day; one SQL statement.

    What was known before a first version was loaded, and a day before it begins, is answered by the
    first: there was no other. A library into which none was loaded uses what the software ships.
    """
    versions = versions_of(known_at)
    found: dict[str, Definition] = {}
    for definition in versions:
        if definition.code not in found or definition.valid_from <= as_of:
            found[definition.code] = definition
    return Defined(as_of, found)


def versions_of(known_at: datetime | None = None, code: str | None = None) -> tuple[Definition, ...]:
    """各版 — oldest first; one SQL statement."""
    rows = IndicatorDefinition.objects.order_by("code", "version", "recorded_at", "id")
    if code is not None:
        rows = rows.filter(code=code)
    found = list(rows)
    if not found:
        return tuple(one for one in _shipped(settings.PRESET) if code in (None, one.code))
    first: dict[str, IndicatorDefinition] = {}
    for row in found:
        first.setdefault(row.code, row)
    standing = [row for row in found if _is_known(row, known_at)]
    told = {row.code for row in standing}
    standing += [row for code, row in first.items() if code not in told]
    return tuple(_definition(row) for row in sorted(standing, key=lambda row: (row.code, row.version)))


def _is_known(row: IndicatorDefinition, known_at: datetime | None) -> bool:
    if known_at is None:
        return row.superseded_at is None
    is_later = row.recorded_at > known_at
    return not is_later and (row.superseded_at is None or row.superseded_at > known_at)


@lru_cache(maxsize=4)
def _shipped(preset: str) -> tuple[Definition, ...]:
    """What the software ships: files do not change while it runs."""
    return tuple(_definition(row) for row in preset_rows(preset))


def preset_rows(preset: str) -> list[IndicatorDefinition]:
    """预置的定义 — of a preset, unsaved. Raises `presets.PresetError`, or `Refused` for a wrong entry."""
    content = presets.load(preset, "indicators")
    return [from_preset(row, content["valid_from"]) for row in content["definitions"]]


def _definition(row: IndicatorDefinition) -> Definition:
    return Definition(
        row.code, row.version, row.name, row.text, row.formula, row.note, row.example,
        tuple(_parameter(one) for one in row.parameters), row.valid_from, row.source, row.change,
        row.recorded_at,
    )


def _parameter(one: Mapping[str, Any]) -> Parameter:
    return Parameter(
        one["name"], one.get("label", one["name"]), one.get("unit", ""), one["value"],
        _day(one.get("valid_from")), _day(one.get("valid_to")), one.get("source", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
