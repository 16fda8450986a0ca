"""指标规则 — lines in, values out: a formula names its measures, so sums from anywhere finish alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.indicators.rules import quantities
from zhaotuifu.indicators.rules.lines import ZERO, Line, Moment, Row, Value, schedule_pct
from zhaotuifu.indicators.rules.measures import Measure
from zhaotuifu.kernel.money import ratio_pct


@dataclass(frozen=True, slots=True)
class Sum:
    """和 — of a measure over lines: the total, and how many lines had an amount (n = 0: none)."""

    total: Decimal
    n: int

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.total + other.total, self.n + other.n)


NOTHING = Sum(ZERO, 0)


def summed(measure: Measure, lines: Sequence[Line], moment: Moment) -> Sum:
    """求和 — of a measure over lines."""
    found = [amount for line in lines if (amount := measure.of(line, moment)) is not None]
    return Sum(sum(found, ZERO), len(found))


Shape = Callable[[Decimal | None, Decimal | None, Moment], Decimal | None]


def as_sum(numerator: Decimal | None, denominator: Decimal | None, moment: Moment) -> Decimal | None:
    """合计 — the numerator itself."""
    return numerator


def as_rate(numerator: Decimal | None, denominator: Decimal | None, moment: Moment) -> Decimal | None:
    """比率 — in percent, unrounded, never clamped; None without a denominator."""
    return ratio_pct(numerator, denominator)


def as_gap(numerator: Decimal | None, denominator: Decimal | None, moment: Moment) -> Decimal | None:
    """与序时之差 — the rate minus reporting month / 12, in points."""
    rate = ratio_pct(numerator, denominator)
    return None if rate is None else rate - schedule_pct(moment.month)


@dataclass(frozen=True, slots=True)
class Formula:
    """算法 — measures by code, and how their sums become the value (`shape`).

    The denominator is a measure, or a target given from above (`target`: its indicator code),
    or there is none and the value is the numerator.
    """

    name: str
    unit: str
    numerator: str
    denominator: str | None = None
    target: str | None = None
    shape: Shape = as_sum

    @property
    def measures(self) -> tuple[Measure, ...]:
        """用到的量 — numerator first."""
        codes = (self.numerator, self.denominator)
        return tuple(quantities.BY_CODE[code] for code in codes if code is not None)

    def finish(
        self, numerator: Sum, denominator: Sum, moment: Moment, rows: tuple[Row, ...] = ()
    ) -> Value:
        """成数 — from the sums of the measures, wherever they were added up."""
        above, below = self._above(numerator), self._below(denominator, moment)
        if self.denominator is not None and above is None and below:
            above = ZERO
        return Value(self.name, self.unit, self.shape(above, below, moment), above, below, rows)

    def _above(self, numerator: Sum) -> Decimal | None:
        is_rate = self.denominator is not None
        is_count = not quantities.BY_CODE[self.numerator].is_money
        return numerator.total if numerator.n or (is_count and not is_rate) else None

    def _below(self, denominator: Sum, moment: Moment) -> Decimal | None:
        if self.target is not None:
            return moment.targets.get((self.target, moment.level, moment.zone_id))
        return denominator.total if denominator.n else None

    def row(self, line: Line, moment: Moment) -> Row | None:
        """一行 — a line's part; None when neither measure takes it."""
        measures = self.measures
        if not any(measure.takes(line, moment) for measure in measures):
            return None
        numerator = measures[0].of(line, moment)
        if numerator is None and len(measures) > 1 and not measures[0].is_money:
            numerator = ZERO
        denominator = measures[1].of(line, moment) if len(measures) > 1 else None
        return Row(line.project_id, line.name, line.code, numerator, denominator)

    def __call__(self, lines: Sequence[Line], moment: Moment) -> Value:
        sums = [summed(measure, lines, moment) for measure in self.measures]
        rows = tuple(row for line in lines if (row := self.row(line, moment)) is not None)
        return self.finish(sums[0], sums[1] if len(sums) > 1 else NOTHING, moment, rows)


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标定义 — code, Chinese name, unit, written definition and the function over lines.

    The function is a `Formula` over measures wherever the indicator is additive; otherwise (a
    median) any function of lines, and then it is always counted from rows.
    """

    code: str
    name: str
    unit: str
    definition: str
    formula: str
    note: str
    function: Formula | Callable[[Sequence[Line], Moment], Value]

    @property
    def additive(self) -> Formula | None:
        """可加的算法 — None when the indicator has to be counted from rows."""
        return self.function if isinstance(self.function, Formula) else None

    def of(self, lines: Sequence[Line], moment: Moment) -> Value:
        return self.function(lines, moment)


annual_plan = Formula("年度计划投资", "万元", "plan")
completed = Formula("本年累计完成投资", "万元", "done")
completion_rate = Formula("投资完成率", "%", "done", "plan", shape=as_rate)
schedule_gap = Formula("序时差", "个百分点", "done", "plan", shape=as_gap)
start_rate = Formula("开工率", "%", "new_started", "new", shape=as_rate)
finish_rate = Formula("竣工率", "%", "finished", "to_finish", shape=as_rate)
admitted = Formula("入库数", "个", "admitted")
admitted_target_rate = Formula("入库目标完成率", "%", "admitted", target="admitted", shape=as_rate)
