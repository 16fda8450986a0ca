"""视图页面 — keep what the list shows under a name, share it, change it, drop it, open with it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk import actions_views as actions
from zhaotuifu.desk import asking, list_page
from zhaotuifu.desk.access import audiences_of, can_change_view
from zhaotuifu.desk.forms.views import ViewForm
from zhaotuifu.desk.models import SavedView
from zhaotuifu.desk.queries.following import followed_views
from zhaotuifu.desk.queries.saved_views import find_view, habit_of, views_for
from zhaotuifu.desk.states import Audience
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in


@signed_in()
def view_list(request: ActedRequest) -> HttpResponse:
    """我的视图 — those the person may open, whose they are, which one the list opens with."""
    context = {
        "views": views_for(request.actor), "habit": habit_of(request.actor),
        "followed": followed_views(request.actor),
    }
    return render(request, "desk/view_list.html", context)


@signed_in("GET", "POST")
def view_new(request: ActedRequest) -> HttpResponse:
    """存为视图 — the address says what is kept."""
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    audiences = audiences_of(request.actor)
    form = ViewForm(request.POST or None, audiences, initial={"audience": Audience.OWN})
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.save_view(
                **form.cleaned_data, query=list_page.kept_query(page.ask),
                columns=[column.key for column in page.columns], by=request.actor, at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("name", refusal.verdict.sentence)
        else:
            return _opened(page.ask, view)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "shown": page, "query": page.ask.address(), "chips": page.chips,
               "ask": page.ask, "group_label": asking.GROUPS.get(page.ask.group, "")}
    return render(request, "desk/view_form.html", context, status=status)


@signed_in("GET", "POST")
def view_edit(request: ActedRequest, view_id: int) -> HttpResponse:
    """改视图 — its name and for whom it is."""
    view = _found(request, view_id)
    verdict = can_change_view(request.actor, view)
    audiences = dict.fromkeys((*audiences_of(request.actor), Audience(view.audience)))
    given = {"name": view.name, "audience": view.audience}
    form = ViewForm(request.POST or None, audiences, initial=given)
    if request.method == "POST" and verdict and form.is_valid():
        try:
            actions.change_view(view=view, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", refusal.verdict.sentence)
        else:
            messages.success(request, f"“{view.name}”改好了。")
            return redirect("view_list")
    status = 200 if request.method == "GET" else 422 if verdict else 403
    context = {"form": form, "view": view, "verdict": verdict}
    return render(request, "desk/view_form.html", context, status=status)


@signed_in("POST")
def view_update(request: ActedRequest, view_id: int) -> HttpResponse:
    """更新视图 — what the address shows takes the place of what was kept."""
    view = _found(request, view_id)
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    actions.change_view(
        view=view, query=list_page.kept_query(page.ask), by=request.actor, at=timezone.now(),
        columns=[column.key for column in page.columns],
    )
    return _opened(page.ask, view)


@signed_in("POST")
def view_drop(request: ActedRequest, view_id: int) -> HttpResponse:
    """删视图."""
    view = _found(request, view_id)
    actions.drop_view(view=view, by=request.actor, at=timezone.now())
    messages.success(request, f"视图“{view.name}”删掉了。里面的项目都还在。")
    return redirect("view_list")


@signed_in("POST")
def view_default(request: ActedRequest) -> HttpResponse:
    """默认视图 — what the list opens with; without one, everything."""
    view_id = asking.number(request.POST.get("view"))
    view = _found(request, view_id) if view_id is not None else None
    actions.open_with(view=view, by=request.actor, at=timezone.now())
    said = f"打开项目库先看“{view.name}”。" if view else "打开项目库先看全部。"
    messages.success(request, said)
    return redirect("view_list")


def _found(request: ActedRequest, view_id: int) -> SavedView:
    view = find_view(request.actor, view_id)
    if view is None:
        raise Http404
    return view


def _opened(ask: asking.Asking, view: SavedView) -> HttpResponse:
    """The list as the view keeps it."""
    address = replace(ask, columns=(), opened="", view_id=view.pk).address()
    return redirect(f"{reverse('project_list')}{address}")
