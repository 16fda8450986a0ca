"""项目文件 — the ledgers a project stood in, the 专报 and the submitted tables that count it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace
from django.urls import reverse

from zhaotuifu.desk.queries.provenance import cell_url
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.ledger import cells
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.states import ReportState
from zhaotuifu.submissions.models import Submission
from zhaotuifu.submissions.states import SubmissionState

MOST = 200  # of each kind; a project of ten years stands in fewer


@dataclass(frozen=True, slots=True)
class FileLine:
    """一份文件 — its kind, name, where the project stands in it, who sent it when, and where it opens."""

    kind: str
    name: str
    place: str
    who: str
    at: datetime | None
    url: str
    original_url: str = ""
    is_undone: bool = False


def files_of(actor: Actor, project_id: int) -> tuple[FileLine, ...]:
    """项目文件 — of a project the actor may see, newest first; four SQL statements.

    Of a ledger the actor may not open whole, the row of the project opens.
    """
    found = [*_ledgers(actor, project_id), *_reports(actor, project_id), *_submissions(actor, project_id)]
    return tuple(sorted(found, key=lambda one: (one.at is not None, one.at), reverse=True))


def _ledgers(actor: Actor, project_id: int) -> Iterator[FileLine]:
    rows = (
        LedgerRow.objects.filter(
            project=project_id,
            ledger_import__state__in=(ImportState.COMMITTED, ImportState.UNDONE),
        )
        .annotate(
            state=F("ledger_import__state"), file_name=F("ledger_import__file__name"),
            year=F("ledger_import__year"), month=F("ledger_import__month"),
            sender=F("ledger_import__sender__name"), at=F("ledger_import__committed_at"),
        )
        .order_by("-ledger_import_id", "position", "id")
    )
    names = ("ledger_import_id", "sheet", "row", "state", "file_name", "year", "month", "sender", "at")
    first: dict[int, Any] = {}
    for row in rows.values_list(*names, named=True)[:MOST]:
        first.setdefault(row.ledger_import_id, row)
    opens = set(
        LedgerImport.objects.visible_to(actor).filter(pk__in=first).order_by("pk").values_list("pk", flat=True)
    )
    for pk, row in first.items():
        spot = cells.Spot(pk, row.sheet, row.row)
        period = f"{row.year}年{row.month}月" if row.month else f"{row.year}年" if row.year else ""
        yield FileLine(
            f"{period}台账", row.file_name, f"{row.sheet} 第 {row.row} 行", row.sender or "系统", row.at,
            cell_url(spot), reverse("ledger_original", args=[pk]) if pk in opens else "",
            row.state == ImportState.UNDONE,
        )


def _naming(rows: QuerySet[Any], project_id: int) -> QuerySet[Any]:
    """Those whose list of projects holds this one.

    The list is compared as text, which every database can: "[7, 12]" is read as " 7, 12,".
    """
    listed: Func = Cast("project_ids", TextField())
    for bracket, instead in (("[", " "), ("]", ",")):
        listed = Replace(listed, Value(bracket), Value(instead), output_field=TextField())
    return rows.annotate(listed=listed).filter(listed__contains=f" {project_id},")


def _reports(actor: Actor, project_id: int) -> Iterator[FileLine]:
    issued = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    rows = _naming(issued, project_id).annotate(who=F("issued_by__name")).order_by("-issued_at", "-id")
    for row in rows.values_list("id", "title", "year", "number", "who", "issued_at", named=True)[:MOST]:
        title = row.title.replace("\n", "　") or "重大项目建设情况"
        yield FileLine(
            "专报", f"{title}（{row.year}年第{row.number}期）", "数字里有它", row.who or "系统",
            row.issued_at, reverse("report_page", args=[row.id]),
        )


def _submissions(actor: Actor, project_id: int) -> Iterator[FileLine]:
    sent = Submission.objects.visible_to(actor).filter(state=SubmissionState.SENT)
    rows = (
        _naming(sent, project_id).annotate(called=F("table__name"), who=F("sent_by__name"))
        .order_by("-sent_at", "-id")
    )
    names = ("id", "called", "year", "month", "number", "who", "sent_at")
    for row in rows.values_list(*names, named=True)[:MOST]:
        again = f"，第 {row.number} 次" if row.number > 1 else ""
        yield FileLine(
            "上报表", row.called, f"{row.year}年{row.month}月{again}", row.who or "系统", row.sent_at,
            reverse("submission_page", args=[row.id]),
        )
