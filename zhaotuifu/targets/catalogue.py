"""目标目录 — what the yearly table breaks down, read from the preset with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from zhaotuifu import presets
from zhaotuifu.targets.rules import TWELVE

INVESTMENT = "completed"  # the fixed target of annual investment stands under what it is compared with


@dataclass(frozen=True, slots=True)
class Measure:
    """分解的指标 — `code` is the indicator it is compared with; `levels` its columns.

    `paced` names how the year is spread over the months when no month is given.
    """

    code: str
    name: str
    unit: str
    levels: tuple[str, ...]
    is_additive: bool
    paced: str
    aliases: tuple[str, ...]
    source: str


@lru_cache(maxsize=8)
def _measures(preset: str) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            row["measure"], row["name"], row["unit"], tuple(row["levels"]), row["is_additive"],
            row["paced"], tuple(row["aliases"]), row["source"],
        )
        for row in presets.load(preset, "targets").get("measures", ())
    )


@lru_cache(maxsize=8)
def _paces(preset: str) -> dict[tuple[str, str], int]:
    names = ("investment_paced_months", "start_paced_months")
    rows = presets.load(preset, "levels")["levels"]
    return {(name, row["code"]): row[name] for row in rows for name in names}


def measures() -> tuple[Measure, ...]:
    """分解的指标 — of the preset in use, in the order of the table."""
    return _measures(settings.PRESET)


def measure(code: str) -> Measure | None:
    """按代码取 — None when it is not broken down here."""
    return next((one for one in measures() if one.code == code), None)


def columns() -> tuple[tuple[Measure, str], ...]:
    """表的列 — (what, level)."""
    return tuple((one, level) for one in measures() for level in one.levels)


def additive() -> tuple[str, ...]:
    """能加的 — codes whose parts add up to the district's."""
    return tuple(one.code for one in measures() if one.is_additive)


def paced_months(indicator: str, level: str) -> int:
    """序时月数 — in how many months the year's target is due: 12, or the level's own parameter."""
    found = measure(indicator)
    return _paces(settings.PRESET).get((found.paced if found else "", level), TWELVE)
