"""报告动作 — draft, write, issue and drop a 专报; the only writers of reports."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.frozen import as_data
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import store
from zhaotuifu.indicators.defined import in_force
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.reports import access, queries
from zhaotuifu.reports.events import ReportIssued
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Report, ReportFigure
from zhaotuifu.reports.queries import Composed, Numbers
from zhaotuifu.reports.rules.brief import Heads
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.rules.figures import Figure
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.states import Place, ReportState

LONGEST_TEXT = 4000  # two printed pages by one hand
LONGEST_TITLE = 200


def ensure_period(year: int, as_of: date) -> None:
    """期间把关 — refuses a day of another year, or before the year's first month is over."""
    if as_of.year != year:
        raise Refused(no(f"数据截至 {as_of} 不在 {year} 年。请写 {year} 年里的一天。"))
    if reporting_month(as_of, year) == 0:
        raise Refused(no(f"到 {as_of} 还没有过完 {year} 年的一个月，没有可报告的月份。"))


@transaction.atomic
def create_draft(
    *, kind: DocumentKind, year: int, as_of: date, by: Actor, at: datetime, is_demo: bool = False
) -> Report:
    """拟一期 — an empty draft of a period; its figures are live until it is issued.

    Raises `Refused` when somebody already drafts the same period, or the period is none.
    """
    at = audit.take_turn(at)
    ensure(access.can_draft(by))
    ensure_period(year, as_of)
    same = Report.objects.filter(kind=kind.code, year=year, as_of=as_of, state=ReportState.DRAFT)
    if same.exists():
        raise Refused(no(f"{wording.date_text(as_of)}的{kind.short_name}已有一稿，请接着写那一稿。"))
    report = Report.objects.create(
        kind=kind.code, year=year, as_of=as_of, created_at=at, created_by_id=by.user_id,
        is_demo=is_demo,
    )
    _note(report, "拟稿专报", by, at, after={"year": year, "as_of": as_of})
    return report


@transaction.atomic
def write_paragraph(
    *, report: Report, place: Place, text: str, by: Actor, at: datetime, revision: int
) -> None:
    """写段落 — the writer's text at a place, kept when the figures move; empty takes it away.

    `revision` is the one the writer saw. Raises `Refused` when it may not be written, `Conflict`
    when somebody wrote in between.
    """
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(text) > LONGEST_TEXT:
        raise Refused(no(f"这一段有 {len(text):,} 字，最多 {LONGEST_TEXT:,} 字。请分到几处写。"))
    before = report.paragraphs.get(place, "")
    paragraphs = {key: value for key, value in report.paragraphs.items() if key != place}
    if text:
        paragraphs[place.value] = text
    _revise(report, revision, paragraphs=paragraphs)
    _note(report, f"写专报{place.label}", by, at, before={"text": before}, after={"text": text})


@transaction.atomic
def write_title(*, report: Report, title: str, by: Actor, at: datetime, revision: int) -> None:
    """写标题 — one or two lines; empty means the title composed from the figures.

    Raises as `write_paragraph` does.
    """
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    lines = [line.strip() for line in title.splitlines() if line.strip()]
    title = "\n".join(lines)
    if len(title) > LONGEST_TITLE or len(lines) > 3:
        raise Refused(no("标题太长。请写在三行以内。"))
    before = report.title
    _revise(report, revision, title=title)
    _note(report, "写专报标题", by, at, before={"title": before}, after={"title": title})


def _revise(report: Report, revision: int, **changes: object) -> None:
    """Compare-and-set: only the draft the writer saw is changed."""
    done = Report.objects.filter(
        pk=report.pk, state=ReportState.DRAFT, revision=revision
    ).update(revision=F("revision") + 1, **changes)
    if not done:
        raise Conflict
    report.refresh_from_db()


@transaction.atomic
def issue(
    *, report: Report, by: Actor, at: datetime, revision: int, numbers: Numbers | None = None
) -> Report:
    """签发 — freezes text, figures, `known_at` and row ids under 第N期, and stores the Word file.

    `numbers` continues the office's own count; otherwise the next ones are taken. What is frozen
    is what is known at `at`. Raises `Refused` with the failed checks or for a number that was
    passed already, `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    ensure(access.can_issue(by, report))
    kind = queries.kind_of(report)
    numbers = _numbers(kind, report.year, numbers)
    heads = Heads(
        queries.issue_text(report.year, numbers),
        wording.date_text(timezone.localtime(at).date()), report.title,
    )
    made = queries.composed(
        kind, year=report.year, as_of=report.as_of, known_at=at, heads=heads,
        paragraphs=report.paragraphs, numbers=numbers,
    )
    if failed := stands_in_the_way(made.checks):
        raise Refused(no(f"不能签发：{failed}。"))
    _freeze(report, made, revision, by=by, at=at)
    _note(
        report, "签发专报", by, at, before={"state": ReportState.DRAFT},
        after={
            "number": numbers.number, "total_number": numbers.total, "known_at": at,
            "docx_sha256": report.docx_sha256, "figures": len(made.brief.figures),
        },
    )
    publish(ReportIssued(report.pk, f"{kind.short_name}{heads.issue_no}", by.user_id, at))
    return report


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


def _freeze(report: Report, made: Composed, revision: int, *, by: Actor, at: datetime) -> None:
    brief = made.brief
    data = write_docx(brief.paper)
    try:
        with transaction.atomic():
            done = Report.objects.filter(
                pk=report.pk, state=ReportState.DRAFT, revision=revision
            ).update(
                state=ReportState.ISSUED, revision=F("revision") + 1, known_at=at, issued_at=at,
                issued_by_id=by.user_id, number=made.numbers.number,
                total_number=made.numbers.total, title="\n".join(brief.paper.title),
                frozen=as_data(brief.paper), project_ids=_project_ids(brief.figures),
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
    name = f"{queries.kind_of(report).name}{queries.issue_text(report.year, made.numbers)}.docx"
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


@transaction.atomic
def drop(*, report: Report, by: Actor, at: datetime, revision: int) -> None:
    """作废 — a draft nobody will issue. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, report))
    _revise(report, revision, state=ReportState.DROPPED)
    _note(report, "作废专报草稿", by, at, before={"state": ReportState.DRAFT})


def kind_or_refuse(text: str) -> DocumentKind:
    """按名取种类 — raises `Refused` naming those that can be composed."""
    kind = kind_named(text)
    if kind is None:
        known = "、".join(found.name for found in queries.kinds.kinds())
        raise Refused(no(f"没有“{text}”这种公文。现在能编的：{known}。"))
    return kind


def _note(
    report: Report, action: str, by: Actor, at: datetime, before: dict | None = None,
    after: dict | None = None,
) -> None:
    audit.record(
        by=by, at=at, action=action, object_kind="report", object_id=report.pk,
        object_name=f"{report.year} {report.kind} {report.as_of}", before=before, after=after,
    )
