"""专报页的内容 — what the pages of one 专报 are made of, live for a draft, frozen for an issue."""

from __future__ import annotations

from typing import Any

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports import access, queries, showing
from zhaotuifu.reports.forms import IssueForm
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.rules.figures import Figure
from zhaotuifu.reports.states import ReportState

Context = dict[str, Any]


def page_of(
    report: Report, actor: Actor, figure: str, opened: str, typed: str | None = None
) -> Context:
    """专报页 — the figure named `figure` opened, the place named `opened` to be written."""
    if report.state == ReportState.ISSUED:
        paper, figures, context = _issued(report)
    else:
        paper, figures, context = _draft(report, actor, opened, typed)
    return context | {
        "report": report, "paper": paper, "month": reporting_month(report.as_of, report.year),
        "kind": queries.kind_of(report), "figure": _opened(figures, figure, paper),
        "can_write": access.can_write(actor, report), "can_issue": access.can_issue(actor, report),
        "can_drop": access.can_drop(actor, report), "drop_fields": [("revision", report.revision)],
    }


def _issued(report: Report) -> tuple[Paper, tuple[Figure, ...], Context]:
    paper, figures = queries.frozen_paper(report), queries.frozen_figures(report)
    live = queries.composed_of(report).brief.figures
    context = {
        "items": showing.printed_items(paper), "number": report.number,
        "errata": queries.errata(figures, live),
    }
    return paper, figures, context


def _draft(
    report: Report, actor: Actor, opened: str, typed: str | None
) -> tuple[Paper, tuple[Figure, ...], Context]:
    made = queries.composed_of(report)
    is_open = bool(opened) and bool(access.can_write(actor, report))
    place = opened if is_open else ""
    items = showing.draft_items(made.brief.sections, report.paragraphs, place, typed)
    title = typed if typed is not None and place == showing.TITLE else report.title
    context = {
        "items": items, "number": made.numbers.number, "checks": made.checks,
        "is_title_open": place == showing.TITLE, "title_text": title,
    }
    return made.brief.paper, made.brief.figures, context


def _opened(figures: tuple[Figure, ...], key: str, paper: Paper) -> showing.FigureView | None:
    """The figure asked for, else the first completed amount of a level."""
    first = next((f.key for f in figures if f.indicator == "completed" and f.scope), "")
    return showing.opened_figure(figures, key, paper) or showing.opened_figure(
        figures, first, paper
    )


def issue_page(report: Report, actor: Actor, form: IssueForm | None = None) -> Context:
    """签发页 — the checks, and the next numbers to be confirmed or continued from paper."""
    made = queries.composed_of(report)
    start = {
        "number": made.numbers.number, "total_number": made.numbers.total,
        "revision": report.revision,
    }
    return {
        "report": report, "kind": queries.kind_of(report), "checks": made.checks,
        "title": "　".join(made.brief.paper.title), "figures": len(made.brief.figures),
        "number": made.numbers.number, "can_issue": access.can_issue(actor, report),
        "blocked": stands_in_the_way(made.checks), "form": form or IssueForm(initial=start),
    }


def word_of(report: Report) -> tuple[str, bytes]:
    """Word — file name and bytes; of an issue exactly the bytes that were hashed when it was issued."""
    kind = queries.kind_of(report)
    if report.state == ReportState.ISSUED and report.docx is not None:
        return report.docx.name, content(report.docx)
    made = queries.composed_of(report)
    name = f"{kind.name}{queries.issue_text(report.year, made.numbers)}草稿.docx"
    return name, write_docx(made.brief.paper)
