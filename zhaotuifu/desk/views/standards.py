"""标准页面 — thresholds of the levels and the table of exchange rates; the office adds a rate."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.desk.forms.rates import RateForm
from zhaotuifu.kernel.verdict import Refused, ensure
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.access import can_keep_programmes
from zhaotuifu.projects.gauging import add_rate, rates_known, thresholds_on
from zhaotuifu.projects.states import Currency, Level


@signed_in("GET", "POST")
def standards(request: ActedRequest) -> HttpResponse:
    """门槛和汇率 — with where each comes from; a POST adds a rate."""
    if request.method != "POST":
        return _page(request, RateForm())
    ensure(can_keep_programmes(request.actor))
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    given = form.cleaned_data
    try:
        add_rate(
            currency=Currency(given["currency"]), valid_from=given["valid_from"], rate=given["rate"],
            source=given["source"], by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("valid_from", refusal.verdict.sentence)
        return _page(request, form, 422)
    messages.success(request, "汇率已录入。以前填的金额和汇率不动。")
    return redirect("standards")


def _page(request: ActedRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    rates = rates_known()
    rows = [
        (Currency(code).label, row)
        for code in sorted(rates.rows) for row in reversed(rates.rows[code])
    ]
    thresholds = [(Level(one.level).label, one) for one in thresholds_on(timezone.localdate())]
    return render(
        request, "desk/standards.html",
        {"rows": rows, "thresholds": thresholds, "form": form,
         "can_keep": can_keep_programmes(request.actor)},
        status=status,
    )
