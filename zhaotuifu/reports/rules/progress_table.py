"""进度表 — the month's table by level, construction kind and 板块, as values.

One builder for the page, the Excel and the attachment of the 专报: what they show cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from zhaotuifu.documents.rules import chinese_number
from zhaotuifu.indicators import rules as indicators
from zhaotuifu.indicators.queries import Book, Scope
from zhaotuifu.indicators.rules import Line, Moment
from zhaotuifu.kernel import names
from zhaotuifu.projects.states import ConstructionKind, Currency, Level
from zhaotuifu.supervision.rules import Light, Thresholds, line_light
from zhaotuifu.supervision.states import Lamp, Scale

LAST = 10**6  # a 板块 no longer in the list stands behind the others
ZERO = Decimal(0)


class RowKind(StrEnum):
    """行的种类 — a project, or what stands above or below a group of them."""

    LEVEL = "level"
    KIND = "kind"
    ZONE = "zone"
    PROJECT = "project"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class TableRow:
    """表中一行 — amounts in 万元, rates in percent, unrounded; None is 「—」.

    A subtotal row has a label and lamps counted, a project row its number, words and one lamp.
    """

    kind: RowKind
    depth: int
    label: str
    count: int
    total_wan: Decimal | None
    since_start_wan: Decimal | None
    plan_wan: Decimal | None
    month_wan: Decimal | None
    completed_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    lamps: tuple[tuple[Lamp, int], ...]
    number: int | None = None
    project_id: int | None = None
    code: str = ""
    zone: str = ""
    category: str = ""
    foreign_total: str = ""
    image_progress: str = ""
    next_plan: str = ""
    problems: str = ""
    lamp_reason: str = ""

    @property
    def lamp(self) -> Lamp:
        """灯色 — of a project row."""
        return self.lamps[0][0] if self.lamps else Lamp.NONE


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """进度表 — title, period, rows in print order, the total row, and the notes below."""

    title: str
    year: int
    month: int
    as_of: date
    level: str
    compiled_by: str
    rows: tuple[TableRow, ...]
    total: TableRow
    notes: tuple[str, ...]
    is_demo: bool

    @property
    def level_label(self) -> str:
        """级别 — 省重大; empty for the table of all levels."""
        return Level(self.level).label if self.level else ""

    @property
    def projects(self) -> tuple[TableRow, ...]:
        return tuple(row for row in self.rows if row.kind is RowKind.PROJECT)


@dataclass(frozen=True, slots=True)
class Ground:
    """底子 — what a table needs beside the book: lamp rule in force, 板块 in order, who says it."""

    thresholds: Thresholds | None
    zone_order: Mapping[int, int]
    district: str
    office: str


@dataclass(slots=True)
class _Making:
    """What is gathered while the rows are written down in order."""

    moment: Moment
    lights: Mapping[int, Light]
    rows: list[TableRow]
    number: int = 0


def table_of(book: Book, scope: Scope, ground: Ground) -> ProgressTable:
    """编进度表 — of a scope; without a level, level groups stand around the others.

    Subtotal rows stand above their rows: always for a level and a construction kind, which are
    said nowhere else, and for a 板块 with two projects or more. A project of several 板块 stands
    once, under all of them.
    """
    lines = _in_order(book.within(scope), ground)
    moment = replace(book.moment, level=scope.level or "", zone_id=scope.zone_id)
    lights = {
        line.project_id: line_light(
            line, month=moment.month, as_of=moment.as_of, thresholds=ground.thresholds
        )
        for line in lines
    }
    making = _Making(moment, lights, [])
    if scope.level is None:
        _write_levels(making, lines)
    else:
        _write_kinds(making, lines, depth=1)
    total = _sum_row(making, RowKind.TOTAL, 1, f"合计（{len(lines)} 个）", lines)
    is_demo = any(line.is_demo for line in lines)
    return ProgressTable(
        title=title_of(ground.district, moment.year, moment.month, scope.level),
        year=moment.year, month=moment.month, as_of=moment.as_of, level=scope.level or "",
        compiled_by=ground.office, rows=tuple(making.rows), total=total,
        notes=_notes(moment, ground.thresholds, lines, is_demo), is_demo=is_demo,
    )


def title_of(district: str, year: int, month: int, level: str | None) -> str:
    """表题 — 武进示范区2025年省重大项目进度表（1—3月）."""
    name = Level(level).label if level else "重大"
    return f"{district}{year}年{name}项目进度表（{span_head(month)}）"


def span_head(month: int) -> str:
    """累计的表头 — 1—3月; of January alone 1月累计, so that it differs from the month's own head."""
    return f"1—{month}月" if month > 1 else "1月累计"


def _in_order(lines: Sequence[Line], ground: Ground) -> list[Line]:
    levels = list(Level.values)
    kinds = list(ConstructionKind.values)
    return sorted(
        lines,
        key=lambda line: (
            levels.index(line.level), kinds.index(line.construction_kind),
            _zone_key(line, ground), names.sort_key(line.name), line.project_id,
        ),
    )


def _zone_key(line: Line, ground: Ground) -> tuple[tuple[int, int], ...]:
    return tuple((ground.zone_order.get(zone, LAST), zone) for zone in line.zone_ids)


def _grouped(lines: Sequence[Line], key: Callable[[Line], object]) -> list[list[Line]]:
    return [list(group) for _, group in groupby(lines, key=key)]


