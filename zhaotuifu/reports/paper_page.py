"""公文页的内容 — what the pages of one paper are made of, live until it is signed, then frozen."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.pdf import write_pdf
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports import access, catalogue, queries, seen, showing, steps
from zhaotuifu.reports.forms import HeadForm, IssueForm
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.rules.figures import Figure
from zhaotuifu.reports.states import OPEN, ReportState, Secrecy

Context = dict[str, Any]
#: since when the figures that moved are marked, by state
SINCE = {
    ReportState.DRAFT: "自上次保存后变化的数", ReportState.RETURNED: "自上次保存后变化的数",
    ReportState.SUBMITTED: "送审后变化的数", ReportState.REVIEWED: "审核后变化的数",
}


def page_of(
    report: Report, actor: Actor, figure: str, opened: str, typed: str | None = None
) -> Context:
    """公文页 — the figure named `figure` opened, the place named `opened` to be written."""
    if report.state == ReportState.ISSUED:
        paper, figures, context = _issued(report, actor)
    else:
        paper, figures, context = _draft(report, actor, opened, typed)
    return context | steps.turn_of(report, actor) | {
        "report": report, "paper": paper, "month": reporting_month(report.as_of, report.year),
        "kind": queries.kind_of(report), "figure": _opened(figures, figure, paper),
        "name": queries.name_of(report), "is_open": report.state in OPEN,
        "can_write": access.can_write(actor, report),
        "steps": steps.steps_of(report), "secrecy": queries.secrecy_text(report),
    }


def _issued(report: Report, actor: Actor) -> tuple[Paper, tuple[Figure, ...], Context]:
    paper, figures = queries.frozen_paper(report), queries.frozen_figures(report)
    live = queries.composed_of(report).brief.figures
    context = {
        "items": showing.printed_items(paper), "number": report.number,
        "later": queries.later_than_printed(figures, live),
        "errata": steps.errata_of(report, actor),
        "can_draft_erratum": access.can_draft_erratum(actor, report),
    }
    return paper, figures, context


def _draft(
    report: Report, actor: Actor, opened: str, typed: str | None
) -> tuple[Paper, tuple[Figure, ...], Context]:
    made = queries.composed_of(report)
    figures = made.brief.figures
    is_open = bool(opened) and bool(access.can_write(actor, report))
    place = opened if is_open else ""
    doubts = seen.doubts(report.beside, report.paragraphs, figures)
    writing = showing.Writing(report.paragraphs, doubts, place, typed)
    moved = seen.moved_since(report.seen, figures)
    context = {
        "items": showing.draft_items(made.brief.sections, writing), "number": made.numbers.number,
        "checks": made.checks, "is_title_open": place == showing.TITLE,
        "title_text": typed if typed is not None and place == showing.TITLE else report.title,
        "moved": moved, "moved_keys": {one.key for one in moved}, "doubts": doubts,
        "since": SINCE.get(ReportState(report.state), ""),
        "blocked": stands_in_the_way(made.checks),
    }
    return made.brief.paper, figures, context


def _opened(figures: tuple[Figure, ...], key: str, paper: Paper) -> showing.FigureView | None:
    """The figure asked for, else the first completed amount of a level, else the first there is."""
    first = next((f.key for f in figures if f.indicator == "completed" and f.scope), "")
    return showing.opened_figure(figures, key, paper) or showing.opened_figure(
        figures, first, paper
    )


def issue_page(report: Report, actor: Actor, form: IssueForm | None = None) -> Context:
    """签发页 — what will be signed with its fingerprint, the checks, the numbers, what moved since the review."""
    read_at = timezone.now()
    made = queries.composed_of(report)
    start = {
        "number": made.numbers.number, "total_number": made.numbers.total,
        "revision": report.revision, "sight": seen.fingerprint(made.brief),
        "sight_at": read_at.isoformat(),
    }
    if form is not None:  # what was refused is asked again of what stands here now
        given = {name: form.data.get(name) for name in form.fields}
        form.data = given | {name: start[name] for name in ("sight", "sight_at", "revision")}
    return {
        "report": report, "kind": queries.kind_of(report), "checks": made.checks,
        "title": "　".join(made.brief.paper.title), "figures": len(made.brief.figures),
        "number": made.numbers.number, "name": queries.name_of(report),
        "blocked": stands_in_the_way(made.checks), "form": form or IssueForm(initial=start),
        "moved": seen.moved_since(report.seen, made.brief.figures), "since": SINCE.get(
            ReportState(report.state), ""
        ),
        "doubts": seen.doubts(report.beside, report.paragraphs, made.brief.figures),
        "items": showing.printed_items(made.brief.paper), "paper": made.brief.paper,
        "steps": steps.steps_of(report), **steps.turn_of(report, actor),
    }  # fmt: skip


def head_page(report: Report, form: HeadForm | None = None) -> Context:
    """报头页 — the marks, receivers and copies of this issue, filled in with the kind's."""
    kind = queries.kind_of(report)
    secrecy = report.head.get("secrecy")
    if secrecy is None:
        labels = {one.label: one.value for one in Secrecy}
        secrecy = labels.get(kind.secrecy, Secrecy.PUBLIC.value)
    start = {name: getattr(kind, name) for name in queries.RECEIVERS} | {
        "secrecy": secrecy, "urgency": report.head.get("urgency", ""), "revision": report.revision,
    }
    return {
        "report": report, "kind": kind, "name": queries.name_of(report),
        "form": form or HeadForm(initial=start),
    }


def word_of(report: Report) -> tuple[str, bytes]:
    """Word — file name and bytes; of an issue exactly the bytes that were hashed when it was signed."""
    if report.state == ReportState.ISSUED and report.docx is not None:
        return report.docx.name, content(report.docx)
    made = queries.composed_of(report)
    template = catalogue.template_on(report.kind, timezone.localdate())
    return f"{_draft_name(report)}.docx", write_docx(made.brief.paper, template)


def pdf_of(report: Report) -> tuple[str, bytes]:
    """PDF — of the frozen paper of an issue, of the paper of the moment of a draft.

    Raises `PdfRefused` where this machine cannot print Chinese.
    """
    if report.state == ReportState.ISSUED:
        name = report.docx.name.removesuffix(".docx") if report.docx else queries.name_of(report)
        return f"{name}.pdf", write_pdf(queries.frozen_paper(report))
    return f"{_draft_name(report)}.pdf", write_pdf(queries.composed_of(report).brief.paper)


def _draft_name(report: Report) -> str:
    kind = queries.kind_of(report)
    number = queries.issue_text(report.year, queries.numbers_of(report, kind), kind)
    return f"{kind.name}{number}草稿"
