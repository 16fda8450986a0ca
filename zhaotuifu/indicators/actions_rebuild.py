"""重建汇总 — the lines and cells of a year anew from the facts, while others go on writing.

Some thousand projects at a time are drawn without a lock and added in a short turn; `RollUp.filled_to`
says how far the cells have come, so that acts in between add what they change to what is there
already, and nothing is counted twice. Until it is done the book answers (or the lines, when only the
cells are made anew).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from zhaotuifu.indicators.actions import add_to_cells, lines_due, lines_there, prepared
from zhaotuifu.indicators.adding import Addition
from zhaotuifu.indicators.drawing import Drawn
from zhaotuifu.indicators.models import Cell, RollUp, YearLine
from zhaotuifu.indicators.moments import fingerprint, known_moments
from zhaotuifu.indicators.queries import listed_years
from zhaotuifu.indicators.rules.lines import Moment
from zhaotuifu.indicators.rules.quantities import ALL
from zhaotuifu.kernel import audit
from zhaotuifu.projects.models import Listing

#: projects in one turn, and how often they are drawn without a lock
PART, TRIES = 2000, 3
Tell = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Nobody listens."""


def needing() -> tuple[int, ...]:
    """要建的年度 — never built, not finished, or added up by other measures and parameters."""
    there = {one.year: one for one in RollUp.objects.order_by("year")}
    years = sorted({*listed_years(), *there})
    moments = known_moments(years)
    return tuple(
        year for year in years
        if year not in there or there[year].built_at is None or there[year].filled_to is not None
        or there[year].measures != fingerprint(moments[year])
    )


def rebuild(year: int, *, anew: bool = True, tell: Tell = silent) -> int:
    """重建一年 — lines and cells; with `anew` False lines that are whole are kept with what they knew
    before, and only the cells are added up again. Says how many projects there are.
    """
    moments = known_moments([year])[year]
    keeps_lines = _begin(year, moments, anew)
    done, last = 0, 0
    while True:
        ids = _next(year, last)
        if not ids:
            if _finish(year, last):
                return done
            continue
        _fill(year, ids, moments, keeps_lines)
        done, last = done + len(ids), ids[-1]
        tell(f"汇总 {year} 年", done, done + _left(year, last))


@transaction.atomic
def _begin(year: int, moments: Sequence[Moment], anew: bool) -> bool:
    audit.hold()
    found = RollUp.objects.filter(year=year).first() or RollUp(year=year)
    keeps_lines = not anew and found.built_at is not None
    Cell.objects.filter(year=year).delete()
    if not keeps_lines:
        YearLine.objects.filter(year=year).delete()
        found.built_at = None
    found.measures, found.filled_to = fingerprint(moments), 0
    found.save()
    return keeps_lines


def _listed(year: int, after: int):
    rows = Listing.objects.known().filter(year=year, project_id__gt=after).order_by("project_id")
    return rows.values_list("project_id", flat=True).distinct()


def _next(year: int, after: int) -> list[int]:
    return list(_listed(year, after)[:PART])


def _left(year: int, after: int) -> int:
    return _listed(year, after).count()


def _fill(year: int, ids: Sequence[int], moments: Sequence[Moment], keeps_lines: bool) -> None:
    """One part; after a few tries while others write, drawn while they wait."""
    for number in range(TRIES + 1):
        is_last = number == TRIES
        deeds = audit.count()
        drawn = None if is_last else _drawn(year, ids, moments, keeps_lines)
        with transaction.atomic():
            if drawn is not None and audit.hold() != deeds:
                continue
            at = audit.take_turn(timezone.now())
            drawn = drawn or _drawn(year, ids, moments, keeps_lines)
            gone, came, added = drawn
            YearLine.objects.filter(pk__in=gone).delete()
            rows = prepared(came)
            rows.put("recorded_at", at)
            rows.write()
            add_to_cells(year, added.cells().get(year, {}))
            RollUp.objects.filter(year=year).update(filled_to=ids[-1])
            return


def _drawn(
    year: int, ids: Sequence[int], moments: Sequence[Moment], keeps_lines: bool
) -> tuple[list[int], list[Drawn], Addition]:
    """Lines that go, lines that come, and all of them added up."""
    there = lines_there(ids, [year]).get(year, {})
    old = {values: pk for lines in there.values() for pk, values in lines}
    added = Addition(ALL, {year: moments})
    if keeps_lines:
        added.add(old, +1)
        return [], [], added
    due = [line for lines in lines_due(ids, within=[year]).get(year, {}).values() for line in lines]
    added.add(due, +1)
    said = set(due)
    gone = [pk for values, pk in old.items() if values not in said]
    return gone, [line for line in due if line not in old], added


@transaction.atomic
def _finish(year: int, last: int) -> bool:
    """Whole, unless a project has come behind the last one."""
    at = audit.take_turn(timezone.now())
    if _next(year, last):
        return False
    found = RollUp.objects.get(year=year)
    found.filled_to, found.built_at = None, found.built_at or at
    found.checked_at, found.differences = None, 0
    found.save()
    return True
