"""文中数字 — every figure of a 专报 with the rows that add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from zhaotuifu.documents.blocks import Run
from zhaotuifu.documents.rules import NO_VALUE
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope
from zhaotuifu.indicators.rules import Indicator, Line, Row, Value
from zhaotuifu.kernel.money import ratio_pct, round_half_up
from zhaotuifu.projects.states import ConstructionKind, Kind, Level
from zhaotuifu.reports.rules.progress_table import span_head, zone_text

ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
COUNT = "count"  # 个数 counted by the sentence itself, not by an indicator
AMOUNT = "amount"  # 金额 added up by the sentence itself
GROWTH = "growth"  # 增幅 of an amount over another one
SHARE = "share"  # 占比 of some lines in all of them
WHOLE = "全区"
UNSAID_ZONE = "未填板块"  # of projects without a 板块; as a scope zone 0
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
    as_of: date | None = None
    known_at: datetime | None = None  # None: as known now


@dataclass(frozen=True, slots=True)
class Claim:
    """应当相等 — figures whose rows, each project once, must make up those of another figure."""

    words: str
    parts: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Parts:
    """分子分母的说法 — 完成 ÷ 计划, and the unit of both."""

    top: str
    bottom: str = ""
    unit: str = "个"


#: by indicator, or by what the sentence itself counts
PARTS: Mapping[str, Parts] = {
    "annual_plan": Parts("年度计划", "", "万元"), "completed": Parts("完成", "", "万元"),
    "completion_rate": Parts("完成", "计划", "万元"), SCHEDULE_GAP: Parts("完成", "计划", "万元"),
    "start_rate": Parts("已开工", "新建"), "admitted_target_rate": Parts("入库", "年度目标"),
    f"{GROWTH}.completed": Parts("今年", "上年同期", "万元"), GROWTH: Parts("本月", "上月", "万元"),
    AMOUNT: Parts("金额", "", "万元"), SHARE: Parts("其中", "全部"),
}


def parts_of(figure: Figure) -> Parts:
    """分子分母怎么说."""
    code = figure.indicator
    return PARTS.get(code) or PARTS.get(code.partition(".")[0]) or Parts("个数")


def is_own_count(figure: Figure) -> bool:
    """句子自己数的 — no indicator stands behind it, so no definition either."""
    return "." in figure.indicator


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
    """追数 — writes figures into sentences and keeps each with its rows.

    `base` is the scope of the whole document, which the book has been narrowed to; `base_words`
    say it. Scopes given here narrow further.
    """

    book: Book
    zone_names: Mapping[int, str]
    base: Scope = EVERYTHING
    base_words: str = ""
    found: dict[str, Figure] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    zones: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zones = {line.project_id: zone_text(line) for line in self.book.lines}

    @property
    def figures(self) -> tuple[Figure, ...]:
        """数字 — in the order they were written."""
        return tuple(self.found.values())

    def value(self, indicator: Indicator, scope: Scope) -> Value:
        """指标值 — at the document's own level and 板块 where the scope names none: its targets, its 序时."""
        return self.book.value(indicator, self._placed(scope))

    def within(self, scope: Scope = EVERYTHING) -> tuple[Line, ...]:
        """范围内的行 — each project once without a level."""
        return self.book.within(self._placed(scope))

    def run(self, indicator: Indicator, scope: Scope, text: str) -> Run:
        """指标数字 — an indicator of a scope, written as `text`."""
        value = self.value(indicator, scope)
        key = f"{indicator.code}.{scope_key(scope)}"
        return self._keep(key, indicator.code, indicator.name, scope, text, value)

    def counted(
        self, code: str, name: str, scope: Scope, lines: Sequence[Line], when: str = ""
    ) -> Run:
        """个数 — of the lines the sentence speaks of: 11个; `when` where it is not the whole year."""
        rows = tuple(Row(line.project_id, line.name, line.code, ONE, None) for line in lines)
        number = Decimal(len(lines))
        value = Value(name, "个", number, number, None, rows)
        key = f"{COUNT}.{code}.{scope_key(scope)}"
        return self._keep(key, f"{COUNT}.{code}", name, scope, f"{len(lines):,}个", value, when=when)

    def amount(
        self, code: str, name: str, scope: Scope, parts: Iterable[tuple[Line, Decimal]], text: str,
        when: str = "",
    ) -> Run:
        """金额 — in 万元, added up from each line's part, written as `text`."""
        rows = tuple(Row(line.project_id, line.name, line.code, part, None) for line, part in parts)
        total = sum((row.numerator or ZERO for row in rows), ZERO)
        key = f"{AMOUNT}.{code}.{scope_key(scope)}"
        value = Value(name, "万元", total, total, None, rows)
        return self._keep(key, f"{AMOUNT}.{code}", name, scope, text, value, when=when)

    def grown(
        self, code: str, name: str, scope: Scope, pairs: Sequence[tuple[Line, Decimal, Decimal]],
        text: str, when: str = "",
    ) -> Run:
        """增幅 — of each line's (now, then) in sum, in percent: now ÷ then × 100 − 100."""
        rows = tuple(Row(line.project_id, line.name, line.code, now, then) for line, now, then in pairs)
        above = sum((row.numerator or ZERO for row in rows), ZERO)
        below = sum((row.denominator or ZERO for row in rows), ZERO)
        rate = ratio_pct(above, below)
        value = Value(name, "%", None if rate is None else rate - HUNDRED, above, below, rows)
        key = f"{GROWTH}.{code}.{scope_key(scope)}"
        return self._keep(
            key, f"{GROWTH}.{code}", name, scope, text, value, when=when, minus=HUNDRED
        )

    def share(
        self, code: str, name: str, scope: Scope, part: Sequence[Line], whole: Sequence[Line], text: str
    ) -> Run:
        """占比 — of `part` in `whole`, in percent."""
        inside = {line.project_id for line in part}
        rows = tuple(
            Row(line.project_id, line.name, line.code, ONE if line.project_id in inside else ZERO, ONE)
            for line in whole
        )
        above, below = Decimal(len(inside)), Decimal(len(whole))
        value = Value(name, "%", ratio_pct(above, below), above, below, rows)
        key = f"{SHARE}.{code}.{scope_key(scope)}"
        return self._keep(key, f"{SHARE}.{code}", name, scope, text, value)

    def of_line(self, indicator: Indicator, line: Line, text: str) -> Run:
        """单个项目的数字 — of one project of the list."""
        value = indicator.of([line], self.book.moment)
        key = f"{indicator.code}.p{line.project_id}.{line.level or 'unset'}"
        scope = Scope(level=line.level)
        return self._keep(key, indicator.code, indicator.name, scope, text, value, whose=line.name)

    def claim(self, words: str, parts: Iterable[str | None], total: str | None) -> None:
        """应当相等 — checked before issuing; runs without a key are left out."""
        keys = tuple(key for key in parts if key)
        if total and keys:
            self.claims.append(Claim(words, keys, total))

    def _keep(
        self, key: str, code: str, name: str, scope: Scope, text: str, value: Value,
        whose: str = "", when: str = "", minus: Decimal | None = None,
    ) -> Run:
        rows = tuple(
            FigureRow(
                row.project_id, row.code, row.name, self.zones.get(row.project_id, ""),
                row.numerator, row.denominator,
            )
            for row in value.rows
        )
        if minus is None:
            minus = self._paced(scope) if code == SCHEDULE_GAP else ZERO
        where = whose or self._where(scope)
        self.found.setdefault(
            key,
            Figure(
                key=key, indicator=code, name=name, unit=value.unit,
                scope=scope_data(self._whole(scope)),
                scope_text=f"{where}，{when or year_words(self.book.moment.month)}", text=text,
                value=value.value, numerator=value.numerator, denominator=value.denominator,
                minus=minus, rows=rows, as_of=self.book.moment.as_of, known_at=self.book.known_at,
            ),
        )
        return Run(text, key)

    def _placed(self, scope: Scope) -> Scope:
        level = self.base.level if scope.level is None else scope.level
        zone_id = self.base.zone_id if scope.zone_id is None else scope.zone_id
        return replace(scope, level=level, zone_id=zone_id)

    def _where(self, scope: Scope) -> str:
        told = scope_text(scope, self.zone_names)
        if not self.base_words:
            return told
        return self.base_words if told == WHOLE else f"{self.base_words}，{told}"

    def _whole(self, scope: Scope) -> Scope:
        """The scope asked, with what the document is narrowed to."""
        given = {name: value for name in SCOPE_PARTS if (value := getattr(scope, name)) is not None}
        return replace(self.base, **given)

    def _paced(self, scope: Scope) -> Decimal:
        """序时进度 at the level, as its definition in force says."""
        return replace(self.book.moment, level=self._placed(scope).level or "").schedule_pct


