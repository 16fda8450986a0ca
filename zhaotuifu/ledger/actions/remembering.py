"""记住名称 — what was answered of names is learnt with an import, taken back with it, or forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.ledger import access
from zhaotuifu.ledger.models import LedgerImport, NameDecision
from zhaotuifu.ledger.rules.matching import Learnt

CHUNK = 500


def learn(
    *, ledger_import: LedgerImport, learnt: Sequence[Learnt], by: Actor, at: datetime
) -> int:
    """学名称 — part of the commit that writes the import, in its transaction; says how many are new.

    A later answer ends an earlier one it contradicts; the same answer again changes nothing.
    """
    if not learnt:
        return 0
    known = NameDecision.objects.in_force().filter(sender_id=ledger_import.sender_id)
    said = {(one.name_key, one.zone_text) for one in learnt}
    there = [one for one in known if (one.name_key, one.zone_text) in said]
    same = {(one.name_key, one.zone_text, one.project_id, one.is_same) for one in there}
    fresh = [
        one for one in learnt
        if (one.name_key, one.zone_text, one.project_id, one.is_same) not in same
    ]
    ended = [one.pk for one in there if any(_contradicts(new, one) for new in fresh)]
    NameDecision.objects.filter(pk__in=ended).update(
        ended_at=at, ended_by_id=by.user_id, ended_by_import=ledger_import
    )
    NameDecision.objects.bulk_create(
        (
            NameDecision(
                sender_id=ledger_import.sender_id, zone_text=one.zone_text, name=one.name,
                name_key=one.name_key, project_id=one.project_id, is_same=one.is_same,
                learnt_from=ledger_import, taught_at=at, taught_by_id=by.user_id,
            )
            for one in fresh
        ),
        batch_size=CHUNK,
    )
    return len(fresh)


def _contradicts(new: Learnt, old: NameDecision) -> bool:
    """The same project otherwise, or another project for a name that means one."""
    if (new.name_key, new.zone_text) != (old.name_key, old.zone_text):
        return False
    return new.project_id == old.project_id or (new.is_same and old.is_same)


def unlearn(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> None:
    """收回名称 — part of the undo of the import, in its transaction: what it ended holds again."""
    taught = NameDecision.objects.in_force().filter(learnt_from=ledger_import)
    taught.update(ended_at=at, ended_by_id=by.user_id)
    # What a still later import decided otherwise of the same name stands.
    standing = list(NameDecision.objects.in_force().filter(sender_id=ledger_import.sender_id))
    again = [
        old.pk
        for old in NameDecision.objects.filter(ended_by_import=ledger_import)
        if not any(_contradicts(_as_learnt(new), old) for new in standing)
    ]
    NameDecision.objects.filter(pk__in=again).update(
        ended_at=None, ended_by=None, ended_by_import=None
    )


def _as_learnt(one: NameDecision) -> Learnt:
    return Learnt(one.name, one.name_key, one.zone_text, one.project_id, one.is_same)


@transaction.atomic
def forget(*, decision: NameDecision, by: Actor, at: datetime) -> None:
    """忘掉名称 — asked again in the next ledger; what was imported stays.

    Raises `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    ensure(access.can_import(by))
    rows = NameDecision.objects.visible_to(by).in_force().filter(pk=decision.pk)
    if not rows.update(ended_at=at, ended_by_id=by.user_id):
        raise Conflict()
    audit.record(
        by=by, at=at, action="忘掉名称", object_kind="name_decision", object_id=decision.pk,
        object_name=decision.name,
        before={"project": decision.project_id, "is_same": decision.is_same},
    )
