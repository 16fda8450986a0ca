"""情形 — every kind of document in five situations of a library, made by hand; invented projects.

平常一月、空白、年初、有退出和核减、六十个滞后项目.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tests.reports.books import GROUND, book, line
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level, Standing
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.rules.brief import Brief, Heads, compose
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.rules.material import Change, Material, month_of, week_of
from zhaotuifu.reports.rules.titles import number_text

ZONES = ((1, "砚湖镇"), (2, "苔溪镇"), (3, "云陂街道"), (4, "枫桥高新区"), (5, "栖霞镇"), (6, "石港镇"), (9, "未分"))
PLACES = dict(ZONES)
NAMES = (
    "砚湖智能装备产业园", "苔溪新能源电池基地", "云陂数字影视中心", "枫桥精密模具二期", "栖霞生物医药加速器",
    "石桥港智慧物流枢纽", "雁荡路综合管廊", "年产1000吨聚醚醚酮材料项目", "碧溪污水处理厂扩建", "松风人才社区",
    "禾田农产品冷链", "长亭路学校迁建", "望湖湿地修复", "天目湖路快速化改造", "金穗粮食储备库",
)
WHY = (
    (Cause.LAND, "征迁还剩两户"), (Cause.FUNDS, "贷款未批"), (Cause.PERMITS, "施工许可证在办"),
    (Cause.QUOTA, ""), (Cause.OTHER, "等设备到货"), (Cause.UNSET, ""),
)
LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
PROGRAMMES = {"minsheng": "民生实事", "532": "“532”项目", "lianghu": "“两湖”创新区"}
KINDS = (
    "progress_brief", "start_weekly", "livelihood_brief", "brief_532", "lianghu_weekly",
    "lianghu_monthly", "supervision_notice",
)
WRITTEN = "一是每周调度一次，逐项明确完成时限。\n二是对滞后项目逐个上门，能当场办的当场办。"


def project(number: int, rate: float, *, as_of: date, new: bool = False, started: bool = True, **more) -> Line:
    """A project that has done `rate` of its plan up to the month, evenly."""
    month = max(book(as_of=as_of).moment.month, 0)
    plan = 6000 + 1700 * (number % 7)
    cause, problem = WHY[number % len(WHY)]
    given = {
        "name": f"{NAMES[number % len(NAMES)]}{'' if number < len(NAMES) else f'（{number // len(NAMES) + 1}期）'}",
        "level": LEVELS[number % 3], "plan": plan, "total": 12000 + 9000 * (number % 5),
        "months": {m: round(plan * rate / month, 2) for m in range(1, month + 1)},
        "kind": ConstructionKind.NEW if new else ConstructionKind.CONTINUED,
        "zones": (number % 6 + 1,), "cause": cause, "problems": problem, "word_month": month,
    } | more
    given["zones"], zones = (1,), given["zones"]
    made = line(number, **given)
    if new:
        started_on = date(as_of.year, max(as_of.month - number % 3, 1), 1 + number % 9)
        planned_on = date(as_of.year, max(as_of.month - 1, 1), 20)
        start = MilestoneLine(Node.START, planned_on, "month", None, "", started_on if started else None)
        made = replace(made, milestones={Node.START: start})
    return replace(made, zone_ids=zones, zone_names=tuple(PLACES[zone] for zone in zones))


def with_node(made: Line, node: Node, planned: date | None = None, reached: date | None = None) -> Line:
    """The same with a node planned or reached."""
    stone = MilestoneLine(node, planned, "day" if planned else "", reached, "day" if reached else "", reached)
    return replace(made, milestones={**made.milestones, node: stone})


def ordinary(as_of: date) -> dict:
    rates = (0.31, 0.26, 0.249, 0.12, 0.4, 0.05, 0.33, 0.25, 0.28, 0.5, 0.2, 0.27)
    lines = [
        project(n, rate, as_of=as_of, new=n % 3 == 0, started=n != 6)
        for n, rate in enumerate(rates)
    ]
    lines[1] = replace(lines[1], zone_ids=(1, 2), zone_names=("砚湖镇", "苔溪镇"))
    lines[2] = with_node(lines[2], Node.LAND, reached=as_of)
    lines[4] = with_node(lines[4], Node.FINISH, planned=date(as_of.year, as_of.month, 28))
    lines[7] = with_node(lines[7], Node.PRODUCTION, planned=date(as_of.year, 1, 15))
    if as_of.month < 12:
        lines[5] = with_node(lines[5], Node.FINISH, planned=date(as_of.year, as_of.month + 1, 10))
    ago = date(as_of.year - 1, as_of.month, 28)
    less = Decimal("0.8")
    before = [
        replace(one, months={m: amount * less for m, amount in one.months.items()}) for one in lines[:9]
    ]
    return {"lines": lines, "year_ago": book(*before, as_of=ago)}


def empty(as_of: date) -> dict:
    """Listed, but nobody has reported, nothing has happened."""
    return {
        "lines": [
            replace(one, months={}, milestones={})
            for one in (project(n, 0, as_of=as_of, new=n == 1, cause=Cause.UNSET, problems="") for n in range(3))
        ]
    }


def nothing(as_of: date) -> dict:
    """No project is listed at all."""
    return {"lines": []}


def first_of_year(as_of: date) -> dict:
    return {"lines": [project(n, 0.07 + n / 100, as_of=as_of, new=n == 2) for n in range(5)]}


def withdrawn_and_negative(as_of: date) -> dict:
    lines = [project(n, 0.2 + n / 100, as_of=as_of, new=n in (2, 5), started=n == 2) for n in range(8)]
    month = book(as_of=as_of).moment.month
    if month:
        cut = lines[0].months | {month: Decimal("-260.5")}
        lines[0] = replace(lines[0], months=cut)
        lines[3] = replace(lines[3], months={month: Decimal("-900")})
        lines[4] = replace(lines[4], plan_wan=Decimal(0))
        lines[6] = replace(lines[6], plan_wan=None)
        lines[7] = replace(lines[7], months=dict(lines[7].months), sums={month: 1})
    left = project(30, 0.1, as_of=as_of, started_on=date(2024, 5, 6))
    never = replace(project(31, 0, as_of=as_of, new=True, started=False), months={})
    stopped = project(32, 0.15, as_of=as_of)
    day = date(as_of.year, as_of.month, 2)
    changes = (
        Change(left, Standing.WITHDRAWN, day, "投资方资金链断裂，协议终止。"),
        Change(never, Standing.WITHDRAWN, day, "选址调整"),
        Change(stopped, Standing.STOPPED, day, "设计变更"),
        Change(lines[1], Standing.STOPPED, date(as_of.year, 1, 10), "冬季停工"),
        Change(lines[1], Standing.ACTIVE, day, "复工"),
    )
    before = [replace(one, months={m: Decimal(0) for m in one.months}) for one in lines[:2]]
    return {
        "lines": [*lines, stopped], "changes": changes,
        "year_ago": book(*before, as_of=date(as_of.year - 1, as_of.month, 28)),
        "gone": {30: left.name, 31: never.name},
    }


def laggards(as_of: date) -> dict:
    lines = [
        project(n, 0.002 * n if n < 60 else 0.8, as_of=as_of, new=n % 4 == 0 and n < 60, started=n % 8 == 0)
        for n in range(66)
    ]
    return {"lines": lines}


SITUATIONS: dict[str, tuple[Callable[[date], dict], date]] = {
    "ordinary": (ordinary, date(2025, 3, 31)),
    "empty": (empty, date(2025, 5, 31)),
    "first": (first_of_year, date(2025, 1, 31)),
    "withdrawn": (withdrawn_and_negative, date(2025, 8, 31)),
    "laggards": (laggards, date(2025, 9, 30)),
}
#: a weekly paper is of another day: within a month, and in January before a month is over
WEEK_DAYS = {"ordinary": date(2025, 4, 11), "first": date(2025, 1, 10), "laggards": date(2025, 10, 10)}


def material_in(situation: str, kind: DocumentKind) -> Material:
    """What a document of the kind is composed from in a situation."""
    make, as_of = SITUATIONS.get(situation, (nothing, date(2025, 5, 31)))
    as_of = WEEK_DAYS.get(situation, as_of) if kind.is_weekly else as_of
    given = make(as_of)
    opened = book(*given.pop("lines"), as_of=as_of)
    has_scope = bool(kind.scope.given)
    return Material(
        book=opened, span=week_of(as_of) if kind.is_weekly else month_of(as_of, opened.moment.month),
        ground=replace(GROUND, zone_order={zone: n for n, (zone, _) in enumerate(ZONES)}), zones=ZONES,
        ranked_zones=frozenset(range(1, 7)), scope=Scope(programme_id=1) if has_scope else Scope(),
        scope_words=kind.subject if has_scope else "", **given,
    )


@lru_cache(maxsize=100)
def composed_in(situation: str, code: str, *, is_written: bool = True) -> tuple[Brief, Material]:
    """A document of the kind in a situation, with its writer's words."""
    kind = kind_named(code)
    made = material_in(situation, kind)
    as_of = made.book.moment.as_of
    heads = Heads(number_text(kind, as_of.year, 3, 41 if kind.keeps_total else None), "2025年4月7日")
    own = {one.key: WRITTEN for one in kind.sections if one.code == "own"} if is_written else {}
    return compose(made, kind, heads, own), made
