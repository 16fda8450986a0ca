"""空表版本页面 — pointing columns and cells, taking a version into use and out of it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.submissions import pointing_page, queries
from zhaotuifu.submissions.actions import tables
from zhaotuifu.submissions.forms import UseForm, YearForm, pointings_in
from zhaotuifu.submissions.models import SuperiorVersion
from zhaotuifu.submissions.rules.layout import SheetLayout, layouts_of
from zhaotuifu.submissions.rules.pointing import Pointings, pointings_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to(Role.OFFICE)
def superior_version(request: ActedRequest, version_id: int) -> HttpResponse:
    """对应页 — of one sheet."""
    version = _found(version_id)
    return _page(
        request, version, request.GET.get("sheet", ""), wants_area=bool(request.GET.get("more"))
    )


def _page(
    request: ActedRequest,
    version: SuperiorVersion,
    sheet: str,
    *,
    wants_area: bool = False,
    tried: Pointings | None = None,
    status: int = 200,
) -> HttpResponse:
    context = pointing_page.page_of(
        version, request.actor, sheet, wants_area=wants_area, tried=tried
    )
    return render(request, "submissions/superior_version.html", context, status=status)


@open_to(Role.OFFICE, methods=("POST",))
def superior_point(request: ActedRequest, version_id: int) -> HttpResponse:
    """存对应 — of one sheet; what was chosen stays on the page when it is refused."""
    version = _found(version_id)
    layout = _sheet(version, request.POST.get("sheet", ""))
    tried: Pointings | None = None
    try:
        revision = _revision(request)
        tried = pointings_in(request.POST, layout)
        whole = pointings_of(version.pointings).with_sheet(layout.name, tried)
        tables.point(
            version=version, pointings=whole, by=request.actor, at=timezone.now(), revision=revision
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(request, _found(version_id), layout.name, tried=tried, status=status)
    messages.success(request, "对应关系已存。")
    return redirect(
        f"{reverse('superior_version', args=[version.pk])}?{urlencode({'sheet': layout.name})}"
    )


def _sheet(version: SuperiorVersion, name: str) -> SheetLayout:
    for layout in layouts_of(version.layout):
        if layout.name == name:
            return layout
    raise Unclear("没有看懂是哪张工作表。请回到对应页再存。")


def _revision(request: ActedRequest) -> int:
    form = UseForm(request.POST)
    if not form.is_valid():
        raise Unclear("没有改：这一页送来的内容不全。请刷新后再办。")
    return form.cleaned_data["revision"]


@open_to(Role.OFFICE, methods=("POST",))
def superior_use(request: ActedRequest, version_id: int) -> HttpResponse:
    """启用."""
    version = _found(version_id)
    try:
        tables.take_into_use(
            version=version,
            by=request.actor,
            at=timezone.now(),
            revision=_revision(request),
            is_loss_known=bool(request.POST.get("is_loss_known")),
        )
    except Refused as refusal:
        return _refused(request, version_id, refusal)
    messages.success(request, f"{version.year} 年的空表已启用，可以填表了。")
    return redirect("superior_page", version.table_id)


@open_to(Role.OFFICE, methods=("POST",))
def superior_retire(request: ActedRequest, version_id: int) -> HttpResponse:
    """停用或放弃."""
    version = _found(version_id)
    try:
        tables.retire(
            version=version, by=request.actor, at=timezone.now(), revision=_revision(request)
        )
    except Refused as refusal:
        return _refused(request, version_id, refusal)
    messages.success(request, "这个版本已停用。已经报送的不受影响。")
    return redirect("superior_page", version.table_id)


@open_to(Role.OFFICE, methods=("POST",))
def superior_copy(request: ActedRequest, version_id: int) -> HttpResponse:
    """照这份改一版."""
    version = _found(version_id)
    form = YearForm(request.POST)
    if not form.is_valid():
        raise Unclear("没有看懂年度。请写成 2025 这样。")
    made = tables.copy_version(
        version=version, by=request.actor, at=timezone.now(), **form.cleaned_data
    )
    return redirect("superior_version", made.pk)


def _refused(request: ActedRequest, version_id: int, refusal: Refused) -> HttpResponse:
    messages.warning(request, refusal.verdict.sentence)
    status = 409 if isinstance(refusal, Conflict) else 422
    return _page(request, _found(version_id), "", status=status)


@open_to(Role.OFFICE)
def superior_blank(request: ActedRequest, version_id: int) -> HttpResponse:
    """空表原件 — byte for byte as it was uploaded."""
    version = _found(version_id)
    return download(evidence.content(version.blank), version.blank.name)


def download(data: bytes, name: str) -> HttpResponse:
    """下载."""
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _found(version_id: int) -> SuperiorVersion:
    version = queries.find_version(version_id)
    if version is None:
        raise Http404
    return version
