"""列表页 — what an address opens: conditions, the kept view behind it, the columns; put together for the views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from zhaotuifu.desk import asking, cells, columns
from zhaotuifu.desk.asking import Asking, Chip
from zhaotuifu.desk.columns import Column
from zhaotuifu.desk.list_rows import Totals
from zhaotuifu.desk.queries.project_list import ProjectList, asked_in
from zhaotuifu.desk.queries.saved_views import Habit, ViewLine, habit_of, views_for
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties.queries import ZoneLine, zones
from zhaotuifu.projects.memberships import programme_choices


@dataclass(frozen=True, slots=True)
class Tab:
    """视图签."""

    label: str
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """打开的列表 — the address understood: what is asked, of which view, in which columns."""

    ask: Asking
    views: tuple[ViewLine, ...]
    habit: Habit
    zones: tuple[ZoneLine, ...]
    programmes: tuple[tuple[int, str], ...]

    @property
    def view(self) -> ViewLine | None:
        """所在视图 — the kept view the reader set out from, if it is there for the reader."""
        return next((view for view in self.views if view.id == self.ask.view_id), None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """显示的列 — as the address says, else as the view has them, else as last chosen."""
        chosen = self.ask.columns or (self.view.columns if self.view else ()) or self.habit.columns
        return columns.shown(chosen, self.ask)

    @property
    def is_changed(self) -> bool:
        """视图改动了 — the address no longer says what the view was kept for."""
        if self.view is None:
            return False
        return kept_query(replace(self.ask, columns=())) != self.view.query or bool(self.ask.columns)

    @property
    def chips(self) -> tuple[Chip, ...]:
        zone = next((zone.name for zone in self.zones if zone.id == self.ask.zone_id), "")
        programme = next((name for pk, name in self.programmes if pk == self.ask.programme_id), "")
        return asking.chips(self.ask, zone, programme)


def opened(given: QueryDict, actor: Actor, today: date) -> Opened:
    """打开列表 — an empty address opens the person's default view; five SQL statements."""
    views, habit = views_for(actor), habit_of(actor)
    first = next((view for view in views if view.id == habit.default_view_id), None)
    said: Mapping[str, str] = given
    if first and not given:
        said = QueryDict(f"{first.query}&view={first.id}")
    ask = asked_in(said, today)
    return Opened(ask, views, habit, zones(), tuple(programme_choices()))


def kept_query(ask: Asking) -> str:
    """存下的条件 — the address of a list as a view keeps it: without year, page, columns and view."""
    bare = replace(ask, columns=(), view_id=None, opened="")
    return bare.address(year=None).removeprefix("?")


def view_address(ask: Asking, view: ViewLine) -> str:
    """视图地址 — in the year that is open."""
    said = asking.asked(QueryDict(view.query), year=ask.year, month=ask.month)
    return replace(said, view_id=view.id).address()


def tabs(page: Opened, totals: Totals) -> tuple[Tab, ...]:
    """视图签 — those everybody has, then the kept ones; the current one says its count."""
    ask, here = page.ask, page.ask.params()
    given = [
        ("全部", {}), ("红黄灯", {"lamp": "red,yellow"}),
        ("未开工的新建", {"construction_kind": "new", "stage": "lead,admitted,land"}),
        (f"{ask.month}月未报", {"unreported": str(ask.month)}), ("待补", {"missing": "1"}),
        ("我关注的", {"followed": "1"}),
    ]
    known = {"红黄灯": totals.behind} if not here else {}
    shown = []
    for label, params in given:
        if not ask.month and "unreported" in params:
            continue
        is_here = params == here and page.view is None
        count = totals.count if is_here else known.get(label)
        shown.append(Tab(label, Asking(ask.year, ask.month).address(**params), count, is_here))
    for view in page.views:
        is_here = page.view is view
        count = totals.count if is_here else None
        shown.append(Tab(view.name, view_address(ask, view), count, is_here))
    return (*shown, Tab("已退库", reverse("project_withdrawn"), None, False))


def table(page: Opened, found: ProjectList, look: cells.Look) -> dict[str, object]:
    """表 — heads, body and foot for the template."""
    shown = page.columns
    if found.groups:
        body = cells.grouped_body(found.groups, shown, look)
    else:
        body = cells.body(found.page.rows, shown, look)
    return {
        "head": cells.heads(shown, look), "body": body, "is_grouped": bool(found.groups),
        "foot": cells.total_cells(found.totals, shown, look), "width": len(shown) + look.has_picks,
    }


def choices(page: Opened) -> tuple[tuple[Column, bool], ...]:
    """可选的列 — those shown in their order, then the others; True for a shown one."""
    shown = page.columns
    rest = tuple(column for column in columns.COLUMNS if column not in shown)
    return (*((column, True) for column in shown), *((column, False) for column in rest))
