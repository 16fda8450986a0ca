"""指标行 — what a figure is read from: one listed project as of a day, the moment asked, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhaotuifu.indicators.rules import parameters as given
from zhaotuifu.indicators.rules.parameters import DEFAULTS, Parameters
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.progress.queries import MilestoneLine, WordLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.states import Currency
from zhaotuifu.worktime.rules import Calendar

TWELVE = Decimal(12)
ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
INVESTMENT_TARGET = "completed"  # the target of annual investment stands under what it is compared with


@dataclass(frozen=True, slots=True)
class Line:
    """项目一行 — one listed project as of a day: everything an indicator may look at.

    Amounts in 万元; `months` maps 1–12 to that month's completed amount, up to the reporting month;
    `recognised_months` is the same as statistics recognised it (列统), never added to the other.
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
    recognised_months: Mapping[int, Decimal] = field(default_factory=dict)
    packed: Packed | None = None  # read only where packages are counted whole or split

    @property
    def usd_wan(self) -> Decimal | None:
        """总投资（万美元） — of a project whose total investment is said in dollars; None otherwise."""
        in_dollars = self.profile.get("foreign_currency") == Currency.USD
        found = self.profile.get("foreign_amount_wan") if in_dollars else None
        return found if isinstance(found, Decimal) else None

    def month_wan(self, month: int) -> Decimal | None:
        """当月完成 — None when only a sum of several months is known."""
        return None if month in self.sums else self.months.get(month)

    @property
    def completed_wan(self) -> Decimal | None:
        """本年累计完成 — None when no month was reported."""
        return sum(self.months.values(), ZERO) if self.months else None

    @property
    def recognised_wan(self) -> Decimal | None:
        """本年累计列统 — None when statistics recognised no month."""
        months = self.recognised_months
        return sum(months.values(), ZERO) if months else None

    def reached_on(self, node: Node) -> date | None:
        """认定日期 — the recognised day of a node; the permit or the pile alone does not count."""
        line = self.milestones.get(node)
        return line.recognised_on if line else None

    def happened_on(self, node: Node) -> date | None:
        """发生日期 — recognised, or where nobody recognised it, the actual day."""
        line = self.milestones.get(node)
        return (line.recognised_on or line.actual_on) if line else None

    def planned_on(self, node: Node) -> date | None:
        line = self.milestones.get(node)
        return line.planned_on if line else None


@dataclass(frozen=True, slots=True)
class Moment:
    """统计时点 — year, day, reporting month, and the targets in force by (indicator, level, zone id).

    `parameters` are those of the definitions in force on the day; `calendar` is there where working
    days are counted.
    """

    year: int
    as_of: date
    month: int
    targets: Mapping[tuple[str, str, int | None], Decimal] = field(default_factory=dict)
    level: str = ""
    zone_id: int | None = None
    parameters: Parameters = field(default_factory=dict)
    count_by: CountBy = CountBy.LISTED
    calendar: Calendar | None = None
    is_narrowed: bool = False  # asked of a part for which no target is handed down

    def parameter(self, code: str, name: str) -> Any:
        """参数 — of the definition in force; what the software ships where none is loaded."""
        found = self.parameters.get((code, name))
        return DEFAULTS.get((code, name)) if found is None else found

    def paced_pct(self, code: str, level: str | None = None) -> Decimal:
        """应到百分之几 — reporting month / the months of the parameter at the level, at most 100, unrounded."""
        by_level = self.parameter(code, given.PACED_MONTHS)
        asked = self.level if level is None else level
        months = Decimal(str(by_level.get(asked, by_level.get("", 12))))
        return min(Decimal(self.month) * 100 / months, HUNDRED)

    @property
    def schedule_pct(self) -> Decimal:
        """序时进度 — of the investment, at the level asked."""
        return self.paced_pct(given.SCHEDULE)

    def target(self, code: str) -> Decimal | None:
        """目标 — of the level and 板块 asked; the money target without a level is the levels' sum.

        None for a narrower part: targets are handed down by level and 板块 alone.
        """
        if self.is_narrowed:
            return None
        found = self.targets.get((code, self.level, self.zone_id))
        if found is not None or self.level or code != INVESTMENT_TARGET:
            return found
        parts = [
            value for (what, _, zone_id), value in self.targets.items()
            if what == code and zone_id == self.zone_id
        ]
        return sum(parts, ZERO) if parts else None


@dataclass(frozen=True, slots=True)
class Row:
    """一行 — a project's part of a figure."""

    project_id: int
    name: str
    code: str
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Also:
    """旁列的数 — beside the value: the 90th percentile, the same in working days. None is 「—」."""

    name: str
    unit: str
    value: Decimal | None


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
    also: tuple[Also, ...] = ()


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
