"""工作台页面 — 待办 first, then what changed, then the figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.desk.access import first_page
from zhaotuifu.desk.queries import waiting as queries
from zhaotuifu.desk.queries.own_figures import is_filler, own_figures
from zhaotuifu.desk.queries.project_list import period
from zhaotuifu.desk.views.dashboard import QUARTERS
from zhaotuifu.desk.views.visits import last_visit
from zhaotuifu.kernel.templatetags.show import span
from zhaotuifu.parties.access import ActedRequest, signed_in


@signed_in()
def desk(request: ActedRequest) -> HttpResponse:
    """工作台 — of the person signed in; who only keeps the system or audits it begins elsewhere."""
    if first := first_page(request.actor):
        return redirect(first)
    today = timezone.localdate()
    since = last_visit(request, today)
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
