"""拟稿动作 — draft a paper, write into it, mark it, drop it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhaotuifu.documents import rules as wording
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.reports import access, catalogue, queries, seen
from zhaotuifu.reports.actions.stepping import note, revise, take_step
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.states import OPEN, STATE_SECRETS, ReportState, Secrecy

LONGEST_TEXT = 4000  # two printed pages by one hand
LONGEST_TITLE = 200
HEAD = ("secrecy", "urgency", "report_to", "send_to", "distribute_to", "copies")


def ensure_period(year: int, as_of: date, kind: DocumentKind | None = None) -> None:
    """期间把关 — refuses a day of another year, or before the year's first month is over.

    A weekly paper needs no month.
    """
    if as_of.year != year:
        raise Refused(no(f"数据截至 {as_of} 不在 {year} 年。请写 {year} 年里的一天。"))
    if (kind is None or not kind.is_weekly) and reporting_month(as_of, year) == 0:
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
    ensure_period(year, as_of, kind)
    if Report.objects.filter(kind=kind.code, as_of=as_of, state__in=OPEN).exists():
        raise Refused(no(f"{wording.date_text(as_of)}的{kind.short_name}已有一稿，请接着写那一稿。"))
    report = Report.objects.create(
        kind=kind.code, kind_version=catalogue.version_on(kind.code, timezone.localdate(at)),
        year=year, as_of=as_of, created_at=at, created_by_id=by.user_id, is_demo=is_demo,
    )
    figures = queries.composed_of(report).brief.figures
    Report.objects.filter(pk=report.pk).update(seen=seen.kept_of(figures))
    report.refresh_from_db()
    take_step(report, "拟稿", by=by, at=at)
    note(report, "拟{}稿", by=by, at=at, after={"year": year, "as_of": as_of})
    return report


@transaction.atomic
def write_paragraph(
    *, report: Report, place: str, text: str, by: Actor, at: datetime, revision: int
) -> None:
    """写段落 — the writer's text at a place, kept when the figures move; empty takes it away.

    `revision` is the one the writer saw. The paragraph remembers the figures beside it. Raises
    `Refused` when it may not be written, `Conflict` when somebody wrote in between.
    """
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    label = _label(report, place)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(text) > LONGEST_TEXT:
        raise Refused(no(f"这一段有 {len(text):,} 字，最多 {LONGEST_TEXT:,} 字。请分到几处写。"))
    before = report.paragraphs.get(place, "")
    paragraphs = {key: value for key, value in report.paragraphs.items() if key != place}
    if text:
        paragraphs[str(place)] = text
    _save(report, revision, place=place, paragraphs=paragraphs)
    note(report, f"写公文“{label}”", by=by, at=at, before={"text": before}, after={"text": text})


@transaction.atomic
def confirm_paragraph(
    *, report: Report, place: str, by: Actor, at: datetime, revision: int
) -> None:
    """已核对 — the paragraph still holds beside the figures of now; its mark goes."""
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    label = _label(report, place)
    if not report.paragraphs.get(place):
        raise Refused(no(f"“{label}”里没有写字，不用核对。"))
    before = report.beside.get(place, {})
    _save(report, revision, place=place, paragraphs=report.paragraphs)
    after = report.beside.get(place, {})
    changed = sorted(key for key in before if before[key] != after.get(key))
    note(report, f"核对公文“{label}”", by=by, at=at, after={"figures": changed})


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
    _save(report, revision, title=title)
    note(report, "写公文标题", by=by, at=at, before={"title": before}, after={"title": title})


@transaction.atomic
def write_head(
    *, report: Report, given: Mapping[str, Any], by: Actor, at: datetime, revision: int
) -> None:
    """改报头 — secrecy, urgency, receivers and copies of this issue.

    `given` may hold any of `HEAD`. Raises `Refused` for what is a state secret: such a paper may
    not be handled on a system that is not made for it (保守国家秘密法).
    """
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    secrecy = given.get("secrecy", "")
    if secrecy in STATE_SECRETS:
        raise Refused(no(
            f"不能标“{Secrecy(secrecy).label}”：涉密的内容不得在本系统里处理。"
            "请删去涉密内容，或按保密规定在涉密设备上另办。"
        ))  # fmt: skip
    before = report.head
    head = before | {name: given[name] for name in HEAD if name in given}
    revise(report, revision, head=head)
    note(report, "改公文报头", by=by, at=at, before=before, after=head)


@transaction.atomic
def take_note(*, report: Report, by: Actor, at: datetime, revision: int) -> None:
    """知道了 — the figures that moved since the last saving are taken note of; nothing else changes."""
    at = audit.take_turn(at)
    ensure(access.can_write(by, report))
    before = report.seen
    _save(report, revision)
    moved = sorted(key for key, was in report.seen.items() if was != before.get(key))
    note(report, "看过公文里变化的数", by=by, at=at, after={"figures": moved[:50]})


def _save(report: Report, revision: int, *, place: str = "", **changes: Any) -> None:
    """Keep the changes with what the writer has before her: all figures, and those at the place."""
    now = Report(
        pk=report.pk, kind=report.kind, kind_version=report.kind_version, year=report.year,
        as_of=report.as_of, head=report.head,
        paragraphs=changes.get("paragraphs", report.paragraphs),
    )
    brief = queries.composed_of(now).brief
    if place:
        text = now.paragraphs.get(place, "")
        others = {key: kept for key, kept in report.beside.items() if key != place}
        changes["beside"] = others | ({str(place): seen.beside(place, text, brief)} if text else {})
    revise(report, revision, seen=seen.kept_of(brief.figures), **changes)


def _label(report: Report, place: str) -> str:
    labels = queries.places_of(report)
    if place not in labels:
        raise Refused(no(f"这份公文没有“{place}”这一处。请刷新后在纸上点开要写的地方。"))
    return labels[place]


@transaction.atomic
def drop(*, report: Report, by: Actor, at: datetime, revision: int) -> None:
    """作废 — a draft nobody will issue. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, report))
    before = report.state
    revise(report, revision, state=ReportState.DROPPED)
    take_step(report, "作废", by=by, at=at)
    note(report, "作废公文草稿", by=by, at=at, before={"state": before})


def kind_or_refuse(text: str, day: date | None = None) -> DocumentKind:
    """按名取种类 — in force on the day (today). Raises `Refused` naming those that can be composed."""
    day = day or timezone.localdate()
    kind = catalogue.kind_named(text, day)
    if kind is None:
        known = "、".join(found.name for found in catalogue.kinds_on(day))
        raise Refused(no(f"没有“{text}”这种公文。现在能编的：{known}。"))
    return kind
