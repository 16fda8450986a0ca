"""关注查询 — who follows what, and what happened to it: read from the facts by when they were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from zhaotuifu.desk.models import NO_ONE, Follow, SavedView
from zhaotuifu.desk.queries.conditions import matching
from zhaotuifu.desk.queries.project_list import asked_in
from zhaotuifu.desk.rules_news import NewsLine
from zhaotuifu.desk.states import News
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.templatetags.show import day as shown_day
from zhaotuifu.kernel.templatetags.show import wan
from zhaotuifu.progress.models import Milestone, MonthlyAmount, ProgressFact
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.models import Project, StandingChange
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision.models import LampTurn
from zhaotuifu.supervision.states import Lamp

SHOWN = 400  # lines of news on one page
Those = Any  # ids, or a sub-select of them


@dataclass(frozen=True, slots=True)
class Followed:
    """关注的项目."""

    project_id: int
    name: str
    followed_at: datetime


def followers() -> list[int]:
    """有关注的人 — by id; one SQL statement."""
    return list(Follow.objects.order_by("user_id").values_list("user_id", flat=True).distinct())


def followed_views(actor: Actor) -> frozenset[int]:
    """关注的视图 — by id; one SQL statement."""
    mine = Follow.objects.filter(user_id=actor.user_id or NO_ONE, view__isnull=False)
    return frozenset(mine.values_list("view_id", flat=True))


def followed_projects(actor: Actor) -> tuple[Followed, ...]:
    """关注的项目 — as far as the person may still see them, by pinyin; one SQL statement."""
    mine = Follow.objects.filter(
        user_id=actor.user_id or NO_ONE, project__in=Project.objects.visible_to(actor)
    )
    rows = mine.order_by("project__sort_key", "id")
    return tuple(
        Followed(*values) for values in rows.values_list("project_id", "project__name", "followed_at")
    )


def news_for(
    actor: Actor, *, until: datetime, since: datetime | None = None
) -> tuple[NewsLine, ...]:
    """动态 — of everything the person follows, newest first, without what the person did.

    Without `since`, what the person has not been told yet. About five SQL statements, and six for
    each followed view.
    """
    mine = Follow.objects.filter(user_id=actor.user_id or NO_ONE).select_related("view").order_by("id")
    found: dict[tuple, NewsLine] = {}
    direct: dict[datetime, list[int]] = {}
    for one in mine:
        start = since or one.told_until
        if one.view is not None:
            lines = _news(_within(actor, one.view), start, until)
            found |= {_same(line): line for line in lines}
        elif one.project_id is not None:
            direct.setdefault(start, []).append(one.project_id)
    for start, ids in direct.items():
        seen = Project.objects.visible_to(actor).filter(pk__in=ids).values("pk")
        found |= {_same(line): line for line in _news(seen, start, until)}
    others = [line for line in found.values() if line.by_id is None or line.by_id != actor.user_id]
    return tuple(sorted(others, key=lambda line: (line.at, line.project_id), reverse=True)[:SHOWN])


def _same(line: NewsLine) -> tuple:
    return (line.project_id, line.kind, line.sentence, line.at)


def _within(actor: Actor, view: SavedView) -> QuerySet:
    """The projects of a view today, as the person sees them."""
    given = QueryDict(view.query)
    return matching(actor, asked_in(given, date.max)).order_by().values("project_id")


def _news(those: Those, since: datetime, until: datetime) -> Iterator[NewsLine]:
    for read in (_standings, _turns, _milestones, _amounts):
        yield from read(those, since, until)


def _standings(those: Those, since: datetime, until: datetime) -> Iterator[NewsLine]:
    rows = _recorded(StandingChange.objects.known(), those, since, until).select_related("project")
    for row in rows:
        said = f"改为{Standing(row.standing).label}：{row.reason}"
        yield NewsLine(row.project_id, row.project.name, News.STANDING, said, row.recorded_at, row.recorded_by_id)


def _turns(those: Those, since: datetime, until: datetime) -> Iterator[NewsLine]:
    rows = LampTurn.objects.filter(project__in=those, turned_at__gt=since, turned_at__lte=until)
    for row in rows.select_related("project").order_by("id"):
        why = f"：{row.reason}" if row.reason else ""
        said = f"灯由{Lamp(row.was).label}变为{Lamp(row.now).label}{why}"
        yield NewsLine(row.project_id, row.project.name, News.LAMP, said, row.turned_at)


def _milestones(those: Those, since: datetime, until: datetime) -> Iterator[NewsLine]:
    rows = list(_recorded(Milestone.objects.known(), those, since, until).select_related("project"))
    before = _before(Milestone, rows)
    for row in rows:
        old = before.get(row.fact_key())
        for name, label in (("recognised_on", "认定"), ("actual_on", "实际")):
            day, was = getattr(row, name), getattr(old, name, None)
            if day == was:
                continue
            said = f"{Node(row.node).label}{label} {shown_day(day)}" if day else f"{Node(row.node).label}{label}取消"
            if day and was:
                said += f"（原 {shown_day(was)}）"
            yield NewsLine(row.project_id, row.project.name, News.MILESTONE, said, row.recorded_at, row.recorded_by_id)


def _amounts(those: Those, since: datetime, until: datetime) -> Iterator[NewsLine]:
    known = MonthlyAmount.objects.known().filter(basis=Basis.REPORTED)
    rows = list(_recorded(known, those, since, until).select_related("project"))
    before = _before(MonthlyAmount, rows)
    for row in rows:
        old = before.get(row.fact_key())
        if old is not None and old.amount_wan is not None:
            said = f"{row.year}年{row.month}月完成由 {wan(old.amount_wan)} 更正为 {wan(row.amount_wan)} 万元"
        elif row.amount_wan is None:
            continue
        else:
            said = f"报{row.year}年{row.month}月完成 {wan(row.amount_wan)} 万元"
        yield NewsLine(row.project_id, row.project.name, News.AMOUNT, said, row.recorded_at, row.recorded_by_id)


def _recorded(rows: QuerySet, those: Those, since: datetime, until: datetime) -> QuerySet:
    """What was recorded in the time; what an undo brought back is no news."""
    told = rows.filter(project__in=those, recorded_at__gt=since, recorded_at__lte=until)
    return told.filter(first_recorded_at__isnull=True).order_by("id")


def _before(model: type[ProgressFact], rows: Iterable[ProgressFact]) -> dict[tuple, Any]:
    """What stood in place of each before: superseded in the moment the new one was recorded."""
    moments = {row.recorded_at for row in rows}
    ids = {row.project_id for row in rows}
    if not moments:
        return {}
    old = model.objects.filter(project__in=ids, superseded_at__in=moments).order_by("id")
    return {row.fact_key(): row for row in old}
