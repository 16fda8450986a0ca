"""撤回 — an import goes back as a whole, while nothing builds on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.verdict import YES, Conflict, Verdict, ensure, no
from zhaotuifu.ledger import access
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.progress import actions as progress
from zhaotuifu.projects import actions as projects


@transaction.atomic
def undo(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> LedgerImport:
    """撤回台账 — its facts are superseded, what they replaced is known again, what it made is void.

    Raises `Refused` when something newer builds on it (see `nothing_newer`) or a guard says no,
    `Conflict` when somebody was first.
    """
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=ledger_import.pk)
    ensure(access.can_undo(by, locked))
    ensure(nothing_newer(locked))
    done = LedgerImport.objects.filter(pk=locked.pk, state=ImportState.COMMITTED).update(
        state=ImportState.UNDONE, undone_at=at, undone_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    years = (locked.year,) if locked.year else ()
    progress.undo_batch(batch=locked.batch, years=years, by=by, at=at)
    projects.undo_batch(batch=locked.batch, years=years, by=by, at=at)
    audit.record(
        by=by, at=at, action="撤回台账", object_kind="ledger_import", object_id=locked.pk
    )
    locked.refresh_from_db()
    return locked


def nothing_newer(ledger_import: LedgerImport) -> Verdict:
    """没有后续 — no newer fact stands on this import.

    Newer facts of the same kind about the same projects build on it (a month's amount on the
    cumulative before it, a profile on the profile it restates), and so does anything said of a
    project that this import made. One SQL statement or two for each kind of fact.
    """
    for model in (*progress.FACT_MODELS, *projects.FACT_MODELS):
        name = _newer_subject(model, ledger_import)
        if name:
            what = model._meta.verbose_name
            return no(
                f"不能撤回：导入之后“{name}”等项目又记了新的{what}。"
                "请用更正的台账再导一次，或先撤回后来的那一批。"
            )
    return YES


def _newer_subject(model: type[Fact], ledger_import: LedgerImport) -> str | None:
    """The name of a project with a newer fact that builds on the import."""
    batch = ledger_import.batch
    newer = model._default_manager.known().filter(
        recorded_at__gt=ledger_import.committed_at
    ).exclude(batch=batch)
    of_batch = model._default_manager.filter(batch=batch).values("project_id")  # type: ignore[misc]
    for about in ({"project__in": of_batch}, {"project__batch": batch}):
        found = newer.filter(**about).order_by("id").values_list("project__name", flat=True).first()
        if found:
            return found
    return None
