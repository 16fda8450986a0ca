"""目标查询 — the targets in force on a day, as known at a moment; the versions of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.targets import access, catalogue
from zhaotuifu.targets.models import Target, TargetCell, TargetSheet
from zhaotuifu.targets.rules import WHOLE_YEAR, Cells, Key, due_by
from zhaotuifu.targets.states import OPEN, SheetState, ZoneReads

Targets = Mapping[tuple[str, str, int | None], Decimal]


def targets_of(
    year: int, known_at: datetime | None = None, *, as_of: date | None = None,
    month: int = WHOLE_YEAR,
) -> dict[tuple[str, str, int | None], Decimal]:
    """年度目标 — by (indicator, level, zone id or None for the district); one SQL statement.

    With `as_of`, those in force on the day; without, those last handed down. `month` 1–12 asks for
    what is due from January to that month: as handed down, or the default spread of the year.
    """
    cells = cells_in_force(year, known_at, as_of=as_of)
    found: dict[tuple[str, str, int | None], Decimal] = {}
    for key in {key.of_year for key in cells}:
        pace = catalogue.paced_months(key.indicator, key.level)
        value = due_by(cells, key, month, pace)
        if value is not None:
            found[(key.indicator, key.level, key.zone_id)] = value
    return found


def cells_in_force(
    year: int, known_at: datetime | None = None, *, as_of: date | None = None
) -> dict[Key, Decimal]:
    """在用的目标 — the year's and the months' as handed down; one SQL statement.

    A day before the first version's still sees nothing; `as_of` None sees the last.
    """
    rows = Target.objects.known(known_at).filter(year=year)
    if as_of is not None:
        rows = rows.filter(valid_from__lte=as_of)
    names = ("indicator", "level", "zone_id", "month", "target_value")
    found: dict[Key, Decimal | None] = {}
    for indicator, level, zone_id, month, value in rows.order_by(
        "valid_from", "recorded_at", "id"
    ).values_list(*names):
        found[Key(indicator, level, zone_id, month)] = value
    return {key: value for key, value in found.items() if value is not None}


def investment_target(
    targets: Targets, level: str = "", zone_id: int | None = None
) -> Decimal | None:
    """固定投资目标 — 万元, the one denominator; the other is the rolling sum of the projects' plans.

    Reads what `targets_of` answered. Without a level, the district's own total or the levels' sum.
    """
    own = targets.get((catalogue.INVESTMENT, level, zone_id))
    if own is not None or level:
        return own
    found = [
        value for (indicator, _, zone), value in targets.items()
        if indicator == catalogue.INVESTMENT and zone == zone_id
    ]
    return sum(found, Decimal(0)) if found else None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """一版 — as a row of the list."""

    id: int
    year: int
    number: int
    state: str
    label: str
    valid_from: date
    source: str
    issued_at: datetime | None
    is_demo: bool


def sheets(actor: Actor) -> tuple[SheetLine, ...]:
    """各年各版 — of those the actor may see, newest first; one SQL statement."""
    rows = TargetSheet.objects.visible_to(actor).order_by("-year", "-number", "-id")
    return tuple(
        SheetLine(
            row.pk, row.year, row.number, row.state, row.get_state_display(), row.valid_from,
            row.source, row.issued_at, row.is_demo,
        )
        for row in rows
    )


def find(actor: Actor, sheet_id: int) -> TargetSheet | None:
    """找一版 — None when it does not exist or the actor may not see it."""
    seen = TargetSheet.objects.visible_to(actor)
    return seen.select_related("created_by", "submitted_by", "issued_by").filter(pk=sheet_id).first()


def open_sheet(year: int) -> TargetSheet | None:
    """在办的一版 — the year's draft or the one under review."""
    return TargetSheet.objects.filter(year=year, state__in=list(OPEN)).first()


def sheet_in_force(year: int) -> TargetSheet | None:
    """在用的一版 — the last handed down."""
    found = TargetSheet.objects.filter(year=year, state=SheetState.ISSUED)
    return found.order_by("-number", "-id").first()


def cells_of(sheet: TargetSheet) -> Cells:
    """表里的格 — one SQL statement."""
    rows = TargetCell.objects.filter(sheet=sheet).order_by("id")
    return {
        Key(row.indicator, row.level, row.zone_id, row.month): row.target_value for row in rows
    }


def cells_before(sheet: TargetSheet) -> Cells:
    """上一版的格 — of the version handed down before this one; empty for the first."""
    before = TargetSheet.objects.filter(
        year=sheet.year, number__lt=sheet.number, issued_at__isnull=False
    )
    last = before.order_by("-number", "-id").first()
    return cells_of(last) if last else {}


def zones_read(actor: Actor, reads: str) -> frozenset[int] | None:
    """看得到的板块 — None is all; a 板块 reads its own unless the office shows it the whole table."""
    if actor.sees_all or reads == ZoneReads.WHOLE:
        return None
    return actor.organisations(Role.ZONE)


def readable(cells: Cells, actor: Actor, reads: str) -> dict[Key, Decimal]:
    """看得到的格 — the district's totals and what `zones_read` says."""
    seen = zones_read(actor, reads)
    return {
        key: value for key, value in cells.items()
        if key.zone_id is None or seen is None or key.zone_id in seen
    }


def reads_of(year: int) -> str:
    """板块看什么 — as the version in force says; its own when there is none."""
    found = sheet_in_force(year)
    return found.zone_reads if found else ZoneReads.OWN


def waiting_for(actor: Actor) -> tuple[tuple[TargetSheet, bool], ...]:
    """等我办的 — versions to hand down (True), and of the office the drafts that came back (False).

    One SQL statement; nothing for who neither writes nor decides.
    """
    seen = TargetSheet.objects.visible_to(actor).filter(state__in=list(OPEN)).order_by("year", "id")
    found = []
    for sheet in seen:
        if sheet.state == SheetState.SUBMITTED and access.can_issue(actor, sheet):
            found.append((sheet, True))
        elif sheet.state == SheetState.DRAFT and sheet.returned_reason and access.can_keep(actor):
            found.append((sheet, False))
    return tuple(found)
