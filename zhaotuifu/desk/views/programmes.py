"""专项页面 — all programmes, one with its members over time; joining, leaving, and what it is."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from zhaotuifu.desk.forms.programmes import JoinForm, LeaveForm, ProgrammeForm
from zhaotuifu.desk.queries import programmes as reading
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.projects import actions_bulk, bulk
from zhaotuifu.projects.access import can_keep_programmes
from zhaotuifu.projects.actions_programmes import FIELDS, revision_of, save_programme
from zhaotuifu.projects.memberships import member_ids
from zhaotuifu.projects.models import Programme
from zhaotuifu.projects.states import BulkField


@signed_in()
def programme_list(request: ActedRequest) -> HttpResponse:
    """专项 — each with how many belong to it on the day."""
    on = _day(request)
    return render(
        request, "desk/programmes.html",
        {"programmes": reading.programme_list(request.actor, on), "on": on,
         "can_keep": can_keep_programmes(request.actor)},
    )


@signed_in()
def programme_page(request: ActedRequest, programme_id: int) -> HttpResponse:
    """一个专项 — its members on the day, who left, and for the office the forms of joining and leaving."""
    return _page(request, _found(programme_id))


def _page(
    request: ActedRequest, programme: Programme, join: JoinForm | None = None,
    leave: LeaveForm | None = None, status: int = 200,
) -> HttpResponse:
    on, today = _day(request), timezone.localdate()
    page = reading.members(request.actor, programme.pk, on, page_number(request.GET.get("page")))
    return render(
        request, "desk/programme.html",
        {"programme": programme, "page": page, "on": on, "is_today": on == today,
         "count": len(member_ids(programme.pk, on)) if request.actor.sees_all else None,
         "can_keep": can_keep_programmes(request.actor),
         "join": join or JoinForm(actor=request.actor, today=today),
         "leave": leave or LeaveForm(members=[], today=today)},
        status=status,
    )


@open_to(Role.OFFICE, methods=("POST",))
def programme_join(request: ActedRequest, programme_id: int) -> HttpResponse:
    """列入 — the projects named, from the day on."""
    programme = _found(programme_id)
    form = JoinForm(request.POST, actor=request.actor, today=timezone.localdate())
    if form.is_valid():
        try:
            return _moved(request, programme, form.found.ids, f"+{programme.pk}", form)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            return _page(request, programme, join=form, status=_status(refusal))
    return _page(request, programme, join=form, status=422)


@open_to(Role.OFFICE, methods=("POST",))
def programme_leave(request: ActedRequest, programme_id: int) -> HttpResponse:
    """移出 — those ticked, from the day on."""
    programme = _found(programme_id)
    members = reading.names_of(sorted(member_ids(programme.pk, timezone.localdate())))
    form = LeaveForm(request.POST, members=members, today=timezone.localdate())
    if form.is_valid():
        try:
            return _moved(request, programme, form.cleaned_data["ids"], f"-{programme.pk}", form)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            return _page(request, programme, leave=form, status=_status(refusal))
    return _page(request, programme, leave=form, status=422)


def _moved(request: ActedRequest, programme: Programme, ids, value: str, form) -> HttpResponse:
    """One bulk edit, so that it stands in the register and is taken back as a whole."""
    day = form.cleaned_data["on"]
    order = bulk.Order(tuple(ids), BulkField.PROGRAMME, value, day.year, day)
    seen = bulk.preview(order, request.actor)
    edit = actions_bulk.edit_in_bulk(
        order=order, reason=form.cleaned_data["reason"], chosen_by=f"专项“{programme.name}”页",
        seen=seen.digest, by=request.actor, at=timezone.now(),
    )
    told = f"{'列入' if value.startswith('+') else '移出'}了 {len(edit.changes):,} 个项目，可以整批撤回。"
    told += f"{edit.unchanged:,} 个本来就是。" if edit.unchanged else ""
    told += "".join(f"“{left.name}”没有改：{left.sentence}" for left in seen.refused[:3])
    messages.success(request, told)
    return redirect("bulk_edit_page", edit.pk)


@open_to(Role.OFFICE, methods=("GET", "POST"))
def programme_new(request: ActedRequest) -> HttpResponse:
    """新建专项."""
    return _form_page(request, None)


@open_to(Role.OFFICE, methods=("GET", "POST"))
def programme_edit(request: ActedRequest, programme_id: int) -> HttpResponse:
    """修改专项 — its name, source and days."""
    return _form_page(request, _found(programme_id))


def _form_page(request: ActedRequest, programme: Programme | None) -> HttpResponse:
    known = {name: getattr(programme, name) for name in FIELDS} if programme else {}
    revision = revision_of(programme) if programme else ""
    form = ProgrammeForm(request.POST or None, initial=known | {"revision": revision})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_programme(
                programme=programme, values=form.cleaned_data, seen=form.cleaned_data["revision"],
                by=request.actor, at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("code" if "代号" in refusal.verdict.sentence else None, refusal.verdict.sentence)
            status = _status(refusal)
        else:
            messages.success(request, f"“{saved.name}”已保存。")
            return redirect("programme_page", saved.pk)
    return render(request, "desk/programme_form.html", {"form": form, "programme": programme}, status=status)


def _found(programme_id: int) -> Programme:
    programme = reading.find_programme(programme_id)
    if programme is None:
        raise Http404
    return programme


def _status(refusal: Refused) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def _day(request: ActedRequest) -> date:
    """The day in the address; one that cannot be is refused."""
    text = request.GET.get("on", "")
    if not text:
        return timezone.localdate()
    try:
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2100:
        raise Unclear(f"看不懂日期“{text[:40]}”。请写成 2025-03-31 这样。")
    return day
