"""专报页面 — the register, a new draft, the paper with its figures, writing, issuing, Word."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.reports import access, actions, paper_page, queries
from zhaotuifu.reports.forms import IssueForm, NewDraftForm, ParagraphForm, RevisionForm
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.queries import Numbers
from zhaotuifu.reports.showing import TITLE
from zhaotuifu.reports.states import Place
from zhaotuifu.supervision.queries import latest_year, month_end, period_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITES = ("GET", "POST")


@signed_in()
def report_list(request: ActedRequest) -> HttpResponse:
    """专报登记 — drafts and issues; a 板块 has none to read, so for it the page is not there."""
    if not access.can_read_all(request.actor):
        raise Http404
    page = queries.register(request.actor, page_number(request.GET.get("page")))
    context = {"page": page, "can_draft": access.can_draft(request.actor)}
    return render(request, "reports/report_list.html", context)


@open_to(Role.OFFICE, methods=WRITES)
def report_new(request: ActedRequest) -> HttpResponse:
    """拟一期 — kind, year and month, then straight to the paper."""
    if request.method != "POST":
        year = latest_year(timezone.localdate().year)
        start = {"year": year, "month": period_of(year) or 1}
        return render(request, "reports/report_new.html", {"form": NewDraftForm(initial=start)})
    form = NewDraftForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/report_new.html", {"form": form}, status=422)
    given = form.cleaned_data
    try:
        report = actions.create_draft(
            kind=actions.kind_or_refuse(given["kind"]), year=given["year"],
            as_of=month_end(given["year"], given["month"]), by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return render(request, "reports/report_new.html", {"form": form}, status=422)
    return redirect("report_page", report.pk)


@signed_in()
def report_page(request: ActedRequest, report_id: int) -> HttpResponse:
    """专报页 — the paper, one figure opened, the checks before issuing or what moved since."""
    report = _found(request, report_id)
    opened = request.GET.get("edit", "")
    context = paper_page.page_of(report, request.actor, request.GET.get("figure", ""), opened)
    return render(request, "reports/report_page.html", context)


@open_to(Role.OFFICE, methods=("POST",))
def report_write(request: ActedRequest, report_id: int) -> HttpResponse:
    """写一处 — back to the place; when it cannot be kept, the page with what was typed."""
    report = _found(request, report_id)
    form = ParagraphForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _why(form))
        return _unwritten(request, report_id, request.POST.get("place", ""), request.POST.get("text", ""))
    place, text = form.cleaned_data["place"], form.cleaned_data["text"]
    common: dict[str, Any] = {"report": report, "by": request.actor, "at": timezone.now()}
    common["revision"] = form.cleaned_data["revision"]
    try:
        if place == TITLE:
            actions.write_title(title=text, **common)
        else:
            actions.write_paragraph(place=Place(place), text=text, **common)
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        status = 409 if isinstance(refusal, Conflict) else 422
        return _unwritten(request, report_id, place, text, status)
    return redirect(f"{reverse('report_page', args=[report.pk])}#{place}")


def _unwritten(
    request: ActedRequest, report_id: int, place: str, text: str, status: int = 422
) -> HttpResponse:
    """The page with what was typed still at its place."""
    context = paper_page.page_of(_found(request, report_id), request.actor, "", place, text)
    return render(request, "reports/report_page.html", context, status=status)


def _why(form: Form) -> str:
    """What a form without visible fields refuses: its sentence, or that the page was not ours."""
    said = "".join(str(sentence) for sentence in form.errors.get("text", ()))
    return said or "没有改：这一页送来的内容不全。请刷新后再办。"


@open_to(Role.OFFICE, methods=WRITES)
def report_issue(request: ActedRequest, report_id: int) -> HttpResponse:
    """签发 — the checks and the numbers, then frozen."""
    report = _found(request, report_id)
    if request.method != "POST":
        return render(request, "reports/report_issue.html", paper_page.issue_page(report, request.actor))
    form = IssueForm(request.POST)
    if not form.is_valid():
        context = paper_page.issue_page(report, request.actor, form)
        return render(request, "reports/report_issue.html", context, status=422)
    given = form.cleaned_data
    try:
        actions.issue(
            report=report, by=request.actor, at=timezone.now(), revision=given["revision"],
            numbers=Numbers(given["number"], given["total_number"]),
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        status = 409 if isinstance(refusal, Conflict) else 422
        context = paper_page.issue_page(report, request.actor, form)
        return render(request, "reports/report_issue.html", context, status=status)
    messages.success(request, f"第 {report.number} 期专报已签发，文字和数字已定格。")
    return redirect("report_page", report.pk)


@open_to(Role.OFFICE, methods=("POST",))
def report_drop(request: ActedRequest, report_id: int) -> HttpResponse:
    """作废草稿."""
    report = _found(request, report_id)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Unclear(_why(form))
    try:
        actions.drop(
            report=report, by=request.actor, at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        status = 409 if isinstance(refusal, Conflict) else 422
        return _unwritten(request, report_id, "", "", status)
    messages.success(request, "这一稿已作废，期号没有占用。")
    return redirect("report_list")


@signed_in()
def report_word(request: ActedRequest, report_id: int) -> HttpResponse:
    """Word — the stored file of an issue, the paper of the moment of a draft."""
    name, data = paper_page.word_of(_found(request, report_id))
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _found(request: ActedRequest, report_id: int) -> Report:
    report = queries.find(request.actor, report_id)
    if report is None:
        raise Http404
    return report
