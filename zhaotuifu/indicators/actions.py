"""汇总动作 — keep year lines and cells equal to the facts: drawn beforehand, written in the act's turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhaotuifu.indicators.adding import PLACES, Addition, CellKey, looks_at, months_in, touched
from zhaotuifu.indicators.drawing import Drawn, draw
from zhaotuifu.indicators.models import COLUMNS, Cell, RollUp, YearLine
from zhaotuifu.indicators.moments import fingerprint, known_moments
from zhaotuifu.indicators.rules.lines import Moment
from zhaotuifu.indicators.rules.quantities import ALL
from zhaotuifu.kernel import bulk
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.prepared import rows_among, rows_of
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.progress.histories import courses_of
from zhaotuifu.projects.histories import histories_of
from zhaotuifu.projects.models import Listing, Packaging, ProgrammeMember, ProjectName
from zhaotuifu.projects.queries import chunks

#: facts of no year that a year line does not look at
NOT_IN_LINES = (ProjectName, ProgrammeMember, Packaging)
#: ids in one statement that takes rows away
AT_ONCE = 5000
Cells = Mapping[CellKey, Sequence[int]]


@dataclass(slots=True)
class DrawnYear:
    """一年的变动 — lines that go and come, and what that adds to the cells."""

    gone: list[int]
    rows: bulk.Prepared
    cells: Cells
    moments: Sequence[Moment]


@dataclass(slots=True)
class DrawnRollUps:
    """备好的汇总 — of these projects, by year; `seen` is how the roll-ups stood when they were drawn."""

    ids: Sequence[int]
    years: dict[int, DrawnYear]
    seen: dict[int, tuple[str, int | None]]
    is_draft: bool = False

    def write(self, *, at: datetime) -> None:
        """换上 — inside a transaction, in the turn that gave `at`, after the facts are written.

        Raises `Conflict` when somebody else has drawn the same projects meanwhile.
        """
        states = standing_of(self.years) if self.is_draft else self.seen
        years = self.years
        if states != self.seen:  # the roll-ups themselves were rebuilt: drawn again, as all is written
            years = draw_rollups(self.ids).years
        for year, drawn in years.items():
            if year in states:
                _write(year, drawn, states[year], at)
            elif _is_new(year, at):
                mark = fingerprint(drawn.moments)
                RollUp.objects.create(year=year, built_at=at, measures=mark)
                _write(year, drawn, (mark, None), at)


def standing_of(years: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """汇总现状 — by year, how the cells were added up and how far; one SQL statement."""
    return {year: (mark, to) for year, mark, to in rows_of(_standings, tuple(years))}


def _standings(years: tuple[int, ...]) -> QuerySet[RollUp, tuple[Any, ...]]:
    found = RollUp.objects.filter(year__in=years).order_by("year")
    return found.values_list("year", "measures", "filled_to")


def _is_new(year: int, at: datetime) -> bool:
    """Nothing was ever listed in the year before this act: its roll-up is whole from the start."""
    return not Listing.objects.filter(year=year).exclude(recorded_at=at).exists()


def _write(year: int, drawn: DrawnYear, state: tuple[str, int | None], at: datetime) -> None:
    for start in range(0, len(drawn.gone), AT_ONCE):
        part = drawn.gone[start : start + AT_ONCE]
        rows = YearLine.objects.filter(pk__in=part, superseded_at__isnull=True)
        if rows.update(superseded_at=at) != len(part):
            raise Conflict
    drawn.rows.put("recorded_at", at)
    drawn.rows.write()
    if state[0] == fingerprint(drawn.moments):
        add_to_cells(year, drawn.cells)
    elif state[0] and (drawn.cells or drawn.gone or drawn.rows.rows):
        # The measures read other parameters now: what is missed here is never taken for whole.
        RollUp.objects.filter(year=year).update(measures="")


def draw_rollups(ids: Iterable[int], draft: Draft | None = None) -> DrawnRollUps:
    """备汇总 — of these projects in all their years, with `draft` as its writing will leave them.

    Writes nothing. What did not change is left as it is.
    """
    wanted = list(dict.fromkeys(ids))
    within = _years_of(draft)
    old, new = lines_there(wanted, within), lines_due(wanted, draft, within)
    years = sorted({*old, *new})
    states, moments = standing_of(years), known_moments(years)
    drawn = {
        year: _changed(old.get(year, {}), new.get(year, {}), year, moments[year], states.get(year))
        for year in years
    }
    return DrawnRollUps(wanted, drawn, states, draft is not None)


def _years_of(draft: Draft | None) -> frozenset[int] | None:
    """The years a draft can bear on; None: any, as it says something that belongs to no year."""
    if draft is None:
        return None
    found = set()
    stated = [fact for facts in draft.new.values() for fact in facts.values()]
    for fact in [*stated, *(fact for facts in draft.gone.values() for fact in facts.values())]:
        year = getattr(fact, "year", None)
        if year is None and isinstance(fact, NOT_IN_LINES):
            continue
        if year is None:
            return None
        found.add(year)
    return frozenset(found)


def lines_due(
    ids: Sequence[int], draft: Draft | None = None, within: Collection[int] | None = None
) -> dict[int, dict[int, list[Drawn]]]:
    """应有的年行 — drawn from the facts, by year and project; eight SQL statements for every 5,000."""
    found: dict[int, dict[int, list[Drawn]]] = defaultdict(dict)
    histories, courses = histories_of(ids, draft), courses_of(ids, draft, within)
    for project_id, history in histories.items():
        for year in history.years if within is None else history.years & set(within):
            found[year][project_id] = draw(project_id, year, history, courses[project_id])
    return found


def lines_there(
    ids: Sequence[int], within: Collection[int] | None = None
) -> dict[int, dict[int, list[tuple[int, Drawn]]]]:
    """现有的年行 — by year and project, each with its id; one SQL statement for every 5,000."""
    found: dict[int, dict[int, list[tuple[int, Drawn]]]] = defaultdict(dict)
    for part in chunks(ids):
        years = None if within is None else tuple(sorted(within))
        for pk, *values in rows_among(_lines, part, years):
            found[values[1]].setdefault(values[0], []).append((pk, tuple(values)))
    return found


def _lines(
    ids: Sequence[int], years: tuple[int, ...] | None
) -> QuerySet[YearLine, tuple[Any, ...]]:
    known = YearLine.objects.known().filter(project_id__in=ids)
    if years is not None:
        known = known.filter(year__in=years)
    return known.order_by("id").values_list("pk", *COLUMNS)


def _changed(
    old: Mapping[int, list[tuple[int, Drawn]]], new: Mapping[int, list[Drawn]], year: int,
    moments: Sequence[Moment], state: tuple[str, int | None] | None,
) -> DrawnYear:
    """What goes, what comes and what that adds to the cells the project is already in."""
    gone: list[int] = []
    came: list[Drawn] = []
    added = Addition(ALL, {year: moments})
    filled_to = state[1] if state else None
    for project_id in {**old, **new}:
        before = sorted(old.get(project_id, []), key=lambda line: line[1][:4])
        after = sorted(new.get(project_id, []), key=lambda line: line[:4])
        was = [values for _, values in before]
        if was == after:
            continue
        stay = set(was) & set(after)
        gone += [pk for pk, values in before if values not in stay]
        came += [values for values in after if values not in stay]
        if filled_to is None or project_id <= filled_to:
            columns = touched(was, after)
            codes = _codes(columns, moments)
            months = None if columns is None else months_in(columns)
            added.add((values for values in was if values not in stay), -1, codes, months)
            added.add((values for values in after if values not in stay), +1, codes, months)
    return DrawnYear(gone, prepared(came), added.cells().get(year, {}), moments)


def prepared(lines: Iterable[Drawn]) -> bulk.Prepared:
    """备好的年行 — to be put under the moment of their recording."""
    return bulk.prepare_values(YearLine, COLUMNS, list(lines))


_COLUMNS_OF: dict[str, frozenset[str]] = {}


def _codes(columns: set[str] | None, moments: Sequence[Moment]) -> frozenset[str] | None:
    """The measures that look at any of these columns; None: all."""
    if columns is None:
        return None
    for measure in ALL:
        if measure.code not in _COLUMNS_OF:
            _COLUMNS_OF[measure.code] = looks_at(measure, moments)
    return frozenset(code for code, names in _COLUMNS_OF.items() if names & columns)


def add_to_cells(year: int, added: Cells) -> None:
    """加到格里 — inside a transaction, in a turn; cells that come to nothing go."""
    changes = {key: sums for key, sums in added.items() if any(sums)}
    if not changes:
        return
    levels, axes, keys, codes = (sorted({key[place] for key in changes}) for place in range(4))
    rows = Cell.objects.filter(year=year, level__in=levels, axis__in=axes, measure__in=codes)
    if len(keys) <= AT_ONCE:
        rows = rows.filter(key__in=keys)
    names = ("pk", "level", "axis", "key", "measure", "sums")
    gone, cells = [], []
    there = {
        (level, axis, key, code): (pk, sums)
        for pk, level, axis, key, code, sums in rows.order_by("id").values_list(*names)
    }
    for cell, more in changes.items():
        pk, sums = there.get(cell, (None, [0] * PLACES))
        if pk is not None:
            gone.append(pk)
        total = [one + other for one, other in zip(sums, more, strict=True)]
        if any(total):
            level, axis, key, code = cell
            cells.append(
                Cell(year=year, level=level, axis=axis, key=key, measure=code, sums=total)
            )
    for start in range(0, len(gone), AT_ONCE):
        Cell.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    bulk.prepare(Cell, cells).write()