#: what a scope may be narrowed by, in the order it is said
SCOPE_PARTS = ("level", "zone_id", "kind", "category", "construction_kind", "size", "programme_id")


def year_words(month: int) -> str:
    """累计到哪月 — 1—3月; 今年以来 before the first month is over."""
    return span_head(month) if month else "今年以来"


def scope_key(scope: Scope) -> str:
    """范围记号 — province, all, city.z12."""
    level = "all" if scope.level is None else scope.level or "unset"
    parts = [level]
    if scope.zone_id is not None:
        parts.append(f"z{scope.zone_id}")
    if scope.construction_kind is not None:
        parts.append(f"k-{scope.construction_kind or 'unset'}")
    return ".".join(parts)


def scope_text(scope: Scope, zone_names: Mapping[int, str]) -> str:
    """范围文字 — 省重大, 砚湖镇, 全区."""
    parts = [Level(scope.level).label] if scope.level is not None else []
    if scope.zone_id is not None:
        parts.append(zone_names.get(scope.zone_id, "") if scope.zone_id else UNSAID_ZONE)
    parts += [Kind(scope.kind).label] if scope.kind else []
    parts += [scope.category] if scope.category else []
    if scope.construction_kind is not None:
        parts.append(ConstructionKind(scope.construction_kind).label)
    return "，".join(part for part in parts if part) or WHOLE


def scope_data(scope: Scope) -> dict[str, str | int]:
    """范围数据 — only what narrows it; a size by its name."""
    pairs = {name: getattr(scope, name) for name in SCOPE_PARTS}
    return {
        name: value if isinstance(value, str | int) else value.name
        for name, value in pairs.items()
        if value is not None
    }
