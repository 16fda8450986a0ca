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

from zhaotuifu.evidence.uploads import MEBI, refusal_of
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.templatetags.show import moment
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions, column_lines, queries, register, showing_page
from zhaotuifu.ledger.exporting import ledger_file
from zhaotuifu.ledger.forms import PeopleForm, PeriodForm, UploadForm, answers_in
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import LedgerWork
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.unmasking import note_unmasked
from zhaotuifu.supervision.queries import latest_year, period_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OURS = (Role.OFFICE, Role.ZONE)


@open_to(*OURS, methods=("GET", "POST"))
def ledger_list(request: ActedRequest) -> HttpResponse:
    """台账登记 — what was sent, and the place to send the next."""
    if request.method != "POST":
        form = UploadForm(initial={"expected": request.GET.get("period", "")})
        return render(request, "ledger/ledger_list.html", _register(request, form))
    form = UploadForm(request.POST, request.FILES)
    refusal = refusal_of(request)
    if refusal:
        form.errors.clear()
        form.add_error("file", refusal)
    if form.is_valid() and (got := _received(request, form)) is not None:
        return redirect("ledger_preview", got.ledger_import.pk)
    return render(request, "ledger/ledger_list.html", _register(request, form), status=422)


def _received(request: ActedRequest, form: UploadForm) -> actions.Received | None:
    """The file kept and on its way to be read; a refusal stands at the field."""
    file = form.cleaned_data["file"]
    try:
        got = actions.receive(
            chunks=file.chunks(), name=file.name, by=request.actor, at=timezone.now(),
            answers={"expected": form.cleaned_data["expected"]},
        )
    except Refused as refusal:
        form.add_error("file", refusal.verdict.sentence)
        return None
    if got.is_known:
        one = got.ledger_import
        who = one.created_by.name if one.created_by else "系统"
        messages.warning(
            request, f"同一份文件{moment(one.created_at)}已由{who}送来，还没导入。就在这一页，没有再收一份。"
        )
    return got


def _register(request: ActedRequest, form: UploadForm) -> dict:
    year = latest_year(timezone.localdate().year)
    return {
        "form": form, "page": register.register(request.actor, page_number(request.GET.get("page"))),
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


def _found(request: ActedRequest, import_id: int, *, is_whole: bool = True) -> LedgerImport:
    found = queries.find(request.actor, import_id, is_whole=is_whole)
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
    known = {line.key: line.field for line in column_lines.known_columns(one)}
    answers = answers_in(request.POST, known)
    if form is not None:
        answers["period"] = form.cleaned_data["period"]
    if not answers:
        messages.warning(request, "还没有选。请选好再按“按这样重新比对”。")
        return _page(request, one, status=422)
    try:
        actions.give_answer(ledger_import=one, answers=answers, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, one, refusal)
    return _back(request, one)


def _refused(request: ActedRequest, one: LedgerImport, refusal: Refused) -> HttpResponse:
    messages.warning(request, refusal.verdict.sentence)
    return _page(request, one, status=409 if isinstance(refusal, Conflict) else 422)


def _asked(request: ActedRequest, one: LedgerImport, kind: LedgerWork) -> HttpResponse:
    """Put to the task process; the page shows how far it is."""
    try:
        actions.ask(kind, ledger_import=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, one, refusal)
    return redirect("ledger_preview", one.pk)


@open_to(*OURS)
def ledger_progress(request: ActedRequest, import_id: int) -> HttpResponse:
    """进度 — the fragment while something is under way; then the whole page is fetched anew."""
    one = _found(request, import_id, is_whole=False)
    task = showing_page.task_of(one, request.actor)
    if task is None or not task.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    back = reverse("ledger_preview", args=[one.pk])
    context = {"run": task, "poll": request.path, "back": back}
    return render(request, "components/task.html", context)


@open_to(*OURS, methods=("POST",))
def ledger_again(request: ActedRequest, import_id: int) -> HttpResponse:
    """再读一次 — what was interrupted or could not be read."""
    return _asked(request, _found(request, import_id), LedgerWork.READ)


@open_to(*OURS, methods=("POST",))
def ledger_commit(request: ActedRequest, import_id: int) -> HttpResponse:
    """导入 — what was seen is written; the same file a second time only knowingly."""
    one = _found(request, import_id)
    twin = register.imported_twin(one, request.actor)
    if twin is not None and "again" not in request.POST:
        messages.warning(request, "没有导入：同一份文件以前导入过。仍要再导，请先在下面打勾。")
        return _page(request, one, status=422)
    return _asked(request, one, LedgerWork.COMMIT)


@open_to(*OURS, methods=("POST",))
def ledger_undo(request: ActedRequest, import_id: int) -> HttpResponse:
    """撤回 — as a whole."""
    return _asked(request, _found(request, import_id), LedgerWork.UNDO)


@open_to(*OURS, methods=("POST",))
def ledger_drop(request: ActedRequest, import_id: int) -> HttpResponse:
    """放弃 — nothing is written."""
    one = _found(request, import_id)
    try:
        actions.drop(ledger_import=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, one, refusal)
    messages.success(request, "这份台账已放弃，什么也没有写入。")
    return redirect("ledger_list")


@open_to(*OURS, methods=("POST",))
def ledger_original(request: ActedRequest, import_id: int) -> HttpResponse:
    """原件 — byte for byte as it was sent; who took it is noted, so it is asked for by POST."""
    one = _found(request, import_id)
    try:
        data = actions.take_original(ledger_import=one, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, one, refusal)
    return _download(data, one.file.name, "application/octet-stream")


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


@open_to(*OURS, methods=("GET", "POST"))
def ledger_people(request: ActedRequest) -> HttpResponse:
    """带联系方式导出 — contacts and phones in plain, with a reason that stays in the audit."""
    form = PeopleForm(request.POST or None, initial=request.GET.dict())
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "ledger/export_people.html", {"form": form}, status=status)
    year, month = form.cleaned_data["year"], form.cleaned_data["month"]
    name = f"{year}年{month}月台账（含联系方式）.xlsx"
    note_unmasked(
        what="台账里的联系人和联系电话", object_kind="ledger", object_id=f"{year}-{month:02}",
        object_name=name, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now(),
    )
    data = ledger_file(actor=request.actor, year=year, month=month, shows_people=True)
    return _download(data, name, XLSX)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
