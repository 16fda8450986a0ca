"""结转页面 — begin, look at what is proposed, fill in, settle, carry over, undo."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.carryover import access, actions, queries, showing
from zhaotuifu.carryover.forms import AlikeForm, AskForm, StartForm, read
from zhaotuifu.carryover.models import CarryOver
from zhaotuifu.carryover.showing import context_of, task_of
from zhaotuifu.carryover.states import CarryWork, Why
from zhaotuifu.carryover.workbook import proposal_file
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILLERS = (Role.OFFICE, Role.ZONE)


@open_to(*access.READERS, methods=("GET", "POST"))
def carry_list(request: ActedRequest) -> HttpResponse:
    """结转登记 — and the form to begin one."""
    years = showing.years()
    form = StartForm(request.POST or None, years=years, initial={"year": years[0] if years else None})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _begun(request, form)
            except Refused as refusal:
                form.add_error(None, refusal.verdict.sentence)
        status = 422
    page = queries.register(request.actor, page_number(request.GET.get("page")))
    context = {"page": page, "form": form, "can_start": access.can_start(request.actor), "years": years}
    return render(request, "carryover/carry_list.html", context, status=status)


def _begun(request: ActedRequest, form: StartForm) -> HttpResponse:
    carry = actions.start(by=request.actor, at=timezone.now(), **form.cleaned_data)
    actions.ask(CarryWork.PROPOSE, carry=carry, by=request.actor, at=timezone.now())
    return redirect("carry_page", carry.pk)


@open_to(*access.READERS)
def carry_page(request: ActedRequest, carry_id: int) -> HttpResponse:
    """一次结转 — sums, questions, and the lines."""
    return _page(request, _found(request, carry_id))


def _page(
    request: ActedRequest, carry: CarryOver, *, status: int = 200, **more: object
) -> HttpResponse:
    context = context_of(carry, request.actor, request.GET, page_number(request.GET.get("page")))
    return render(request, "carryover/carry_page.html", context | more, status=status)


@open_to(*FILLERS, methods=("POST",))
def carry_fill(request: ActedRequest, carry_id: int) -> HttpResponse:
    """保存这一页 — the rows that were changed, all of them or none."""
    carry = _found(request, carry_id)
    page = queries.lines_page(
        carry, request.actor, queries.asked_in(request.GET), page_number(request.GET.get("page"))
    )
    given = request.POST.dict()
    rows, entries = read(showing.named(carry, request.actor, given, page.rows), given)
    if any(row.error for row in rows):
        messages.warning(request, "没有保存：有的格子要改，见标红的行。您填的都还在。")
        return _page(request, carry, status=422, rows=rows)
    try:
        count = actions.fill(carry=carry, entries=entries, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, carry, status=409 if isinstance(refusal, Conflict) else 422, rows=rows)
    messages.success(request, f"保存了 {count} 个项目。" if count else "没有改动。")
    return _back(request, carry)


@open_to(Role.OFFICE, methods=("POST",))
def carry_alike(request: ActedRequest, carry_id: int) -> HttpResponse:
    """一类一起定."""
    carry, form = _found(request, carry_id), AlikeForm(request.POST)
    if not form.is_valid() or form.cleaned_data["why"] not in Why.values:
        raise Unclear("没有定：这一页送来的内容不全。请刷新后再办。")
    try:
        count = actions.decide_alike(
            carry=carry, why=Why(form.cleaned_data["why"]), outcome=form.cleaned_data["outcome"],
            by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, carry, refusal)
    messages.success(request, f"定了 {count} 个项目。")
    return _back(request, carry)


@open_to(Role.OFFICE, methods=("POST",))
def carry_ask(request: ActedRequest, carry_id: int) -> HttpResponse:
    """请板块填."""
    carry, form = _found(request, carry_id), AskForm(request.POST)
    if not form.is_valid():
        return _page(request, carry, status=422, ask_form=form)
    try:
        count = actions.ask_zones(
            carry=carry, fill_by=form.cleaned_data["fill_by"], by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _refused(request, carry, refusal)
    messages.success(request, f"已请板块填，提醒了 {count} 人。")
    return _back(request, carry)


@open_to(Role.OFFICE, methods=("POST",))
def carry_propose(request: ActedRequest, carry_id: int) -> HttpResponse:
    """重新比对."""
    return _asked(request, _found(request, carry_id), CarryWork.PROPOSE)


@open_to(Role.OFFICE, methods=("POST",))
def carry_commit(request: ActedRequest, carry_id: int) -> HttpResponse:
    """结转."""
    return _asked(request, _found(request, carry_id), CarryWork.COMMIT)


@open_to(Role.OFFICE, methods=("POST",))
def carry_undo(request: ActedRequest, carry_id: int) -> HttpResponse:
    """撤回 — as a whole."""
    return _asked(request, _found(request, carry_id), CarryWork.UNDO)


@open_to(Role.OFFICE, methods=("POST",))
def carry_drop(request: ActedRequest, carry_id: int) -> HttpResponse:
    """放弃."""
    carry = _found(request, carry_id)
    try:
        actions.drop(carry=carry, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, carry, refusal)
    messages.success(request, "这次结转已放弃，什么也没有写入。")
    return redirect("carry_list")


@open_to(*access.READERS)
def carry_progress(request: ActedRequest, carry_id: int) -> HttpResponse:
    """进度 — the fragment while something is under way; then the whole page is fetched anew."""
    carry = _found(request, carry_id)
    task = task_of(carry, request.actor)
    if task is None or not task.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"run": task, "poll": request.path, "back": reverse("carry_page", args=[carry.pk])}
    return render(request, "components/task.html", context)


@open_to(*access.READERS)
def carry_excel(request: ActedRequest, carry_id: int) -> HttpResponse:
    """结转表 — the lines the page shows, as a table."""
    carry = _found(request, carry_id)
    lines = queries.chosen(carry, request.actor, queries.asked_in(request.GET))
    response = HttpResponse(proposal_file(carry, showing.ordered(lines)), content_type=XLSX)
    name = quote(f"{carry.year}年结转到{carry.next_year}年.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request: ActedRequest, carry: CarryOver, kind: CarryWork) -> HttpResponse:
    try:
        actions.ask(kind, carry=carry, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, carry, refusal)
    return redirect("carry_page", carry.pk)


def _refused(request: ActedRequest, carry: CarryOver, refusal: Refused) -> HttpResponse:
    messages.warning(request, refusal.verdict.sentence)
    return _page(request, carry, status=409 if isinstance(refusal, Conflict) else 422)


def _back(request: ActedRequest, carry: CarryOver) -> HttpResponse:
    """To the same lines."""
    address = reverse("carry_page", args=[carry.pk])
    place = {name: value for name, value in request.GET.items() if value}
    return redirect(f"{address}?{urlencode(place)}#lines" if place else address)


def _found(request: ActedRequest, carry_id: int) -> CarryOver:
    carry = queries.find(request.actor, carry_id)
    if carry is None:
        raise Http404
    return carry
