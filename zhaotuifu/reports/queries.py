"""报告查询 — the book made into tables and papers, their numbers, and what moved since an issue."""

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
from zhaotuifu.parties.queries import ZoneLine, district, zones
from zhaotuifu.reports import catalogue, kinds
from zhaotuifu.reports.models import Erratum, Report, ReportFigure
from zhaotuifu.reports.reading import material_of
from zhaotuifu.reports.rules.brief import Brief, Heads, compose
from zhaotuifu.reports.rules.checks import Check, checks_of
from zhaotuifu.reports.rules.figures import Figure, FigureRow, precise_text
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.rules.progress_table import Ground
from zhaotuifu.reports.rules.sections import places
from zhaotuifu.reports.rules.titles import number_text
from zhaotuifu.reports.states import Place, ReportState, Secrecy, Urgency
from zhaotuifu.supervision.queries import thresholds_on

DRAFT_MARK = "草稿"
#: of the kind, what one issue may say differently
RECEIVERS = ("report_to", "send_to", "distribute_to", "copies")


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
class Later:
    """签发后更正 — a printed figure and what it is now; `now` is None when it is no longer there."""

    key: str
    name: str
    scope_text: str
    printed: str
    now: str | None
    shows: bool = True  # the print itself would read otherwise now


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
    zone_lines = zones()
    root = district()
    name = root.name if root else ""
    numbers = numbers or next_numbers(kind, year)
    heads = heads or Heads(issue_text(year, numbers, kind), f"{year}年　月　日", secrecy=DRAFT_MARK)
    here = replace(kind, issuer=kinds.issuer_of(kind, name))
    last = last_issue(kind.code, as_of, known_at)
    material = material_of(
        here, year=year, as_of=as_of, known_at=known_at, zones=zone_lines,
        ground=ground_of(as_of, zone_lines, name),
        since=last.as_of if last and last.year == year else None,
    )
    brief = compose(material, here, heads, paragraphs or {})
    checks = checks_of(
        brief, material.book, paragraphs or {}, last=frozen_figures(last) if last else None,
        gone=tuple(material.gone.values()),
    )
    return Composed(brief, material.book, numbers, checks)


def last_issue(code: str, as_of: date, known_at: datetime | None = None) -> Report | None:
    """上一期 — of the kind, about an earlier day, issued by the moment; one SQL statement."""
    issued = Report.objects.filter(kind=code, state=ReportState.ISSUED, as_of__lt=as_of)
    if known_at is not None:
        issued = issued.filter(issued_at__lte=known_at)
    return issued.only("year", "as_of", "known_at").order_by("-as_of", "-id").first()


def issue_text(year: int, numbers: Numbers, kind: DocumentKind | None = None) -> str:
    """期号文字 — 2025年第3期（总第41期）; of a 通报 its 发文字号 武重办〔2025〕3号."""
    if kind is None:
        return wording.issue_text(year, numbers.number, numbers.total)
    return number_text(kind, year, numbers.number, numbers.total)


def composed_of(
    report: Report, known_at: datetime | None = None, *, heads: Heads | None = None,
    numbers: Numbers | None = None,
) -> Composed:
    """编一稿 — a draft as it reads now; of an issued one, what it would read now.

    Without `heads` the head of a draft: the next number, no date, marked 草稿.
    """
    kind = kind_of(report)
    numbers = numbers or numbers_of(report, kind)
    mark = "　".join(text for text in (secrecy_text(report), DRAFT_MARK) if text)
    heads = heads or Heads(
        issue_text(report.year, numbers, kind), f"{report.year}年　月　日", report.title, mark,
        urgency_text(report),
    )
    return composed(
        kind, year=report.year, as_of=report.as_of, known_at=known_at, heads=heads,
        paragraphs=report.paragraphs, numbers=numbers,
    )


def numbers_of(report: Report, kind: DocumentKind) -> Numbers:
    """这一期的号 — its own once it is issued, else the next."""
    if report.number:
        return Numbers(report.number, report.total_number)
    return next_numbers(kind, report.year)


def kind_of(report: Report) -> DocumentKind:
    """种类 — as the report was opened under it, with what this issue says differently."""
    kind = catalogue.kind_opened(report)
    said = {name: report.head[name] for name in RECEIVERS if name in report.head}
    return replace(kind, **said)


def secrecy_text(report: Report) -> str:
    """密级文字 — what this issue bears, else its kind; nothing for what is public."""
    said = report.head.get("secrecy")
    if said is None:
        return catalogue.kind_opened(report).secrecy
    return "" if said == Secrecy.PUBLIC else Secrecy(said).label


def urgency_text(report: Report) -> str:
    """紧急程度文字 — nothing for what is not urgent."""
    said = report.head.get("urgency", "")
    return Urgency(said).label if said else ""


def places_of(report: Report) -> dict[str, str]:
    """自写处 — key of the place → what it is called, in print order."""
    return places(catalogue.kind_opened(report)) or {one.value: one.label for one in Place}


def name_of(paper: Report | Erratum) -> str:
    """这一份叫什么 — 2025年1—3月专报, 第3期专报, 第3期专报第1号勘误."""
    report = paper.report if isinstance(paper, Erratum) else paper
    kind = catalogue.kind_opened(report)
    if report.number:
        name = f"{report.year}年第{report.number}期{kind.short_name}"
    elif kind.is_weekly:
        name = f"{wording.date_text(report.as_of)}{kind.short_name}"
    else:
        name = f"{report.year}年{wording.span_text(report.as_of.month)}{kind.short_name}"
    if not isinstance(paper, Erratum):
        return name
    return f"{name}第{paper.number}号勘误" if paper.number else f"{name}的勘误"


def next_numbers(kind: DocumentKind, year: int) -> Numbers:
    """下一期号 — the highest issued in the year and over all years, plus one; two SQL statements."""
    issued = Report.objects.filter(kind=kind.code, state=ReportState.ISSUED)
    of_count = issued.filter(year=year) if kind.numbers_by_year else issued
    last = of_count.aggregate(last=Max("number"))["last"] or 0
    if not kind.keeps_total:
        return Numbers(last + 1, None)
    return Numbers(last + 1, (issued.aggregate(last=Max("total_number"))["last"] or 0) + 1)


def find(actor: Actor, report_id: int) -> Report | None:
    """按号找 — None when there is none the actor may see."""
    return (
        Report.objects.visible_to(actor)
        .select_related("created_by", "issued_by", "submitted_by", "docx", "kind_version")
        .filter(pk=report_id)
        .first()
    )


def frozen_paper(report: Report) -> Paper:
    """定格文面 — of an issued report."""
    return paper_of(report.frozen)


def frozen_figures(report: Report) -> tuple[Figure, ...]:
    """定格数字 — of an issued report, in the order they were printed; one SQL statement."""
    rows = ReportFigure.objects.filter(report=report).order_by("id")
    return tuple(replace(_figure(row), as_of=report.as_of, known_at=report.known_at) for row in rows)


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


def later_than_printed(
    printed: tuple[Figure, ...], live: tuple[Figure, ...]
) -> tuple[Later, ...]:
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
            Later(
                figure.key, figure.name, figure.scope_text, printed_text, now_text,
                current is None or current.text != figure.text,
            )
        )
    return tuple(found)
