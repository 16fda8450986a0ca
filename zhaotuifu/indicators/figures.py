"""数从哪里来 — one entry for every figure of a period: cells, year lines by SQL, or the book.

All three add up the same measures and finish them by the same formula. Cells answer the usual scopes
at a month-end as known now; year lines any scope, day and moment since they were built; the book
whatever is left (what is no sum, packages counted otherwise, what was known before).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count, F, Sum

from zhaotuifu.indicators import rules
from zhaotuifu.indicators.adding import month_end
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.drawing import first_day
from zhaotuifu.indicators.figures_shared import Shared
from zhaotuifu.indicators.models import Cell, YearLine, YearLineQuerySet
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope, moment_in, open_book
from zhaotuifu.indicators.rules import NOTHING, Indicator, Moment, Value
from zhaotuifu.indicators.rules import Sum as Summed
from zhaotuifu.indicators.rules.durations import Duration
from zhaotuifu.indicators.rules.measures import MICRO, Measure
from zhaotuifu.indicators.rules.quantities import BY_CODE
from zhaotuifu.indicators.rules.stated import Handed, Paced
from zhaotuifu.indicators.scopes import KNOWN, Group, cell_address, cell_level, condition, said
from zhaotuifu.indicators.spans import Span, spans_of
from zhaotuifu.indicators.states import Answered, Axis, Source
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.projects.models import Project

#: group → measure code → sum
Sums = dict[str, dict[str, Summed]]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """一月 — the value at the end of the month."""

    year: int
    month: int
    value: Value


@dataclass
class Figures:
    """一期的数 — of a year as of a day, known at a moment (None: now), of what the actor may see.

    `codes` are the indicators that will be asked for, so that cells are read once. `answered` says
    which of the three sources were used.
    """

    year: int
    as_of: date
    known_at: datetime | None = None
    actor: Actor | None = None
    codes: tuple[str, ...] = ()
    answered: set[Answered] = field(default_factory=set)
    _found: dict[Any, Any] = field(default_factory=dict)

    def value(self, name: str, scope: Scope = EVERYTHING) -> Value:
        """指标值 — without rows."""
        indicator = BY_NAME[name]
        if not self._is_added_up(indicator):
            return self._otherwise(indicator, scope)
        return self._finish(indicator, scope, self._sums(scope, None).get("", {}))

    def by_zone(self, name: str, scope: Scope = EVERYTHING) -> dict[int, Value]:
        """各板块 — by id, those with projects; a joint project counts in each."""
        return {
            int(key): value
            for key, value in self._each(name, scope, Group.ZONE).items()
        }

    def by_category(self, name: str, scope: Scope = EVERYTHING) -> dict[str, Value]:
        """各产业链 — those with projects; "" is not said."""
        return self._each(name, scope, Group.CATEGORY)

    def by_level(self, name: str, scope: Scope = EVERYTHING) -> dict[str, Value]:
        """各级 — a project on several lists counts in each."""
        return self._each(name, scope, Group.LEVEL)

    def taken(self, name: str, scope: Scope = EVERYTHING) -> int:
        """算进来的行数 — of what adds up: the numerator's lines are among the denominator's."""
        formula, sums = BY_NAME[name].additive, self._sums(scope, None).get("", {})
        measures = formula.measures if formula else ()
        if any(measure.takes_all for measure in measures):
            return self.count(scope)
        return max((sums.get(measure.code, NOTHING).n for measure in measures), default=0)

    def count(self, scope: Scope = EVERYTHING) -> int:
        """在列项目数."""
        return int(self._sums(scope, None).get("", {}).get("listed", NOTHING).total)

    def counts(self, scope: Scope, group: Group) -> dict[str, int]:
        """各组的在列项目数 — by key, those with any."""
        found = self._sums(scope, group)
        return {key: int(sums["listed"].total) for key, sums in found.items() if "listed" in sums}

    def trend(self, name: str, scope: Scope = EVERYTHING, months: int = 24) -> tuple[TrendPoint, ...]:
        """逐月走势 — the month-ends up to the day, oldest first; months that only the book could
        answer are left out, as it would be opened for each of them.
        """
        last = self.year * 12 + self.moment.month - 1
        found = []
        for number in range(last - months + 1, last + 1):
            year, month = divmod(number, 12)
            there = self._at(year, month + 1)
            if there._cells_hold(scope) or there._lines_hold(scope):
                found.append(TrendPoint(year, month + 1, there.value(name, scope)))
        return tuple(found)

    def _at(self, year: int, month: int) -> Figures:
        """The same of another month-end; what was read of a year is read once."""
        day = month_end(year, month)
        if (year, day) == (self.year, self.as_of):
            return self
        other = replace(self, year=year, as_of=day, _found={})
        other.__dict__["shared"] = self.shared
        return other

    @cached_property
    def shared(self) -> Shared:
        """What is the same for every month of a trend."""
        return Shared(self.known_at, self.measures)

    @cached_property
    def moment(self) -> Moment:
        """统计时点 — with targets and parameters in force on the day."""
        return self.shared.moment(self.year, self.as_of)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """要加的量 — of the indicators named; all when none is."""
        if not self.codes:
            return tuple(BY_CODE.values())
        wanted = {"listed": BY_CODE["listed"]}
        for code in self.codes:
            formula = BY_NAME[code].additive
            wanted |= {one.code: one for one in formula.measures} if formula else {}
        return tuple(wanted.values())

    @cached_property
    def book(self) -> Book:
        """账本 — opened only when nothing else can answer."""
        self.answered.add(Answered.BOOK)
        return open_book(
            year=self.year, as_of=self.as_of, known_at=self.known_at, actor=self.actor
        )

    def _is_added_up(self, indicator: Indicator) -> bool:
        formula = indicator.additive
        return formula is not None and indicator.source is Source.LISTED

    def _otherwise(self, indicator: Indicator, scope: Scope) -> Value:
        """What is no sum: handed down, or days between two nodes; else the book."""
        if isinstance(indicator.function, Handed | Paced):
            return indicator.of((), moment_in(self.moment, scope, self.actor))
        found = self.spans(indicator, scope)
        if found is None or not isinstance(indicator.function, Duration):
            return self._by_book(indicator, scope)
        return self._measured(indicator.function, found)

    def spans(self, indicator: Indicator, scope: Scope, group: Group | None = None) -> tuple[Span, ...] | None:
        """各段 — of a duration, in a scope; None when only the book knows them."""
        if not isinstance(indicator.function, Duration):
            return None
        key = (indicator.code, scope, group is Group.LEVEL)
        if key not in self._found:
            rows, duration = self.lines(scope, group), indicator.function
            self._found[key] = None
            if rows is not None:
                self._found[key] = self.kept(key, lambda: spans_of(rows, duration, self.moment))
                self.answered.add(Answered.LINES)
        return self._found[key]

    def _measured(self, duration: Duration, spans: Iterable[Span]) -> Value:
        moment = replace(self.moment, calendar=self.shared.calendar)
        return duration.measured([(one.begun, one.done) for one in spans], moment)

    def _by_book(self, indicator: Indicator, scope: Scope) -> Value:
        return replace(self.book.value(indicator, scope), rows=())

    def _each(self, name: str, scope: Scope, group: Group) -> dict[str, Value]:
        indicator = BY_NAME[name]
        spans = self.spans(indicator, scope, group)
        if spans is not None and isinstance(indicator.function, Duration):
            parts: dict[str, list[Span]] = defaultdict(list)
            for one in spans:
                for key in one.keys(group):
                    parts[key].append(one)
            return {key: self._measured(indicator.function, part) for key, part in parts.items()}
        if not self._is_added_up(indicator):
            keys = self._sums(scope, group)
            return {key: self._otherwise(indicator, narrowed(scope, group, key)) for key in keys}
        return {
            key: self._finish(indicator, narrowed(scope, group, key), sums)
            for key, sums in self._sums(scope, group).items()
            if "listed" in sums
        }

    def _finish(self, indicator: Indicator, scope: Scope, sums: dict[str, Summed]) -> Value:
        formula = indicator.additive
        if formula is None:
            raise TypeError(f"{indicator.code} is no sum")
        moment = moment_in(self.moment, scope, self.actor)
        parts = [sums.get(measure.code, NOTHING) for measure in formula.measures]
        return formula.finish(parts[0], parts[1] if len(parts) > 1 else NOTHING, moment)

    def _sums(self, scope: Scope, group: Group | None) -> Sums:
        key = (scope, group)
        if key not in self._found:
            self._found[key] = self._read(scope, group)
        return self._found[key]

    def _read(self, scope: Scope, group: Group | None) -> Sums:
        address = cell_address(scope, group)
        if address is not None and self._cells_hold(scope):
            self.answered.add(Answered.CELLS)
            return self._from_cells(scope, group, *address)
        rows = self.lines(scope, group)
        if rows is not None:
            self.answered.add(Answered.LINES)
            codes = tuple(measure.code for measure in self.measures)
            return self.kept((scope, group, codes), lambda: self._from_lines(rows, group))
        return self._from_book(scope, group)

    def _cells_hold(self, scope: Scope) -> bool:
        if self.known_at is not None or self.as_of != month_end(self.year, self.as_of.month):
            return False
        if self.as_of.year != self.year or not self.shared.is_filled(self.year):
            return False
        return self.actor is None or self.actor.sees_all or self._is_own(scope)

    def _is_own(self, scope: Scope) -> bool:
        """Of a 板块's own projects: as the cells have them, unless one has left or will leave."""
        own = self.actor.organisations(Role.ZONE) if self.actor else frozenset()
        if scope.zone_id is None or own != {scope.zone_id}:
            return False
        return self.shared.is_settled(scope.zone_id)

    def _lines_hold(self, scope: Scope) -> bool:
        if said(scope) - KNOWN or not first_day(self.year) <= self.as_of <= date(self.year, 12, 31):
            return False
        built_at = self.shared.built_at(self.year)
        return built_at is not None and (self.known_at is None or self.known_at >= built_at)

    def _from_cells(self, scope: Scope, group: Group | None, axis: Axis, key: str | None) -> Sums:
        found: Sums = defaultdict(dict)
        place = 2 * self.as_of.month - 2
        cells = self.shared.cells(self.year, axis, key)
        for level, one, code, sums in cells:
            if group is not Group.LEVEL and level != cell_level(scope):
                continue
            if group is Group.LEVEL and level == Cell.EACH_ONCE:
                continue
            if sums[place + 1]:
                to = level if group is Group.LEVEL else one if key is None else ""
                found[to][code] = _summed(code, sums[place], sums[place + 1])
        return found

    def lines(self, scope: Scope, group: Group | None = None) -> YearLineQuerySet | None:
        """年行 — of the scope, for who asks something else of them; None when only the book knows."""
        if not self._lines_hold(scope):
            return None
        rows = YearLine.objects.known(self.known_at).filter(
            condition(scope, group, self.as_of, self.known_at), year=self.year
        )
        if self.actor is None or self.actor.sees_all:
            return rows
        return rows.filter(project__in=Project.objects.visible_to(self.actor).order_by().values("pk"))

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """记住的 — an answer off the year lines of these figures, until anything is recorded or drawn anew."""
        asked = (self.year, self.as_of, self.known_at, self.actor, key)
        return remembered(
            asked, make, stamp=self.shared.built_at(self.year), last=self.shared.last_deed
        )

    def _from_lines(self, rows: YearLineQuerySet, group: Group | None) -> Sums:
        sums: dict[str, Any] = {}
        for measure in self.measures:
            expression = measure.sql(self.moment)
            sums |= {f"s_{measure.code}": Sum(expression), f"n_{measure.code}": Count(expression)}
        if group is None:
            return self._distributed([rows.aggregate(**sums) | {"to": ""}], group)
        column = "zones" if group is Group.ZONE else group.value
        grouped = rows.order_by().annotate(to=F(column)).values("to").annotate(**sums)
        return self._distributed(grouped, group)

    def _distributed(self, rows: Iterable[dict[str, Any]], group: Group | None) -> Sums:
        found: Sums = defaultdict(dict)
        for row in rows:
            keys = [row["to"]]
            if group is Group.ZONE:
                keys = [one for one in row["to"].strip("/").split("/") if one]
            for measure in self.measures:
                n = row[f"n_{measure.code}"]
                if not n:
                    continue
                more = _summed(measure.code, int(row[f"s_{measure.code}"]), n)
                for key in keys:
                    found[key][measure.code] = found[key].get(measure.code, NOTHING) + more
        return found

    def _from_book(self, scope: Scope, group: Group | None) -> Sums:
        if group is Group.LEVEL and scope.level is None:
            levels = {line.level for line in self.book.lines}
            scopes = [replace(scope, level=level) for level in sorted(levels)]
            lines = [line for one in scopes for line in self.book.within(one)]
        else:
            lines = list(self.book.within(scope))
        parts = _parted(lines, group)
        found: Sums = {}
        for key, part in parts.items():
            sums = {one.code: rules.summed(one, part, self.book.moment) for one in self.measures}
            found[key] = {code: one for code, one in sums.items() if one.n}
        return {key: sums for key, sums in found.items() if sums}


def _parted(lines: Sequence[rules.Line], group: Group | None) -> dict[str, list[rules.Line]]:
    found: dict[str, list[rules.Line]] = defaultdict(list)
    for line in lines:
        keys: Iterable[str] = [""]
        if group is Group.ZONE:
            keys = [str(zone_id) for zone_id in line.zone_ids]
        elif group is not None:
            keys = [getattr(line, group.value)]
        for key in keys:
            found[key].append(line)
    return found


def narrowed(scope: Scope, group: Group, key: str) -> Scope:
    """这一组的范围."""
    if group is Group.ZONE:
        return replace(scope, zone_id=int(key))
    return replace(scope, category=key) if group is Group.CATEGORY else replace(scope, level=key)


def _summed(code: str, total: int, n: int) -> Summed:
    amount = rules.ZERO + total
    return Summed(amount / MICRO if BY_CODE[code].is_money else amount, n)


def ask(
    *, year: int, as_of: date, known_at: datetime | None = None, actor: Actor | None = None,
    codes: Iterable[str] = (),
) -> Figures:
    """取数 — of a year as of a day, known at a moment; `codes` names the indicators to be asked for."""
    return Figures(year, as_of, known_at, actor, tuple(codes))
