"""文中数字 — every figure of a 专报 with the rows that add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from zhaotuifu.documents.blocks import Run
from zhaotuifu.documents.rules import NO_VALUE
from zhaotuifu.indicators.queries import Book, Scope
from zhaotuifu.indicators.rules import Indicator, Line, Row, Value
from zhaotuifu.kernel.money import ratio_pct, round_half_up
from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.progress_table import span_head, zone_text

ONE = Decimal(1)
ZERO = Decimal(0)
COUNT = "count"  # 个数 counted by the sentence itself, not by an indicator
WHOLE = "全区"
SCHEDULE_GAP = "schedule_gap"  # the one indicator that takes 序时 off its rate
HAIR = Decimal("1e-12")  # a difference of two unrounded quotients may end in other last digits


@dataclass(frozen=True, slots=True)
class FigureRow:
    """数字的一行 — a project's part; numerator and denominator in the figure's own unit."""

    project_id: int
    code: str
    name: str
    zone: str
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """文中数字 — text as printed, value unrounded, and what it is made of.

    value = numerator, or numerator ÷ denominator × 100 − `minus` when there is a denominator.
    The rows add up to the numerator, and to the denominator where rows carry one (a target is
    given from above and belongs to no row).
    """

    key: str
    indicator: str
    name: str
    unit: str
    scope: Mapping[str, str | int]
    scope_text: str
    text: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    minus: Decimal
    rows: tuple[FigureRow, ...]
    version: int | None = None  # of the definition, once it is issued


def adds_up(figure: Figure) -> bool:
    """能否追到行 — the rows add up to numerator and denominator, and these to the value."""
    if figure.value is None:
        return True
    if sum((row.numerator or ZERO for row in figure.rows), ZERO) != (figure.numerator or ZERO):
        return False
    parts = [row.denominator for row in figure.rows if row.denominator is not None]
    if parts and sum(parts, ZERO) != figure.denominator:
        return False
    if figure.denominator is None:
        return figure.value == figure.numerator
    rate = ratio_pct(figure.numerator or ZERO, figure.denominator)
    return rate is not None and abs(rate - figure.minus - figure.value) < HAIR


def precise_text(figure: Figure) -> str:
    """精确写法 — the value with the digits the print leaves out: 165,000.5万元, 26.3001%."""
    if figure.value is None:
        return NO_VALUE
    text = f"{round_half_up(figure.value, 6):,f}".rstrip("0").rstrip(".")
    return f"{text}{figure.unit}"


@dataclass(slots=True)
class Trace:
    """追数 — writes figures into sentences and keeps each with its rows."""

    book: Book
    zone_names: Mapping[int, str]
    found: dict[str, Figure] = field(default_factory=dict)
    zones: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zones = {line.project_id: zone_text(line) for line in self.book.lines}

    @property
    def figures(self) -> tuple[Figure, ...]:
        """数字 — in the order they were written."""
        return tuple(self.found.values())

    def run(self, indicator: Indicator, scope: Scope, text: str) -> Run:
        """指标数字 — an indicator of a scope, written as `text`."""
        value = self.book.value(indicator, scope)
        key = f"{indicator.code}.{scope_key(scope)}"
        self._keep(key, indicator.code, indicator.name, scope, text, value)
        return Run(text, key)

    def counted(self, code: str, name: str, scope: Scope, lines: Sequence[Line]) -> Run:
        """个数 — of the lines the sentence speaks of: 11个."""
        rows = tuple(Row(line.project_id, line.name, line.code, ONE, None) for line in lines)
        number = Decimal(len(lines))
        key = f"{COUNT}.{code}.{scope_key(scope)}"
        text = f"{len(lines):,}个"
        self._keep(key, f"{COUNT}.{code}", name, scope, text, Value(name, "个", number, number, None, rows))
        return Run(text, key)

    def of_line(self, indicator: Indicator, line: Line, text: str) -> Run:
        """单个项目的数字 — of one project of the list."""
        value = indicator.of([line], self.book.moment)
        key = f"{indicator.code}.p{line.project_id}.{line.level or 'unset'}"
        self._keep(key, indicator.code, indicator.name, Scope(level=line.level), text, value, line.name)
        return Run(text, key)

    def _keep(
        self, key: str, code: str, name: str, scope: Scope, text: str, value: Value, whose: str = ""
    ) -> None:
        rows = tuple(
            FigureRow(
                row.project_id, row.code, row.name, self.zones.get(row.project_id, ""),
                row.numerator, row.denominator,
            )
            for row in value.rows
        )
        where = whose or scope_text(scope, self.zone_names)
        self.found.setdefault(
            key,
            Figure(
                key=key, indicator=code, name=name, unit=value.unit, scope=scope_data(scope),
                scope_text=f"{where}，{span_head(self.book.moment.month)}", text=text,
                value=value.value, numerator=value.numerator, denominator=value.denominator,
                minus=self._paced(scope) if code == SCHEDULE_GAP else ZERO,
                rows=rows,
            ),
        )

    def _paced(self, scope: Scope) -> Decimal:
        """序时进度 at the level, as its definition in force says."""
        return replace(self.book.moment, level=scope.level or "").schedule_pct


def scope_key(scope: Scope) -> str:
    """范围记号 — province, all, city.z12."""
    level = "all" if scope.level is None else scope.level or "unset"
    return f"{level}.z{scope.zone_id}" if scope.zone_id is not None else level


def scope_text(scope: Scope, zone_names: Mapping[int, str]) -> str:
    """范围文字 — 省重大, 砚湖镇, 全区."""
    parts = [Level(scope.level).label] if scope.level is not None else []
    if scope.zone_id is not None:
        parts.append(zone_names.get(scope.zone_id, ""))
    return "，".join(part for part in parts if part) or WHOLE


def scope_data(scope: Scope) -> dict[str, str | int]:
    """范围数据 — only what narrows it."""
    pairs = {"level": scope.level, "zone_id": scope.zone_id}
    return {name: value for name, value in pairs.items() if value is not None}
