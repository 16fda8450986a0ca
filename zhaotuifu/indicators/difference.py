"""差额说明 — the difference of an indicator between two moments, project by project.

Three books are opened: the earlier day as known then, the same day as known at the later moment,
and the later day. What lies between the first two was corrected, between the last two it happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope, moment_in, open_book
from zhaotuifu.indicators.rules import ZERO, Indicator, Line, Moment, Row, Value
from zhaotuifu.indicators.rules.difference import (
    Cause,
    Part,
    Step,
    amounts,
    effected,
    walked,
)
from zhaotuifu.indicators.states import Source
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.facts import FactQuerySet
from zhaotuifu.kernel.verdict import YES, Verdict, ensure, no
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.models import Listing, ProjectZone, StandingChange
from zhaotuifu.projects.states import STANDING_LABELS, Level, Standing

MOST_ON_A_PAGE = 2000  # a district has some hundred
MOST = 5000  # projects of a scope that are named one by one; a district's 板块 has fewer


@dataclass(frozen=True, slots=True)
class When:
    """时点 — the day a figure is about, and the moment of knowledge (None: now); its year's lists."""

    as_of: date
    known_at: datetime | None = None
    year: int | None = None

    @property
    def of_year(self) -> int:
        """年度 — of the lists read; that of the day unless said otherwise."""
        return self.year or self.as_of.year


@dataclass(frozen=True, slots=True)
class Difference:
    """差额 — the figure at both ends and the parts between, which add up exactly."""

    indicator: Indicator
    first: When
    last: When
    before: Value
    after: Value
    parts: tuple[Part, ...]

    @property
    def value(self) -> Decimal | None:
        """差 — of the values, in their unit (a rate's in points); None when there is none at an end."""
        if self.is_ratio and None in (self.before.value, self.after.value):
            return None
        return (self.after.value or ZERO) - (self.before.value or ZERO)

    @property
    def numerator(self) -> Decimal:
        return (self.after.numerator or ZERO) - (self.before.numerator or ZERO)

    @property
    def denominator(self) -> Decimal:
        return (self.after.denominator or ZERO) - (self.before.denominator or ZERO)

    @property
    def is_ratio(self) -> bool:
        """是比率 — of two sums, or of a sum and a target."""
        formula = self.indicator.additive
        return formula is not None and (formula.denominator or formula.target) is not None

    @property
    def groups(self) -> tuple[Group, ...]:
        """按原因 — what happened before what was corrected, each cause with its parts, largest first."""
        found: dict[tuple[Step, Cause], list[Part]] = {}
        for part in self.parts:
            found.setdefault((part.step, part.cause), []).append(part)
        return tuple(
            Group(step, cause, tuple(sorted(found[step, cause], key=_by_size)))
            for step in Step for cause in Cause if (step, cause) in found
        )


@dataclass(frozen=True, slots=True)
class Group:
    """一类原因 — its parts, and what they make together."""

    step: Step
    cause: Cause
    parts: tuple[Part, ...]

    @property
    def effect(self) -> Decimal | None:
        """合计影响 — None where the value has no difference."""
        found = [part.effect for part in self.parts if part.effect is not None]
        return sum(found, ZERO) if found else None

    @property
    def numerator(self) -> Decimal:
        return sum((part.numerator for part in self.parts), ZERO)

    @property
    def denominator(self) -> Decimal:
        return sum((part.denominator for part in self.parts), ZERO)


def _by_size(part: Part) -> tuple[Decimal, Decimal, int]:
    return (-abs(part.effect or ZERO), -abs(part.numerator), part.project_id or 0)


def can_explain(indicator: Indicator) -> Verdict:
    """能否逐项说明 — of what is a sum or a ratio of sums; a median has no parts."""
    if indicator.additive is None:
        return no(f"“{indicator.name}”不是相加得来的，说不出每个项目各占多少。请看开头和结尾两个时点的行。")
    return YES


