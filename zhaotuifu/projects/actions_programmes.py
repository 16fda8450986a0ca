"""专项动作 — a programme is opened or changed by the office; who belongs to it are bulk edits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.projects.access import can_keep_programmes
from zhaotuifu.projects.models import Programme

FIELDS = ("code", "name", "note", "source", "valid_from", "valid_to")


@transaction.atomic
def save_programme(
    *, programme: Programme | None, values: Mapping[str, Any], seen: str = "", by: Actor, at: datetime
) -> Programme:
    """存专项 — `values` of `FIELDS`; None opens a new one. `seen` is `revision_of` as it was shown.

    Raises `Refused` for who may not, and for a code that another programme has; `Conflict` when
    somebody changed it since.
    """
    at = audit.take_turn(at)
    ensure(can_keep_programmes(by))
    row = Programme() if programme is None else Programme.objects.select_for_update().get(pk=programme.pk)
    if programme is not None and seen != revision_of(row):
        raise Conflict("已被他人处理：您打开之后，有人改过这个专项。您填的内容还在，核对后再保存。")
    before = {name: getattr(row, name) for name in FIELDS} if row.pk else {}
    after = {name: values[name] for name in FIELDS}
    if before == after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by_id = at, by.user_id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(no(f"代号“{after['code']}”已有别的专项在用。请换一个代号。")) from None
    audit.record(
        by=by, at=at, action="修改专项" if before else "新建专项", object_kind="programme",
        object_id=row.pk, object_name=row.name, before=before, after=after,
    )
    return row


def revision_of(programme: Programme) -> str:
    """修订号 — changes whenever a person or a preset changes it."""
    return "|".join(str(getattr(programme, name)) for name in FIELDS)
