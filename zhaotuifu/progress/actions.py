"""进展动作 — the only writers of months, words and milestones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import ensure
from zhaotuifu.progress import queries
from zhaotuifu.progress.drafting import FACT_MODELS, draft_progress, draft_undo
from zhaotuifu.progress.events import ProgressRecorded
from zhaotuifu.progress.models import ProgressFact

__all__ = ["FACT_MODELS", "record_progress", "undo_batch"]


@transaction.atomic
def record_progress(
    rows: Sequence[ProgressFact], *, years: Sequence[int], by: Actor, at: datetime,
    batch: str = "", reason: str = "", is_told: bool = True,
) -> int:
    """录入进展 — months (万元), words and milestones of any number of projects, all or nothing.

    Rows equal to what is known change nothing. Returns the number of changes. `is_told` False
    leaves the news to the caller, who has more to record in the same transaction.
    """
    at = audit.take_turn(at)
    draft = Draft(by, batch)
    changed = draft_progress(draft, rows, reason=reason)
    if not changed:
        return 0
    draft.close().write(at=at)
    if is_told:
        publish(ProgressRecorded(tuple(sorted(set(changed))), tuple(years), at))
    return len(changed)


@transaction.atomic
def undo_batch(*, batch: str, years: Sequence[int], by: Actor, at: datetime) -> int:
    """撤回一批进展 — as a whole. Raises `Refused` when something newer builds on it."""
    at = audit.take_turn(at)
    ensure(queries.nothing_later(batch))
    draft = Draft(by, batch)
    touched = draft_undo(draft)
    if not touched:
        return 0
    draft.close().write(at=at)
    publish(ProgressRecorded(tuple(sorted(touched)), tuple(years), at))
    return len(touched)
