"""目标页面 — the versions of the yearly table, one version to read and to write, its file, its moves."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.evidence.uploads import refusal_of
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.targets import actions, forms, grid, moving, naming, queries, sending, showing
from zhaotuifu.targets.models import TargetSheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in()
def target_list(request: ActedRequest) -> HttpResponse:
    """分解表清单 — by year."""
    context = showing.list_context(request.actor, timezone.localdate().year)
    return render(request, "targets/sheet_list.html", context)


@open_to(Role.OFFICE, methods=("POST",))
def target_start(request: ActedRequest) -> HttpResponse:
    """起一稿."""
    form = forms.StartForm(request.POST)
    if not form.is_valid():
        raise Unclear("没有起稿：" + "；".join(str(text) for texts in form.errors.values() for text in texts))
    copy_of = None
    if form.cleaned_data["copy_of"]:
        copy_of = _found(request, form.cleaned_data["copy_of"])
    year = copy_of.year if copy_of else form.cleaned_data["year"]
    sheet = actions.start_sheet(year=year, copy_of=copy_of, by=request.actor, at=timezone.now())
    return redirect("target_sheet", sheet.pk)


@signed_in()
def target_sheet(request: ActedRequest, sheet_id: int) -> HttpResponse:
    """一版 — the year of all columns, or the months of one."""
    return _page(request, _found(request, sheet_id))


@open_to(Role.OFFICE, methods=("POST",))
def target_save(request: ActedRequest, sheet_id: int) -> HttpResponse:
    """保存草稿 — what was typed stays on the page when it is refused."""
    sheet, column = _found(request, sheet_id), _column(request)
    head = forms.HeadForm(request.POST)
    known = naming.bearers()
    values, typed, errors = forms.cells_typed(request.POST, grid.keys_shown(known, column), known)
    if not head.is_valid() or errors:
        return _page(request, sheet, 422, head=head, typed=typed, errors=errors)
    cells = {key: value for key, value in queries.cells_of(sheet).items() if grid.field_of(key) not in typed}
    said = dict(head.cleaned_data)
    try:
        changed = actions.save_sheet(
            sheet=sheet, cells=cells | values, revision=said.pop("revision"), head=said, by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        head.add_error(None, refusal.verdict.sentence)
        return _page(request, sheet, 409 if isinstance(refusal, Conflict) else 422, head=head, typed=typed)
    messages.success(request, f"已保存，{changed} 格有变。")
    return redirect(_address(sheet, column))


@open_to(Role.OFFICE, Role.LEADER, methods=("POST",))
def target_move(request: ActedRequest, sheet_id: int) -> HttpResponse:
    """走一步 — 报审, 退回, 下达, 作废."""
    sheet = _found(request, sheet_id)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        raise Unclear(forms.NOT_SENT)
    try:
        done = moving.move(sheet=sheet, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, _found(request, sheet_id), 409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, done)
    # Who sends a table back no longer sees it: a draft is the office's.
    is_seen = queries.find(request.actor, sheet.pk) is not None
    return redirect("target_sheet", sheet.pk) if is_seen else redirect("target_list")


@open_to(Role.OFFICE, methods=("POST",))
def target_file(request: ActedRequest, sheet_id: int) -> HttpResponse:
    """导入文件 — into the draft, all or nothing."""
    sheet = _found(request, sheet_id)
    form = forms.FileForm(request.POST, request.FILES)
    if refusal_of(request):
        form.add_error("file", refusal_of(request))
    if not form.is_valid():
        return _page(request, sheet, 422, file_form=form)
    given = form.cleaned_data["file"]
    try:
        changed = sending.fill_draft(
            sheet=sheet, data=given.read(), name=given.name, revision=form.cleaned_data["revision"],
            by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("file", refusal.verdict.sentence)
        return _page(request, sheet, 409 if isinstance(refusal, Conflict) else 422, file_form=form)
    messages.success(request, f"已导入到草稿，{changed} 格有变。核对后报审。")
    return redirect("target_sheet", sheet.pk)


@signed_in()
def target_excel(request: ActedRequest, sheet_id: int) -> HttpResponse:
    """导出 — what this reader may see of the version."""
    sheet = _found(request, sheet_id)
    name, data = showing.file_of(sheet, request.actor)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(request: ActedRequest, sheet: TargetSheet, status: int = 200, **after) -> HttpResponse:
    context = showing.sheet_context(sheet, request.actor, _column(request), **after)
    return render(request, "targets/sheet_page.html", context, status=status)


def _column(request: ActedRequest) -> grid.Column | None:
    code = request.GET.get("column", "")
    found = grid.column_named(code)
    if code and found is None:
        raise Unclear(f"表里没有“{code[:40]}”这一列。请从表头打开。")
    return found


def _address(sheet: TargetSheet, column: grid.Column | None) -> str:
    address = reverse("target_sheet", args=[sheet.pk])
    return f"{address}?column={column.code}" if column else address


def _found(request: ActedRequest, sheet_id: int) -> TargetSheet:
    sheet = queries.find(request.actor, sheet_id)
    if sheet is None:
        raise Http404
    return sheet
