"""报告查询 — the book made into tables and papers, the register, and what moved since an issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.frozen import paper_of
from zhaotuifu.indicators.queries import Book, open_book
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.pages import Page
from zhaotuifu.parties.actions import UNASSIGNED_ZONE
from zhaotuifu.parties.queries import ZoneLine, district, zones
from zhaotuifu.reports import kinds
from zhaotuifu.reports.models import Report, ReportFigure
from zhaotuifu.reports.rules.brief import Brief, Heads, compose
from zhaotuifu.reports.rules.checks import Check, checks_of
from zhaotuifu.reports.rules.figures import Figure, FigureRow, precise_text
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.rules.progress_table import Ground
from zhaotuifu.reports.states import ReportState
from zhaotuifu.supervision.queries import thresholds_on

PAGE_SIZE = 30
DRAFT_MARK = "草稿"


@dataclass(frozen=True, slots=True)
class Numbers:
    """期号 — within the year, and over all years where the kind keeps a total."""

    number: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Composed:
    """编好的专报 — the brief, the book it was read from, and the numbers in its head."""

    brief: Brief
    book: Book
    numbers: Numbers
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """期号登记一行."""

    id: int
    kind_name: str
    year: int
    as_of: date
    number: int | None
    total_number: int | None
    title: str
    state: str
    state_label: str
    created_at: datetime
    issued_at: datetime | None
    who: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Erratum:
    """签发后更正 — a printed figure and what it is now; `now` is None when it is no longer there."""

    key: str
    name: str
    scope_text: str
    printed: str
    now: str | None


def ground_of(as_of: date, zone_lines: tuple[ZoneLine, ...], name: str) -> Ground:
    """底子 — of a table on a day; one SQL statement."""
    order = {zone.id: number for number, zone in enumerate(zone_lines)}
    return Ground(thresholds_on(as_of), order, name, kinds.office_name())


def table_book(
    *, year: int, as_of: date, known_at: datetime | None, actor: Actor
) -> tuple[Book, Ground]:
    """进度表的账本和底子 — of what the actor may see; a fixed number of SQL statements."""
    book = open_book(year=year, as_of=as_of, known_at=known_at, actor=actor)
    root = district()
    return book, ground_of(as_of, zones(), root.name if root else "")


def composed(
    kind: DocumentKind, *, year: int, as_of: date, known_at: datetime | None = None,
    heads: Heads | None = None, paragraphs: Mapping[str, str] | None = None,
    numbers: Numbers | None = None,
) -> Composed:
    """编一份 — of the whole district, from what was known at the moment; fixed SQL.

    Without `heads` the head of a draft: the next number, no date, marked 草稿.
    """
    book = open_book(year=year, as_of=as_of, known_at=known_at)
    zone_lines = zones()
    root = district()
    name = root.name if root else ""
    numbers = numbers or next_numbers(kind, year)
    heads = heads or Heads(issue_text(year, numbers), f"{year}年　月　日", secrecy=DRAFT_MARK)
    named = tuple((zone.id, zone.name) for zone in zone_lines)
    ranked = frozenset(zone.id for zone in zone_lines if zone.name != UNASSIGNED_ZONE)
    here = replace(kind, issuer=kinds.issuer_of(kind, name))
    brief = compose(
        book, here, heads, ground_of(as_of, zone_lines, name), named, ranked,
        paragraphs or {},
    )
    return Composed(brief, book, numbers, checks_of(brief, book, paragraphs or {}))


def issue_text(year: int, numbers: Numbers) -> str:
    """期号文字 — 2025年第3期（总第41期）."""
    return wording.issue_text(year, numbers.number, numbers.total)


def composed_of(report: Report, known_at: datetime | None = None) -> Composed:
    """编一稿 — a draft as it reads now; of an issued one, what it would read now."""
    kind = kind_of(report)
    numbers = Numbers(report.number, report.total_number) if report.number else next_numbers(kind, report.year)
    heads = Heads(
        issue_text(report.year, numbers), f"{report.year}年　月　日", report.title, DRAFT_MARK
    )
    return composed(
        kind, year=report.year, as_of=report.as_of, known_at=known_at, heads=heads,
        paragraphs=report.paragraphs, numbers=numbers,
    )


def kind_of(report: Report) -> DocumentKind:
    """种类 — of a report; a kind the preset no longer has is read under its code."""
    found = kinds.kind_named(report.kind)
    return found or DocumentKind(report.kind, report.kind, report.kind, "", "", "", 0, True)


def next_numbers(kind: DocumentKind, year: int) -> Numbers:
    """下一期号 — the highest issued in the year and over all years, plus one; one SQL statement."""
    issued = Report.objects.filter(kind=kind.code, state=ReportState.ISSUED)
    last = dict(issued.order_by().values_list("year").annotate(last=Max("number")))
    totals = issued.aggregate(last=Max("total_number"))["last"] if kind.keeps_total else None
    total = (totals or 0) + 1 if kind.keeps_total else None
    return Numbers((last.get(year) or 0) + 1, total)


def register(actor: Actor, page: int) -> Page[RegisterLine]:
    """期号登记 — drafts first, then by period; two SQL statements."""
    rows = Report.objects.visible_to(actor).exclude(state=ReportState.DROPPED)
    total = rows.count()
    start = (page - 1) * PAGE_SIZE
    found = rows.select_related("created_by", "issued_by").order_by("-as_of", "-number", "-id")
    names = {kind.code: kind.short_name for kind in kinds.kinds()}
    lines = tuple(_register_line(row, names) for row in found[start : start + PAGE_SIZE])
    return Page(lines, page, PAGE_SIZE, total)


def _register_line(row: Report, names: Mapping[str, str]) -> RegisterLine:
    who = row.issued_by or row.created_by
    span = wording.span_text(row.as_of.month)
    return RegisterLine(
        id=row.pk, kind_name=names.get(row.kind, row.kind), year=row.year, as_of=row.as_of,
        number=row.number, total_number=row.total_number,
        title=row.title.replace("\n", "　") or f"{row.year}年{span}重大项目建设情况",
        state=row.state, state_label=row.get_state_display(), created_at=row.created_at,
        issued_at=row.issued_at, who=who.name if who else "系统", is_demo=row.is_demo,
    )


def find(actor: Actor, report_id: int) -> Report | None:
    """按号找 — None when there is none the actor may see."""
    return (
        Report.objects.visible_to(actor)
        .select_related("created_by", "issued_by", "docx")
        .filter(pk=report_id)
        .first()
    )


def frozen_paper(report: Report) -> Paper:
    """定格文面 — of an issued report."""
    return paper_of(report.frozen)


def frozen_figures(report: Report) -> tuple[Figure, ...]:
    """定格数字 — of an issued report, in the order they were printed; one SQL statement."""
    return tuple(_figure(row) for row in ReportFigure.objects.filter(report=report).order_by("id"))


def _figure(row: ReportFigure) -> Figure:
    return Figure(
        key=row.key, indicator=row.indicator, name=row.name, unit=row.unit, scope=row.scope,
        scope_text=row.scope_text, text=row.text, value=_number(row.value),
        numerator=_number(row.numerator), denominator=_number(row.denominator),
        minus=_number(row.minus) or Decimal(0), rows=tuple(_row(data) for data in row.rows),
        version=row.definition_version,
    )


def _row(data: Mapping[str, object]) -> FigureRow:
    return FigureRow(
        int(str(data["project_id"])), str(data["code"]), str(data["name"]), str(data["zone"]),
        _number(data["numerator"]), _number(data["denominator"]),
    )


def _number(text: object) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def row_data(row: FigureRow) -> dict[str, object]:
    """一行成数据 — amounts as decimal texts."""
    return {
        "project_id": row.project_id, "code": row.code, "name": row.name, "zone": row.zone,
        "numerator": plain(row.numerator), "denominator": plain(row.denominator),
    }


def errata(printed: tuple[Figure, ...], live: tuple[Figure, ...]) -> tuple[Erratum, ...]:
    """签发后更正 — printed figures whose value or printed text is another one now."""
    now = {figure.key: figure for figure in live}
    found = []
    for figure in printed:
        current = now.get(figure.key)
        if current is not None and current.value == figure.value:
            continue
        printed_text, now_text = figure.text, None if current is None else current.text
        if current is not None and now_text == printed_text:  # too small to show in the print
            printed_text, now_text = precise_text(figure), precise_text(current)
        found.append(
            Erratum(figure.key, figure.name, figure.scope_text, printed_text, now_text)
        )
    return tuple(found)
