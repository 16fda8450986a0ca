"""手写账本 — books made by hand: invented projects, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.queries import Book
from zhaotuifu.indicators.rules import Line, Moment, reporting_month
from zhaotuifu.progress.queries import NO_WORD, MilestoneLine, WordLine
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level, Stage, Standing
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.rules.brief import Brief, Heads, compose
from zhaotuifu.reports.rules.material import Material, month_of
from zhaotuifu.reports.rules.progress_table import Ground
from zhaotuifu.supervision.rules import Thresholds
from zhaotuifu.supervision.states import Scale

MARCH_END = date(2025, 3, 31)
TEN_THIRTY = Thresholds("低于序时10点亮黄", Scale.POINTS, Decimal(10), Decimal(30), 1, 3)
ZONES = ((1, "砚湖镇"), (2, "苔溪镇"), (3, "未分"))
KIND = replace(kind_named("progress_brief"), issuer="示范区重大项目办公室")
GROUND = Ground(TEN_THIRTY, {1: 0, 2: 1, 3: 2}, "示范区", "区重大办")


def wan(amount: float | str | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def line(
    number: int, *, name: str = "", level: str = Level.PROVINCE, plan: float | None = 1000,
    months: dict[int, float] | None = None, kind: str = ConstructionKind.CONTINUED,
    zones: tuple[int, ...] = (1,), started_on: date | None = None, planned_on: date | None = None,
    admitted_on: date | None = None, cause: str = Cause.UNSET, problems: str = "",
    total: float | None = 5000, word_month: int = 3, profile: dict | None = None,
) -> Line:
    """A project of the book; amounts in 万元."""
    start = MilestoneLine(Node.START, planned_on, "", started_on, "", started_on)
    word = WordLine(word_month, "主体施工", problems, cause, "封顶", None) if word_month else NO_WORD
    return Line(
        project_id=number, name=name or f"演示项目{number}", code=f"2501-329999-04-01-{number:06}",
        level=level, construction_kind=kind, kind="industry", category="新材料", zone_ids=zones,
        zone_names=tuple(dict(ZONES)[zone] for zone in zones), total_wan=wan(total),
        plan_wan=wan(plan),
        months={month: wan(amount) for month, amount in (months or {}).items()},
        admitted_on=admitted_on,
        milestones={Node.START: start} if started_on or planned_on else {}, word=word,
        standing=Standing.ACTIVE, stage=Stage.BUILDING, is_demo=False, profile=profile or {},
    )


def book(*lines: Line, as_of: date = MARCH_END, targets: dict | None = None) -> Book:
    """A book as of a day."""
    moment = Moment(as_of.year, as_of, reporting_month(as_of, as_of.year), targets or {})
    return Book(moment, None, tuple(lines))


def brief(
    *lines: Line, as_of: date = MARCH_END, targets: dict | None = None,
    ground: Ground = GROUND, paragraphs: dict[str, str] | None = None, title: str = "",
) -> Brief:
    """The 专报 of a hand-made book."""
    heads = Heads("2025年第3期（总第41期）", "2025年4月7日", title)
    made = material(*lines, as_of=as_of, targets=targets, ground=ground)
    return compose(made, KIND, heads, paragraphs or {})


def material(
    *lines: Line, as_of: date = MARCH_END, targets: dict | None = None, ground: Ground = GROUND,
    **more,
) -> Material:
    """What a document is composed from, of a hand-made book."""
    opened = book(*lines, as_of=as_of, targets=targets)
    given = {
        "span": month_of(as_of, opened.moment.month), "ground": ground, "zones": ZONES,
        "ranked_zones": frozenset({1, 2}),
    }
    return Material(opened, **(given | more))
