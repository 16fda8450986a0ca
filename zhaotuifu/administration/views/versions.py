"""规则和预置页面 — the versions of every catalogue, a new version, the library beside the preset's files."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.administration.catalogues import BY_CODE, CATALOGUES, Catalogue
from zhaotuifu.administration.comparing import compared, load_chosen
from zhaotuifu.administration.rule_forms import RuleForm
from zhaotuifu.administration.versioning import add_version, latest, parted, versions
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, open_to


@open_to(Role.ADMIN)
def rule_list(request: ActedRequest) -> HttpResponse:
    """规则各版 — of every catalogue, with source and days."""
    today = timezone.localdate()
    found = [(one, parted(versions(one, today))) for one in CATALOGUES]
    return render(request, "administration/rules.html", {"found": found})


@open_to(Role.ADMIN, methods=("GET", "POST"))
def rule_new(request: ActedRequest, code: str) -> HttpResponse:
    """录一版规则 — from a day on, beginning with what the last version says."""
    catalogue = _catalogue(code)
    form = RuleForm(catalogue, request.POST or None, initial=_initial(catalogue))
    if request.method == "POST" and form.is_valid():
        try:
            add_version(
                catalogue=catalogue, values=form.values, reason=form.cleaned_data["reason"],
                by=request.actor, at=timezone.now(), today=timezone.localdate(),
            )
            messages.success(request, f"{catalogue.label}的新版已录，从 {form.values['valid_from']} 起用。")
            return redirect("rule_list")
        except Refused as refusal:
            form.add_error("valid_from", refusal.verdict.sentence)
    return render(
        request, "administration/rule_form.html", {"catalogue": catalogue, "form": form},
        status=422 if form.errors else 200,
    )


def _catalogue(code: str) -> Catalogue:
    catalogue = BY_CODE.get(code)
    if catalogue is None or not catalogue.takes_versions:
        raise Http404
    return catalogue


def _initial(catalogue: Catalogue) -> dict[str, object]:
    row = latest(catalogue)
    said = model_to_dict(row) if row else {}
    return said | {"valid_from": timezone.localdate(), "valid_to": None, "source": "", "name": ""}


@open_to(Role.ADMIN)
def preset_page(request: ActedRequest) -> HttpResponse:
    """预置对照 — what the files say, what the library says."""
    return render(
        request, "administration/presets.html",
        {"found": compared(settings.PRESET), "preset": settings.PRESET},
    )


@open_to(Role.ADMIN, methods=("POST",))
def preset_load(request: ActedRequest, code: str) -> HttpResponse:
    """按预置载入 — the rows that were ticked."""
    try:
        changed = load_chosen(
            preset=settings.PRESET, code=code, keys=request.POST.getlist("row"),
            reason=request.POST.get("reason", "")[:300], by=request.actor, at=timezone.now(),
        )
        messages.success(request, f"已按文件载入，改了 {changed} 行。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("preset_page")
