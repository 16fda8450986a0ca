"""加格 — what year lines add to the cells: measures at the twelve month-ends, by scope.

The same `Measure.of` the book uses, on a line made back from the values of a year line.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.indicators.drawing import MONTHS, Drawn
from zhaotuifu.indicators.models import COLUMNS, Cell
from zhaotuifu.indicators.rules.lines import Line, Moment
from zhaotuifu.indicators.rules.measures import CAUSE_LETTERS, MICRO, Measure, wan
from zhaotuifu.indicators.states import Axis
from zhaotuifu.progress.queries import NO_WORD, MilestoneLine, WordLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.queries import NO_PROFILE
from zhaotuifu.projects.states import Currency, Stage

AT = {name: place for place, name in enumerate(COLUMNS)}
DONE_AT, RECOGNISED_AT = AT["done_1"], AT["recognised_1"]
NODES_AT = tuple((node.value, AT[f"{node.value}_on"]) for node in Node)
CAUSES = {letter: cause for cause, letter in CAUSE_LETTERS.items()}
PLACES = 24  # total and n of each month

#: level, axis, key, measure code
CellKey = tuple[str, str, str, str]
#: level, is_first, zones, category: all that says into which cells a year line goes
_Group = tuple[str, bool, str, str]


def month_end(year: int, month: int) -> date:
    """月末."""
    return date(year, month, calendar.monthrange(year, month)[1])


class Said:
    """还原成行 — a year line as the book's line at the end of any month: all a measure may look at.

    What holds all the year long is made once.
    """

    def __init__(self, values: Drawn) -> None:
        zones = values[AT["zones"]].strip("/")
        self._letters = values[AT["causes"]]
        self._months = _months(values, DONE_AT)
        self._recognised = _months(values, RECOGNISED_AT)
        self._fixed: dict[str, Any] = {
            "project_id": values[0], "name": "", "code": "", "level": values[AT["level"]],
            "construction_kind": values[AT["construction_kind"]], "kind": values[AT["kind"]],
            "category": values[AT["category"]],
            "zone_ids": tuple(int(one) for one in zones.split("/")) if zones else (),
            "zone_names": (), "total_wan": wan(values[AT["total"]]),
            "plan_wan": wan(values[AT["plan"]]), "admitted_on": values[AT["admitted_on"]],
            "milestones": _milestones(values), "standing": values[AT["standing"]],
            "stage": Stage.ADMITTED, "is_demo": False, "profile": _profile(values[AT["usd"]]),
        }

    def at(self, month: int) -> Line:
        """月末的行 — with the months up to it."""
        letter = self._letters[month - 1] if month else "-"
        return Line(
            months={number: amount for number, amount in self._months.items() if number <= month},
            recognised_months={
                number: amount for number, amount in self._recognised.items() if number <= month
            },
            word=NO_WORD if letter == "-" else WordLine(month, "", "", CAUSES[letter], "", None),
            **self._fixed,
        )


def _profile(usd: int | None) -> Mapping[str, object]:
    if usd is None:
        return NO_PROFILE
    return NO_PROFILE | {"foreign_currency": Currency.USD.value, "foreign_amount_wan": wan(usd)}


def _months(values: Drawn, start: int) -> dict[int, Decimal]:
    """The months again; one that was skipped between others is zero."""
    found, before = {}, 0
    for month in MONTHS:
        total = values[start + month - 1]
        if total is not None:
            found[month] = Decimal(total - before) / MICRO
            before = total
    return found


def _milestones(values: Drawn) -> dict[str, MilestoneLine]:
    found = {}
    for node, place in NODES_AT:
        recognised, actual, planned = values[place : place + 3]
        if recognised or actual or planned:
            found[node] = MilestoneLine(node, planned, "", actual, "", recognised)
    return found


@dataclass(slots=True)
class Addition:
    """加多少 — by year and cell, 24 whole numbers: total and n of each month-end."""

    measures: Sequence[Measure]
    moments: Mapping[int, Sequence[Moment]]  # by year, of January to December
    by_group: dict[tuple[int, _Group, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * PLACES)
    )

    def add(
        self, lines: Iterable[Drawn], sign: int, codes: frozenset[str] | None = None,
        months: frozenset[int] | None = None,
    ) -> None:
        """加上 (or take away, `sign` −1) these year lines, of the measures in `codes`, at these months."""
        measures = [one for one in self.measures if codes is None or one.code in codes]
        for values in lines:
            self._add(values, sign, measures, months)

    def _add(
        self, values: Drawn, sign: int, measures: Sequence[Measure], months: frozenset[int] | None
    ) -> None:
        year, since, until = values[AT["year"]], values[AT["from_on"]], values[AT["to_on"]]
        group = tuple(values[AT[name]] for name in ("level", "is_first", "zones", "category"))
        moments = [
            one for one in self.moments[year]
            if since <= one.as_of <= until and (months is None or one.month in months)
        ]
        if not moments:
            return
        told = Said(values)
        whole_month = moments[-1].month
        whole = told.at(whole_month)
        lines: dict[int, Line] = {whole_month: whole}
        for measure in measures:
            found = _steady(measure, whole, moments) if measure.is_steady else None
            if found is None:
                for moment in moments:
                    if moment.month not in lines:
                        lines[moment.month] = told.at(moment.month)
                found = [(one.month, measure.of(lines[one.month], one)) for one in moments]
            self._put((year, group, measure.code), found, sign, measure.is_money)

    def _put(
        self, key: tuple[int, _Group, str], found: Iterable[tuple[int, Decimal | None]], sign: int,
        is_money: bool,
    ) -> None:
        sums: list[int] | None = None
        for month, amount in found:
            if amount is None:
                continue
            if sums is None:
                sums = self.by_group[key]
            sums[2 * month - 2] += sign * int(amount * MICRO if is_money else amount)
            sums[2 * month - 1] += sign

    def cells(self) -> dict[int, dict[CellKey, list[int]]]:
        """按格 — by year; what adds nothing is left out."""
        found: dict[int, dict[CellKey, list[int]]] = defaultdict(dict)
        for (year, (level, is_first, zones, category), code), sums in self.by_group.items():
            if not any(sums):
                continue
            scopes = [(Axis.ALL.value, ""), (Axis.CATEGORY.value, category)]
            scopes += [(Axis.ZONE.value, one) for one in zones.strip("/").split("/") if one]
            for one_level in (level, Cell.EACH_ONCE) if is_first else (level,):
                for axis, key in scopes:
                    cell = found[year].setdefault((one_level, axis, key, code), [0] * PLACES)
                    for place, number in enumerate(sums):
                        cell[place] += number
        return found


def _steady(
    measure: Measure, line: Line, moments: Sequence[Moment]
) -> list[tuple[int, Decimal | None]]:
    """Of a measure that changes within a year only by its day: looked at once."""
    if not measure.where.of(line, moments[-1]):
        return []
    amount = measure.amount.of(line, moments[-1])
    if measure.since is None:
        return [(one.month, amount) for one in moments]
    on = measure.since.of(line)
    return [(one.month, amount) for one in moments if on is not None and on <= one.as_of]


def touched(old: Sequence[Drawn], new: Sequence[Drawn]) -> set[str] | None:
    """哪些列变了 — of one project's year; None when the lines do not stand over the same days in the
    same cells, and everything is looked at again.
    """
    fixed = range(AT["is_first_of_kind"])
    if [[line[n] for n in fixed] for line in old] != [[line[n] for n in fixed] for line in new]:
        return None
    found = {
        COLUMNS[place]
        for before, after in zip(old, new, strict=True)
        for place, (one, other) in enumerate(zip(before, after, strict=True))
        if one != other
    }
    return None if found & {"zones", "category"} else found


def months_in(columns: set[str]) -> frozenset[int] | None:
    """哪些月末 — where only sums up to a month changed; None: all."""
    found = set()
    for name in columns:
        what, _, month = name.rpartition("_")
        if what not in ("done", "recognised") or not month.isdigit():
            return None
        found.add(int(month))
    return frozenset(found)


def looks_at(measure: Measure, moments: Iterable[Moment]) -> frozenset[str]:
    """看哪些列 — the columns of a year line a measure's expressions name."""
    found: set[str] = set()
    for moment in moments:
        _names(measure.sql(moment), found)
    return frozenset(found)


def _names(expression: Any, found: set[str]) -> None:
    if isinstance(expression, tuple):  # a leaf of a Q: name__lookup, value
        found.add(expression[0].split("__")[0])
        _names(expression[1], found)
        return
    name = getattr(expression, "name", None)
    if isinstance(name, str):
        found.add(name)
    children = getattr(expression, "children", None)
    if children is None and hasattr(expression, "get_source_expressions"):
        children = expression.get_source_expressions()
        condition = getattr(expression, "condition", None)
        children = [*children, *([condition] if condition is not None else [])]
    for child in children or ():
        if child is not None:
            _names(child, found)
