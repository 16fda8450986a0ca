"""学到的 — what the ledgers taught: which head of which sender means what, from whom and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.ledger.models import ColumnMapping
from zhaotuifu.ledger.rules.fields import LABELS

SHOWN = 50


@dataclass(frozen=True, slots=True)
class TaughtColumn:
    """教过的列 — of one sender."""

    id: int
    sender: str
    head: str
    field: str
    label: str
    taught_at: datetime
    taught_by: str
    import_id: int | None
    file_name: str


def columns(actor: Actor, number: int) -> Page[TaughtColumn]:
    """教过的列 — of all senders for the office, of the own 板块 for the 板块; two SQL statements."""
    found = ColumnMapping.objects.visible_to(actor)
    start = (number - 1) * SHOWN
    rows = found.select_related("sender", "taught_by", "taught_in__file")
    return Page(
        [_line(one) for one in rows.order_by("sender_id", "head", "id")[start : start + SHOWN]],
        number, SHOWN, found.count(),
    )


def _line(one: ColumnMapping) -> TaughtColumn:
    return TaughtColumn(
        one.pk, one.sender.name if one.sender else "系统", " / ".join(one.head.split("\n")),
        one.field, LABELS.get(one.field, "不导入"), one.taught_at,
        one.taught_by.name if one.taught_by else "系统", one.taught_in_id,
        one.taught_in.file.name if one.taught_in else "",
    )


def find_column(actor: Actor, mapping_id: int) -> ColumnMapping | None:
    """找一列 — None when it is not there for this actor."""
    return ColumnMapping.objects.visible_to(actor).filter(pk=mapping_id).first()
