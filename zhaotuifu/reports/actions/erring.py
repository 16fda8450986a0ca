"""勘误动作 — what an issued paper says wrongly is corrected by a numbered erratum, signed as the paper was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.frozen import as_data
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import store
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.reports import access, catalogue, erratum_page, papers, queries
from zhaotuifu.reports.actions.stepping import note, revise, take_step
from zhaotuifu.reports.events import ErratumIssued
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.reports.papers import Correction
from zhaotuifu.reports.states import OPEN, ReportState

MOST_LINES = 40
LONGEST_REASON = 500
SPACE = re.compile(r"\s+")


@transaction.atomic
def start_erratum(
    *, report: Report, lines: Sequence[Correction], reason: str, by: Actor, at: datetime
) -> Erratum:
    """拟勘误 — of an issued report: what it printed, what it should say, why.

    Raises `Refused` where a line does not name what was printed, or another erratum is open.
    """
    at = audit.take_turn(at)
    ensure(access.can_draft_erratum(by, report))
    if report.errata.filter(state__in=OPEN).exists():
        raise Refused(no("这一期已有一份勘误在办，请接着写那一份。"))
    lines, reason = _checked(report, lines), _reason(reason)
    erratum = Erratum.objects.create(
        report=report, lines=[asdict(line) for line in lines], reason=reason, created_at=at,
        created_by_id=by.user_id,
    )
    take_step(erratum, "拟稿", by=by, at=at)
    note(erratum, "拟勘误", by=by, at=at, after={"lines": erratum.lines, "reason": reason})
    return erratum


@transaction.atomic
def write_erratum(
    *, erratum: Erratum, lines: Sequence[Correction], reason: str, by: Actor, at: datetime,
    revision: int,
) -> None:
    """改勘误 — while it is a draft or was returned. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_write_erratum(by, erratum))
    lines, reason = _checked(erratum.report, lines), _reason(reason)
    before = {"lines": erratum.lines, "reason": erratum.reason}
    revise(erratum, revision, lines=[asdict(line) for line in lines], reason=reason)
    note(
        erratum, "改勘误", by=by, at=at, before=before,
        after={"lines": erratum.lines, "reason": reason},
    )


@transaction.atomic
def drop_erratum(*, erratum: Erratum, by: Actor, at: datetime, revision: int) -> None:
    """作废勘误稿. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, erratum))
    before = erratum.state
    revise(erratum, revision, state=ReportState.DROPPED)
    take_step(erratum, "作废", by=by, at=at)
    note(erratum, "作废勘误稿", by=by, at=at, before={"state": before})


@transaction.atomic
def issue_erratum(*, erratum: Erratum, by: Actor, at: datetime, revision: int) -> Erratum:
    """签发勘误 — under the next number of its report, frozen; the report itself does not change.

    What is signed is the lines of this revision. Raises `Refused` or `Conflict`.
    """
    at = audit.take_turn(at)
    ensure(access.can_issue(by, erratum, access.staffing(timezone.localdate(at))))
    last = Erratum.objects.filter(report_id=erratum.report_id).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    day = timezone.localdate(at)
    paper = erratum_page.paper_of(erratum, number=number, issued_on=wording.date_text(day))
    done = Erratum.objects.filter(
        pk=erratum.pk, state=ReportState.REVIEWED, revision=revision
    ).update(
        state=ReportState.ISSUED, revision=F("revision") + 1, number=number, issued_at=at,
        issued_by_id=by.user_id, frozen=as_data(paper), text=papers.words_of(paper),
    )
    if not done:
        raise Conflict
    erratum.refresh_from_db()
    name = queries.name_of(erratum)
    data = write_docx(paper, catalogue.template_on(erratum.report.kind, day))
    file = store(data=data, name=f"{name}.docx", by=by, at=at)
    Erratum.objects.filter(pk=erratum.pk).update(docx=file, docx_sha256=file.sha256)
    erratum.refresh_from_db()
    take_step(erratum, "签发", by=by, at=at)
    note(
        erratum, "签发勘误", by=by, at=at, before={"state": ReportState.REVIEWED},
        after={"number": number, "docx_sha256": file.sha256, "lines": erratum.lines},
    )
    publish(ErratumIssued(erratum.pk, name, by.user_id, at))
    return erratum


def _checked(report: Report, lines: Sequence[Correction]) -> Sequence[Correction]:
    if not lines:
        raise Refused(no("没有写更正了什么。请勾选变了的数，或写明原文和更正后的文字。"))
    if len(lines) > MOST_LINES:
        raise Refused(no(f"更正有 {len(lines)} 处，最多 {MOST_LINES} 处。改动这样多，请另发一期。"))
    printed = SPACE.sub("", report.text)
    for number, line in enumerate(lines, start=1):
        if not (line.where and line.printed and line.corrected):
            raise Refused(no(f"第 {number} 处没有写全：所在之处、原文、更正为，三样都要写。"))
        if not line.key and SPACE.sub("", line.printed) not in printed:
            raise Refused(no(f"第 {number} 处的原文“{line.printed}”在这一期里找不到。请照印出的文字抄。"))
        if line.printed == line.corrected:
            raise Refused(no(f"第 {number} 处原文和更正后的一样，不用更正。"))
    return lines


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(no("没有写原因。请写明为什么更正，收文的人要看。"))
    if len(text) > LONGEST_REASON:
        raise Refused(no(f"原因有 {len(text):,} 字，最多 {LONGEST_REASON} 字。请写短些。"))
    return text
