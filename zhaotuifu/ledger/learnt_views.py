"""学到的页面 — heads and names that persons decided in ledgers, to be corrected or forgotten."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions, learnt, remembered, showing_page
from zhaotuifu.parties.access import ActedRequest, open_to

OURS = (Role.OFFICE, Role.ZONE)
NAMES, ANSWERS = "names", "answers"


@open_to(*OURS)
def ledger_learnt(request: ActedRequest) -> HttpResponse:
    """学到的 — heads, or names."""
    return _page(request, request.GET.get("of", ""))


def _page(request: ActedRequest, of: str, refused: str = "", status: int = 200) -> HttpResponse:
    kind = of if of in (NAMES, ANSWERS) else ""
    number = page_number(request.GET.get("page"))
    pages = {
        name: ask(request.actor, number if name == kind else 1)
        for name, ask in (
            ("", learnt.columns), (NAMES, remembered.remembered), (ANSWERS, remembered.answers)
        )
    }
    context = {
        "heads": pages[""], "names": pages[NAMES], "answers": pages[ANSWERS], "page": pages[kind],
        "kind": kind, "fields": showing_page.FIELDS, "refused": refused,
    }
    return render(request, "ledger/learnt.html", context, status=status)


def _done(
    request: ActedRequest, of: str, act: Callable[[], object], said: str
) -> HttpResponse:
    """Carries the act out; a refusal is told on the same page."""
    try:
        act()
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(request, of, refusal.verdict.sentence, status)
    messages.success(request, said)
    return redirect(f"{reverse('ledger_learnt')}{f'?of={of}' if of else ''}")


@open_to(*OURS, methods=("POST",))
def ledger_learnt_column(request: ActedRequest, mapping_id: int) -> HttpResponse:
    """改或忘掉一个表头."""
    mapping = learnt.find_column(request.actor, mapping_id)
    if mapping is None:
        raise Http404
    by, at = request.actor, timezone.now()
    if "forget" in request.POST:
        said = f"已忘掉“{mapping.head}”，下次再问。"
        return _done(request, "", lambda: actions.forget_column(mapping=mapping, by=by, at=at), said)
    field = request.POST.get("field", "").removeprefix("-")
    said = f"“{mapping.head}”以后按新的对应。"
    return _done(
        request, "", lambda: actions.teach_column(mapping=mapping, field=field, by=by, at=at), said
    )


@open_to(*OURS, methods=("POST",))
def ledger_learnt_name(request: ActedRequest, decision_id: int) -> HttpResponse:
    """忘掉一个名称."""
    decision = remembered.find_decision(request.actor, decision_id)
    if decision is None:
        raise Http404
    at, said = timezone.now(), f"已忘掉“{decision.name}”，下次再问。"
    return _done(
        request, NAMES, lambda: actions.forget(decision=decision, by=request.actor, at=at), said
    )


@open_to(*OURS, methods=("POST",))
def ledger_learnt_answer(request: ActedRequest, decision_id: int) -> HttpResponse:
    """忘掉一个答复."""
    decision = remembered.find_answer(request.actor, decision_id)
    if decision is None:
        raise Http404
    by, at, said = request.actor, timezone.now(), f"已忘掉“{decision.text}”的答复，下次再问。"
    return _done(
        request, ANSWERS, lambda: actions.forget_answer(decision=decision, by=by, at=at), said
    )
