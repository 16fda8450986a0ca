"""导入登记 — what was sent, newest first; and whether the same file was sent before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models.fields.json import KeyTransform

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.ledger.access import can_import
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState

IMPORTS_SHOWN = 20
STATE_LOOK = {
    ImportState.RECEIVED: "go", ImportState.REFUSED: "stop", ImportState.PREVIEWED: "go",
    ImportState.COMMITTED: "done", ImportState.UNDONE: "", ImportState.DROPPED: "",
}
#: sent, and neither written nor given up
WAITING = (ImportState.RECEIVED, ImportState.PREVIEWED)
#: what is shorter is compared anew while the page waits
SHORT_ROWS, SHORT_BYTES = 400, 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportLine:
    """一次导入 — as the register lists it."""

    id: int
    file_name: str
    sender: str
    period: str
    state_label: str
    state_look: str
    counts: Mapping[str, int]
    open: int | None  # rows that wait for an answer or were refused
    refusal: str
    created_at: datetime
    created_by: str
    committed_at: datetime | None


def register(actor: Actor, number: int) -> Page[ImportLine]:
    """导入登记 — newest first; two SQL statements."""
    found = LedgerImport.objects.visible_to(actor)
    start = (number - 1) * IMPORTS_SHOWN
    rows = _told(found).order_by("-id")
    return Page(
        [import_line(row) for row in rows[start : start + IMPORTS_SHOWN]], number,
        IMPORTS_SHOWN, found.count(),
    )


def _told(rows: models.QuerySet[LedgerImport]) -> models.QuerySet[LedgerImport]:
    """With what a line says, and without the rest of the summary: of a large library it is long."""
    return rows.select_related("file", "sender", "created_by", "committed_by").defer(
        "summary", "answers"
    ).annotate(counts=KeyTransform("counts", "summary"), refused=KeyTransform("refusal", "summary"))


def import_line(row: LedgerImport) -> ImportLine:
    """一行登记 — of an import read by `_told`."""
    refusal = row.refused  # type: ignore[attr-defined]
    counts = row.counts or {}  # type: ignore[attr-defined]
    needing = ("questions", "waiting", "refusals")
    waiting = sum(counts.get(name, 0) for name in needing) if "questions" in counts else None
    return ImportLine(
        row.pk, row.file.name, row.sender.name if row.sender else "系统", period_text(row),
        ImportState(row.state).label, STATE_LOOK[ImportState(row.state)],
        counts, waiting, refusal["sentence"] if refusal else "", row.created_at,
        row.created_by.name if row.created_by else "系统", row.committed_at,
    )


def period_text(row: LedgerImport) -> str:
    """报告期 — 2025年3月, 2025年, or nothing."""
    if row.year is None:
        return ""
    return f"{row.year}年{row.month}月" if row.month else f"{row.year}年"


def waiting_count(actor: Actor) -> int:
    """待导入的份数 — read, and now a person's turn; one SQL statement for those who send ledgers."""
    return waiting_rows(actor).count()


def waiting_rows(actor: Actor) -> models.QuerySet[LedgerImport]:
    """待导入的 — for who counts them together with other things; none for those who send no ledgers."""
    if not can_import(actor):
        return LedgerImport.objects.none()
    return LedgerImport.objects.visible_to(actor).filter(state=ImportState.PREVIEWED)


def waiting_twin(sha256: str, sender_id: int | None) -> LedgerImport | None:
    """同一份还在等的 — of the same sender, not yet imported and not given up; one SQL statement."""
    rows = LedgerImport.objects.filter(
        file__sha256=sha256, sender_id=sender_id, state__in=WAITING
    ).select_related("file", "created_by")
    return rows.order_by("-id").first()


def imported_twin(row: LedgerImport, actor: Actor) -> ImportLine | None:
    """同一份已导入的 — the latest other import of the very same bytes that stands; one SQL statement."""
    rows = LedgerImport.objects.visible_to(actor).filter(
        file__sha256=row.file.sha256, state=ImportState.COMMITTED
    )
    found = _told(rows.exclude(pk=row.pk))
    twin = found.order_by("-committed_at", "-id").first()
    return import_line(twin) if twin else None


def is_long(row: LedgerImport) -> bool:
    """是否很长 — too long for a page to wait for."""
    return row.summary.get("counts", {}).get("read", 0) > SHORT_ROWS or row.file.size > SHORT_BYTES
