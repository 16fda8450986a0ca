"""提醒页面 — what I was told, newest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.notices import actions, queries
from zhaotuifu.parties.access import ActedRequest, signed_in


@signed_in()
def notice_list(request: ActedRequest) -> HttpResponse:
    """提醒清单 — the last hundred."""
    found = queries.latest(request.actor, limit=100)
    return render(request, "notices/list.html", {"notices": found, "unread": queries.unread(request.actor)})


@signed_in("POST")
def read_all(request: ActedRequest) -> HttpResponse:
    """全部读过."""
    actions.mark_read(by=request.actor, at=timezone.now())
    return redirect("notice_list")
