"""一个数的行 — one page of the projects a figure is made of: chosen by SQL off the year lines, and only they
are opened as a book; off the whole book where the lines cannot answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from zhaotuifu.indicators.figures import Figures
from zhaotuifu.indicators.models import YearLineQuerySet
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import ONE, ZERO, Formula, Indicator, Line, Moment, Row, Value
from zhaotuifu.indicators.rules.durations import Duration
from zhaotuifu.indicators.rules.measures import CAUSE_LETTERS
from zhaotuifu.indicators.states import CountBy, Source
from zhaotuifu.kernel.pages import Page
from zhaotuifu.progress.states import Cause

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """值和一页行 — the value without rows, the rows of the page in order, largest part first, their lines,
    and whether rows have a denominator.
    """

    value: Value
    page: Page[Row]
    lines: Mapping[int, Line]
    has_denominator: bool


def rows_of(reader: Reader, indicator: Indicator, number: int) -> Rows:
    """取一页 — a page beyond the last is the last; a fixed number of SQL statements."""
    if reader.ask.count_by is CountBy.LISTED and indicator.source is Source.LISTED:
        function = indicator.function
        found = _summed(reader, indicator, number) if isinstance(function, Formula) else None
        if isinstance(function, Duration):
            found = _spanned(reader, indicator, number)
        if found is not None:
            return found
        if not isinstance(function, Formula | Duration):  # given from above: no project is read
            value = reader.figures.value(indicator.code, reader.ask.scope)
            return Rows(value, Page((), 1, PAGE_SIZE, 0), {}, False)
    return _booked(reader, indicator, number)


def _summed(reader: Reader, indicator: Indicator, number: int) -> Rows | None:
    """Of what adds up."""
    figures, scope, formula = reader.figures, reader.ask.scope, indicator.additive
    lines = figures.lines(scope)
    if lines is None or formula is None:
        return None
    value, count = figures.value(indicator.code, scope), figures.taken(indicator.code, scope)
    number, start = _start(number, count)
    moment = figures.moment
    ordered = _ordered(lines, formula, moment).values_list("project_id", flat=True)
    page = ordered[start : start + PAGE_SIZE]
    ids = figures.kept(("rows", indicator.code, scope, number), lambda: tuple(page))
    opened = _opened(reader, ids)
    rows = [row for pk in ids if pk in opened and (row := formula.row(opened[pk], moment)) is not None]
    has_below = formula.denominator is not None and value.denominator is not None
    return Rows(value, Page(tuple(rows), number, PAGE_SIZE, count), opened, has_below)


def _ordered(lines: YearLineQuerySet, formula: Formula, moment: Moment) -> YearLineQuerySet:
    """The lines any measure takes, largest part first."""
    measures = formula.measures
    if not any(measure.takes_all for measure in measures):
        taken = Q()
        for measure in measures:
            taken |= measure.taken(moment)
        lines = lines.filter(taken)
    if not measures[0].is_money and measures[0].takes_all:
        return lines.order_by("project_id")  # each counts 1
    part: Any = measures[0].sql(moment)
    if len(measures) > 1 and not measures[0].is_money:
        part = Coalesce(part, 0)
    return lines.annotate(part=part).order_by(F("part").desc(nulls_last=True), "project_id")


def _spanned(reader: Reader, indicator: Indicator, number: int) -> Rows | None:
    """Of days between two nodes: longest first."""
    spans = reader.figures.spans(indicator, reader.ask.scope)
    if spans is None:
        return None
    value = reader.figures.value(indicator.code, reader.ask.scope)
    number, start = _start(number, len(spans))
    ordered = sorted(spans, key=lambda one: (-one.days, one.project_id))[start : start + PAGE_SIZE]
    opened = _opened(reader, [one.project_id for one in ordered])
    rows = [
        Row(one.project_id, opened[one.project_id].name, opened[one.project_id].code, ONE * one.days, None)
        for one in ordered if one.project_id in opened
    ]
    return Rows(value, Page(tuple(rows), number, PAGE_SIZE, len(spans)), opened, False)


def _opened(reader: Reader, ids: Sequence[int]) -> dict[int, Line]:
    """The lines of these projects alone, as the whole book has them."""
    ask = reader.ask
    book = open_book(
        year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=reader.actor, project_ids=ids
    )
    return {line.project_id: line for line in book.within(ask.scope)}


def _booked(reader: Reader, indicator: Indicator, number: int) -> Rows:
    whole = reader.with_rows(indicator, reader.ask.scope)
    rows = sorted(
        whole.rows, key=lambda row: (row.numerator is None, -(row.numerator or 0), row.project_id)
    )
    number, start = _start(number, len(rows))
    return Rows(
        replace(whole, rows=()),
        Page(tuple(rows[start : start + PAGE_SIZE]), number, PAGE_SIZE, len(rows)),
        {line.project_id: line for line in reader.lines(indicator)},
        any(row.denominator is not None for row in whole.rows),
    )


def _start(number: int, count: int) -> tuple[int, int]:
    number = min(number, -(-count // PAGE_SIZE) or 1)
    return number, (number - 1) * PAGE_SIZE


def by_cause(reader: Reader, indicator: Indicator) -> dict[Cause, Decimal] | None:
    """各原因几个 — of those that lag, by the cause said last; None when only the book knows."""
    formula = indicator.additive
    if formula is None or reader.ask.count_by is not CountBy.LISTED:
        return None
    lines = reader.figures.lines(reader.ask.scope)
    if lines is None:
        return None
    figures, scope = reader.figures, reader.ask.scope
    return figures.kept(("causes", indicator.code, scope), lambda: _causes(figures, lines, formula))


def _causes(figures: Figures, lines: YearLineQuerySet, formula: Formula) -> dict[Cause, Decimal]:
    moment, measure = figures.moment, formula.measures[0]
    letters = lines.filter(measure.taken(moment)).values_list("causes", flat=True).order_by()
    causes = {letter: cause for cause, letter in CAUSE_LETTERS.items()}
    found: dict[Cause, Decimal] = {}
    for text in letters.iterator(chunk_size=5000):
        letter = text[moment.month - 1] if moment.month and text else CAUSE_LETTERS[Cause.UNSET]
        found[causes[letter]] = found.get(causes[letter], ZERO) + ONE
    return found
