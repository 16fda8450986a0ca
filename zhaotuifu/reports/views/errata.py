"""勘误页面 — drafted beside its report, then reviewed and signed as the report was."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused, Unclear, ensure
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.reports import access, actions, erratum_page, steps
from zhaotuifu.reports.erratum_forms import ErratumForm, TypedLines
from zhaotuifu.reports.forms import MoveForm, RevisionForm
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.reports.views.deciding import DONE, move
from zhaotuifu.reports.views.reports import DOCX, PDF, WRITES, as_file, found, status_of, why


@open_to(Role.OFFICE, methods=WRITES)
def erratum_new(request: ActedRequest, report_id: int) -> HttpResponse:
    """拟勘误 — the figures that differ now are offered, words are typed."""
    report = found(request, report_id)
    ensure(access.can_draft_erratum(request.actor, report))
    offered = erratum_page.proposals(report)
    form, typed = ErratumForm(request.POST or None, offered=offered), TypedLines(request.POST or None)
    if request.method != "POST" or not (form.is_valid() and typed.is_valid()):
        return _form_page(request, report, form, typed)
    try:
        erratum = actions.start_erratum(
            report=report, lines=(*form.chosen, *typed.lines), reason=form.cleaned_data["reason"],
            by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return _form_page(request, report, form, typed, status_of(refusal))
    return redirect("erratum_page", erratum.pk)


@open_to(Role.OFFICE, methods=WRITES)
def erratum_edit(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """改勘误 — with what it says filled in."""
    erratum = _found(request, erratum_id)
    ensure(access.can_write_erratum(request.actor, erratum))
    offered = erratum_page.proposals(erratum.report)
    form = ErratumForm(request.POST or None, offered=offered, erratum=erratum)
    typed = TypedLines(request.POST or None, erratum=erratum)
    if request.method != "POST" or not (form.is_valid() and typed.is_valid()):
        return _form_page(request, erratum.report, form, typed)
    try:
        actions.write_erratum(
            erratum=erratum, lines=(*form.chosen, *typed.lines), reason=form.cleaned_data["reason"],
            by=request.actor, at=timezone.now(), revision=form.cleaned_data["revision"] or 0,
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return _form_page(request, erratum.report, form, typed, status_of(refusal))
    return redirect("erratum_page", erratum.pk)


def _form_page(
    request: ActedRequest, report: Report, form: ErratumForm, typed: TypedLines, status: int = 422
) -> HttpResponse:
    context = erratum_page.new_page(report, form, typed)
    return render(
        request, "reports/erratum_form.html", context,
        status=status if request.method == "POST" else 200,
    )


@signed_in()
def erratum(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """勘误页 — the paper, its steps, what may be done."""
    context = erratum_page.page_of(_found(request, erratum_id), request.actor)
    return render(request, "reports/erratum_page.html", context)


@open_to(Role.OFFICE, Role.REVIEWER, Role.SIGNER, methods=("POST",))
def erratum_move(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """走一步 — 送审, 撤回, 通过, 退回."""
    form = MoveForm(request.POST)
    paper = _found(request, erratum_id)
    if not form.is_valid():
        raise Unclear(why(form))
    try:
        move(paper, request, form)
    except Refused as refusal:
        return _refused(request, erratum_id, refusal)
    messages.success(request, DONE[form.cleaned_data["act"]])
    return redirect("erratum_page", paper.pk)


@open_to(Role.OFFICE, Role.SIGNER, methods=("POST",))
def erratum_issue(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """签发勘误 — the lines of the revision that was read."""
    form, paper = RevisionForm(request.POST), _found(request, erratum_id)
    if not form.is_valid():
        raise Unclear(why(form))
    try:
        actions.issue_erratum(
            erratum=paper, by=request.actor, at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        return _refused(request, erratum_id, refusal)
    messages.success(request, f"第 {paper.number} 号勘误已签发，原来的一期不变。")
    return redirect("erratum_page", paper.pk)


@open_to(Role.OFFICE, methods=("POST",))
def erratum_drop(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """作废勘误稿."""
    form, paper = RevisionForm(request.POST), _found(request, erratum_id)
    if not form.is_valid():
        raise Unclear(why(form))
    try:
        actions.drop_erratum(
            erratum=paper, by=request.actor, at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        return _refused(request, erratum_id, refusal)
    messages.success(request, "这份勘误稿已作废，勘误号没有占用。")
    return redirect("report_page", paper.report_id)


@signed_in()
def erratum_word(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """Word — the stored file once it is signed."""
    return as_file(*erratum_page.word_of(_found(request, erratum_id)), DOCX)


@signed_in()
def erratum_pdf(request: ActedRequest, erratum_id: int) -> HttpResponse:
    """PDF."""
    return as_file(*erratum_page.pdf_of(_found(request, erratum_id)), PDF)


def _refused(request: ActedRequest, erratum_id: int, refusal: Refused) -> HttpResponse:
    messages.warning(request, refusal.verdict.sentence)
    context = erratum_page.page_of(_found(request, erratum_id), request.actor)
    return render(request, "reports/erratum_page.html", context, status=status_of(refusal))


def _found(request: ActedRequest, erratum_id: int) -> Erratum:
    erratum = steps.find_erratum(request.actor, erratum_id)
    if erratum is None:
        raise Http404
    return erratum
