"""接下来 — what a project still owes, what comes next, and what would change its lamp; no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from zhaotuifu.desk import rules
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags.show import wan
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Standing
from zhaotuifu.supervision.rules import Thresholds, light, progress_light, start_light
from zhaotuifu.supervision.states import Lamp, Scale

LEAST = Decimal("0.01")  # 万元, as fine as amounts are written
TONES = ("late", "now", "")
SILENT = frozenset({ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY})
# The nodes a figure counts only once they are recognised.
RECOGNISED = (Node.START, Node.FINISH)


@dataclass(frozen=True, slots=True)
class Need:
    """差多少 — 万元 still to be done up to the month, and what they would change."""

    amount_wan: Decimal
    becomes: str


def needs(
    rule: Thresholds, plan_wan: Decimal | None, done_wan: Decimal, month: int
) -> tuple[Need, ...]:
    """差多少 — to the next better progress lamp, and to 序时; nothing when there is no plan.

    The amounts are rounded up to 0.01 万元: with them done, it holds.
    """
    rate, asked = ratio_pct(done_wan, plan_wan), schedule_pct(month)
    if rate is None or plan_wan is None or plan_wan <= 0:
        return ()
    now = progress_light(rate, asked, rule).lamp
    found = []
    if now == Lamp.RED:
        red = asked - rule.red_from if rule.scale == Scale.POINTS else asked * rule.red_from / 100
        found.append(Need(_up_to(plan_wan * red / 100 - done_wan), "不是红灯"))
    if now in (Lamp.RED, Lamp.YELLOW):
        found.append(Need(_to_green(rule, plan_wan, done_wan, asked), "为绿灯"))
    short = plan_wan * asked / 100 - done_wan
    if short > 0:
        found.append(Need(_up_to(short), "不低于序时"))
    return tuple(found)


def _to_green(rule: Thresholds, plan_wan: Decimal, done_wan: Decimal, asked: Decimal) -> Decimal:
    if rule.scale == Scale.RATIO:
        return _up_to(plan_wan * asked * rule.yellow_from / 10000 - done_wan)
    # Exactly `yellow_from` below is still yellow.
    edge = plan_wan * (asked - rule.yellow_from) / 100 - done_wan
    return edge.quantize(LEAST, rounding=ROUND_FLOOR) + LEAST


def _up_to(amount: Decimal) -> Decimal:
    return amount.quantize(LEAST, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class MonthLamp:
    """一个月的灯 — by what is known now, under the rule of that month."""

    month: int
    lamp: Lamp
    reason: str

    @property
    def label(self) -> str:
        return self.lamp.label


def month_lamps(
    rule_of: Mapping[int, Thresholds | None], plan_wan: Decimal | None,
    months: Mapping[int, Decimal], start: MilestoneLine | None, ends: Mapping[int, date],
) -> tuple[MonthLamp, ...]:
    """灯色历史 — of each month in `ends` (month → its last day), oldest first."""
    planned, started = (start.planned_on, start.recognised_on) if start else (None, None)
    found = []
    for month, end in sorted(ends.items()):
        rule = rule_of.get(month)
        if rule is None:
            continue
        done = sum((amount for at, amount in months.items() if at <= month), Decimal(0))
        progress = progress_light(ratio_pct(done, plan_wan), schedule_pct(month), rule)
        now = light(progress, start_light(planned, started, end, rule))
        found.append(MonthLamp(month, now.lamp, now.reason))
    return tuple(found)


def in_a_row(lamps: Sequence[MonthLamp]) -> int:
    """连续几个月 — how many of the last months show the same lamp."""
    count = 0
    for one in reversed(lamps):
        if one.lamp != lamps[-1].lamp:
            break
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Owed:
    """一件接下来的事 — tone late, now or nothing; `act` names the page where it is done."""

    tone: str
    title: str
    text: str
    act: str = ""


def months_owed(
    told: Collection[int], month: int, standing: str, kinds: Iterable[str]
) -> tuple[int, ...]:
    """未报的月 — up to the reporting month; a stopped project, a reserve or a preliminary owes none."""
    if standing != Standing.ACTIVE or set(kinds) <= SILENT:
        return ()
    return tuple(one for one in range(1, month + 1) if one not in told)


def month_to_report(owed: Sequence[int], month: int, year: int, today: date) -> int | None:
    """该报的月份 — the first owed, else the one after the reporting month once it has begun."""
    if owed:
        return owed[0]
    following = month + 1
    return following if following <= 12 and date(year, following, 1) <= today else None


def months_missing(owed: Sequence[int]) -> Owed:
    """未报的月报."""
    return Owed("late", f"{'、'.join(map(str, owed))}月月报没有报", "报了才有完成率和灯色", "months")


def needed_next(found: Sequence[Need], month: int) -> Owed:
    """下月要完成多少 — what the month to come must bring, as one thing to do."""
    said = "，".join(f"{wan(one.amount_wan)} 万元即{one.becomes}" for one in found)
    return Owed("now", f"{month}月要完成多少", f"完成 {said}", "months")


def nodes_ahead(lines: Mapping[str, MilestoneLine], today: date) -> tuple[Owed, ...]:
    """节点 — overdue ones oldest first, those waiting to be recognised, and the next planned one."""
    open_ones = sorted(
        (line for line in lines.values() if line.planned_on and rules.reached_on(line)[0] is None),
        key=lambda line: (line.planned_on or today, line.node),
    )
    late = [line for line in open_ones if line.planned_on and line.planned_on < today]
    found = [
        Owed("late", f"{_label(line)}{rules.node_state(line, today).note}", f"计划 {_planned(line)}", "nodes")
        for line in late
    ]
    for node in RECOGNISED:
        line = lines.get(node)
        if line and line.actual_on and line.recognised_on is None:
            reached = rules.written(line.actual_on, line.actual_precision)
            found.append(Owed("now", f"{node.label}待认定", f"已报 {reached}，认定前不计入指标", "nodes"))
    following = next((line for line in open_ones if line not in late), None)
    if following is not None and following.planned_on is not None:
        left = rules.time_left(today, following.planned_on, following.planned_precision)
        found.append(Owed("", f"下一个节点：{_label(following)}", f"计划 {_planned(following)}，{left}", "nodes"))
    return tuple(found)


def _label(line: MilestoneLine) -> str:
    return Node(line.node).label


def _planned(line: MilestoneLine) -> str:
    return rules.written(line.planned_on, line.planned_precision)
