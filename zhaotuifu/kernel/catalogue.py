"""目录行 — a dated row of a rule or a catalogue, loaded from a preset: made, or renewed where it differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor


def load_row(
    model: type[models.Model], key: tuple[str, ...], values: Mapping[str, Any], *, deed: str,
    kind: str, by: Actor, at: datetime,
) -> bool:
    """载入一行 — the row with these values of `key`; says whether anything changed.

    An equal row is left alone. A change leaves an audit row: what was done (`deed`), to a thing of
    `kind`, from what to what. Called inside a transaction, after `audit.take_turn`.
    """
    rows: Any = model._default_manager
    row = rows.filter(**{name: values[name] for name in key}).first()
    before = {name: getattr(row, name) for name in values} if row else {}
    after = dict(values)
    if before == after:
        return False
    row = row or model()
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    audit.record(
        by=by, at=at, action=deed, object_kind=kind, object_id=row.pk,
        object_name=str(after.get("name") or after[key[0]]), before=before, after=after,
    )
    return True
