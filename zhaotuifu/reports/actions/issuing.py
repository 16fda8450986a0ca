"""签发动作 — freezes text, figures, `known_at` and row ids under 第N期; what is signed is what was seen."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.frozen import as_data
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import store
from zhaotuifu.indicators.defined import in_force
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.reports import access, catalogue, papers, queries, seen
from zhaotuifu.reports.actions.stepping import note, take_step
from zhaotuifu.reports.events import ReportIssued
from zhaotuifu.reports.models import Report, ReportFigure
from zhaotuifu.reports.queries import Composed, Numbers
from zhaotuifu.reports.rules.brief import Heads
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.rules.figures import Figure
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.states import ReportState


@transaction.atomic
def issue(
    *, report: Report, by: Actor, at: datetime, revision: int, numbers: Numbers | None = None,
    sight: str = "", sight_at: datetime | None = None,
) -> Report:
    """签发 — freezes text, figures, `known_at` and row ids under 第N期, and stores the Word file.

    `numbers` continues the office's own count; otherwise the next ones are taken. What is frozen
    is what is known at `at`. `sight` is the fingerprint of what the signer read at `sight_at`;
    empty where nobody read a page (the demonstration). Raises `Refused` with the failed checks or
    for a number that was passed already, `Conflict` when somebody was first, or when what was
    read is no longer what would be signed: then it says what changed.
    """
    at = audit.take_turn(at)
    ensure(access.can_issue(by, report, access.staffing(timezone.localdate(at))))
    kind = queries.kind_of(report)
    numbers = _numbers(kind, report.year, numbers)
    heads = Heads(
        queries.issue_text(report.year, numbers, kind),
        wording.date_text(timezone.localdate(at)), report.title, queries.secrecy_text(report),
        queries.urgency_text(report),
    )
    made = queries.composed_of(report, at, heads=heads, numbers=numbers)
    if failed := stands_in_the_way(made.checks):
        raise Refused(no(f"不能签发：{failed}。"))
    _ensure_seen(report, made, sight, sight_at)
    _freeze(report, kind, made, revision, by=by, at=at)
    take_step(report, "签发", by=by, at=at)
    note(
        report, "签发公文", by=by, at=at, before={"state": ReportState.REVIEWED},
        after={
            "number": numbers.number, "total_number": numbers.total, "known_at": at,
            "docx_sha256": report.docx_sha256, "figures": len(made.brief.figures),
        },
    )
    publish(ReportIssued(report.pk, f"{kind.short_name}{heads.issue_no}", by.user_id, at))
    return report


def _ensure_seen(
    report: Report, made: Composed, sight: str, sight_at: datetime | None
) -> None:
    """签的就是看的 — else what changed between the reading and the signing."""
    if not sight or seen.fingerprint(made.brief) == sight:
        return
    moved: tuple[seen.Moved, ...] = ()
    if sight_at is not None:
        before = queries.composed_of(report, sight_at).brief.figures
        moved = seen.moved_since(seen.kept_of(before), made.brief.figures)
    raise Conflict(
        f"没有签发：您看过以后，{seen.moved_words(moved)}。请再看一遍，按现在的文面签发或退回。"
    )


def _numbers(kind: DocumentKind, year: int, wanted: Numbers | None) -> Numbers:
    coming = queries.next_numbers(kind, year)
    if wanted is None:
        return coming
    if wanted.number < coming.number:
        raise Refused(no(f"{year}年第 {wanted.number} 期已经用过。下一期是第 {coming.number} 期。"))
    if coming.total is None:
        return Numbers(wanted.number, None)
    total = wanted.total or coming.total
    if total < coming.total:
        raise Refused(no(f"总第 {total} 期已经用过。下一期是总第 {coming.total} 期。"))
    return Numbers(wanted.number, total)


def _freeze(
    report: Report, kind: DocumentKind, made: Composed, revision: int, *, by: Actor, at: datetime
) -> None:
    brief = made.brief
    day = timezone.localdate(at)
    data = write_docx(brief.paper, catalogue.template_on(kind.code, day))
    try:
        with transaction.atomic():
            done = Report.objects.filter(
                pk=report.pk, state=ReportState.REVIEWED, revision=revision
            ).update(
                state=ReportState.ISSUED, revision=F("revision") + 1, known_at=at, issued_at=at,
                issued_by_id=by.user_id, number=made.numbers.number,
                total_number=made.numbers.total, title="\n".join(brief.paper.title),
                frozen=as_data(brief.paper), text=papers.words_of(brief.paper),
                project_ids=_project_ids(brief.figures),
            )
    except IntegrityError as error:  # the number went to another one in the same moment
        raise Conflict(f"第 {made.numbers.number} 期刚被另一份用了。请刷新后再签发。") from error
    if not done:
        raise Conflict
    defined = in_force(report.as_of, at)
    ReportFigure.objects.bulk_create(
        [
            _figure_row(report, figure, defined.version(figure.indicator))
            for figure in brief.figures
        ]
    )
    name = f"{kind.name}{queries.issue_text(report.year, made.numbers, kind)}.docx"
    file = store(data=data, name=name, by=by, at=at)
    Report.objects.filter(pk=report.pk).update(docx=file, docx_sha256=file.sha256)
    report.refresh_from_db()


def _project_ids(figures: tuple[Figure, ...]) -> list[int]:
    return sorted({row.project_id for figure in figures for row in figure.rows})


def _figure_row(report: Report, figure: Figure, version: int | None) -> ReportFigure:
    return ReportFigure(
        report=report, key=figure.key, indicator=figure.indicator, definition_version=version,
        name=figure.name,
        unit=figure.unit, scope=dict(figure.scope), scope_text=figure.scope_text,
        text=figure.text, value=plain(figure.value) or "", numerator=plain(figure.numerator) or "",
        denominator=plain(figure.denominator) or "", minus=plain(figure.minus) or "",
        rows=[queries.row_data(row) for row in figure.rows],
    )
