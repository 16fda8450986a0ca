"""审计页面 — search, one deed, the chain and its verification, export."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.administration import auditing
from zhaotuifu.administration.access import READERS
from zhaotuifu.administration.forms import AuditForm
from zhaotuifu.administration.queries import audit_rows
from zhaotuifu.administration.queries.chain import standing
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, open_to

NOT_EXPORTED = "没有导出：条件看不懂。请先改好条件，找一遍再导出。"


@open_to(*READERS)
def audit_list(request: ActedRequest) -> HttpResponse:
    """审计记录 — who did what, to what, when; newest first."""
    form = AuditForm(request.GET)
    is_valid = form.is_valid()
    asked = form.asked()
    found = audit_rows.search(asked)
    query = asked.query(before=None)
    context = {
        "form": form, "asked": asked, "found": found, "query": query, "latest_url": f"?{query}",
        "next_url": f"?{asked.query(before=found.before)}" if found.before else "",
    }
    return render(request, "administration/audit.html", context, status=200 if is_valid else 422)


@open_to(*READERS)
def audit_row(request: ActedRequest, number: int) -> HttpResponse:
    """一笔审计 — everything it says, and its place in the chain."""
    line = audit_rows.one(number)
    if line is None:
        raise Http404
    return render(request, "administration/audit_row.html", {"line": line})


@open_to(*READERS)
def audit_chain(request: ActedRequest) -> HttpResponse:
    """审计链 — the last verification, the heads noted outside."""
    return render(request, "administration/audit_chain.html", {"standing": standing(request.actor, timezone.now())})


@open_to(*READERS, methods=("POST",))
def audit_verify(request: ActedRequest) -> HttpResponse:
    """核对审计链 — as long work."""
    try:
        auditing.ask_verification(by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("audit_chain")


@open_to(*READERS, methods=("POST",))
def audit_export(request: ActedRequest) -> HttpResponse:
    """导出审计记录 — what the conditions find, as long work; the export is audited itself."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        messages.warning(request, NOT_EXPORTED)
        return redirect("audit_list")
    try:
        run = auditing.ask_export(
            asked=form.asked(), as_csv=request.POST.get("form") == "csv", by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return redirect("audit_list")
    return redirect("work_page", run.pk)
