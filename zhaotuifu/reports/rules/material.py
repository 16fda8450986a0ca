"""材料 — what a document is composed from: the book of its scope, its span of days, what to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Level, Standing
from zhaotuifu.reports.rules.progress_table import Ground

WEEK = timedelta(days=6)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """时段 — the days a document tells about, both included; of a month or of a week."""

    first: date
    last: date
    is_week: bool = False

    def takes(self, day: date | None) -> bool:
        """是否在时段内."""
        return day is not None and self.first <= day <= self.last

    @property
    def text(self) -> str:
        """说法 — 3月 of a whole month, else 11月15日—21日, over a month's end 10月28日—11月3日."""
        if self.is_whole_month:
            return f"{self.last.month}月"
        if self.first == self.last:
            return wording.day_text(self.last)
        same = self.first.month == self.last.month
        last = f"{self.last.day}日" if same else wording.day_text(self.last)
        return f"{wording.day_text(self.first)}{wording.SPAN_DASH}{last}"

    @property
    def word(self) -> str:
        """句首 — 本周, 上期以来 where issues were left out, or 3月."""
        if not self.is_week:
            return self.text
        return "本周" if self.last - self.first <= WEEK else "上期以来"

    @property
    def is_whole_month(self) -> bool:
        return (
            not self.is_week and self.first.day == 1 and self.first.month == self.last.month
            and (self.last + ONE_DAY).month != self.last.month
        )


def week_of(as_of: date, since: date | None = None) -> Span:
    """一周 — the seven days up to the day, or all days after the last issue (`since`) of the year.

    Never before the year: what happened in December belongs to December's last issue.
    """
    first = as_of - WEEK
    if since is not None and since < as_of:
        first = since + ONE_DAY
    return Span(max(first, date(as_of.year, 1, 1)), as_of, is_week=True)


def month_of(as_of: date, month: int) -> Span:
    """一月 — from the first of the reporting month to the day."""
    return Span(date(as_of.year, max(month, 1), 1), as_of)


@dataclass(frozen=True, slots=True)
class Change:
    """项目调整 — a project that was stopped, resumed, withdrawn or restored, on which day and why.

    `line` is the project as listed, with what it had done until then.
    """

    line: Line
    standing: Standing
    on: date
    reason: str

    @property
    def has_started(self) -> bool:
        """当时已开工 — withdrawn after the start is 退出, before it 取消."""
        started_on = self.line.reached_on(Node.START)
        return started_on is not None and started_on <= self.on


@dataclass(frozen=True, slots=True)
class Material:
    """材料 — see the module. `book` and `year_ago` are narrowed to `scope`; None: nothing to compare with.

    `zones` are (id, name) in order, `ranked_zones` those that take part in a ranking; `changes` those
    of the year, in the order of their days; `gone` the names of all projects that were withdrawn.
    """

    book: Book
    span: Span
    ground: Ground
    zones: tuple[tuple[int, str], ...]
    ranked_zones: frozenset[int]
    scope: Scope = EVERYTHING
    scope_words: str = ""
    year_ago: Book | None = None
    changes: tuple[Change, ...] = ()
    gone: Mapping[int, str] = field(default_factory=dict)

    @property
    def zone_names(self) -> dict[int, str]:
        return dict(self.zones)

    @property
    def levels(self) -> tuple[str, ...]:
        """有项目的级别 — highest first."""
        return levels_in(self.book)


def levels_in(book: Book) -> tuple[str, ...]:
    """有项目的级别 — highest first."""
    found = {line.level for line in book.lines}
    return tuple(level for level in Level.values if level in found)


def narrowed(book: Book, scope: Scope) -> Book:
    """只看范围内 — the book of these lines alone, so that all of it is the document's whole.

    Targets are handed down by level and 板块: for a narrower scope there are none.
    """
    if scope == EVERYTHING:
        return book
    lines = book.lines
    if scope.programme_id is not None:
        members = book.beyond.members(scope.programme_id) if book.beyond else frozenset()
        lines = tuple(line for line in lines if line.project_id in members)
    lines = tuple(
        line for line in lines
        if (scope.level is None or line.level == scope.level) and scope.takes(line)
    )
    moment = replace(book.moment, targets={}) if scope.is_narrowed else book.moment
    return replace(book, lines=lines, moment=moment)


def last_year_amounts(material: Material) -> dict[int, tuple[Line, Decimal]]:
    """上年同期 — each project's completed amount up to the same month, by id; empty: nothing to compare."""
    if material.year_ago is None:
        return {}
    return {
        line.project_id: (line, line.completed_wan)
        for line in material.year_ago.within(EVERYTHING)
        if line.completed_wan is not None
    }
