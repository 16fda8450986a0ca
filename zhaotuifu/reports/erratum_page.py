"""勘误页的内容 — what may be corrected, what is corrected, and its paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.frozen import paper_of as frozen_of
from zhaotuifu.documents.pdf import write_pdf
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import content
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports import access, papers, queries, showing, steps
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.reports.papers import Correction
from zhaotuifu.reports.states import OPEN, ReportState

Context = dict[str, Any]
GONE = "（删去）"
TYPED = 4  # lines to be typed on one page


def proposals(report: Report) -> tuple[Correction, ...]:
    """可更正的数 — figures of the issue that would be printed differently now."""
    printed = queries.frozen_figures(report)
    live = queries.composed_of(report).brief.figures
    return tuple(
        Correction(f"{one.name}　{one.scope_text}", one.printed, one.now or GONE, one.key)
        for one in queries.later_than_printed(printed, live) if one.shows
    )


def lines_of(erratum: Erratum) -> tuple[Correction, ...]:
    """各处更正."""
    return tuple(Correction(**line) for line in erratum.lines)


def paper_of(erratum: Erratum, *, number: int | None = None, issued_on: str = "") -> Paper:
    """勘误的纸 — frozen once it is signed; before that with the number that comes, marked 草稿."""
    if erratum.state == ReportState.ISSUED:
        return frozen_of(erratum.frozen)
    report = erratum.report
    kind = queries.kind_of(report)
    numbers = queries.Numbers(report.number or 0, report.total_number)
    return papers.erratum_paper(
        queries.frozen_paper(report), name=kind.name,
        issue_no=queries.issue_text(report.year, numbers, kind),
        number_text=f"第{number}号勘误" if number else "勘误",
        issued_on=issued_on or f"{report.year}年　月　日", reason=erratum.reason,
        lines=lines_of(erratum),
        mark=queries.secrecy_text(report) if number else queries.DRAFT_MARK,
    )


def new_page(report: Report, form: Any, typed: Iterable[Any]) -> Context:
    """拟勘误的页 — the figures that differ now, and lines to be typed."""
    return {
        "report": report, "kind": queries.kind_of(report), "name": queries.name_of(report),
        "form": form, "typed": typed, "printed": queries.frozen_paper(report),
    }


def page_of(erratum: Erratum, actor: Actor) -> Context:
    """勘误页 — the paper, its steps, and what the reader may do."""
    report, paper = erratum.report, paper_of(erratum)
    stale: tuple[str, ...] = ()
    if erratum.state in OPEN:
        now = {one.key: one.corrected for one in proposals(report)}
        stale = tuple(
            f"{line.where} 写的是 {line.corrected}，现在是 {now.get(line.key, '与印出的一样')}"
            for line in lines_of(erratum) if line.key and now.get(line.key) != line.corrected
        )
    return {
        "erratum": erratum, "report": report, "kind": queries.kind_of(report), "paper": paper,
        "name": queries.name_of(erratum), "report_name": queries.name_of(report),
        "items": showing.printed_items(paper), "steps": steps.steps_of(erratum), "stale": stale,
        "can_write": access.can_write_erratum(actor, erratum), "is_open": erratum.state in OPEN,
        "drop_fields": [("revision", erratum.revision)], **steps.turn_of(erratum, actor),
    }


def word_of(erratum: Erratum) -> tuple[str, bytes]:
    """Word — the stored bytes once it is signed."""
    if erratum.state == ReportState.ISSUED and erratum.docx is not None:
        return erratum.docx.name, content(erratum.docx)
    return f"{queries.name_of(erratum)}草稿.docx", write_docx(paper_of(erratum))


def pdf_of(erratum: Erratum) -> tuple[str, bytes]:
    """PDF — raises `PdfRefused` where this machine cannot print Chinese."""
    mark = "" if erratum.state == ReportState.ISSUED else "草稿"
    return f"{queries.name_of(erratum)}{mark}.pdf", write_pdf(paper_of(erratum))
