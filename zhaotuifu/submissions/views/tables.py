"""上报表登记页面 — what was sent, the tables, a new table, a new version, a month to fill."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.evidence.uploads import refusal_of
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.submissions import access, queries
from zhaotuifu.submissions.actions import sending, tables
from zhaotuifu.submissions.forms import (
    MONTHS,
    NewTableForm,
    NewVersionForm,
    PeriodForm,
    conditions,
)
from zhaotuifu.submissions.models import SuperiorTable
from zhaotuifu.submissions.states import DUE_MONTHS, Cadence
from zhaotuifu.supervision.queries import latest_year, period_of

READERS = (Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.SIGNER)


def period() -> tuple[int, int]:
    """当期."""
    year = latest_year(timezone.localdate().year)
    return year, period_of(year) or timezone.localdate().month


@open_to(*READERS)
def submission_list(request: ActedRequest) -> HttpResponse:
    """报送登记 — and, for the office, the tables with a month to fill."""
    asked = conditions(request.GET)
    can_keep = access.can_keep(request.actor)
    year, month = period()
    context = {
        "page": queries.register(request.actor, page_number(request.GET.get("page")), asked),
        "asked": asked,
        "tables": queries.tables(),
        "can_keep": can_keep,
        "year": year,
        "month": month,
        "months": MONTHS,
    }
    return render(request, "submissions/submission_list.html", context)


@open_to(Role.OFFICE, methods=("GET", "POST"))
def superior_new(request: ActedRequest) -> HttpResponse:
    """新的上报表 — its blank is examined and pointings are proposed."""
    if request.method != "POST":
        form = NewTableForm(initial={"year": period()[0]})
        return render(request, "submissions/superior_new.html", {"form": form})
    form = NewTableForm(request.POST, request.FILES)
    if refusal_of(request):
        form.errors.pop("file", None)  # it came, and was too large
        form.add_error("file", refusal_of(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            version = tables.create_table(
                name=given["name"],
                recipient=given["recipient"],
                cadence=Cadence(given["cadence"]),
                year=given["year"],
                data=given["file"].read(),
                file_name=given["file"].name,
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("superior_version", version.pk)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
    return render(request, "submissions/superior_new.html", {"form": form}, status=422)


@open_to(Role.OFFICE, methods=("GET", "POST"))
def superior_page(request: ActedRequest, table_id: int) -> HttpResponse:
    """一张上报表 — its versions by year, and the place to upload the next blank."""
    table = _found(table_id)
    if request.method != "POST":
        return _table(request, table, NewVersionForm(initial={"year": period()[0]}))
    form = NewVersionForm(request.POST, request.FILES)
    if refusal_of(request):
        form.errors.pop("file", None)  # it came, and was too large
        form.add_error("file", refusal_of(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version = tables.add_version(
                table=table,
                year=form.cleaned_data["year"],
                data=file.read(),
                file_name=file.name,
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("superior_version", version.pk)
        except Refused as refusal:
            form.add_error("file", refusal.verdict.sentence)
    return _table(request, table, form, 422)


def _table(
    request: ActedRequest, table: SuperiorTable, form: NewVersionForm, status: int = 200
) -> HttpResponse:
    year, month = period()
    due = [one for one in MONTHS if one[0] in DUE_MONTHS[Cadence(table.cadence)]]
    context = {
        "table": table,
        "versions": queries.versions_of(table),
        "form": form,
        "year": year,
        "month": month,
        "months": due,
        "can_keep": access.can_keep(request.actor),
        "page": queries.register(request.actor, 1, {"table": table.pk}),
    }
    return render(request, "submissions/superior_page.html", context, status=status)


@open_to(Role.OFFICE, methods=("POST",))
def submission_start(request: ActedRequest, table_id: int) -> HttpResponse:
    """开始填 — or go on with the draft that is there."""
    table = _found(table_id)
    form = PeriodForm(request.POST)
    if not form.is_valid():
        raise Unclear("没有看懂要填哪个月。请选年度和月份再按“填表”。")
    try:
        submission = sending.start(
            table=table, by=request.actor, at=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return _table(request, table, NewVersionForm(initial={"year": period()[0]}), 422)
    return redirect("submission_page", submission.pk)


def _found(table_id: int) -> SuperiorTable:
    table = queries.find_table(table_id)
    if table is None:
        raise Http404
    return table
