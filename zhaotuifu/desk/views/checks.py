"""数据体检页面 — doubtful codes: correct them, or say once that they stand as they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import Page, page_number
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.projects.checking import confirm_values, doubts
from zhaotuifu.projects.forms import UNSEEN
from zhaotuifu.projects.queries import find

SIZE = 50
LONGEST_REASON = 200


@open_to(Role.OFFICE, Role.ZONE)
def data_checks(request: ActedRequest) -> HttpResponse:
    """数据体检 — every code a person should look at, by name of the project."""
    return _page(request)


def _page(request: ActedRequest, refused: str = "", status: int = 200) -> HttpResponse:
    found = doubts(request.actor, timezone.localdate())
    page: Page = Page(found, page_number(request.GET.get("page")), SIZE, len(found))
    number = min(page.number, page.count)
    rows = found[(number - 1) * SIZE : number * SIZE]
    return render(
        request, "desk/checks.html",
        {"page": Page(rows, number, SIZE, len(found)), "refused": refused}, status=status,
    )


@open_to(Role.OFFICE, Role.ZONE, methods=("POST",))
def data_check_confirm(request: ActedRequest, project_id: int) -> HttpResponse:
    """核对无误 — one value of one project."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    reason = request.POST.get("reason", "")
    if len(reason) > LONGEST_REASON or UNSEEN.search(reason):
        return _page(request, f"说明最多 {LONGEST_REASON} 个字，不能有看不见的字符。请写短一些。", 422)
    try:
        confirm_values(
            project=project, values={field: value}, reason=reason, by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, refusal.verdict.sentence, 422)
    messages.success(request, f"记下了：“{project.name}”的这个代码核对无误，不再提醒；改了再查。")
    return redirect("data_checks")
