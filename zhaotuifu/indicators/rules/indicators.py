"""指标规则 — lines in, values out: a formula names its measures, so sums from anywhere finish alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.indicators.rules import quantities
from zhaotuifu.indicators.rules.counting import weights
from zhaotuifu.indicators.rules.lines import ZERO, Line, Moment, Row, Value
from zhaotuifu.indicators.rules.measures import Measure
from zhaotuifu.indicators.rules.parameters import START_SCHEDULE
from zhaotuifu.indicators.states import CountBy, IndicatorGroup, Source
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
    """与序时之差 — the rate minus 序时进度 at the level asked, in points."""
    rate = ratio_pct(numerator, denominator)
    return None if rate is None else rate - moment.schedule_pct


def as_start_gap(
    numerator: Decimal | None, denominator: Decimal | None, moment: Moment
) -> Decimal | None:
    """与开工序时之差 — in points; of 省重大 every new project is due by the end of September."""
    rate = ratio_pct(numerator, denominator)
    return None if rate is None else rate - moment.paced_pct(START_SCHEDULE)


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
    is_zero_unsaid: bool = True  # nothing reported at all is 0 % of a plan; nothing recognised is none

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
        if self.denominator is not None and above is None and below and self.is_zero_unsaid:
            above = ZERO
        return Value(self.name, self.unit, self.shape(above, below, moment), above, below, rows)

    def _above(self, numerator: Sum) -> Decimal | None:
        is_rate = self.denominator is not None
        is_count = not quantities.BY_CODE[self.numerator].is_money
        return numerator.total if numerator.n or (is_count and not is_rate) else None

    def _below(self, denominator: Sum, moment: Moment) -> Decimal | None:
        if self.target is not None:
            return moment.target(self.target)
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
        if moment.count_by is not CountBy.LISTED and not self.measures[0].is_money:
            return self._by_package(lines, moment)
        sums = [summed(measure, lines, moment) for measure in self.measures]
        rows = tuple(row for line in lines if (row := self.row(line, moment)) is not None)
        return self.finish(sums[0], sums[1] if len(sums) > 1 else NOTHING, moment, rows)


    def _by_package(self, lines: Sequence[Line], moment: Moment) -> Value:
        """Packages whole or split: of each measure the lines it takes are counted together."""
        parts = [
            weights([line for line in lines if measure.takes(line, moment)], moment.count_by)
            for measure in self.measures
        ]
        has_below = len(parts) > 1
        rows = tuple(
            Row(
                line.project_id, line.name, line.code, parts[0].get(line.project_id, ZERO),
                parts[1].get(line.project_id, ZERO) if has_below else None,
            )
            for line in lines
            if any(line.project_id in one for one in parts)
        )
        sums = [Sum(sum(one.values(), ZERO), len(one)) for one in parts]
        return self.finish(sums[0], sums[1] if has_below else NOTHING, moment, rows)


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标 — code, Chinese name, unit and the function over lines; the written definition is data.

    The function is a `Formula` over measures wherever the indicator is additive; otherwise (a
    median) any function of lines, and then it is always counted from rows. `uses` are definitions
    whose parameters it reads beside its own.
    """

    code: str
    name: str
    unit: str
    group: IndicatorGroup
    function: Formula | Callable[[Sequence[Line], Moment], Value]
    source: Source = Source.LISTED
    uses: tuple[str, ...] = ()
    counts_workdays: bool = False

    @property
    def additive(self) -> Formula | None:
        """可加的算法 — None when the indicator has to be counted from rows."""
        return self.function if isinstance(self.function, Formula) else None

    @property
    def part_unit(self) -> str:
        """分子分母的单位 — 万元 or 个 for a rate; the value's own unit otherwise."""
        if isinstance(self.function, Formula):
            return self.function.measures[0].unit
        return "个" if self.unit == "%" else self.unit

    @property
    def has_target(self) -> bool:
        """分母是不是下达的目标 — then rows carry no denominator."""
        return isinstance(self.function, Formula) and self.function.target is not None

    def of(self, lines: Sequence[Line], moment: Moment) -> Value:
        return self.function(lines, moment)


annual_plan = Formula("年度计划投资", "万元", "plan")
completed = Formula("本年累计完成投资", "万元", "done")
completed_recognised = Formula("列统完成投资", "万元", "recognised")
completion_rate = Formula("投资完成率", "%", "done", "plan", shape=as_rate)
target_completion_rate = Formula("投资目标完成率", "%", "done", target="completed", shape=as_rate)
recognised_rate = Formula(
    "列统完成率", "%", "recognised", "plan", shape=as_rate, is_zero_unsaid=False
)
schedule_gap = Formula("序时差", "个百分点", "done", "plan", shape=as_gap)
listed = Formula("在列项目数", "个", "listed")
started = Formula("新开工数", "个", "started_this_year")
start_target_rate = Formula("新开工目标完成率", "%", "started_this_year", target="started", shape=as_rate)
start_rate = Formula("开工率", "%", "new_started", "new", shape=as_rate)
start_gap = Formula("开工序时差", "个百分点", "new_started", "new", shape=as_start_gap)
early_starts = Formula("储备提前开工数", "个", "reserve_started")
finished = Formula("竣工数", "个", "finished_this_year")
finish_rate = Formula("竣工率", "%", "finished", "to_finish", shape=as_rate)
produced = Formula("投产数", "个", "produced_this_year")
production_rate = Formula("投产率", "%", "produced", "to_produce", shape=as_rate)
full_output = Formula("达产数", "个", "full_this_year")
full_output_rate = Formula("达产率", "%", "full", "to_full", shape=as_rate)
not_started = Formula("未开工数", "个", "new_not_started")
not_started_share = Formula("未开工占比", "%", "new_not_started", "new", shape=as_rate)
behind = Formula("低于序时数", "个", "behind")
behind_share = Formula("低于序时占比", "%", "behind", "planned", shape=as_rate)
admitted = Formula("入库数", "个", "admitted")
admitted_target_rate = Formula("入库目标完成率", "%", "admitted", target="admitted", shape=as_rate)
