"""台账页面 — send a ledger, look at it, answer, import, undo; the files it came as and goes as."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions, queries, showing_page
from zhaotuifu.ledger.exporting import ledger_file
from zhaotuifu.ledger.forms import MEBI, PeriodForm, UploadForm, answers_in
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.supervision.queries import latest_year, period_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OURS = (Role.OFFICE, Role.ZONE)


@open_to(*OURS, methods=("GET", "POST"))
def ledger_list(request: ActedRequest) -> HttpResponse:
    """台账登记 — what was sent, and the place to send the next."""
    if request.method != "POST":
        return render(request, "ledger/ledger_list.html", _register(request, UploadForm()))
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = actions.send(
                data=file.read(), name=file.name, by=request.actor, at=timezone.now()
            )
            return redirect("ledger_preview", sent.pk)
        except Refused as refusal:
            form.add_error("file", refusal.verdict.sentence)
    return render(request, "ledger/ledger_list.html", _register(request, form), status=422)


def _register(request: ActedRequest, form: UploadForm) -> dict:
    year = latest_year(timezone.localdate().year)
    return {
        "form": form, "page": queries.register(request.actor, page_number(request.GET.get("page"))),
        "max_mb": settings.UPLOAD_MAX_BYTES // MEBI, "months": range(1, 13), "export_year": year,
        "export_month": period_of(year) or timezone.localdate().month,
    }


@open_to(*OURS)
def ledger_preview(request: ActedRequest, import_id: int) -> HttpResponse:
    """预览 — row by row, what needs a person first."""
    return _page(request, _found(request, import_id))


def _page(
    request: ActedRequest, one: LedgerImport, period_form: PeriodForm | None = None,
    status: int = 200,
) -> HttpResponse:
    place = request.POST if request.method == "POST" else request.GET
    context = showing_page.page_of(
        one, request.actor, place.get("show", ""), page_number(place.get("page")), period_form
    )
    return render(request, "ledger/ledger_preview.html", context, status=status)


def _found(request: ActedRequest, import_id: int) -> LedgerImport:
    found = queries.find(request.actor, import_id)
    if found is None:
        raise Http404
    return found


def _back(request: ActedRequest, one: LedgerImport) -> HttpResponse:
    """To the same place of the preview."""
    place = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    address = reverse("ledger_preview", args=[one.pk])
    return redirect(f"{address}?{urlencode(place)}" if place else address)


@open_to(*OURS, methods=("POST",))
def ledger_answer(request: ActedRequest, import_id: int) -> HttpResponse:
    """答复 — a month, columns, questions; the file is compared anew."""
    one = _found(request, import_id)
    form = PeriodForm(request.POST) if "month" in request.POST else None
    if form is not None and not form.is_valid():
        return _page(request, one, form, status=422)
    known = {line.key: line.field for line in queries.known_columns(one)}
    answers = answers_in(request.POST, known)
    if form is not None:
        answers["period"] = form.cleaned_data["period"]
    if not answers:
        messages.warning(request, "还没有选。请选好再按“按这样重新比对”。")
        return _page(request, one, status=422)
    try:
        actions.answer(ledger_import=one, answers=answers, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, one, status=422)
    return _back(request, one)


@open_to(*OURS, methods=("POST",))
def ledger_commit(request: ActedRequest, import_id: int) -> HttpResponse:
    """导入 — what was seen is written; if the library moved on, look again first."""
    one, now = _found(request, import_id), timezone.now()
    try:
        actions.commit(ledger_import=one, by=request.actor, at=now)
    except Conflict as conflict:
        if one.state == ImportState.PREVIEWED:
            one = actions.look_again(ledger_import=one, by=request.actor, at=timezone.now())
        messages.warning(request, conflict.verdict.sentence)
        return _page(request, one, status=409)
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, one, status=422)
    messages.success(request, "台账已导入。没人用到这些数之前，可以整批撤回。")
    return redirect("ledger_preview", one.pk)


@open_to(*OURS, methods=("POST",))
def ledger_undo(request: ActedRequest, import_id: int) -> HttpResponse:
    """撤回 — as a whole."""
    one = _found(request, import_id)
    try:
        actions.undo(ledger_import=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, one, status=409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, "这次导入已整批撤回，库里回到导入之前。")
    return redirect("ledger_preview", one.pk)


@open_to(*OURS, methods=("POST",))
def ledger_drop(request: ActedRequest, import_id: int) -> HttpResponse:
    """放弃 — nothing is written."""
    one = _found(request, import_id)
    try:
        actions.drop(ledger_import=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, one, status=409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, "这份台账已放弃，什么也没有写入。")
    return redirect("ledger_list")


@open_to(*OURS)
def ledger_original(request: ActedRequest, import_id: int) -> HttpResponse:
    """原件 — byte for byte as it was sent."""
    one = _found(request, import_id)
    return _download(evidence.content(one.file), one.file.name, "application/octet-stream")


@open_to(*OURS)
def ledger_problems(request: ActedRequest, import_id: int) -> HttpResponse:
    """问题清单 — csv that Excel opens; a text is never a formula."""
    one = _found(request, import_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("工作表", "行", "列", "项目", "结果", "字段", "台账写的", "说明"))
    for row in queries.problems_of(one):
        cells = (row.sheet, row.row, row.column, row.name, row.kind, row.label, row.raw, row.sentence)
        writer.writerow([_harmless(cell) for cell in cells])
    data = ("\ufeff" + out.getvalue()).encode()
    return _download(data, f"问题清单 台账{one.pk}.csv", "text/csv; charset=utf-8")


def _harmless(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{cell}" if is_formula else cell


@open_to(*OURS)
def ledger_export(request: ActedRequest) -> HttpResponse:
    """导出台账 — of a month, as the reader sees the library."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise Http404
    year, month = form.cleaned_data["year"], form.cleaned_data["month"]
    data = ledger_file(actor=request.actor, year=year, month=month)
    return _download(data, f"{year}年{month}月台账.xlsx", XLSX)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
