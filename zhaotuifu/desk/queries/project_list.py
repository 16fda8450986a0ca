"""项目列表 — one page of positions, or its groups, with the totals of the whole list.

Flat in SQL: period, totals, rows; grouped, one more. Totals, sorts and most conditions read the
index `position_totals` alone; only the fifty rows shown are read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db.models import Count, Q, QuerySet, Sum

from zhaotuifu.desk import asking
from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.columns import Column
from zhaotuifu.desk.list_rows import SHOWN, ListRow, Subtotal, Totals, summed
from zhaotuifu.desk.queries import rostered
from zhaotuifu.desk.queries.conditions import in_order, matching, narrowed
from zhaotuifu.desk.queries.grouping import (
    Grouping,
    grouped,
    labelled,
    of_group,
    spread,
    subtotals,
)
from zhaotuifu.desk.queries.list_extras import with_more
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.prepared import rows_among, rows_of
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

PAGE_SIZE = 50
UNFOLDED = 300  # a grouped list this short shows every row; a longer one those of the opened group
STREAMED = 2000  # rows of a whole list held at a time
BEHIND = (RANK[Lamp.RED], RANK[Lamp.YELLOW])
#: the sums of a list, in the order `summed` takes them
SUMS = {
    "n": Count("id"), "behind": Count("id", filter=Q(lamp_rank__in=BEHIND)),
    "total": Sum("total_wan"), "plan": Sum("plan_wan"), "in_month": Sum("month_wan"),
    "completed": Sum("completed_wan"),
}


@dataclass(frozen=True, slots=True)
class ProjectList:
    """列表 — one page and the totals of the whole list; grouped, every group with its subtotal."""

    page: Page[ListRow]
    totals: Totals
    groups: tuple[Subtotal, ...] = ()


def period(year: int | None, fallback: int) -> tuple[int, int]:
    """现况时段 — the year asked (else the latest) and the month its positions stand at; one SQL."""
    for at_year, month in rows_of(_period, year):
        return at_year, month or 0
    return year or fallback, 0


def _period(year: int | None) -> QuerySet:
    rows = Position.objects.filter(year=year) if year else Position.objects.all()
    return rows.order_by("-year", "-through_month").values_list("year", "through_month")[:1]


def asked_in(given: Mapping[str, str], today: date) -> Asking:
    """问的是什么 — from an address; without a year the latest of the library; one SQL statement."""
    year, month = period(asking.year_asked(given), today.year)
    return asking.asked(given, year=year, month=month)


def project_list(
    actor: Actor, ask: Asking, number: int, columns: Sequence[Column] = ()
) -> ProjectList:
    """列表 — two SQL statements (a search three), however long; a page beyond the last is the last.

    A grouped list costs one more, by 板块 three more; columns that stand beside the position one
    for each kind of them.
    """
    held = rostered.choice(actor, ask)
    found = matching(actor, ask) if held else narrowed(matching(actor, ask), ask)
    totals = held.totals() if held else _totals(found, ask.month)
    if ask.group and totals.count:
        return _in_groups(found, ask, totals, columns, held=held)
    pages = max(1, -(-totals.count // PAGE_SIZE))
    number = min(number, pages)
    start = (number - 1) * PAGE_SIZE
    if held:
        shown = _named(ask.year, held.page(ask.sort, start, PAGE_SIZE))
    else:
        # The fifty are chosen from the index; only they are read whole.
        chosen = in_order(found, ask.sort).values("pk")[start : start + PAGE_SIZE]
        shown = tuple(_rows(in_order(Position.objects.filter(pk__in=chosen), ask.sort)))
    shown = with_more(shown, columns, ask)
    return ProjectList(Page(shown, number, PAGE_SIZE, totals.count), totals)


def _named(year: int, keys: Sequence[tuple[int, str]]) -> tuple[ListRow, ...]:
    """The rows of these projects and levels, in this order."""
    rows = (ListRow(*row) for row in rows_among(_of_projects, [pk for pk, _ in keys], year))
    read = {(row.project_id, row.level): row for row in rows}
    return tuple(read[key] for key in keys if key in read)


def _of_projects(ids: Sequence[int], year: int) -> QuerySet:
    return Position.objects.filter(year=year, project__in=ids).order_by().values_list(*SHOWN)


def paper_list(
    actor: Actor, ask: Asking, columns: Sequence[Column], most: int
) -> ProjectList | None:
    """整个列表上纸 — every row of it, grouped as on the screen; None when there are more than `most`."""
    found = narrowed(matching(actor, ask), ask)
    totals = _totals(found, ask.month)
    if totals.count > most:
        return None
    if ask.group and totals.count:
        return _in_groups(found, ask, totals, columns, unfolded=most)
    rows = with_more(tuple(_rows(in_order(found, ask.sort))), columns, ask)
    return ProjectList(Page(rows, 1, max(totals.count, 1), totals.count), totals)


def _in_groups(
    found: QuerySet[Position], ask: Asking, totals: Totals, columns: Sequence[Column],
    unfolded: int | None = None, held: rostered.Choice | None = None,
) -> ProjectList:
    """All groups; short lists with all their rows, long ones with those of the opened group."""
    by = grouped(found, ask.group)
    sums = held.groups(ask.group) if held else None
    groups = _subtotals(by, ask) if sums is None else labelled(ask.group, sums, ask)
    return _with_rows(found, by, groups, ask, totals, columns, UNFOLDED if unfolded is None else unfolded)


def _with_rows(
    found: QuerySet[Position], by: Grouping, groups: tuple[Subtotal, ...], ask: Asking,
    totals: Totals, columns: Sequence[Column], unfolded: int,
) -> ProjectList:
    held: dict[str, list[ListRow]] = {}
    if totals.count <= unfolded:
        rows = with_more(tuple(_rows(in_order(found, ask.sort))), columns, ask)
        held = spread(groups, rows, ask.group)
    elif ask.opened:
        opened = in_order(of_group(by, ask.opened), ask.sort)
        held[ask.opened] = list(with_more(tuple(_rows(opened[:UNFOLDED])), columns, ask))
    shown = tuple(
        replace(group, rows=tuple(held[group.key]), is_open=True) if group.key in held else group
        for group in groups
    )
    rows = tuple(row for group in shown for row in group.rows)
    return ProjectList(Page(rows, 1, max(totals.count, 1), totals.count), totals, shown)


def _subtotals(by: Grouping, ask: Asking) -> tuple[Subtotal, ...]:
    return subtotals(by, SUMS, lambda *figures: summed(ask.month, *figures), ask)


def whole_list(
    actor: Actor, ask: Asking, columns: Sequence[Column] = ()
) -> tuple[Iterator[ListRow], Totals]:
    """整个列表 — in order, handed out as it is read; two SQL statements, more for columns beside."""
    found = matching(actor, ask)
    return _streamed(found, ask, columns), _totals(found, ask.month)


def whole_groups(
    actor: Actor, ask: Asking, columns: Sequence[Column] = ()
) -> Iterator[tuple[Subtotal, Iterator[ListRow]]]:
    """整个列表，分组 — each group with its rows; a statement for each group, for files only."""
    by = grouped(matching(actor, ask), ask.group)
    for group in _subtotals(by, ask):
        yield group, _streamed(of_group(by, group.key), ask, columns)


def _streamed(
    found: QuerySet[Position], ask: Asking, columns: Sequence[Column]
) -> Iterator[ListRow]:
    read = in_order(found, ask.sort).values_list(*SHOWN).iterator(chunk_size=STREAMED)
    rows = (ListRow(*values) for values in read)
    while part := tuple(islice(rows, STREAMED)):
        yield from with_more(part, columns, ask)


def _totals(rows: QuerySet[Position], month: int) -> Totals:
    """One scan of the index, without grouping: a group would read the rows themselves."""
    found = rows.order_by().aggregate(**SUMS)
    return summed(month, *(found[name] for name in SUMS))


def _rows(rows: QuerySet[Position]) -> Iterator[ListRow]:
    for values in rows.values_list(*SHOWN):
        yield ListRow(*values)
