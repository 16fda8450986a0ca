"""读材料 — what a document is composed from, read for its scope and its span; a fixed number of SQL statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from zhaotuifu.indicators.comparing import period_before
from zhaotuifu.indicators.queries import Book, Scope, open_book
from zhaotuifu.indicators.scoping import scope_of
from zhaotuifu.indicators.states import Comparison
from zhaotuifu.kernel.verdict import Refused, Unclear, no
from zhaotuifu.parties.actions import UNASSIGNED_ZONE
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.memberships import member_ids
from zhaotuifu.projects.models import Listing, StandingChange
from zhaotuifu.projects.states import Standing
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.rules.material import Change, Material, month_of, narrowed, week_of
from zhaotuifu.reports.rules.progress_table import Ground
from zhaotuifu.reports.rules.sections import SECTIONS


def material_of(
    kind: DocumentKind, *, year: int, as_of: date, zones: Sequence[ZoneLine], ground: Ground,
    known_at: datetime | None = None, since: date | None = None,
) -> Material:
    """材料 — of a kind's scope as of a day; `since` is the day of its last issue, for a weekly one.

    A programme's document reads its members alone. Raises `Refused` where the kind's scope names
    something that is not there.
    """
    scope = scope_in(kind, zones, as_of, known_at)
    book = _book(scope, year, as_of, known_at)
    changes = changes_of(scope, year, as_of, known_at) if _needs(kind, "needs_changes") else ()
    return Material(
        book=book,
        span=week_of(as_of, since) if kind.is_weekly else month_of(as_of, book.moment.month),
        ground=ground,
        zones=tuple((zone.id, zone.name) for zone in zones),
        ranked_zones=frozenset(zone.id for zone in zones if zone.name != UNASSIGNED_ZONE),
        scope=scope,
        scope_words=kind.subject if scope != Scope() else "",
        year_ago=_year_ago(scope, year, as_of, known_at) if _needs(kind, "needs_last_year") else None,
        changes=changes,
        gone=gone(year, as_of, known_at),
    )


def scope_in(
    kind: DocumentKind, zones: Sequence[ZoneLine], as_of: date, known_at: datetime | None = None
) -> Scope:
    """范围 — of a kind. Raises `Refused` naming the kind and what is not there."""
    try:
        return scope_of(kind.scope.given, zones=zones, as_of=as_of, known_at=known_at)
    except Unclear as unclear:
        raise Refused(no(f"公文种类“{kind.name}”的范围读不出来：{unclear.verdict.sentence}")) from unclear


def _needs(kind: DocumentKind, what: str) -> bool:
    return any(getattr(SECTIONS[one.code], what) for one in kind.sections if one.code in SECTIONS)


def _book(scope: Scope, year: int, as_of: date, known_at: datetime | None) -> Book:
    """The book of the scope; of a programme only its members are read."""
    ids: Iterable[int] | None = None
    if scope.programme_id is not None:
        ids = member_ids(scope.programme_id, as_of, known_at)
    book = open_book(year=year, as_of=as_of, known_at=known_at, project_ids=ids)
    return narrowed(book, scope)


def _year_ago(scope: Scope, year: int, as_of: date, known_at: datetime | None) -> Book | None:
    """上年同期 — None where last year has no list in the library."""
    before, day = period_before(year, as_of, Comparison.YEAR)
    book = _book(scope, before, day, known_at)
    return book if book.lines else None


def gone(year: int, as_of: date, known_at: datetime | None) -> dict[int, str]:
    """已退库的名称 — of projects on the year's list, by id; one SQL statement."""
    rows = _changed(year, as_of, known_at).values_list("project_id", "project__name", "standing")
    last = {project_id: (name, standing) for project_id, name, standing in rows}
    return {pk: name for pk, (name, standing) in last.items() if standing == Standing.WITHDRAWN}


def changes_of(
    scope: Scope, year: int, as_of: date, known_at: datetime | None
) -> tuple[Change, ...]:
    """项目调整 — of the year up to the day, in the order of their days; twelve SQL statements or one."""
    rows = list(_changed(year, as_of, known_at).filter(valid_from__year=year))
    if not rows:
        return ()
    ids = {row.project_id for row in rows}
    if scope.programme_id is not None:
        ids &= member_ids(scope.programme_id, as_of, known_at)
    book = open_book(year=year, as_of=as_of, known_at=known_at, project_ids=ids, with_withdrawn=True)
    lines = {line.project_id: line for line in reversed(narrowed(book, scope).lines)}
    return tuple(
        Change(lines[row.project_id], Standing(row.standing), row.valid_from, row.reason)
        for row in rows
        if row.project_id in lines
    )


def _changed(year: int, as_of: date, known_at: datetime | None):
    listed = Listing.objects.known(known_at).filter(year=year).values("project_id")
    rows = StandingChange.objects.known(known_at).filter(project__in=listed, valid_from__lte=as_of)
    return rows.order_by("valid_from", "recorded_at", "id")
