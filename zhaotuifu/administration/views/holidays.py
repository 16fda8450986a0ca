"""放假通知页面 — the years, the text of a new notice, what it would change, then it is recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.administration.forms import HolidayForm
from zhaotuifu.administration.queries.holidays import effect
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused, Verdict
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.worktime.actions import record_notice
from zhaotuifu.worktime.notice_page import years
from zhaotuifu.worktime.reading import read_notice
from zhaotuifu.worktime.rules import Notice


@open_to(Role.ADMIN, methods=("GET", "POST"))
def holidays(request: ActedRequest) -> HttpResponse:
    """放假通知 — read first, recorded when it was seen."""
    form = HolidayForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    notice = read_notice(form.cleaned_data["text"])
    if isinstance(notice, Verdict):
        form.add_error("text", notice.sentence)
        return _page(request, form)
    if "sure" not in request.POST:
        return _page(request, form, effect=effect(notice))
    return _recorded(request, form, notice)


def _recorded(request: ActedRequest, form: HolidayForm, notice: Notice) -> HttpResponse:
    try:
        record_notice(
            by=request.actor, at=timezone.now(), year=notice.year, source=notice.source,
            issued_on=notice.issued_on, days=notice.days,
        )
    except Refused as refusal:
        form.add_error("text", refusal.verdict.sentence)
        return _page(request, form)
    messages.success(request, f"{notice.year}年放假通知已录，工作日和期限按它算。")
    return redirect("holidays")


def _page(request: ActedRequest, form: HolidayForm, **more: object) -> HttpResponse:
    return render(
        request, "administration/holidays.html",
        {"form": form, "years": years(timezone.localdate())} | more, status=422 if form.errors else 200,
    )
