"""读数 — the figures of a page: from the roll-ups where they can answer, from the book for rows and the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from zhaotuifu.indicators import figures
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.beyond import Beyond
from zhaotuifu.indicators.comparing import (
    Compared,
    can_compare,
    cannot,
    compared,
    period_before,
)
from zhaotuifu.indicators.defined import Defined, in_force
from zhaotuifu.indicators.figures import Figures, TrendPoint
from zhaotuifu.indicators.queries import Book, Scope
from zhaotuifu.indicators.rules import Indicator, Line, Value
from zhaotuifu.indicators.states import Comparison, CountBy, Source
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.remembered import remembered


@dataclass
class Reader:
    """读数 — of what is asked, as the actor may see it; `codes` are the indicators that will be read."""

    ask: Asking
    actor: Actor | None
    codes: tuple[str, ...] = ()

    @cached_property
    def figures(self) -> Figures:
        """数 — of the period asked."""
        ask = self.ask
        return figures.ask(
            year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=self.actor, codes=self.codes
        )

    @cached_property
    def book(self) -> Book:
        """账本 — with packages counted as asked."""
        return self.figures.book.counted(self.ask.count_by)

    @cached_property
    def signed_book(self) -> Book:
        """签约的账本 — for what is counted of signed projects alone: no line of a list is read."""
        ask, moment = self.ask, self.figures.moment
        return Book(moment, ask.known_at, (), Beyond(ask.year, ask.as_of, ask.known_at, self.actor))

    @cached_property
    def defined(self) -> Defined:
        """在用的定义."""
        return in_force(self.ask.as_of, self.ask.known_at)

    def value(self, indicator: Indicator, scope: Scope) -> Value:
        """指标值 — without rows."""
        if self.ask.count_by is not CountBy.LISTED:
            return replace(self.book.value(indicator, scope), rows=())
        if indicator.source is Source.SIGNED:
            return remembered(
                ("signed", self.ask, self.actor, indicator.code, scope),
                lambda: replace(self.signed_book.value(indicator, scope), rows=()),
                last=self.figures.shared.last_deed,
            )
        return self.figures.value(indicator.code, scope)

    def with_rows(self, indicator: Indicator, scope: Scope) -> Value:
        """指标值和行 — from the book."""
        if indicator.source is Source.SIGNED:
            return self.signed_book.value(indicator, scope)
        return self.book.value(indicator, scope)

    def lines(self, indicator: Indicator) -> tuple[Line, ...]:
        """范围内的行 — from which the indicator is counted."""
        book = self.signed_book if indicator.source is Source.SIGNED else self.book
        return book.within(self.ask.scope, indicator.source)

    def compare(
        self, indicator: Indicator, value: Value, scope: Scope, comparison: Comparison
    ) -> Compared:
        """同比或环比 — or the reason why there is none."""
        ask = self.ask
        verdict = can_compare(ask.year, ask.as_of, comparison)
        if not verdict:
            return cannot(comparison, value, verdict.sentence)
        then = self.before(comparison).value(indicator, scope)
        return compared(value, then, comparison, self.before(comparison).ask.as_of)

    def before(self, comparison: Comparison) -> Reader:
        """那一期的数 — the same of the period compared with."""
        return self.year_before if comparison is Comparison.YEAR else self.month_before

    @cached_property
    def year_before(self) -> Reader:
        return self._of(Comparison.YEAR)

    @cached_property
    def month_before(self) -> Reader:
        return self._of(Comparison.MONTH)

    def _of(self, comparison: Comparison) -> Reader:
        year, as_of = period_before(self.ask.year, self.ask.as_of, comparison)
        made = Reader(replace(self.ask, year=year, as_of=as_of), self.actor, self.codes)
        made.figures.__dict__["shared"] = self.figures.shared  # what is read of a year is read once
        return made

    def trend(self, indicator: Indicator, scope: Scope) -> tuple[TrendPoint, ...]:
        """走势 — the month-ends of this year and the last, of what adds up and is counted as listed."""
        if indicator.additive is None or self.ask.count_by is not CountBy.LISTED:
            return ()
        return self.figures.trend(indicator.code, scope, months=12 + self.figures.moment.month)
