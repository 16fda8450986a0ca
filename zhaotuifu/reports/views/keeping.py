"""公文种类页面 — the kinds and their versions, a new version, an office's own template."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.evidence.uploads import refusal_of
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.reports import kind_page
from zhaotuifu.reports.actions import keeping
from zhaotuifu.reports.kind_forms import KindForm, TemplateForm
from zhaotuifu.reports.models import KindTemplate
from zhaotuifu.reports.views.reports import DOCX, as_file, status_of

READERS = (
    Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.SIGNER, Role.AUDITOR, Role.ADMIN,
)


@open_to(*READERS)
def document_kinds(request: ActedRequest) -> HttpResponse:
    """公文种类 — what the office issues, as in force today."""
    context = kind_page.list_page(request.actor, timezone.localdate())
    return render(request, "reports/document_kinds.html", context)


@open_to(*READERS, methods=("GET", "POST"))
def document_kind(request: ActedRequest, code: str) -> HttpResponse:
    """一种公文 — its versions; a POST makes the next one."""
    if request.method != "POST":
        return _page(request, code)
    form, status = KindForm(request.POST), 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            keeping.new_version(
                code=code, changes=form.changes, valid_from=given["valid_from"],
                source=given["source"], by=request.actor, at=timezone.now(),
            )
            messages.success(request, f"新的一版从 {given['valid_from']} 起用；在办的稿照旧。")
            return redirect("document_kind", code)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            status = status_of(refusal)
    return _page(request, code, status, form=form)


@open_to(Role.OFFICE, methods=("POST",))
def template_upload(request: ActedRequest, code: str) -> HttpResponse:
    """上传模板 — examined first; what is wrong with it is said at its field."""
    form, status = TemplateForm(request.POST, request.FILES), 422
    if refusal_of(request):
        form.add_error("file", refusal_of(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            keeping.upload_template(
                code=code, data=given["file"].read(), name=given["file"].name,
                valid_from=given["template_from"], by=request.actor, at=timezone.now(),
            )
            messages.success(request, "模板已收下，从起用日起新印的公文都用它。")
            return redirect("document_kind", code)
        except Refused as refusal:
            form.add_error("file", refusal.verdict.sentence)
            status = status_of(refusal)
    return _page(request, code, status, template_form=form)


@open_to(*READERS)
def template_blank(request: ActedRequest, code: str) -> HttpResponse:
    """空白模板 — to begin an own one from."""
    found = kind_page.blank_file(code, timezone.localdate())
    if found is None:
        raise Http404
    return as_file(*found, DOCX)


@open_to(*READERS)
def template_file(request: ActedRequest, template_id: int) -> HttpResponse:
    """模板原件."""
    return as_file(*kind_page.template_file(_template(template_id)), DOCX)


@open_to(Role.OFFICE, methods=("POST",))
def template_end(request: ActedRequest, template_id: int) -> HttpResponse:
    """停用模板."""
    template = _template(template_id)
    try:
        keeping.end_template(template=template, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _page(request, template.kind, status_of(refusal))
    messages.success(request, "模板已停用，以后用上一个模板或标准版式。")
    return redirect("document_kind", template.kind)


def _template(template_id: int) -> KindTemplate:
    template = kind_page.find_template(template_id)
    if template is None:
        raise Http404
    return template


def _page(request: ActedRequest, code: str, status: int = 200, **forms) -> HttpResponse:
    context = kind_page.page(code, request.actor, timezone.localdate(), **forms)
    if context is None:
        raise Http404
    return render(request, "reports/document_kind.html", context, status=status)
