"""差在哪里 — what one project adds to the difference of a figure, cause by cause; no database, no clock.

A difference runs in two steps: from what was known then to what is known now of the same day (更正和
补录), and from the earlier day to the later one with the knowledge of now (期间发生). In a step a
project's line is changed into the later one property by property, in a fixed order, and the figure
is asked anew after each: what it moves is that property's part. So the parts add up exactly.

A rate moves by its numerator and its denominator: with rates N₁/D₁ and N₂/D₂ a part that changes the
numerator by n and the denominator by d moves the rate by
n × (1/D₁ + 1/D₂) / 2 − d × (N₁ + N₂) / (2 × D₁ × D₂); over all parts that is N₂/D₂ − N₁/D₁.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from zhaotuifu.indicators.rules.lines import ZERO, Line, Moment, Row, Value
from zhaotuifu.kernel.money import plain
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

PLACES = 10  # decimals to which the parts of a rate are kept; the last digit goes to the largest part
NOISE = Fraction(1, 10**15)


class Step(StrEnum):
    """哪一步 — something happened between the days, or is known otherwise than it was."""

    HAPPENED = "happened"
    RESTATED = "restated"

    @property
    def label(self) -> str:
        return {"happened": "期间发生", "restated": "更正和补录"}[self.value]


class Cause(StrEnum):
    """原因 — why a project adds to a difference."""

    ENTERED = "entered"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    UNLISTED = "unlisted"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    LEVEL = "level"
    CONSTRUCTION_KIND = "construction_kind"
    CLASS = "class"
    SIZE = "size"
    PLAN = "plan"
    MONTH_ADDED = "month_added"
    MONTH_LATE = "month_late"
    MONTH_CORRECTED = "month_corrected"
    ADMITTED = "admitted"
    ADMISSION_DAY = "admission_day"
    REACHED = "reached"
    MILESTONE = "milestone"
    YEAR = "year"
    OTHER = "other"
    TARGET = "target"
    SCHEDULE = "schedule"

    @property
    def label(self) -> str:
        return CAUSE_LABELS[self]


CAUSE_LABELS = {
    Cause.ENTERED: "新列入",
    Cause.RESTORED: "恢复入库",
    Cause.WITHDRAWN: "退库",
    Cause.UNLISTED: "移出名单",
    Cause.MOVED_IN: "调入板块",
    Cause.MOVED_OUT: "调出板块",
    Cause.LEVEL: "级别调整",
    Cause.CONSTRUCTION_KIND: "建设性质调整",
    Cause.CLASS: "大类或产业链调整",
    Cause.SIZE: "总投资变动",
    Cause.PLAN: "年度计划调整",
    Cause.MONTH_ADDED: "新报月份",
    Cause.MONTH_LATE: "补报月份",
    Cause.MONTH_CORRECTED: "更正月份",
    Cause.ADMITTED: "新入库",
    Cause.ADMISSION_DAY: "入库日期更正",
    Cause.REACHED: "到达节点",
    Cause.MILESTONE: "节点日期更正",
    Cause.YEAR: "换了年度",
    Cause.OTHER: "其他资料变动",
    Cause.TARGET: "目标调整",
    Cause.SCHEDULE: "序时推进",
}


@dataclass(frozen=True, slots=True)
class Part:
    """一笔 — what a project (None: no project) adds to numerator, denominator and value.

    `effect` is in the unit of the value; None while it is not known, or the value has none.
    """

    step: Step
    cause: Cause
    project_id: int | None
    name: str
    detail: str
    numerator: Decimal
    denominator: Decimal
    effect: Decimal | None = None


Change = tuple[Cause, str, Line]
RowOf = Callable[[Line, Moment], Row | None]
Amounts = tuple[Decimal, Decimal]


def amounts(row: Row | None) -> Amounts:
    """分子和分母 — of a row; none is 0."""
    return (ZERO, ZERO) if row is None else (row.numerator or ZERO, row.denominator or ZERO)


def walked(
    step: Step, old: Line, new: Line, before: Moment, after: Moment, row_of: RowOf
) -> Iterator[Part]:
    """逐项走 — of a project that is in the scope at both ends; parts of nothing are left out."""
    stood = amounts(row_of(old, before))
    if old == new and stood == amounts(row_of(new, after)):
        return
    if before.year != after.year:
        yield from _part(step, Cause.YEAR, f"{before.year}年 → {after.year}年", new, stood, row_of(new, after))
        return
    for cause, detail, line in changes(old, new, before.month):
        row = row_of(line, before)
        yield from _part(step, cause, detail, new, stood, row)
        stood = amounts(row)
    cause, detail = _passed(step, new, before, after)
    yield from _part(step, cause, detail, new, stood, row_of(new, after))


def _part(
    step: Step, cause: Cause, detail: str, line: Line, stood: Amounts, row: Row | None
) -> Iterator[Part]:
    now = amounts(row)
    if now != stood:
        yield Part(
            step, cause, line.project_id, line.name, detail, now[0] - stood[0], now[1] - stood[1]
        )


def changes(old: Line, new: Line, month: int) -> Iterator[Change]:
    """逐项换 — each property in which the lines differ, with the line once it is exchanged.

    `month` is the earlier reporting month: a month behind it is new, one up to it was corrected.
    """
    line = old
    for cause, detail, values in _simple(old, new):
        if values:
            line = replace(line, **values)
            yield cause, detail, line
    for is_new in (False, True):
        for name in ("months", "recognised_months"):
            for cause, detail, months, sums in _months(line, new, name, month, is_new):
                line = _with_months(line, name, months, sums)
                yield cause, detail, line
    for node in sorted({*old.milestones, *new.milestones}):
        if old.milestones.get(node) != new.milestones.get(node):
            line = replace(line, milestones=_with(line.milestones, new.milestones, node))
            yield Cause.MILESTONE, _milestone_text(node, old, new), line
    if line != new:
        yield Cause.OTHER, "", new


def _simple(old: Line, new: Line) -> Iterator[tuple[Cause, str, dict[str, Any]]]:
    if old.level != new.level:  # another listing, with its own kind and day
        text = f"{Level(old.level).label} → {Level(new.level).label}"
        yield Cause.LEVEL, text, _taken(old, new, "level", "construction_kind", "admitted_on")
    else:
        kinds = (ConstructionKind(one.construction_kind).label for one in (old, new))
        yield Cause.CONSTRUCTION_KIND, " → ".join(kinds), _taken(old, new, "construction_kind")
        days = f"{_day(old.admitted_on)} → {_day(new.admitted_on)}"
        yield Cause.ADMISSION_DAY, days, _taken(old, new, "admitted_on")
    classes = " → ".join(f"{Kind(one.kind).label}·{one.category or '未填'}" for one in (old, new))
    yield Cause.CLASS, classes, _taken(old, new, "kind", "category")
    sizes = f"总投资 {_wan(old.total_wan)} → {_wan(new.total_wan)}"
    yield Cause.SIZE, sizes, _taken(old, new, "total_wan", "profile")
    plans = f"{_wan(old.plan_wan)} → {_wan(new.plan_wan)}"
    yield Cause.PLAN, plans, _taken(old, new, "plan_wan")


def _taken(old: Line, new: Line, *names: str) -> dict[str, Any]:
    """The values of the later line, if one of them is another."""
    if all(getattr(old, name) == getattr(new, name) for name in names):
        return {}
    return {name: getattr(new, name) for name in names}


def _months(
    line: Line, new: Line, name: str, month: int, is_new: bool
) -> Iterator[tuple[Cause, str, dict[int, Decimal], dict[int, int]]]:
    """The months behind the earlier reporting month at once; those up to it told late or corrected."""
    had, has = getattr(line, name), getattr(new, name)
    differ = [
        n for n in sorted({*had, *has}) if had.get(n) != has.get(n) and (n > month) is is_new
    ]
    groups = {
        Cause.MONTH_ADDED: [n for n in differ if is_new],
        Cause.MONTH_LATE: [n for n in differ if not is_new and n not in had],
        Cause.MONTH_CORRECTED: [n for n in differ if not is_new and n in had],
    }
    for cause, found in groups.items():
        if not found:
            continue
        months = {n: v for n, v in getattr(line, name).items() if n not in found}
        months |= {n: has[n] for n in found if n in has}
        sums = {n: first for n, first in line.sums.items() if n not in found}
        sums |= {n: new.sums[n] for n in found if n in new.sums}
        basis = "列统 " if name == "recognised_months" else ""
        text = "，".join(f"{n}月 {_wan(had.get(n))} → {_wan(has.get(n))}" for n in found)
        line = _with_months(line, name, months, sums)
        yield cause, basis + text, months, sums


def _with_months(
    line: Line, name: str, months: dict[int, Decimal], sums: dict[int, int]
) -> Line:
    values: dict[str, Any] = {name: months, "sums": sums}
    return replace(line, **values)


def _with(
    had: Mapping[str, MilestoneLine], has: Mapping[str, MilestoneLine], node: str
) -> dict[str, MilestoneLine]:
    found = {key: line for key, line in had.items() if key != node}
    return found | ({node: has[node]} if node in has else {})


def _milestone_text(node: str, old: Line, new: Line) -> str:
    """Which day of the node is another: recognised first, as figures read it."""
    had, has = old.milestones.get(node), new.milestones.get(node)
    for name, word in (("recognised_on", "认定"), ("planned_on", "计划"), ("actual_on", "实际")):
        before, now = getattr(had, name, None), getattr(has, name, None)
        if before != now:
            return f"{Node(node).label}{word} {_day(before)} → {_day(now)}"
    return Node(node).label


def _passed(step: Step, line: Line, before: Moment, after: Moment) -> tuple[Cause, str]:
    """What the passing of the days alone changed: a node reached, an admission, or the pace."""
    if step is Step.RESTATED:
        return Cause.OTHER, "统计口径变动"
    first, last = sorted((before.as_of, after.as_of))
    days = {node: line.happened_on(Node(node)) for node in sorted(line.milestones)}
    reached = [
        f"{Node(node).label} {_day(on)}" for node, on in days.items() if on and first < on <= last
    ]
    if reached:
        return Cause.REACHED, "，".join(reached)
    if line.admitted_on and first < line.admitted_on <= last:
        return Cause.ADMITTED, f"入库 {_day(line.admitted_on)}"
    return Cause.SCHEDULE, f"{before.month}月 → {after.month}月"


def _day(on: object) -> str:
    return "无" if on is None else str(on)


def _wan(amount: Decimal | None) -> str:
    return "无" if amount is None else str(plain(amount))


def effected(
    parts: Sequence[Part], before: Value, after: Value, *, is_ratio: bool
) -> tuple[Part, ...]:
    """各笔的影响 — the parts with their effect on the value, and what no project explains.

    They add up exactly: to the difference of the values as given, to `PLACES` decimals for a rate.
    What the projects leave over is the target's (in the denominator) or the schedule's.
    """
    above = (after.numerator or ZERO) - (before.numerator or ZERO)
    below = (after.denominator or ZERO) - (before.denominator or ZERO)
    rest = (
        above - sum((part.numerator for part in parts), ZERO),
        below - sum((part.denominator for part in parts), ZERO),
    )
    found = list(parts)
    if any(rest):
        text = f"{_wan(before.denominator)} → {_wan(after.denominator)}"
        found.append(Part(Step.HAPPENED, Cause.TARGET, None, "", text, *rest))
    if not is_ratio:
        return tuple(replace(part, effect=part.numerator) for part in found)
    if before.value is None or after.value is None or not before.denominator or not after.denominator:
        return tuple(found)
    return _settled(found, before, after)


def _settled(parts: list[Part], before: Value, after: Value) -> tuple[Part, ...]:
    """Effects of a rate, exact as fractions, then rounded so that they still add up."""
    first, last = (
        (Fraction(value.numerator or ZERO), Fraction(value.denominator or 1))
        for value in (before, after)
    )
    of_numerator = 50 / first[1] + 50 / last[1]
    of_denominator = -50 * (first[0] + last[0]) / (first[1] * last[1])
    effects = [
        Fraction(part.numerator) * of_numerator + Fraction(part.denominator) * of_denominator
        for part in parts
    ]
    whole = Fraction(after.value or ZERO) - Fraction(before.value or ZERO)
    rest = whole - sum(effects)
    if abs(rest) > NOISE:
        parts = [*parts, Part(Step.HAPPENED, Cause.SCHEDULE, None, "", "", ZERO, ZERO)]
        effects.append(rest)
    return tuple(
        replace(part, effect=effect)
        for part, effect in zip(parts, _rounded(effects, whole), strict=True)
    )


def _rounded(effects: Sequence[Fraction], whole: Fraction) -> list[Decimal]:
    """To `PLACES` decimals; the largest takes what rounding leaves, so that the sum is exact."""
    scale = 10**PLACES
    units = [round(effect * scale) for effect in effects]
    if units:
        largest = max(range(len(units)), key=lambda place: abs(units[place]))
        units[largest] += round(whole * scale) - sum(units)
    return [Decimal(unit).scaleb(-PLACES) for unit in units]
