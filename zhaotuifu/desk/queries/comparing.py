"""项目对比 — two to five projects side by side: facts, money, months, milestones; differences marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.indicators.queries import open_book
from zhaotuifu.indicators.rules import Line, schedule_pct
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags import show
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.memberships import programmes_of
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage, Standing
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.states import Lamp

LEAST, MOST = 2, 5
LABELS = {
    choices: dict(choices.choices) for choices in (Level, ConstructionKind, Kind, Stage, Standing, Lamp, Cause)
}
PROFILE = (
    ("unit_name", "建设单位"), ("address", "建设地点"), ("scale", "建设规模及内容"), ("leader", "挂钩领导"),
    ("lead_department", "牵头部门"), ("responsible_unit", "责任单位"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """一项 — what is compared and each project's value in words; `differs` when they are not one."""

    label: str
    values: tuple[str, ...]
    is_number: bool = False

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class Part:
    """一段 — rows under one head."""

    title: str
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """对比 — the projects in the order they were chosen, and what is compared."""

    year: int
    month: int
    heads: tuple[tuple[int, str], ...]
    parts: tuple[Part, ...]


def can_compare(count: int) -> Verdict:
    """能否对比 — two to five."""
    if LEAST <= count <= MOST:
        return YES
    if count < LEAST:
        return no(f"还不能对比：要选 {LEAST} 到 {MOST} 个项目，现在选了 {count} 个。请回到项目库勾选。")
    return no(f"不能对比：一次最多 {MOST} 个项目，现在选了 {count} 个。请回到项目库少选几个。")


def compared(actor: Actor, ids: Sequence[int], *, year: int, month: int) -> Comparison:
    """对比 — of those the actor may see; about fifteen SQL statements, however many months."""
    book = open_book(year=year, as_of=date(year, 12, 31), actor=actor, project_ids=ids)
    lines: dict[int, Line] = {}
    for line in book.lines:
        lines.setdefault(line.project_id, line)
    chosen = [lines[pk] for pk in dict.fromkeys(ids) if pk in lines]
    found = [line.project_id for line in chosen]
    lamps = dict(
        Position.objects.filter(year=year, project__in=found, is_first=True).values_list("project_id", "lamp")
    )
    programmes = programmes_of(found, as_of=date(year, 12, 31))
    parts = (
        Part("概况", tuple(_facts(chosen, lamps, programmes))),
        Part("投资（万元）", tuple(_money(chosen, month))),
        Part("逐月完成（万元）", tuple(_months(chosen, month))),
        Part("节点", tuple(_nodes(chosen))),
        Part("最近情况", tuple(_words(chosen))),
    )
    heads = tuple((line.project_id, line.name) for line in chosen)
    return Comparison(year, month, heads, tuple(part for part in parts if part.rows))


def _row(label: str, lines: Sequence[Line], say: Callable[[Line], Any]) -> Compared:
    return Compared(label, tuple(str(show.dash(say(line))) for line in lines))


def _figures(
    label: str, lines: Sequence[Line], value: Callable[[Line], Any], write: Callable[[Any], str]
) -> Compared:
    return Compared(label, tuple(write(value(line)) for line in lines), is_number=True)


def _facts(lines: Sequence[Line], lamps: dict, programmes: dict) -> Iterator[Compared]:
    yield _row("灯色", lines, lambda line: LABELS[Lamp].get(lamps.get(line.project_id, ""), ""))
    yield _row("级别", lines, lambda line: LABELS[Level][line.level])
    yield _row("板块", lines, lambda line: "、".join(line.zone_names))
    yield _row("阶段", lines, lambda line: LABELS[Stage][line.stage])
    yield _row("在库状态", lines, lambda line: LABELS[Standing][line.standing])
    yield _row("建设性质", lines, lambda line: LABELS[ConstructionKind][line.construction_kind])
    yield _row("大类", lines, lambda line: LABELS[Kind][line.kind])
    yield _row("产业链", lines, lambda line: line.category)
    yield _row("专项", lines, lambda line: "、".join(one.name for one in programmes.get(line.project_id, ())))
    yield _row("项目代码", lines, lambda line: line.code)
    for name, label in PROFILE:
        yield _row(label, lines, lambda line, name=name: line.profile[name])  # type: ignore[misc]
    yield _row("起止年限", lines, _years)


def _years(line: Line) -> str:
    start, end = line.profile["start_year"], line.profile["end_year"]
    return f"{start or ''}—{end or ''}" if start or end else ""


def _done(line: Line, month: int) -> Decimal | None:
    held = [amount for number, amount in line.months.items() if number <= month]
    return sum(held, Decimal(0)) if held else None


def _money(lines: Sequence[Line], month: int) -> Iterator[Compared]:
    yield _figures("总投资", lines, lambda line: line.total_wan, show.wan)
    yield _figures("年度计划", lines, lambda line: line.plan_wan, show.wan)
    yield _figures(f"1—{month}月完成" if month > 1 else "累计完成", lines, lambda line: _done(line, month), show.wan)
    rates = [ratio_pct(_done(line, month) or Decimal(0), line.plan_wan) for line in lines]
    yield Compared("完成率 %", tuple(show.pct(rate) for rate in rates), is_number=True)
    gaps = [None if rate is None else rate - schedule_pct(month) for rate in rates]
    yield Compared("序时差（百分点）", tuple(show.points(gap) for gap in gaps), is_number=True)


def _months(lines: Sequence[Line], month: int) -> Iterator[Compared]:
    for number in range(1, month + 1):
        yield _figures(f"{number}月", lines, lambda line, n=number: line.months.get(n), show.wan)  # type: ignore[misc]


def _nodes(lines: Sequence[Line]) -> Iterator[Compared]:
    for node in Node:
        if not any(line.milestones.get(node) for line in lines):
            continue
        for name, label in (("planned_on", "计划"), ("actual_on", "实际"), ("recognised_on", "认定")):
            days = [getattr(line.milestones.get(node), name, None) for line in lines]
            if any(days):
                yield Compared(f"{node.label}（{label}）", tuple(show.day(day) for day in days))


def _words(lines: Sequence[Line]) -> Iterator[Compared]:
    yield _row("形象进度", lines, lambda line: line.word.image_progress)
    yield _row("存在问题", lines, lambda line: line.word.problems)
    yield _row("滞后原因", lines, lambda line: LABELS[Cause][line.word.cause] if line.word.cause else "")
    yield _row("下月计划", lines, lambda line: line.word.next_plan)
