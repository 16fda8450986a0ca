"""角色页面 — the matrix of roles, who holds what on a day, both as Excel."""

from __future__ import annotations

import io

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from zhaotuifu.administration.access import READERS
from zhaotuifu.administration.forms import DayForm
from zhaotuifu.administration.queries.roles import rights, rules
from zhaotuifu.administration.role_book import write_roles
from zhaotuifu.kernel.actor import Role
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.accounts import holders_on

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to(*READERS)
def role_matrix(request: ActedRequest) -> HttpResponse:
    """角色和权限 — what each role may open and do; who holds it on a day."""
    form = DayForm(request.GET)
    day = form.day(timezone.localdate())
    rows = [(one, [one.has(role) for role in Role]) for one in rights()]
    return render(
        request, "administration/roles.html",
        {"rows": rows, "rules": rules(), "roles": [role.label for role in Role], "day": day,
         "holders": holders_on(day), "form": form},
        status=200 if form.is_valid() else 422,
    )


@open_to(*READERS)
def role_excel(request: ActedRequest) -> HttpResponse:
    """角色和权限的表 — both sheets as of the day."""
    day = DayForm(request.GET).day(timezone.localdate())
    book = io.BytesIO()
    write_roles(book, rights(), rules(), holders_on(day), day)
    name = content_disposition_header(True, f"角色和权限-{day:%Y%m%d}.xlsx") or ""
    return HttpResponse(book.getvalue(), content_type=XLSX, headers={"Content-Disposition": name})
