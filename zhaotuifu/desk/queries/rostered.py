"""名册查询 — long lists answered from memory, exactly as the database stands; short ones are not.

The positions of a year are read once by each process and from then on renewed by the projects
that changed. Whether they still stand is asked of the database every time (`YearStand`), in one
statement: an answer is never older than the request. While a roster is being read, and for
everything it does not know, the database answers as it always did.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, Case, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast

from zhaotuifu.desk.asking import SIZES, SORTS, UNSET, Asking
from zhaotuifu.desk.list_rows import Totals, summed
from zhaotuifu.desk.models import NO_ONE, Follow
from zhaotuifu.desk.queries.conditions import without_cause
from zhaotuifu.desk.roster import Entry, Roster
from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.prepared import rows_of
from zhaotuifu.projects.memberships import member_ids
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.projects.states import Standing
from zhaotuifu.supervision.models import SILENT_KINDS, Position, PositionQuerySet, YearStand
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

#: a year with fewer rows is counted by the database in a few milliseconds: no memory is spent on it
FROM_ROWS = 3000
MOST_YEARS = 2  # kept at once by a process
MILLIONTHS, TENTHOUSANDTHS = 1_000_000, 10_000
GROUP_CODES = {"lamp": "lamp_rank"}


@dataclass(slots=True)
class Shelf:
    """架子 — the rosters of this process, and the years being read."""

    lock: threading.RLock
    rosters: dict[int, Roster]
    being_read: set[int]


SHELF = Shelf(threading.RLock(), {}, set())


@dataclass(frozen=True, slots=True)
class Choice:
    """选中的 — a roster and the places in it that an actor's list is about."""

    roster: Roster
    bits: int
    month: int

    def totals(self) -> Totals:
        """合计 — exact."""
        return self._of(self.bits)

    def split(self, name: str) -> dict[Any, int]:
        """分开数 — how many have each value of a code."""
        return self.roster.split(name, self.bits)

    @property
    def count(self) -> int:
        """个数."""
        return self.bits.bit_count()

    @property
    def reporting(self) -> int:
        """应报的个数 — as `PositionQuerySet.reporting`."""
        return (self.bits & _reporting(self.roster)).bit_count()

    def also(self, actor: Actor, ask: Asking) -> Choice:
        """同一名册里另选 — of the same year and moment, without asking again how it stands."""
        with SHELF.lock:
            return Choice(self.roster, _chosen(self.roster, actor, ask), ask.month)

    def _of(self, bits: int) -> Totals:
        behind = self.roster.having("lamp_rank", (RANK[Lamp.RED], RANK[Lamp.YELLOW]))
        sums = (_wan(amount) for amount in self.roster.totals(bits))
        return summed(self.month, bits.bit_count(), (bits & behind).bit_count(), *sums)

    def page(self, sort: str, start: int, size: int) -> list[tuple[int, str]]:
        """一页 — (project, level) in order."""
        with SHELF.lock:
            _order(self.roster, _named(sort))
            found = self.roster.page(self.bits, _named(sort), start, size)
        return [(entry.project_id, entry.level) for entry in found]

    def groups(self, name: str) -> dict[Any, Totals] | None:
        """小计 — by the value of a code or by 板块; None for what the roster does not know."""
        code = GROUP_CODES.get(name, name)
        held = self.roster.zones if name == "zone" else self.roster.codes.get(code)
        if held is None:
            return None
        parts = {value: bits & self.bits for value, bits in held.items()}
        return {value: self._of(bits) for value, bits in parts.items() if bits}