def can_name(count: int) -> Verdict:
    """能否一页说完 — of a scope with so many projects."""
    if count > MOST_ON_A_PAGE:
        return no(
            f"这个范围有 {count:,} 个项目，逐个说明在一页上放不下（最多 {MOST_ON_A_PAGE:,} 个）。"
            "请在指标页上先选一个板块、级别或产业链，再看差在哪里。"
        )
    return YES


def explain(
    indicator: Indicator, first: When, last: When, *, scope: Scope, actor: Actor | None = None
) -> Difference:
    """差在哪里 — of an additive indicator; raises `Refused` for another.

    Three books at most, and a fixed number of statements for the projects that came or went.
    """
    ensure(can_explain(indicator))
    return explained(indicator, first, last, open_books(first, last, actor, scope), scope)


def open_books(
    first: When, last: When, actor: Actor | None = None, scope: Scope = EVERYTHING
) -> tuple[Book, ...]:
    """沿途的账本 — from the earlier moment by way of what is known now of its day to the later one.

    Of a level or a 板块, only the projects that were ever said to be of it are read.
    """
    ids = _ever_in(scope, {first.of_year, last.of_year})
    books = [_book(first, actor, ids)]
    if first.known_at != last.known_at:
        books.append(_book(replace(first, known_at=last.known_at), actor, ids))
    if (first.of_year, first.as_of) != (last.of_year, last.as_of):
        books.append(_book(last, actor, ids))
    return tuple(books)


def _ever_in(scope: Scope, years: set[int]) -> list[int] | None:
    """Projects of the level or 板块 on any day, as known at any time; None for all, or for too many."""
    asked: list[FactQuerySet] = []
    if scope.zone_id is not None:
        asked.append(ProjectZone.objects.filter(zone_id=scope.zone_id))
    if scope.level is not None:
        asked.append(Listing.objects.filter(year__in=years, level=scope.level))
    if not asked:
        return None
    found = [
        set(rows.order_by("project_id").values_list("project_id", flat=True).distinct()[: MOST + 1])
        for rows in asked
    ]
    few = [ids for ids in found if len(ids) <= MOST]
    return sorted(set.intersection(*few)) if few else None


def explained(
    indicator: Indicator, first: When, last: When, books: Sequence[Book], scope: Scope
) -> Difference:
    """逐项说明 — from books that stand open."""
    parts: list[Part] = []
    for old, new in pairwise(books):
        parts += _between(indicator, scope, old, new)
    before, after = (book.value(indicator, scope) for book in (books[0], books[-1]))
    found = Difference(indicator, first, last, before, after, ())
    return replace(found, parts=effected(parts, before, after, is_ratio=found.is_ratio))


def _book(when: When, actor: Actor | None, ids: list[int] | None) -> Book:
    return open_book(
        year=when.of_year, as_of=when.as_of, known_at=when.known_at, actor=actor, project_ids=ids
    )


def _between(indicator: Indicator, scope: Scope, old: Book, new: Book) -> Iterator[Part]:
    """The parts of one step, in the order of the projects."""
    days = {(book.moment.year, book.moment.as_of) for book in (old, new)}
    step = Step.RESTATED if len(days) == 1 else Step.HAPPENED
    row_of = _row_of(indicator)
    source = indicator.source
    before, after = (_moment(book, scope) for book in (old, new))
    had, has = (
        {line.project_id: line for line in book.within(scope, source)} for book in (old, new)
    )
    gone = [line for project_id, line in had.items() if project_id not in has]
    come = [line for project_id, line in has.items() if project_id not in had]
    for project_id in sorted(had.keys() & has.keys()):
        yield from walked(step, had[project_id], has[project_id], before, after, row_of)
    why = _Why(step, scope, source, old, new)
    for line, cause, detail in why.left(gone):
        n, d = amounts(row_of(line, before))
        if n or d:
            yield Part(step, cause, line.project_id, line.name, detail, -n, -d)
    for line, cause, detail in why.entered(come):
        n, d = amounts(row_of(line, after))
        if n or d:
            yield Part(step, cause, line.project_id, line.name, detail, n, d)


