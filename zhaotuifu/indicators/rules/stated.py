"""给定的数 — figures that follow from no project: a target handed down, the share of the year that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhaotuifu.indicators.rules.lines import Line, Moment, Value


@dataclass(frozen=True, slots=True)
class Handed:
    """下达的目标 — of an indicator, at the level and 板块 asked; None when nothing was handed down."""

    name: str
    unit: str
    target: str

    def __call__(self, lines: Sequence[Line], moment: Moment) -> Value:
        found = moment.target(self.target)
        return Value(self.name, self.unit, found, found, None, ())


@dataclass(frozen=True, slots=True)
class Paced:
    """序时 — reporting month over the months of the parameter, in percent, at most 100."""

    name: str
    code: str

    def __call__(self, lines: Sequence[Line], moment: Moment) -> Value:
        return Value(self.name, "%", moment.paced_pct(self.code), None, None, ())