def _wan(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / MILLIONTHS


def choice(actor: Actor, ask: Asking) -> Choice | None:
    """从名册里选 — None when the database is to be asked: a short year, or none read yet.

    One SQL statement, and one for each condition on what stands outside the positions.
    """
    stand = stand_of(ask.year)
    if stand is None:
        return None
    with SHELF.lock:
        roster = _standing(stand)
        return None if roster is None else Choice(roster, _chosen(roster, actor, ask), ask.month)


class Stand(NamedTuple):
    """年度现况的戳 — as `YearStand`."""

    year: int
    stamp: str
    rows: int
    recent: list[list[Any]]


def stand_of(year: int) -> Stand | None:
    """现在的戳 — one SQL statement, on every page of a list."""
    return next((Stand(*row) for row in rows_of(_stands, year)), None)


def _stands(year: int) -> QuerySet:
    return YearStand.objects.filter(year=year).order_by("id").values_list(*Stand._fields)[:1]


def _standing(stand: Stand) -> Roster | None:
    """The roster of the year as the database stands; renewed by a few, or read anew beside."""
    roster = SHELF.rosters.get(stand.year)
    if roster is not None and roster.stamp != stand.stamp and not _renewed(roster, stand):
        roster = SHELF.rosters.pop(stand.year, None) and None
    if roster is None and stand.rows >= FROM_ROWS:
        _read_beside(stand.year)
        roster = SHELF.rosters.get(stand.year)
    return roster


def _renewed(roster: Roster, stand: Stand) -> bool:
    """Follows the changes since the roster's stamp; False when the trail does not reach back to it."""
    stamps = [before for before, _ in stand.recent]
    if roster.stamp not in stamps:
        return False
    ids = {pk for _, some in stand.recent[stamps.index(roster.stamp):] for pk in some}
    rows = Position.objects.filter(year=stand.year, project__in=ids)
    if not roster.renew(ids, list(_entries(rows)), _lying(ids), stand.stamp):
        return False
    for key in roster.derived:
        told = _said_outside(key, rows).order_by().values_list("project_id", flat=True)
        roster.derived[key] |= roster.of_projects(set(told))
    return True


def _read_beside(year: int) -> None:
    """In a thread of its own: nobody waits for it. With tests and benches, at once."""
    if getattr(settings, "ROSTERS_AT_ONCE", False):
        read(year)
    elif year not in SHELF.being_read:
        SHELF.being_read.add(year)
        threading.Thread(target=_read_and_close, args=(year,), daemon=True).start()


def _read_and_close(year: int) -> None:
    try:
        read(year)
    finally:
        SHELF.being_read.discard(year)
        connection.close()


def read(year: int) -> Roster | None:
    """读名册 — of a year, whole; None before its first positions."""
    stand = stand_of(year)
    if stand is None:
        return None
    # The stamp is read first: what changes while the rows are read is renewed by the next asker.
    entries = list(_entries(Position.objects.filter(year=year)))
    nulls_first = connection.features.order_by_nulls_first
    made = Roster.of(year, stand.stamp, entries, _lying(None), are_nulls_first=nulls_first)
    for sort in SORTS:
        for sign in ("", "-"):
            _order(made, _named(f"{sign}{sort}"))
    with SHELF.lock:
        SHELF.rosters[year] = made
        while len(SHELF.rosters) > MOST_YEARS:
            SHELF.rosters.pop(next(iter(SHELF.rosters)))
    return made


def _entries(rows: QuerySet[Position]) -> Iterator[Entry]:
    """Whole numbers come from the database: to make a hundred thousand decimals takes seconds."""
    read = rows.order_by("id").values_list(
        "pk", "project_id", "level", "is_first", "construction_kind", "kind", "category", "stage",
        "standing", "lamp_rank", "rank_before", _SIZE, _IS_MISSING, *_AMOUNTS, "search_text",
    )
    return (Entry(*values) for values in read.iterator(chunk_size=5000))


class _Round(Func):
    """ROUND to a whole number: casting alone would cut 1234559999.99 off in SQLite."""

    function = "ROUND"


def _whole(name: str, times: int) -> Cast:
    return Cast(_Round(F(name) * times), BigIntegerField())


_AMOUNTS = (
    *(_whole(name, MILLIONTHS) for name in ("total_wan", "plan_wan", "month_wan", "completed_wan")),
    *(_whole(name, TENTHOUSANDTHS) for name in ("rate_pct", "gap_points")),
)
_IS_MISSING = Case(When(missing="", then=Value(False)), default=Value(True))
_SIZE = Case(
    When(total_wan__isnull=True, then=Value("")),
    *(When(total_wan__lt=below, then=Value(key)) for key, _, _, below in SIZES if below is not None),
    default=Value(next(key for key, _, _, below in SIZES if below is None)),
)


def _lying(ids: Iterable[int] | None) -> list[tuple[int, int]]:
    rows = ProjectZone.objects.known().filter(valid_to__isnull=True)
    if ids is not None:
        rows = rows.filter(project__in=ids)
    return list(rows.values_list("project_id", "zone_id"))


def _chosen(roster: Roster, actor: Actor, ask: Asking) -> int:
    """The places an actor's list is about: the same conditions as `desk.queries.conditions`."""
    bits = roster.living
    if not actor.sees_all:
        bits &= roster.lying_in(actor.organisations(Role.ZONE))
    if len(ask.picked.get("level", ())) != 1:
        bits &= roster.having("is_first", (True,))
    for name, codes in ask.picked.items():
        code = GROUP_CODES.get(name, name)
        values: Sequence[Any] = [RANK[Lamp(one)] for one in codes] if name == "lamp" else _values(codes)
        bits &= roster.having(code, values)
    if ask.zone_id is not None:
        bits &= roster.lying_in((ask.zone_id,))
    if ask.category:
        bits &= roster.having("category", (ask.category,))
    if ask.is_missing:
        bits &= roster.having("is_missing", (True,))
    bits &= _outside(roster, actor, ask)
    needles = tuple({names.comparable(word), word.lower()} for word in ask.words.split())
    return roster.saying(bits, [tuple(forms) for forms in needles]) if needles else bits


def _values(codes: Iterable[str]) -> list[str]:
    return ["" if code == UNSET else code for code in codes]


def _outside(roster: Roster, actor: Actor, ask: Asking) -> int:
    """Conditions on what stands outside the positions; kept as long as the roster stands where they can."""
    bits = roster.living
    if ask.unreported is not None:
        bits &= _derived(roster, ("unreported", ask.year, ask.unreported)) & _reporting(roster)
    if ask.has_no_cause:
        bits &= _derived(roster, ("nocause", ask.year))
    if ask.programme_id is not None:
        on = month_end(ask.year, ask.month or 12)
        bits &= roster.of_projects(member_ids(ask.programme_id, on))
    if ask.is_followed:
        mine = Follow.objects.filter(user_id=actor.user_id or NO_ONE, project__isnull=False)
        bits &= roster.of_projects(mine.values_list("project_id", flat=True))
    return bits


def _reporting(roster: Roster) -> int:
    silent = roster.having("construction_kind", SILENT_KINDS)
    return roster.having("standing", (Standing.ACTIVE.value,)) & ~silent


def _derived(roster: Roster, key: tuple) -> int:
    """Read of the whole year once; from then on of the projects that changed (`_renewed`)."""
    if key not in roster.derived:
        rows = _said_outside(key, Position.objects.filter(year=roster.year))
        ids = rows.order_by().values_list("project_id", flat=True)
        roster.derived[key] = roster.of_projects(set(ids))
    return roster.derived[key]


def _said_outside(key: tuple, rows: PositionQuerySet) -> QuerySet[Position]:
    """Of these positions, those of which something outside says so; who writes it renews the position."""
    what, year, *more = key
    return rows.unreported(year, *more) if what == "unreported" else without_cause(rows, year)


def _named(sort: str) -> str:
    return "lamp" if sort.removeprefix("-") == "lamp" else sort


def _order(roster: Roster, sort: str) -> None:
    """Put in order once; texts by the database: its rules are not Python's."""
    if sort.removeprefix("-") != "name" or sort in roster.orders:
        roster.page(0, sort, 0, 0)
        return
    by = "-sort_key" if sort.startswith("-") else "sort_key"
    pks = Position.objects.filter(year=roster.year).order_by(by, "id").values_list("pk", flat=True)
    roster.set_order(sort, pks.iterator(chunk_size=5000))
