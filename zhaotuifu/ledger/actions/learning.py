"""学到的 — what a sender taught of its heads is corrected or forgotten by a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.ledger import access, reading
from zhaotuifu.ledger.models import ColumnMapping

KIND = "column_mapping"


@transaction.atomic
def teach_column(*, mapping: ColumnMapping, field: str, by: Actor, at: datetime) -> ColumnMapping:
    """改列对应 — the head means another field from the next ledger on; empty: it is left aside."""
    at = audit.take_turn(at)
    ensure(access.can_teach(by, mapping))
    if field and field not in reading.MAPPABLE:
        raise Refused(no(f"“{mapping.head}”不能对应到“{field}”。请从列表里选一个字段，或不导入这列。"))
    before = mapping.field
    done = ColumnMapping.objects.filter(pk=mapping.pk, field=before).update(
        field=field, taught_at=at, taught_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    audit.record(
        by=by, at=at, action="改列对应", object_kind=KIND, object_id=mapping.pk,
        object_name=mapping.head, before={"field": before}, after={"field": field},
    )
    mapping.refresh_from_db()
    return mapping


@transaction.atomic
def forget_column(*, mapping: ColumnMapping, by: Actor, at: datetime) -> None:
    """忘掉列对应 — the head is asked again in the next ledger; what was imported stays."""
    at = audit.take_turn(at)
    ensure(access.can_teach(by, mapping))
    number, head, field = mapping.pk, mapping.head, mapping.field
    gone, _ = ColumnMapping.objects.filter(pk=number).delete()
    if not gone:
        raise Conflict()
    audit.record(
        by=by, at=at, action="忘掉列对应", object_kind=KIND, object_id=number, object_name=head,
        before={"field": field},
    )