def _write_levels(making: _Making, lines: Sequence[Line]) -> None:
    for number, group in enumerate(_grouped(lines, lambda line: line.level), start=1):
        name = Level(group[0].level).label
        label = f"{chinese_number(number)}、{name}项目（{len(group)} 个）"
        making.rows.append(_sum_row(making, RowKind.LEVEL, 1, label, group))
        _write_kinds(making, group, depth=2)


def _write_kinds(making: _Making, lines: Sequence[Line], *, depth: int) -> None:
    groups = _grouped(lines, lambda line: line.construction_kind)
    for number, group in enumerate(groups, start=1):
        kind = ConstructionKind(group[0].construction_kind)
        name = kind.label if kind else "未填建设性质"
        mark = f"{chinese_number(number)}、" if depth == 1 else f"（{chinese_number(number)}）"
        label = f"{mark}{name}项目（{len(group)} 个）"
        making.rows.append(_sum_row(making, RowKind.KIND, depth, label, group))
        for zone_lines in _grouped(group, lambda line: line.zone_ids):
            _write_zone(making, zone_lines)


def _write_zone(making: _Making, lines: Sequence[Line]) -> None:
    if len(lines) > 1:
        label = f"{zone_text(lines[0]) or '未填板块'}（{len(lines)} 个）"
        making.rows.append(_sum_row(making, RowKind.ZONE, 2, label, lines))
    for line in lines:
        making.number += 1
        making.rows.append(_project_row(making, line))


def zone_text(line: Line) -> str:
    """板块 — of a joint project all of them."""
    return "、".join(line.zone_names)


def _amounts(making: _Making, lines: Sequence[Line]) -> dict[str, Any]:
    """Every amount of a row, whether of one project or of many, by the indicators' own functions."""
    month = making.moment.month
    rate = indicators.completion_rate(lines, making.moment)
    words = [line.word for line in lines]
    return {
        "total_wan": _sum(line.total_wan for line in lines),
        "since_start_wan": _sum(
            word.completed_total_wan for word in words if word.month == month
        ),
        "plan_wan": rate.denominator,
        "month_wan": _sum(line.month_wan(month) for line in lines),
        "completed_wan": indicators.completed(lines, making.moment).value,
        "rate_pct": rate.value,
        "gap_points": indicators.schedule_gap(lines, making.moment).value,
    }


def _sum(values) -> Decimal | None:
    found = [value for value in values if value is not None]
    return sum(found, ZERO) if found else None


def _sum_row(
    making: _Making, kind: RowKind, depth: int, label: str, lines: Sequence[Line]
) -> TableRow:
    lit = [making.lights[line.project_id].lamp for line in lines]
    lamps = tuple(
        (lamp, lit.count(lamp))
        for lamp in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED, Lamp.NONE)
        if lamp in lit
    )
    return TableRow(
        kind=kind, depth=depth, label=label, count=len(lines), lamps=lamps,
        **_amounts(making, lines),
    )


def _project_row(making: _Making, line: Line) -> TableRow:
    """A project's words are those of this very month: last month's would come back as new ones."""
    lit = making.lights[line.project_id]
    is_now = line.word.month == making.moment.month
    return TableRow(
        kind=RowKind.PROJECT, depth=3, label=line.name, count=1, lamps=((lit.lamp, 1),),
        **_amounts(making, [line]), number=making.number, project_id=line.project_id,
        code=line.code, zone=zone_text(line), category=line.category,
        foreign_total=_foreign(line),
        image_progress=line.word.image_progress if is_now else "",
        next_plan=line.word.next_plan if is_now else "",
        problems=line.word.problems if is_now else "", lamp_reason=lit.reason,
    )


def _foreign(line: Line) -> str:
    """A total that is only known in foreign money is shown in it and adds to no sum."""
    amount = line.profile.get("foreign_amount_wan")
    if line.total_wan is not None or not isinstance(amount, Decimal):
        return ""
    currency = Currency(str(line.profile.get("foreign_currency") or "")).label
    text = f"{amount:,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}万{currency}"


def _notes(
    moment: Moment, thresholds: Thresholds | None, lines: Sequence[Line], is_demo: bool
) -> tuple[str, ...]:
    schedule = indicators.schedule_pct(moment.month).quantize(Decimal("0.1"))
    notes = [
        f"完成率 = {span_head(moment.month)}完成投资 ÷ 年度计划；序时差 = 完成率 − {schedule}%，单位为百分点",
        lamp_note(thresholds),
    ]
    if any(_foreign(line) for line in lines):
        notes.append("总投资为外币的按原币显示，不计入合计")
    if is_demo:
        notes.append("演示数据，项目和板块均为虚构")
    return tuple(notes)


def lamp_note(thresholds: Thresholds | None) -> str:
    """灯色口径 — the rule in force in one line."""
    if thresholds is None:
        return "没有在用的灯色规则，不亮灯"
    yellow, red = (f"{value.normalize():f}" for value in (thresholds.yellow_from, thresholds.red_from))
    if thresholds.scale == Scale.RATIO:
        return f"灯色：完成率不足序时的 {yellow}% ▲滞后，不足 {red}% ■逾期"
    return f"灯色：低于序时 {yellow} 个百分点以上 ▲滞后，超过 {red} 个百分点 ■逾期；计划开工未开工的另按月数亮灯"
