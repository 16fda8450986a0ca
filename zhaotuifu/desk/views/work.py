"""任务页面 — long work on its way: the list, one piece of it, stop it, ask for it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from zhaotuifu.kernel import work
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in


@signed_in()
def work_list(request: ActedRequest) -> HttpResponse:
    """任务清单 — one's own, newest first; renews itself while something is under way."""
    page = work.of(request.actor, page_number(request.GET.get("page")), timezone.now())
    is_moving = any(run.is_active for run in page.rows)
    return render(request, "desk/work_list.html", {"page": page, "is_moving": is_moving})


@signed_in()
def work_page(request: ActedRequest, run_id: int) -> HttpResponse:
    """一件任务 — htmx asks for its progress only, and for the whole page once it is over."""
    run = work.line(_found(request, run_id), request.actor, timezone.now())
    if "HX-Request" not in request.headers:
        return render(request, "desk/work_page.html", {"run": run})
    if not run.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"run": run, "poll": request.path, "back": request.path}
    return render(request, "components/task.html", context)


@signed_in("POST")
def work_stop(request: ActedRequest, run_id: int) -> HttpResponse:
    """停下."""
    run = _found(request, run_id)
    try:
        work.stop(run, by=request.actor, at=timezone.now())
        messages.success(request, "已交代停下，到了能停的地方就停。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return _back(request, run)


@signed_in("POST")
def work_retry(request: ActedRequest, run_id: int) -> HttpResponse:
    """重办."""
    run = _found(request, run_id)
    try:
        work.again(run, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return _back(request, run)


def _found(request: ActedRequest, run_id: int) -> WorkRun:
    run = work.find(request.actor, run_id)
    if run is None:
        raise Http404
    return run


def _back(request: ActedRequest, run: WorkRun) -> HttpResponse:
    """To the page the button stood on."""
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("work_page", run.pk)
