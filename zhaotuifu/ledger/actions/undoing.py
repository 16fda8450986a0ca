"""撤回 — an import goes back as a whole, while nothing builds on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.ledger import access, queries
from zhaotuifu.ledger.actions import remembering
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.progress import actions as progress
from zhaotuifu.projects import actions as projects


@transaction.atomic
def undo(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> LedgerImport:
    """撤回台账 — its facts are superseded, what they replaced is known again, what it made is void.

    Raises `Refused` when something newer builds on it (see `queries.nothing_newer`) or a guard says no,
    `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=ledger_import.pk)
    ensure(access.can_undo(by, locked))
    ensure(queries.nothing_newer(locked))
    done = LedgerImport.objects.filter(pk=locked.pk, state=ImportState.COMMITTED).update(
        state=ImportState.UNDONE, undone_at=at, undone_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    years = (locked.year,) if locked.year else ()
    progress.undo_batch(batch=locked.batch, years=years, by=by, at=at)
    projects.undo_batch(batch=locked.batch, years=years, by=by, at=at)
    remembering.unlearn(ledger_import=locked, by=by, at=at)
    audit.record(
        by=by, at=at, action="撤回台账", object_kind="ledger_import", object_id=locked.pk
    )
    locked.refresh_from_db()
    return locked
