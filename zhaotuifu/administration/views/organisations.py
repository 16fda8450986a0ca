"""单位页面 — what each is called and was, renamed, split, merged: from a day on, with its source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.administration import merging
from zhaotuifu.administration.forms import MergeForm, RenameForm
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties import actions_organisations, organisations
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.models import Organisation
from zhaotuifu.parties.organisations import OrganisationLine
from zhaotuifu.parties.queries import organisation_with_id


@open_to(Role.ADMIN)
def organisation_list(request: ActedRequest) -> HttpResponse:
    """单位清单."""
    rows = organisations.organisations(timezone.localdate())
    return render(request, "administration/organisations.html", {"rows": rows})


@open_to(Role.ADMIN)
def organisation_page(request: ActedRequest, organisation_id: int) -> HttpResponse:
    """一个单位 — its changes, and what may be done."""
    return _page(request, *_found(organisation_id))


@open_to(Role.ADMIN, methods=("POST",))
def organisation_rename(request: ActedRequest, organisation_id: int) -> HttpResponse:
    """单位改名."""
    row, line = _found(organisation_id)
    form = RenameForm(request.POST, prefix="rename")
    return _changed(request, row, line, "rename", form, "已改名。以前的日子仍叫原来的名字。", merging.rename)


@open_to(Role.ADMIN, methods=("POST",))
def organisation_split(request: ActedRequest, organisation_id: int) -> HttpResponse:
    """单位析出."""
    row, line = _found(organisation_id)
    form = RenameForm(request.POST, prefix="split")
    sentence = "新单位已建。要归它的项目，请区重大办在项目列表里勾选，批量改板块。"
    return _changed(request, row, line, "split", form, sentence, actions_organisations.split_off)


def _changed(
    request: ActedRequest, row: Organisation, line: OrganisationLine, name: str, form: Form,
    sentence: str, act: Callable[..., object],
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, row, line, forms={name: form})
    try:
        act(
            organisation=row, **form.cleaned_data, by=request.actor, at=timezone.now(),
            today=timezone.localdate(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return _page(request, row, line, forms={name: form})
    messages.success(request, sentence)
    return redirect("organisation_page", row.pk)


@open_to(Role.ADMIN, methods=("POST",))
def organisation_merge(request: ActedRequest, organisation_id: int) -> HttpResponse:
    """单位并入 — first what would move, then it moves."""
    today = timezone.localdate()
    row, line = _found(organisation_id)
    form = MergeForm(request.POST, prefix="merge", takers=organisations.takers(row))
    if not form.is_valid():
        return _page(request, row, line, forms={"merge": form})
    given = form.cleaned_data
    taker = organisation_with_id(given["taker"])
    if "sure" not in request.POST:
        effect = merging.effect(row, given["on"], today)
        more = {"merge": form, "effect": effect, "taker": taker}
        return _page(request, row, line, status=200, forms=more)
    try:
        moved = merging.merge(
            giver=row, taker=taker, on=given["on"], source=given["source"], by=request.actor,
            at=timezone.now(), today=today,
        )
    except Refused as refusal:
        form.add_error(None, refusal.verdict.sentence)
        return _page(request, row, line, forms={"merge": form})
    messages.success(request, f"已并入{taker.name}：{moved.projects} 个项目、{moved.posts} 个岗位随着过去。")
    return redirect("organisation_page", row.pk)


def _found(organisation_id: int) -> tuple[Organisation, OrganisationLine]:
    found = organisations.organisation(organisation_id, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _page(
    request: ActedRequest, row: Organisation, line: OrganisationLine, status: int = 422,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    verdict = actions_organisations.can_change(row, today, today)
    ready = {
        "rename": RenameForm(prefix="rename", initial={"type_name": row.type_name, "on": today}),
        "split": RenameForm(prefix="split", initial={"type_name": row.type_name, "on": today}),
        "merge": MergeForm(prefix="merge", initial={"on": today}, takers=organisations.takers(row)),
    } | (forms or {})
    return render(
        request, "administration/organisation.html", {"line": line, "verdict": verdict, "forms": ready},
        status=status if forms else 200,
    )
