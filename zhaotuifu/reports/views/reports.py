"""公文页面 — a new draft, the paper with its figures, writing into it, its files."""

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
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.reports import actions, paper_page, queries
from zhaotuifu.reports.forms import (
    CheckedForm,
    HeadForm,
    NewDraftForm,
    ParagraphForm,
    RevisionForm,
)
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.showing import TITLE
from zhaotuifu.supervision.queries import latest_year, period_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
WRITES = ("GET", "POST")


@open_to(Role.OFFICE, methods=WRITES)
def report_new(request: ActedRequest) -> HttpResponse:
    """拟一期 — kind and period, then straight to the paper."""
    if request.method != "POST":
        year = latest_year(timezone.localdate().year)
        start = {"year": year, "month": period_of(year) or 1, "kind": request.GET.get("kind", "")}
        return render(request, "reports/report_new.html", {"form": NewDraftForm(initial=start)})
    form = NewDraftForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/report_new.html", {"form": form}, status=422)
    try:
        report = actions.create_draft(
            kind=actions.kind_or_refuse(form.cleaned_data["kind"]), year=form.as_of.year,
            as_of=form.as_of, by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return render(request, "reports/report_new.html", {"form": form}, status=422)
    return redirect("report_page", report.pk)


@signed_in()
def report_page(request: ActedRequest, report_id: int) -> HttpResponse:
    """公文页 — the paper, one figure opened, the checks before signing or what moved since."""
    report = found(request, report_id)
    opened = request.GET.get("edit", "")
    context = paper_page.page_of(report, request.actor, request.GET.get("figure", ""), opened)
    return render(request, "reports/report_page.html", context)


@open_to(Role.OFFICE, methods=("POST",))
def report_write(request: ActedRequest, report_id: int) -> HttpResponse:
    """写一处 — back to the place; when it cannot be kept, the page with what was typed."""
    report = found(request, report_id)
    form = ParagraphForm(request.POST)
    if not form.is_valid():
        messages.warning(request, why(form))
        return unwritten(request, report_id, request.POST.get("place", ""), request.POST.get("text", ""))
    place, text = form.cleaned_data["place"], form.cleaned_data["text"]
    common: dict[str, Any] = {"report": report, "by": request.actor, "at": timezone.now()}
    common["revision"] = form.cleaned_data["revision"]
    try:
        if place == TITLE:
            actions.write_title(title=text, **common)
        else:
            actions.write_paragraph(place=place, text=text, **common)
    except Refused as refusal:
        return refused(request, report_id, refusal, place, text)
    return redirect(f"{reverse('report_page', args=[report.pk])}#{place}")


@open_to(Role.OFFICE, methods=("POST",))
def report_checked(request: ActedRequest, report_id: int) -> HttpResponse:
    """已核对 — a paragraph whose figures moved, or the figures of the whole paper."""
    report = found(request, report_id)
    form = CheckedForm(request.POST)
    if not form.is_valid():
        raise Unclear(why(form))
    place = form.cleaned_data["place"]
    common: dict[str, Any] = {"report": report, "by": request.actor, "at": timezone.now()}
    common["revision"] = form.cleaned_data["revision"]
    try:
        if place:
            actions.confirm_paragraph(place=place, **common)
        else:
            actions.take_note(**common)
    except Refused as refusal:
        return refused(request, report_id, refusal)
    return redirect(f"{reverse('report_page', args=[report.pk])}#{place}")


@open_to(Role.OFFICE, methods=WRITES)
def report_head(request: ActedRequest, report_id: int) -> HttpResponse:
    """改报头 — secrecy, urgency, receivers and copies of this issue."""
    report = found(request, report_id)
    if request.method != "POST":
        return render(request, "reports/report_head.html", paper_page.head_page(report))
    form, status = HeadForm(request.POST), 422
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.write_head(
                report=report, revision=given.pop("revision"), given=given, by=request.actor,
                at=timezone.now(),
            )
            return redirect("report_page", report.pk)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            status = status_of(refusal)
    return render(request, "reports/report_head.html", paper_page.head_page(report, form), status=status)


@open_to(Role.OFFICE, methods=("POST",))
def report_drop(request: ActedRequest, report_id: int) -> HttpResponse:
    """作废草稿."""
    report = found(request, report_id)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Unclear(why(form))
    try:
        actions.drop(
            report=report, by=request.actor, at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        return refused(request, report_id, refusal)
    messages.success(request, "这一稿已作废，期号没有占用。")
    return redirect("report_list")


@signed_in()
def report_word(request: ActedRequest, report_id: int) -> HttpResponse:
    """Word — the stored file of an issue, the paper of the moment of a draft."""
    return as_file(*paper_page.word_of(found(request, report_id)), DOCX)


@signed_in()
def report_pdf(request: ActedRequest, report_id: int) -> HttpResponse:
    """PDF — of the same paper."""
    return as_file(*paper_page.pdf_of(found(request, report_id)), PDF)


def as_file(name: str, data: bytes, content_type: str) -> HttpResponse:
    """成文件 — to be saved, never to be opened in the page."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def refused(
    request: ActedRequest, report_id: int, refusal: Refused, place: str = "", text: str = ""
) -> HttpResponse:
    """没有办成 — the page of now with the reason, and what was typed still at its place."""
    messages.warning(request, refusal.verdict.sentence)
    return unwritten(request, report_id, place, text, status_of(refusal))


def unwritten(
    request: ActedRequest, report_id: int, place: str, text: str, status: int = 422
) -> HttpResponse:
    """The page with what was typed still at its place."""
    context = paper_page.page_of(
        found(request, report_id), request.actor, "", place, text if place else None
    )
    return render(request, "reports/report_page.html", context, status=status)


def status_of(refusal: Refused) -> int:
    """状态码 — somebody was first, or it may not be."""
    return 409 if isinstance(refusal, Conflict) else 422


def why(form: Form) -> str:
    """What a form without visible fields refuses: its sentence, or that the page was not ours."""
    said = "".join(str(sentence) for name in ("text", "words") for sentence in form.errors.get(name, ()))
    return said or "没有改：这一页送来的内容不全。请刷新后再办。"


def found(request: ActedRequest, report_id: int) -> Report:
    """那一期 — 404 for who may not see it."""
    report = queries.find(request.actor, report_id)
    if report is None:
        raise Http404
    return report
