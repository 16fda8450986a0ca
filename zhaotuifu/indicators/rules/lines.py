"""指标行 — what a figure is read from: one listed project as of a day, the moment asked, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.progress.queries import MilestoneLine, WordLine
from zhaotuifu.progress.states import Node

TWELVE = Decimal(12)
ONE = Decimal(1)
ZERO = Decimal(0)


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
