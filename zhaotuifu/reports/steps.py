"""流转 — whose turn a paper is, what was done to it until now, which papers wait for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.reports import access, queries
from zhaotuifu.reports.access import Staffing
from zhaotuifu.reports.models import Erratum, Report, ReportStep
from zhaotuifu.reports.states import OPEN, WRITABLE, ReportState

FEW = 5
#: who cannot read what is not issued reads no erratum that is not
READ_ALL = (Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.SIGNER)


@dataclass(frozen=True, slots=True)
class StepLine:
    """一步 — who did what, when, with what words."""

    verb: str
    state: str
    words: str
    name: str
    post: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ErratumLine:
    """一号勘误 — of an issued paper, for its page and the register."""

    id: int
    number: int | None
    state: str
    state_label: str
    reason: str
    count: int
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """等我办的公文 — what it is called, what is to be done, since when, why."""

    url: str
    name: str
    act: str
    why: str


def steps_of(paper: Report | Erratum) -> tuple[StepLine, ...]:
    """流转记录 — in order; one SQL statement."""
    rows = ReportStep.objects.filter(
        **({"erratum": paper} if isinstance(paper, Erratum) else {"report": paper, "erratum": None})
    ).order_by("id")
    return tuple(
        StepLine(row.verb, row.state, row.words, row.name, row.post, row.taken_at) for row in rows
    )


def turn_of(paper: Report | Erratum, actor: Actor) -> dict[str, Any]:
    """轮到谁 — what this reader may do with the paper now, and who stands in for whom."""
    desk = access.staffing(timezone.localdate())
    return {
        "can_submit": access.can_submit(actor, paper),
        "can_withdraw": access.can_withdraw(actor, paper),
        "can_review": access.can_review(actor, paper, desk),
        "can_return": access.can_return(actor, paper, desk),
        "can_issue": access.can_issue(actor, paper, desk),
        "can_drop": access.can_drop(actor, paper),
        "stands_in": access.stands_in(paper, desk) if actor.holds(Role.OFFICE) else "",
    }


def errata_of(report: Report, actor: Actor) -> tuple[ErratumLine, ...]:
    """各号勘误 — of a report, those the reader may know of."""
    rows = report.errata.exclude(state=ReportState.DROPPED)
    if not (actor.user_id is None or actor.holds(*READ_ALL)):
        rows = rows.filter(state=ReportState.ISSUED)
    return tuple(
        ErratumLine(
            row.pk, row.number, row.state, row.get_state_display(), row.reason, len(row.lines),
            row.issued_at,
        )
        for row in rows.order_by("id")
    )


def waiting_for(actor: Actor, today: date) -> tuple[WaitingPaper, ...]:
    """等我办的 — papers and errata to write, review or sign; four SQL statements, some fewer."""
    if not actor.holds(Role.OFFICE, Role.REVIEWER, Role.SIGNER):
        return ()
    desk = access.staffing(today)
    papers = Report.objects.filter(state__in=OPEN).select_related(
        "kind_version"
    ).order_by("-as_of", "-id")[: FEW * 4]
    errata = Erratum.objects.filter(state__in=OPEN).select_related(
        "report", "report__kind_version"
    ).order_by("-id")[: FEW * 4]
    open_now: list[Report | Erratum] = [*papers, *errata]
    lines = (_waiting(paper, actor, desk) for paper in open_now)
    return tuple(line for line in lines if line is not None)


def url_of(paper: Report | Erratum) -> str:
    """这一份的网址."""
    name = "erratum_page" if isinstance(paper, Erratum) else "report_page"
    return reverse(name, args=[paper.pk])


def _waiting(paper: Report | Erratum, actor: Actor, desk: Staffing) -> WaitingPaper | None:
    name, url = queries.name_of(paper), url_of(paper)
    if paper.state in WRITABLE:
        if not actor.holds(Role.OFFICE):
            return None
        if paper.state == ReportState.RETURNED:
            return WaitingPaper(url, name, "改公文", f"退回的原因：{paper.returned_reason}")
        return WaitingPaper(url, name, "送审公文", "还是草稿，写好送审")
    if paper.state == ReportState.SUBMITTED and access.can_review(actor, paper, desk):
        return WaitingPaper(url, name, "审核公文", "送审了，通过或写明原因退回")
    if paper.state == ReportState.REVIEWED and access.can_issue(actor, paper, desk):
        return WaitingPaper(url, name, "签发公文", "审核通过，看过后签发或退回")
    return None


def find_erratum(actor: Actor, erratum_id: int) -> Erratum | None:
    """按号找勘误 — None when there is none the reader may see."""
    seen = Q(report__in=Report.objects.visible_to(actor))
    if not (actor.user_id is None or actor.holds(*READ_ALL)):
        seen &= Q(state=ReportState.ISSUED)
    rows = Erratum.objects.filter(seen, pk=erratum_id)
    return rows.select_related("report", "report__kind_version", "docx").first()
