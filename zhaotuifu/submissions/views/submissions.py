"""上报页面 — the filled table with its findings; sending, dropping, the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.submissions import queries, submission_page
from zhaotuifu.submissions.actions import sending
from zhaotuifu.submissions.forms import SendForm, UseForm
from zhaotuifu.submissions.models import Submission
from zhaotuifu.submissions.views.tables import READERS
from zhaotuifu.submissions.views.versions import download


@open_to(*READERS)
def submission(request: ActedRequest, submission_id: int) -> HttpResponse:
    """上报页."""
    return _page(request, _found(request, submission_id))


def _page(
    request: ActedRequest, one: Submission, form: SendForm | None = None, status: int = 200
) -> HttpResponse:
    context = submission_page.page_of(one, request.actor)
    context["form"] = form or SendForm(initial={"revision": one.revision})
    return render(request, "submissions/submission_page.html", context, status=status)


@open_to(Role.OFFICE, methods=("POST",))
def submission_send(request: ActedRequest, submission_id: int) -> HttpResponse:
    """报送 — frozen."""
    one = _found(request, submission_id)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, 422)
    try:
        sending.send(submission=one, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(request, _found(request, submission_id), form, status)
    messages.success(request, "已报送。文件和数字已定格，以后台账再改，这一份不变。")
    return redirect("submission_page", one.pk)


@open_to(Role.OFFICE, methods=("POST",))
def submission_drop(request: ActedRequest, submission_id: int) -> HttpResponse:
    """作废草稿."""
    one = _found(request, submission_id)
    form = UseForm(request.POST)
    if not form.is_valid():
        raise Unclear("没有改：这一页送来的内容不全。请刷新后再办。")
    try:
        sending.drop(
            submission=one,
            by=request.actor,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(
            request,
            _found(request, submission_id),
            status=409 if isinstance(refusal, Conflict) else 422,
        )
    messages.success(request, "这份草稿已作废。")
    return redirect("submission_list")


@open_to(*READERS, methods=("POST",))
def submission_file(request: ActedRequest, submission_id: int) -> HttpResponse:
    """文件 — handing it out is recorded, so it is a POST."""
    one = _found(request, submission_id)
    try:
        name, data = sending.fetch(submission=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, one, status=422)
    return download(data, name)


def _found(request: ActedRequest, submission_id: int) -> Submission:
    one = queries.find(request.actor, submission_id)
    if one is None:
        raise Http404
    return one
