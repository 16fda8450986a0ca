"""后报的为准 — an older month's ledger that comes late does not take back what a later one said.

January's ledger, imported after March's, says what was true in January. A plan or a profile that
March's ledger stated holds again from March's day on: it is stated anew there, in the same batch,
so that undoing the late ledger undoes both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from zhaotuifu.ledger import library
from zhaotuifu.ledger.library import IN_PROFILE, Period
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.states import ImportState, Outcome
from zhaotuifu.ledger.writing import Written
from zhaotuifu.projects.actions import Statement
from zhaotuifu.projects.queries import Snapshot, chunks, snapshots

PLAN = Field.ANNUAL_PLAN_WAN.value
KEPT = frozenset((PLAN, *IN_PROFILE))
TAKEN = (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)


def said_later(written: Sequence[Written], when: Period) -> dict[date, list[Statement]]:
    """后报的陈述 — by day, what later ledgers of the year said of the fields this one changes.

    Read before anything is written. One SQL statement when no later ledger was imported; else one
    for every 5,000 projects and a snapshot for every later month.
    """
    changed = {
        one.project_id: names
        for one in written
        if one.project_id is not None
        and (names := {change.field for change in one.changes()} & KEPT)
    }
    found: dict[date, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for project_id, month, committed_at, values in _later_rows(changed, when):
        named = changed[project_id] & set(values)
        day = library.period(when.year, month, timezone.localdate(committed_at)).about_on
        found[day][project_id] |= named
        changed[project_id] = changed[project_id] - named  # the first that says it decides
    by_day = {}
    for day, projects in sorted(found.items()):
        known = snapshots(projects, year=when.year, as_of=day)
        by_day[day] = [
            Statement(_values(known[project_id], names), project_id, f"{day.month}月台账所报")
            for project_id, names in projects.items() if names
        ]
    return by_day


def _later_rows(
    ids: Iterable[int], when: Period
) -> list[tuple[Any, ...]]:
    """(project, month, committed, values) of the later ledgers' rows, earliest month first."""
    later = LedgerImport.objects.filter(
        state=ImportState.COMMITTED, year=when.year, month__gt=when.month
    )
    wanted = sorted(ids)
    if not wanted or not later.exists():
        return []
    return sorted(
        (
            row
            for part in chunks(wanted)
            for row in LedgerRow.objects.filter(
                ledger_import__in=later, project_id__in=part, outcome__in=TAKEN
            ).values_list(
                "project_id", "ledger_import__month", "ledger_import__committed_at", "values"
            )
        ),
        key=lambda row: (row[1], row[2]),
    )


def _values(snapshot: Snapshot, names: Iterable[str]) -> dict[str, Any]:
    """Those fields as they were known at the later ledger's day."""
    return {
        "plan_wan" if name == PLAN else name:
        snapshot.plan_wan if name == PLAN else snapshot.profile[name]
        for name in sorted(names)
    }
