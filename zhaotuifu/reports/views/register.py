"""发文页面 — what is in hand and the register, on the screen and as Excel."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhaotuifu.kernel.pages import page_number
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.reports import access, register
from zhaotuifu.reports.views.reports import as_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in()
def report_list(request: ActedRequest) -> HttpResponse:
    """公文 — in hand, and issued; a 板块 has none to read, so for it the page is not there."""
    if not access.can_read_all(request.actor):
        raise Http404
    asked = register.asked_in(request.GET)
    context = {
        "asked": asked, "open_papers": register.open_papers(request.actor),
        "page": register.register(request.actor, asked, page_number(request.GET.get("page"))),
        "years": register.years(request.actor), "kinds": register.kinds_issued(request.actor),
        "gaps": register.gaps(request.actor, asked), "can_draft": access.can_draft(request.actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "reports/report_list.html", context)


@signed_in()
def report_register_excel(request: ActedRequest) -> HttpResponse:
    """发文登记簿 Excel — of the conditions of the address."""
    if not access.can_read_all(request.actor):
        raise Http404
    data = register.workbook(request.actor, register.asked_in(request.GET))
    return as_file("发文登记簿.xlsx", data, XLSX)
