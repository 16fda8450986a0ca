"""批量修改页面 — choose a field, see what changes, confirm; the register with undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.desk.bulk_page import Asked, asked, context_of
from zhaotuifu.desk.forms.bulk import BulkForm
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import Page, page_number
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects import actions_bulk, bulk
from zhaotuifu.projects.models import BulkEdit

OURS = (Role.OFFICE, Role.ZONE)
SIZE = 20


@open_to(*OURS, methods=("GET", "POST"))
def project_bulk(request: ActedRequest) -> HttpResponse:
    """批量修改 — what is chosen stands in the address; a POST previews, or confirms what it previewed."""
    what = asked(request.GET, request.actor, timezone.localdate())
    if request.method != "POST" or not what.is_open:
        form = what.form(None)
        status = 422 if request.method == "POST" else 200
        return render(
            request, "desk/bulk.html", context_of(what, request.actor, request.GET, form), status=status
        )
    form = what.form(request.POST)
    assert form is not None  # `is_open` says that there is a field
    if not form.is_valid():
        context = context_of(what, request.actor, request.GET, form)
        return render(request, "desk/bulk.html", context, status=422)
    if request.POST.get("step") == "confirm":
        return _confirmed(request, what, form)
    return _previewed(request, what, form)


def _previewed(
    request: ActedRequest, what: Asked, form: BulkForm, warning: str = "", status: int = 200
) -> HttpResponse:
    found = bulk.preview(form.order(what.chosen.project_ids), request.actor)
    context = context_of(what, request.actor, request.GET, form, found, warning)
    return render(request, "desk/bulk.html", context, status=status)


def _confirmed(request: ActedRequest, what: Asked, form: BulkForm) -> HttpResponse:
    try:
        edit = actions_bulk.edit_in_bulk(
            order=form.order(what.chosen.project_ids), reason=form.cleaned_data["reason"],
            chosen_by=what.chosen.words, seen=request.POST.get("seen", ""), by=request.actor,
            at=timezone.now(),
        )
    except Conflict as conflict:
        return _previewed(request, what, form, conflict.verdict.sentence, 409)
    except Refused as refusal:
        return _previewed(request, what, form, refusal.verdict.sentence, 422)
    messages.success(request, f"改好了 {len(edit.changes):,} 个项目。改错了可以整批撤回。")
    return redirect("bulk_edit_page", edit.pk)


@open_to(*OURS)
def bulk_edit_list(request: ActedRequest) -> HttpResponse:
    """批量修改登记 — newest first."""
    number = page_number(request.GET.get("page"))
    names = bulk.names_shown((zone.id, zone.name) for zone in zones())
    rows, total = bulk.register(request.actor, names, (number - 1) * SIZE, SIZE)
    return render(request, "desk/bulk_edits.html", {"page": Page(rows, number, SIZE, total)})


@open_to(*OURS)
def bulk_edit_page(request: ActedRequest, edit_id: int) -> HttpResponse:
    """一次批量修改 — what it changed, project by project, and its undoing."""
    return _edit_page(request, _found(request, edit_id))


@open_to(*OURS, methods=("POST",))
def bulk_edit_undo(request: ActedRequest, edit_id: int) -> HttpResponse:
    """撤回 — as a whole."""
    edit = _found(request, edit_id)
    try:
        actions_bulk.undo_bulk_edit(edit=edit, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _edit_page(request, _found(request, edit_id), 409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, "已整批撤回，这些项目回到修改之前。")
    return redirect("bulk_edit_page", edit.pk)


def _found(request: ActedRequest, edit_id: int) -> BulkEdit:
    edit = bulk.find_edit(request.actor, edit_id)
    if edit is None:
        raise Http404
    return edit


def _edit_page(request: ActedRequest, edit: BulkEdit, status: int = 200) -> HttpResponse:
    names = bulk.names_shown((zone.id, zone.name) for zone in zones())
    context = {
        "line": bulk.line_of(edit, names), "can_undo": bulk.can_undo(edit),
        "changes": [(pk, name, bulk.shown(edit.field, old, names)) for pk, name, old in edit.changes],
    }
    return render(request, "desk/bulk_edit.html", context, status=status)
