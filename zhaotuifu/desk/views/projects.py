"""项目库页面 — what is still missing, what was withdrawn."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.desk.queries.withdrawn import withdrawn
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.access import can_create


@signed_in()
def project_todo(request: ActedRequest) -> HttpResponse:
    """待补 — projects with something missing, and what."""
    ask = replace(lists.asked_in(request.GET, timezone.localdate()), is_missing=True)
    found = lists.project_list(request.actor, ask, page_number(request.GET.get("page")))
    return render(
        request, "desk/project_todo.html",
        {
            "ask": ask, "page": found.page, "list_url": ask.address(),
            "can_fill": can_create(request.actor),
        },
    )


@signed_in()
def project_withdrawn(request: ActedRequest) -> HttpResponse:
    """已退库 — who left the library, when and why."""
    page = withdrawn(request.actor, page_number(request.GET.get("page")))
    return render(request, "desk/project_withdrawn.html", {"page": page})
