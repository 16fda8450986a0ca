"""工作台页面 — 待办 first, then what changed, then the figures."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from zhaotuifu.desk.access import first_page
from zhaotuifu.desk.queries import waiting as queries
from zhaotuifu.desk.queries.own_figures import is_filler, own_figures
from zhaotuifu.desk.queries.project_list import period
from zhaotuifu.desk.views.dashboard import QUARTERS
from zhaotuifu.kernel.templatetags.show import span
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.views import PREVIOUS_VISIT_ON

A_WEEK = timedelta(days=7)


@signed_in()
def desk(request: ActedRequest) -> HttpResponse:
    """工作台 — of the person signed in; who only keeps the system or audits it begins elsewhere."""
    if first := first_page(request.actor):
        return redirect(first)
    today = timezone.localdate()
    since = _since(request, today)
    year, month = period(None, today.year)
    return render(
        request, "desk/desk.html",
        {
            "today": today, "since": since, "is_filler": is_filler(request.actor),
            "waiting": queries.waiting(request.actor, today),
            "changes": queries.changes(request.actor, since, today),
            "figures": own_figures(request.actor, year=year, month=month),
            "period": f"{year}年{QUARTERS.get(month, span(month))}",
        },
    )


def _since(request: ActedRequest, today: date) -> date:
    """The visit before this one, remembered at sign-in; without one, the last week."""
    told = request.session.get(PREVIOUS_VISIT_ON, "")
    return (parse_date(told) if told else None) or today - A_WEEK
