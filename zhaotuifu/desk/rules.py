"""工作台规则 — the life line, and what a milestone has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Precision, Stage

BUILDING = "building"
ADMITTED = "admitted"
# The life line as officials draw it; 入库 and 在建 are no milestones of their own.
LIFE = (
    (Node.SIGNED, "招引签约", Stage.LEAD), (ADMITTED, "入库", Stage.ADMITTED),
    (Node.LAND, "供地", Stage.LAND), (Node.START, "开工", Stage.STARTED),
    (BUILDING, "在建", Stage.BUILDING), (Node.FINISH, "竣工", Stage.FINISHED),
    (Node.PRODUCTION, "投产", Stage.PRODUCING), (Node.FULL_OUTPUT, "达产", Stage.FULL),
)


@dataclass(frozen=True, slots=True)
class Step:
    """生命线一步 — label, when, early or late; state done, now or nothing."""

    label: str
    text: str
    note: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class NodeState:
    """节点到哪一步 — a state of the workflow (not a lamp), and how early or late in words."""

    state: str
    label: str
    note: str
    tone: str


def written(day: date | None, precision: str) -> str:
    """日期 — as precisely as it was given: 2025年, 2025年3月, 2025年3月31日."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return f"{day.year}年"
    if precision == Precision.MONTH:
        return f"{day.year}年{day.month}月"
    return f"{day.year}年{day.month}月{day.day}日"


def reached_on(line: MilestoneLine) -> tuple[date | None, str]:
    """到达日 — the recognised day, else the one reported."""
    if line.recognised_on is not None:
        return line.recognised_on, Precision.DAY
    return line.actual_on, line.actual_precision


def node_state(line: MilestoneLine | None, today: date) -> NodeState:
    """节点状态 — recognised, reported and waiting for recognition, overdue, to come, unplanned."""
    if line is None or (line.planned_on is None and reached_on(line)[0] is None):
        return NodeState("", "未排", "", "")
    day, precision = reached_on(line)
    if day is not None:
        note, tone = _compared(line, day, precision)
        if line.recognised_on is not None:
            return NodeState("done", "已认定", note, tone)
        return NodeState("go", "待认定", note, tone)
    if line.planned_on is not None and line.planned_on < today:
        note = f"逾期{_span(line.planned_on, today, line.planned_precision)}"
        return NodeState("stop", note, note, "late")
    return NodeState("", "未到", "", "")


def _compared(line: MilestoneLine, day: date, precision: str) -> tuple[str, str]:
    if line.planned_on is None:
        return "", ""
    rough = precision if precision in (Precision.MONTH, Precision.YEAR) else line.planned_precision
    if _same(line.planned_on, day, rough):
        return "按计划", ""
    if day < line.planned_on:
        return f"早{_span(day, line.planned_on, rough)}", "early"
    return f"晚{_span(line.planned_on, day, rough)}", "late"


def _same(one: date, other: date, precision: str) -> bool:
    if precision == Precision.YEAR:
        return one.year == other.year
    if precision == Precision.MONTH:
        return (one.year, one.month) == (other.year, other.month)
    return one == other


def _span(first: date, last: date, precision: str) -> str:
    """Days only where days are known; otherwise months or years."""
    if precision == Precision.YEAR and first.year != last.year:
        return f" {last.year - first.year} 年"
    months = (last.year - first.year) * 12 + last.month - first.month
    if precision in (Precision.MONTH, Precision.YEAR) and months:
        return f" {months} 个月"
    return f" {(last - first).days} 天"


def time_left(today: date, day: date, precision: str) -> str:
    """还有多久 — to a planned day, as precisely as it was given: 还有 12 天, 还有 3 个月, 就在本月."""
    if precision == Precision.YEAR and day.year == today.year:
        return "就在今年"
    if precision == Precision.MONTH and (day.year, day.month) == (today.year, today.month):
        return "就在本月"
    return f"还有{_span(today, day, precision)}" if day != today else "就是今天"


def life_line(
    stage: str, milestones: Mapping[str, MilestoneLine], *, admitted_on: date | None,
    image_progress: str, today: date,
) -> tuple[Step, ...]:
    """生命线 — every step of the life; the stage decides which is now."""
    stages = [step_stage for _, _, step_stage in LIFE]
    now = stages.index(Stage(stage))
    steps = []
    for place, (node, label, _) in enumerate(LIFE):
        state = "done" if place < now else "now" if place == now else ""
        if node == ADMITTED:
            steps.append(Step(label, written(admitted_on, Precision.DAY), "", state, ""))
        elif node == BUILDING:
            text = image_progress[:18] if place == now else ""
            steps.append(Step(label, text, "", state, ""))
        else:
            steps.append(_step(label, milestones.get(node), state, today))
    return tuple(steps)


def _step(label: str, line: MilestoneLine | None, state: str, today: date) -> Step:
    if line is None:
        return Step(label, "", "", state, "")
    day, precision = reached_on(line)
    found = node_state(line, today)
    if day is not None:
        return Step(label, written(day, precision), found.note, state, found.tone)
    planned = written(line.planned_on, line.planned_precision)
    return Step(label, planned, found.note or ("计划" if planned else ""), state, found.tone)


@dataclass(frozen=True, slots=True)
class Pace:
    """一月的进度 — 序时 share and actual of the month, cumulative and its rate; 万元, unrounded."""

    month: int
    share_wan: Decimal | None
    amount_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None


def paces(plan_wan: Decimal | None, months: Mapping[int, Decimal]) -> tuple[Pace, ...]:
    """逐月进度 — twelve months; after the last reported one there is no rate."""
    share = plan_wan / 12 if plan_wan is not None else None
    last = max(months, default=0)
    found, done = [], Decimal(0)
    for month in range(1, 13):
        amount = months.get(month)
        if month > last:
            found.append(Pace(month, share, None, None, None, None))
            continue
        done += amount or Decimal(0)
        rate = ratio_pct(done, plan_wan)
        gap = rate - schedule_pct(month) if rate is not None else None
        found.append(Pace(month, share, amount, done, rate, gap))
    return tuple(found)
