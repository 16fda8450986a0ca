"""撤回 — an import goes back as a whole, while nothing builds on it."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.short import in_short
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.ledger import access, holding, queries
from zhaotuifu.ledger.actions import recalling, remembering
from zhaotuifu.ledger.actions.sending import Tell, silent
from zhaotuifu.ledger.drafting import Drafted, drafted_undo
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.pace import uninterrupted
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.progress import drafting as progress
from zhaotuifu.progress.queries import nothing_later as no_later_progress
from zhaotuifu.projects import drafting as projects
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.projects.queries import nothing_later as no_later_statement
from zhaotuifu.supervision.actions import put_up


@uninterrupted()
def undo(
    *, ledger_import: LedgerImport, by: Actor, at: datetime, tell: Tell | None = None
) -> LedgerImport:
    """撤回台账 — its facts are superseded, what they replaced is known again, what it made is void.

    Raises `Refused` when something newer builds on it (see `queries.nothing_newer`) or a guard says no,
    `Conflict` when somebody was first. `tell` hears how far it is, never while others wait.
    """
    heard = tell or silent
    in_short(
        lambda: _prepare(ledger_import.pk, by, heard),
        lambda drafted, number, is_still: _write(ledger_import.pk, drafted, number, is_still, by, at),
    )
    return LedgerImport.objects.get(pk=ledger_import.pk)


def _prepare(import_id: int, by: Actor, tell: Tell) -> Drafted:
    """Everything but the writing, while others go on."""
    tell("核对导入之后有没有新的记录")
    found = LedgerImport.objects.get(pk=import_id)
    ensure(access.can_undo(by, found))
    ensure(queries.nothing_newer(found))
    ensure(no_later_progress(found.batch))
    ensure(no_later_statement(found.batch))
    tell("备好要退回的内容")
    draft = Draft(by, found.batch)
    touched = progress.draft_undo(draft) | projects.draft_undo(draft)
    drafted = drafted_undo(draft, sorted(touched), found.year)
    tell("退回", 0, len(touched))
    return drafted


def _write(
    import_id: int, drafted: Drafted, number: int, is_still: bool, by: Actor, at: datetime
) -> bool:
    """The short transaction's share; False when what was prepared is no longer true."""
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    ensure(access.can_undo(by, locked))
    if not is_still and not (
        holding.holds_true(number, drafted.judged, meets_others=False)
        and reported_through(drafted.drawn.year, draft=drafted.draft) == drafted.drawn.month
    ):
        return False
    at = audit.take_turn(at)
    done = LedgerImport.objects.filter(pk=locked.pk, state=ImportState.COMMITTED).update(
        state=ImportState.UNDONE, undone_at=at, undone_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    drafted.closed.write(at=at)
    put_up(drafted.drawn, at=at)
    remembering.unlearn(ledger_import=locked, by=by, at=at)
    recalling.unlearn_answers(ledger_import=locked, by=by, at=at)
    audit.record(
        by=by, at=at, action="撤回台账", object_kind="ledger_import", object_id=locked.pk
    )
    publish(ProjectsRecorded(drafted.ids, (drafted.drawn.year,), at, is_drawn=True))
    return True
