"""关注和对比页面 — what I follow and what happened to it; projects side by side."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk import actions_follow as actions
from zhaotuifu.desk.asking import number
from zhaotuifu.desk.queries import comparing
from zhaotuifu.desk.queries.following import followed_projects, followed_views, news_for
from zhaotuifu.desk.queries.project_list import asked_in
from zhaotuifu.desk.queries.saved_views import find_view, views_for
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.queries import find

DAYS_BACK = 30


@signed_in()
def following(request: ActedRequest) -> HttpResponse:
    """我关注的 — projects and views, and what happened to them in the last thirty days, by day."""
    now = timezone.now()
    news = news_for(request.actor, until=now, since=now - timedelta(days=DAYS_BACK))
    by_day = [
        (day, tuple(lines)) for day, lines in groupby(news, key=lambda line: timezone.localdate(line.at))
    ]
    ids = followed_views(request.actor)
    context = {
        "projects": followed_projects(request.actor), "days": by_day, "days_back": DAYS_BACK,
        "views": [view for view in views_for(request.actor) if view.id in ids],
    }
    return render(request, "desk/following.html", context)


@signed_in("POST")
def project_follow(request: ActedRequest, project_id: int) -> HttpResponse:
    """关注项目 — or, with `stop`, no longer; back to where it was asked."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    return _followed(request, reverse("project_page", args=[project_id]), project.name, project=project)


@signed_in("POST")
def view_follow(request: ActedRequest, view_id: int) -> HttpResponse:
    """关注视图 — or, with `stop`, no longer."""
    view = find_view(request.actor, view_id)
    if view is None:
        raise Http404
    return _followed(request, reverse("view_list"), view.name, view=view)


def _followed(request: ActedRequest, back: str, name: str, **what) -> HttpResponse:
    if request.POST.get("back") == "following":
        back = reverse("following")
    if request.POST.get("stop") == "1":
        actions.unfollow(by=request.actor, at=timezone.now(), **what)
        messages.success(request, f"不再关注“{name}”。")
        return redirect(back)
    try:
        actions.follow(by=request.actor, at=timezone.now(), **what)
        messages.success(request, f"已关注“{name}”。有变化时，每天早上告诉您一次。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect(back)


@signed_in()
def project_compare(request: ActedRequest) -> HttpResponse:
    """项目对比 — those ticked in the list, two to five, side by side."""
    ask = asked_in(request.GET, timezone.localdate())
    asked = dict.fromkeys(pk for text in request.GET.getlist("id") if (pk := number(text)) is not None)
    ids = tuple(asked)[: comparing.MOST + 1]
    verdict = comparing.can_compare(len(asked))
    found = None
    if verdict:
        found = comparing.compared(request.actor, ids, year=ask.year, month=ask.month)
        verdict = comparing.can_compare(len(found.heads))
    given = request.GET.copy()
    is_short = given.pop("only", None) == ["differs"]
    context = {
        "ask": ask, "found": found if verdict else None, "verdict": verdict, "query": ask.address(),
        "is_short": is_short, "here": given.urlencode(),
    }
    return render(request, "desk/compare.html", context)
