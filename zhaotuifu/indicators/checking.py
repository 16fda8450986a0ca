"""核对汇总 — everything counted again from the facts and held against lines and cells; nothing is mended.

Year lines are drawn again; cells are added up again by SQL over the lines (they are kept by Python);
and the figures of the latest month are counted by the book, which knows neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from zhaotuifu.indicators import figures
from zhaotuifu.indicators.actions import lines_due, lines_there
from zhaotuifu.indicators.adding import CellKey
from zhaotuifu.indicators.definitions import ALL as INDICATORS
from zhaotuifu.indicators.models import COLUMNS, Cell, YearLine
from zhaotuifu.indicators.moments import known_moments
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.indicators.rules.lines import Moment
from zhaotuifu.indicators.rules.quantities import ALL, BY_CODE
from zhaotuifu.indicators.states import Axis, Source
from zhaotuifu.kernel import audit
from zhaotuifu.projects.models import Listing
from zhaotuifu.projects.queries import chunks
from zhaotuifu.projects.states import Level

TRIES = 5
MOVING = "核对时一直有人在改，这一部分没有核对完。请过一会儿再核对。"


def differences(year: int, month: int) -> list[str]:
    """不符之处 — one Chinese sentence each; empty when all agrees. `month` is the one the book counts."""
    found = _calmly(lambda: _of_lines(year))
    found += _calmly(lambda: _of_cells(year))
    return found + _calmly(lambda: _of_figures(year, month))


def _calmly(look: Callable[[], list[str]]) -> list[str]:
    """What is found while nobody writes; looked at again when somebody did."""
    found: list[str] = []
    for _ in range(TRIES):
        number = audit.count()
        found = look()
        if not found or audit.count() == number:
            return found
    return [MOVING]


def _of_lines(year: int) -> list[str]:
    listed = Listing.objects.known().filter(year=year).values_list("project_id", flat=True)
    there = YearLine.objects.known().filter(year=year).values_list("project_id", flat=True)
    found: list[str] = []
    for ids in chunks({*listed, *there}):
        due = lines_due(ids, within=[year]).get(year, {})
        stored = lines_there(ids, [year]).get(year, {})
        for project_id in ids:
            right = {line[2:4]: line for line in due.get(project_id, [])}
            kept = {values[2:4]: values for _, values in stored.get(project_id, [])}
            found += _unlike(project_id, right, kept)
    return found


def _unlike(project_id: int, right: dict, kept: dict) -> Iterator[str]:
    for key in sorted({*right, *kept}, key=str):
        level, since = key
        where = f"项目 {project_id} {Level(level).label} 自 {since} 的年行"
        if key not in kept:
            yield f"{where}没有。"
        elif key not in right:
            yield f"{where}不该有。"
        elif right[key] != kept[key]:
            names = [name for name, one, other in zip(COLUMNS, right[key], kept[key], strict=True) if one != other]
            yield f"{where}不符：{'、'.join(names)}。"


def _of_cells(year: int) -> list[str]:
    moments = known_moments([year])[year]
    kept: dict[CellKey, list[int]] = {
        (level, axis, key, code): sums
        for level, axis, key, code, sums in Cell.objects.filter(year=year)
        .order_by("id").values_list("level", "axis", "key", "measure", "sums")
    }
    found = []
    for moment in moments:
        right = _added_up(year, moment)
        for cell in sorted({*right, *kept}):
            place = 2 * moment.month - 2
            stored = tuple(kept[cell][place : place + 2]) if cell in kept else (0, 0)
            if right.get(cell, (0, 0)) != stored:
                level, axis, key, code = cell
                name = BY_CODE[code].name if code in BY_CODE else code
                found.append(
                    f"{year} 年 {moment.month} 月末“{name}”（{level or '未定级'} {Axis(axis).label} {key}）"
                    f"存的是 {stored}，重算是 {right.get(cell, (0, 0))}。"
                )
    return found


def _added_up(year: int, moment: Moment) -> dict[CellKey, tuple[int, int]]:
    """The cells of a month-end, by SQL over the lines: one statement."""
    sums: dict[str, Any] = {}
    for measure in ALL:
        expression = measure.sql(moment)
        sums |= {f"s_{measure.code}": Sum(expression), f"n_{measure.code}": Count(expression)}
    rows = (
        YearLine.objects.known()
        .filter(year=year, from_on__lte=moment.as_of, to_on__gte=moment.as_of)
        .order_by().values("level", "is_first", "zones", "category").annotate(**sums)
    )
    found: dict[CellKey, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        scopes = [(Axis.ALL.value, ""), (Axis.CATEGORY.value, row["category"])]
        scopes += [(Axis.ZONE.value, one) for one in row["zones"].strip("/").split("/") if one]
        levels = (row["level"], Cell.EACH_ONCE) if row["is_first"] else (row["level"],)
        for measure in ALL:
            n = row[f"n_{measure.code}"]
            if not n:
                continue
            for level in levels:
                for axis, key in scopes:
                    total, count = found[level, axis, key, measure.code]
                    more = int(row[f"s_{measure.code}"])
                    found[level, axis, key, measure.code] = (total + more, count + n)
    return dict(found)


def _of_figures(year: int, month: int) -> list[str]:
    if not month:
        return []
    as_of: date = figures.month_end(year, month)
    asked, book = figures.ask(year=year, as_of=as_of), open_book(year=year, as_of=as_of)
    levels: Sequence[str | None] = (None, *(level.value for level in Level))
    found = []
    for indicator in INDICATORS:
        if indicator.additive is None or indicator.source is not Source.LISTED:
            continue
        for level in levels:
            kept = asked.value(indicator.code, Scope(level=level)).value
            right = book.value(indicator, Scope(level=level)).value
            if kept != right:
                name = "全部" if level is None else Level(level).label
                found.append(f"{year} 年 {month} 月末“{indicator.name}”（{name}）汇总是 {kept}，账本是 {right}。")
    return found