def _row_of(indicator: Indicator) -> Callable[[Line, Moment], Row | None]:
    formula = indicator.additive
    if formula is None:
        raise TypeError(f"{indicator.code} is no sum")
    return formula.row


def _moment(book: Book, scope: Scope) -> Moment:
    """As `Book.value` asks it."""
    return moment_in(book.moment, scope, book.beyond.actor if book.beyond else None)


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a project is in the scope at one end only."""

    step: Step
    scope: Scope
    source: Source
    old: Book
    new: Book

    def left(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Cause, str]]:
        """Out of the scope, or off the list: withdrawn, or its listing ended."""
        elsewhere = _lines_of(self.new, lines, self.source)
        seen = _standings(self.new, [one for one in lines if one.project_id not in elsewhere])
        for line in lines:
            if line.project_id in elsewhere:
                yield line, *self._crossed(line, elsewhere[line.project_id], Cause.MOVED_OUT)
                continue
            found = seen.get(line.project_id)
            if found is not None and found.standing == Standing.WITHDRAWN:
                yield line, Cause.WITHDRAWN, f"{found.valid_from} {found.reason}"
            else:
                yield line, self._turned(Cause.UNLISTED), f"原列{Level(line.level).label}"

    def entered(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Cause, str]]:
        """Into the scope, or onto the list: new, or restored."""
        elsewhere = _lines_of(self.old, lines, self.source)
        seen = _standings(self.old, [one for one in lines if one.project_id not in elsewhere])
        for line in lines:
            if line.project_id in elsewhere:
                yield line, *self._crossed(elsewhere[line.project_id], line, Cause.MOVED_IN)
                continue
            found = seen.get(line.project_id)
            if found is not None and found.standing == Standing.WITHDRAWN:
                yield line, Cause.RESTORED, f"原{STANDING_LABELS[Standing.WITHDRAWN]}"
            else:
                day = f"，入库 {line.admitted_on}" if line.admitted_on else ""
                yield line, self._turned(Cause.ENTERED), f"{Level(line.level).label}{day}"

    def _turned(self, cause: Cause) -> Cause:
        return Cause.YEAR if self.old.moment.year != self.new.moment.year else cause

    def _crossed(self, old: Line, new: Line, moved: Cause) -> tuple[Cause, str]:
        """Which border of the scope was crossed."""
        scope = self.scope
        if scope.zone_id is not None and (scope.zone_id in old.zone_ids) != (scope.zone_id in new.zone_ids):
            names = ("、".join(line.zone_names) or "未分" for line in (old, new))
            return moved, " → ".join(names)
        if scope.level is not None and old.level != new.level:
            return Cause.LEVEL, f"{Level(old.level).label} → {Level(new.level).label}"
        if old.construction_kind != new.construction_kind and scope.construction_kind is not None:
            return Cause.CONSTRUCTION_KIND, "建设性质变了"
        if (old.kind, old.category) != (new.kind, new.category):
            return Cause.CLASS, f"{old.category or '未填'} → {new.category or '未填'}"
        if old.total_wan != new.total_wan:
            return Cause.SIZE, "总投资变了"
        return Cause.OTHER, "是否在这个范围里变了"


def _lines_of(book: Book, wanted: Sequence[Line], source: Source) -> dict[int, Line]:
    """The lines of these projects anywhere in the book, the highest level of each."""
    ids = {line.project_id for line in wanted}
    if not ids:
        return {}
    return {
        line.project_id: line for line in book.within(EVERYTHING, source) if line.project_id in ids
    }


def _standings(book: Book, lines: Sequence[Line]) -> dict[int, StandingChange]:
    """How these projects stood at the book's moment: one statement for every 5,000."""
    found: dict[int, StandingChange] = {}
    for part in projects.chunks(line.project_id for line in lines):
        found |= projects.standings_of(part, as_of=book.moment.as_of, known_at=book.known_at)
    return found
