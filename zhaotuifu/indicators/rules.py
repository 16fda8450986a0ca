"""指标规则 — lines in, values out: one definition each, no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.queries import MilestoneLine, WordLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind

TWELVE = Decimal(12)
ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """项目一行 — one listed project as of a day: everything an indicator may look at.

    Amounts in 万元; `months` maps 1–12 to that month's completed amount, up to the reporting month.
    `sums` maps a month that holds 几个月合计 to the month its sum begins.
    """

    project_id: int
    name: str
    code: str
    level: str
    construction_kind: str
    kind: str
    category: str
    zone_ids: tuple[int, ...]
    zone_names: tuple[str, ...]
    total_wan: Decimal | None
    plan_wan: Decimal | None
    months: Mapping[int, Decimal]
    admitted_on: date | None
    milestones: Mapping[str, MilestoneLine]
    word: WordLine
    standing: str
    stage: str
    is_demo: bool
    profile: Mapping[str, object]
    sums: Mapping[int, int] = field(default_factory=dict)

    def month_wan(self, month: int) -> Decimal | None:
        """当月完成 — None when only a sum of several months is known."""
        return None if month in self.sums else self.months.get(month)

    @property
    def completed_wan(self) -> Decimal | None:
        """本年累计完成 — None when no month was reported."""
        return sum(self.months.values(), ZERO) if self.months else None

    def reached_on(self, node: Node) -> date | None:
        """认定日期 — the recognised day of a node; the permit or the pile alone does not count."""
        line = self.milestones.get(node)
        return line.recognised_on if line else None

    def planned_on(self, node: Node) -> date | None:
        line = self.milestones.get(node)
        return line.planned_on if line else None


@dataclass(frozen=True, slots=True)
class Moment:
    """统计时点 — year, day, reporting month, and the targets in force by (indicator, level, zone id)."""

    year: int
    as_of: date
    month: int
    targets: Mapping[tuple[str, str, int | None], Decimal] = field(default_factory=dict)
    level: str = ""
    zone_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """一行 — a project's part of a figure."""

    project_id: int
    name: str
    code: str
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Value:
    """指标值 — unrounded; `value` None means there is none (「—」, never 0).

    For a rate, numerator and denominator are the sums of the rows'; for a sum or count, the
    value is the numerator and the denominator is None.
    """

    name: str
    unit: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标定义 — code, Chinese name, unit, written definition and the function over lines."""

    code: str
    name: str
    unit: str
    definition: str
    formula: str
    note: str
    function: Callable[[Sequence[Line], Moment], Value]

    def of(self, lines: Sequence[Line], moment: Moment) -> Value:
        return self.function(lines, moment)


def reporting_month(as_of: date, year: int) -> int:
    """报告月份 — the last month that is over on the day: 31 March → 3, 30 March → 2; 0 before February.

    For a day in a later year the whole year is over (12), in an earlier one nothing is (0).
    """
    if as_of.year != year:
        return 12 if as_of.year > year else 0
    is_last_day = (as_of + timedelta(days=1)).month != as_of.month
    return as_of.month if is_last_day else as_of.month - 1


def schedule_pct(month: int) -> Decimal:
    """序时进度 — reporting month / 12, in percent, unrounded (formula derived in domain.md 1.1)."""
    return Decimal(month) * 100 / TWELVE


def _row(line: Line, numerator: Decimal | None, denominator: Decimal | None = None) -> Row:
    return Row(line.project_id, line.name, line.code, numerator, denominator)


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """Sum of what there is; None when there is nothing at all."""
    found = [value for value in values if value is not None]
    return sum(found, ZERO) if found else None


def _total(name: str, unit: str, rows: Sequence[Row]) -> Value:
    numerator = _sum([row.numerator for row in rows])
    return Value(name, unit, numerator, numerator, None, tuple(rows))


def _count(name: str, rows: Sequence[Row]) -> Value:
    numerator = Decimal(len(rows))
    return Value(name, "个", numerator, numerator, None, tuple(rows))


def _rate(name: str, unit: str, rows: Sequence[Row], minus: Decimal = ZERO) -> Value:
    numerator = _sum([row.numerator for row in rows])
    denominator = _sum([row.denominator for row in rows])
    if numerator is None and denominator:
        numerator = ZERO
    rate = ratio_pct(numerator, denominator)
    value = None if rate is None else rate - minus
    return Value(name, unit, value, numerator, denominator, tuple(rows))


def annual_plan(lines: Sequence[Line], moment: Moment) -> Value:
    return _total("年度计划投资", "万元", [_row(line, line.plan_wan) for line in lines])


def completed(lines: Sequence[Line], moment: Moment) -> Value:
    return _total("本年累计完成投资", "万元", [_row(line, line.completed_wan) for line in lines])


def completion_rate(lines: Sequence[Line], moment: Moment) -> Value:
    rows = [_row(line, line.completed_wan, line.plan_wan) for line in lines]
    return _rate("投资完成率", "%", rows)


def schedule_gap(lines: Sequence[Line], moment: Moment) -> Value:
    rows = [_row(line, line.completed_wan, line.plan_wan) for line in lines]
    return _rate("序时差", "个百分点", rows, minus=schedule_pct(moment.month))


def start_rate(lines: Sequence[Line], moment: Moment) -> Value:
    rows = [
        _row(line, _reached(line, Node.START, moment), ONE)
        for line in lines
        if line.construction_kind == ConstructionKind.NEW
    ]
    return _rate("开工率", "%", rows)


def finish_rate(lines: Sequence[Line], moment: Moment) -> Value:
    rows = [
        _row(line, _reached(line, Node.FINISH, moment), ONE)
        for line in lines
        if line.construction_kind == ConstructionKind.FINISHING
        or _is_planned_in(line, Node.FINISH, moment.year)
    ]
    return _rate("竣工率", "%", rows)


def admitted(lines: Sequence[Line], moment: Moment) -> Value:
    return _count("入库数", [_row(line, ONE) for line in lines if _is_admitted(line, moment)])


def admitted_target_rate(lines: Sequence[Line], moment: Moment) -> Value:
    rows = [_row(line, ONE) for line in lines if _is_admitted(line, moment)]
    target = moment.targets.get(("admitted", moment.level, moment.zone_id))
    count = Decimal(len(rows))
    return Value("入库目标完成率", "%", ratio_pct(count, target), count, target, tuple(rows))


def _reached(line: Line, node: Node, moment: Moment) -> Decimal:
    reached_on = line.reached_on(node)
    return ONE if reached_on is not None and reached_on <= moment.as_of else ZERO


def _is_planned_in(line: Line, node: Node, year: int) -> bool:
    planned_on = line.planned_on(node)
    return planned_on is not None and planned_on.year == year


def _is_admitted(line: Line, moment: Moment) -> bool:
    day = line.admitted_on
    return day is not None and day.year == moment.year and day <= moment.as_of
