"""发文登记簿 — every issued paper with its number, signer and errata; found by words, kind and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import pairwise

import xlsxwriter
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.reports import catalogue, queries
from zhaotuifu.reports.models import Erratum, Report, ReportStep
from zhaotuifu.reports.states import OPEN, ReportState
from zhaotuifu.reports.steps import READ_ALL, url_of

PAGE_SIZE = 30
MOST_WORDS = 5
LONGEST_WORD = 60
MOST_EXPORTED = 10_000
COLUMNS = (
    ("公文", 12), ("年度", 8), ("期号", 22), ("总期号", 9), ("标题", 60), ("数据截至", 13), ("签发日期", 13),
    ("签发岗位", 12), ("勘误", 24), ("备注", 10),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """登记簿的条件 — words of title, text and errata, a kind, a year; empty: all."""

    words: str = ""
    kind: str = ""
    year: int | None = None

    @property
    def is_any(self) -> bool:
        return bool(self.words or self.kind or self.year)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """登记一行 — an issued paper; `errata` are (id, number, issued on) of those issued."""

    id: int
    kind: str
    kind_name: str
    year: int
    number: int
    number_text: str
    total_number: int | None
    title: str
    as_of: date
    issued_at: datetime
    post: str
    errata: tuple[tuple[int, int, date], ...]
    is_demo: bool


@dataclass(frozen=True, slots=True)
class OpenLine:
    """在办一行 — a paper or an erratum that is not yet signed."""

    url: str
    name: str
    title: str
    state: str
    state_label: str
    who: str
    at: datetime
    as_of: date
    is_demo: bool


def asked_in(given: Mapping[str, str]) -> Asked:
    """读条件 — from an address; a year that is none is left out."""
    year = given.get("year", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    return Asked(given.get("q", "").strip()[:200], given.get("kind", "")[:40], int(year) if is_year else None)


def open_papers(actor: Actor) -> tuple[OpenLine, ...]:
    """在办的公文 — newest first, errata behind; two SQL statements. None for who reads only what is issued."""
    if not (actor.user_id is None or actor.holds(*READ_ALL)):
        return ()
    people = ("created_by", "submitted_by")
    reports = Report.objects.filter(state__in=OPEN).select_related("kind_version", *people)
    errata = Erratum.objects.filter(state__in=OPEN).select_related("report__kind_version", *people)
    found: list[Report | Erratum] = [*reports.order_by("-as_of", "-id"), *errata.order_by("-id")]
    return tuple(_open_line(paper) for paper in found)


def _open_line(paper: Report | Erratum) -> OpenLine:
    report = paper.report if isinstance(paper, Erratum) else paper
    who = paper.submitted_by or paper.created_by
    title = report.title.replace("\n", "　")
    return OpenLine(
        url_of(paper), queries.name_of(paper), title, paper.state, paper.get_state_display(),
        who.name if who else "系统", paper.submitted_at or paper.created_at, report.as_of,
        report.is_demo,
    )


def register(actor: Actor, asked: Asked, page: int) -> Page[RegisterLine]:
    """一页登记 — newest first; a fixed number of SQL statements."""
    rows = _found(actor, asked)
    total = rows.count()
    start = (page - 1) * PAGE_SIZE
    return Page(_lines(rows[start : start + PAGE_SIZE]), page, PAGE_SIZE, total)


def years(actor: Actor) -> tuple[int, ...]:
    """有发文的年份 — newest first."""
    rows = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    return tuple(rows.order_by("-year").values_list("year", flat=True).distinct())


def kinds_issued(actor: Actor) -> tuple[tuple[str, str], ...]:
    """发过的公文种类 — code and name."""
    rows = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    codes = rows.order_by("kind").values_list("kind", "kind_version__name").distinct()
    return tuple(dict.fromkeys((code, name or catalogue.preset_name(code)) for code, name in codes))


def _found(actor: Actor, asked: Asked) -> QuerySet[Report]:
    rows: QuerySet[Report] = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(year=asked.year)
    for word in asked.words.split()[:MOST_WORDS]:
        word = word[:LONGEST_WORD]
        corrected = Erratum.objects.filter(state=ReportState.ISSUED, text__icontains=word)
        rows = rows.filter(
            Q(title__icontains=word) | Q(text__icontains=word)
            | Q(pk__in=corrected.values("report_id"))
        )
    unread = ("frozen", "text", "seen", "beside", "paragraphs", "project_ids")
    return rows.select_related("kind_version").defer(*unread).order_by("-issued_at", "-id")


def _lines(rows: Iterable[Report]) -> tuple[RegisterLine, ...]:
    found = list(rows)
    ids = [row.pk for row in found]
    errata: dict[int, list[tuple[int, int, date]]] = defaultdict(list)
    for report_id, pk, number, at in Erratum.objects.filter(
        report__in=ids, state=ReportState.ISSUED
    ).order_by("number", "id").values_list("report_id", "pk", "number", "issued_at"):
        errata[report_id].append((pk, number or 0, timezone.localdate(at)))
    posts = dict(
        ReportStep.objects.filter(report__in=ids, erratum=None, state=ReportState.ISSUED)
        .order_by("id").values_list("report_id", "post")
    )
    return tuple(_line(row, tuple(errata[row.pk]), posts.get(row.pk, "区重大办")) for row in found)


def _line(
    row: Report, errata: tuple[tuple[int, int, date], ...], post: str
) -> RegisterLine:
    kind = queries.kind_of(row)
    assert row.number is not None and row.issued_at is not None
    numbers = queries.Numbers(row.number, None)
    return RegisterLine(
        id=row.pk, kind=row.kind, kind_name=kind.short_name, year=row.year, number=row.number,
        number_text=queries.issue_text(row.year, numbers, kind), total_number=row.total_number,
        title=row.title.replace("\n", "　"), as_of=row.as_of, issued_at=row.issued_at, post=post,
        errata=errata, is_demo=row.is_demo,
    )


def gaps(actor: Actor, asked: Asked) -> tuple[str, ...]:
    """缺号 — numbers between the first and the last issued that no paper bears; one SQL statement."""
    rows = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(year=asked.year)
    by_kind: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    names = dict(kinds_issued(actor))
    for kind, year, number in rows.order_by("kind", "year", "number").values_list("kind", "year", "number"):
        by_kind[(kind, names.get(kind, kind), year)].append(number)
    return tuple(
        f"{year}年《{name}》缺第 {_spans(numbers)} 期"
        for (_, name, year), numbers in by_kind.items() if _spans(numbers)
    )


def _spans(numbers: Sequence[int]) -> str:
    found = []
    for before, after in pairwise(sorted(numbers)):
        if after - before == 2:
            found.append(str(before + 1))
        elif after - before > 2:
            found.append(f"{before + 1}—{after - 1}")
    return "、".join(found)


def workbook(actor: Actor, asked: Asked) -> bytes:
    """登记簿 Excel — the rows of these conditions, newest first; texts are never formulas."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("发文登记簿")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, [head for head, _ in COLUMNS], bold)
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    lines = _lines(_found(actor, asked)[:MOST_EXPORTED])
    for number, row in enumerate(lines, start=1):
        for column, value in enumerate(_cells(row)):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime.combine(value, time()), day)
            else:
                sheet.write(number, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(lines), 1), len(COLUMNS) - 1)
    book.close()
    return out.getvalue()


def _cells(row: RegisterLine) -> tuple[str | int | date | None, ...]:
    errata = "；".join(f"第{number}号（{on}）" for _, number, on in row.errata)
    return (
        row.kind_name, row.year, row.number_text, row.total_number, row.title, row.as_of,
        timezone.localdate(row.issued_at), row.post, errata, "演示数据" if row.is_demo else "",
    )
