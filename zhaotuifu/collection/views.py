"""收报页面 — the round by 板块, and the button that reminds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.collection import access, actions, queries, rules
from zhaotuifu.collection.forms import MonthForm, RemindForm
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.queries import zones


@open_to(*access.READERS)
def collection_page(request: ActedRequest) -> HttpResponse:
    """收报进度 — of the month asked, else of the month being reported."""
    today = timezone.localdate()
    form = MonthForm(request.GET)
    now = queries.current_round(today)
    asked = (form.cleaned_data["year"], form.cleaned_data["month"]) if form.is_valid() else (now.year, now.month)
    year, month = min(asked, (today.year, today.month))
    found = queries.board(request.actor, year, month, today)
    context = {
        "board": found, "now": now, "can_remind": access.can_remind(request.actor),
        "before": rules.month_before(year, month), "after": _after(year, month, now),
        "import_link": actions.import_link(year, month),
        "may_import": request.actor.holds(Role.OFFICE, Role.ZONE),
    }
    return render(request, "collection/collection_page.html", context)


def _after(year: int, month: int, now: rules.Round) -> tuple[int, int] | None:
    """下个月 — up to the month being reported."""
    later = (year + month // 12, month % 12 + 1)
    return later if later <= (now.year, now.month) else None


@open_to(Role.OFFICE, methods=("POST",))
def collection_remind(request: ActedRequest) -> HttpResponse:
    """催报 — the ticked 板块, then back to the round."""
    form = RemindForm(request.POST, zone_ids=tuple(zone.id for zone in zones()))
    if not form.is_valid():
        raise Unclear("没有催报：这一页送来的内容不全。请刷新后再办。")
    year, month = form.cleaned_data["year"], form.cleaned_data["month"]
    try:
        sent = actions.remind(
            year=year, month=month, zone_ids=form.cleaned_data["zone"], by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    else:
        left = f"没催：{rules.refusal_text(sent.passed_over)}。" if sent.passed_over else ""
        messages.success(request, f"已催 {rules.refusal_text(sent.reminded)}。{left}")
    return redirect(f"{reverse('collection_page')}?{urlencode({'year': year, 'month': month})}")
