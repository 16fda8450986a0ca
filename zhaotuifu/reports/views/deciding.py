"""送审签发页面 — a step of the paper, and the page on which it is signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.reports import actions, paper_page
from zhaotuifu.reports.actions.stepping import Paper
from zhaotuifu.reports.forms import IssueForm, MoveForm
from zhaotuifu.reports.queries import Numbers
from zhaotuifu.reports.views.reports import WRITES, found, refused, status_of, why

DONE = {
    "submit": "已送审，审核人会收到提醒。", "withdraw": "已撤回，可以接着改。",
    "approve": "审核通过，已送签发人。", "return": "已退回，拟稿人会收到提醒。",
}


@open_to(Role.OFFICE, Role.REVIEWER, Role.SIGNER, methods=("POST",))
def report_move(request: ActedRequest, report_id: int) -> HttpResponse:
    """走一步 — 送审, 撤回, 通过, 退回."""
    report = found(request, report_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Unclear(why(form))
    try:
        move(report, request, form)
    except Refused as refusal:
        return refused(request, report_id, refusal)
    messages.success(request, DONE[form.cleaned_data["act"]])
    return redirect("report_page", report.pk)


def move(paper: Paper, request: ActedRequest, form: MoveForm) -> None:
    """一步 — as the form says; raises `Refused` or `Conflict`."""
    given: dict[str, Any] = dict(form.cleaned_data)
    acts = {
        "submit": actions.submit, "withdraw": actions.withdraw, "approve": actions.approve,
        "return": actions.send_back,
    }
    act = acts[given.pop("act")]
    act(paper=paper, by=request.actor, at=timezone.now(), **given)


@open_to(Role.OFFICE, Role.SIGNER, methods=WRITES)
def report_issue(request: ActedRequest, report_id: int) -> HttpResponse:
    """签发 — the paper as it will be, the checks and the numbers; then frozen."""
    report = found(request, report_id)
    if request.method != "POST":
        return render(request, "reports/report_issue.html", paper_page.issue_page(report, request.actor))
    form, status = IssueForm(request.POST), 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.issue(
                report=report, by=request.actor, at=timezone.now(), revision=given["revision"],
                numbers=Numbers(given["number"], given["total_number"]), sight=given["sight"],
                sight_at=given["sight_at"],
            )
            messages.success(request, f"第 {report.number} 期已签发，文字和数字已定格。")
            return redirect("report_page", report.pk)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            status, report = status_of(refusal), found(request, report_id)
    context = paper_page.issue_page(report, request.actor, form)
    return render(request, "reports/report_issue.html", context, status=status)
