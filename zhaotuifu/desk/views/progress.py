"""填报页面 — months with their words, and milestones, of one project."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.collection.queries import current_round
from zhaotuifu.desk import asking
from zhaotuifu.desk.actions import save_progress
from zhaotuifu.desk.forms.milestones import MilestonesForm
from zhaotuifu.desk.forms.progress import Known, MonthsForm
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear, ensure
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.progress import queries
from zhaotuifu.progress.access import can_recognise, can_report, can_state_recognised
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import find, zones_of


@signed_in("GET", "POST")
def project_months(request: ActedRequest, project_id: int) -> HttpResponse:
    """填报月报 — twelve amounts of a year and the words of one month."""
    project = _reportable(request.actor, project_id)
    now = current_round(timezone.localdate())
    year = _asked(request, "year", asking.year_asked(request.GET)) or now.year
    known = _known(request, project, year, (now.year, now.month))
    revision = queries.revision_of(project.pk, year)
    form = MonthsForm(request.POST or None, known=known, revision=revision)
    return _saved_or_shown(
        request, project, form, year, template="desk/months.html", done="月报已保存", anchor="months",
        around={"known": known, "word_months": [m for m in range(1, 13) if (year, m) <= known.latest]},
    )


@signed_in("GET", "POST")
def project_milestones(request: ActedRequest, project_id: int) -> HttpResponse:
    """修改节点 — planned and actual; recognised by the office."""
    project = _reportable(request.actor, project_id)
    today = timezone.localdate()
    may_recognise = can_recognise(request.actor)
    form = MilestonesForm(
        request.POST or None, known=queries.milestones_of([project.pk]).get(project.pk, {}),
        may_recognise=may_recognise, today=today,
        revision=queries.revision_of(project.pk, today.year),
    )
    return _saved_or_shown(
        request, project, form, today.year, template="desk/milestones.html", done="节点已保存",
        anchor="nodes", around={"may_recognise": may_recognise},
    )


def _saved_or_shown(request, project, form, year, *, template, done, anchor, around) -> HttpResponse:
    """Saves a good form and goes back; otherwise shows it again with what was typed."""
    back = reverse("project_page", args=[project.pk])
    if anchor == "months":
        back += f"?year={year}"
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, project, form, year)
        except Refused as refusal:
            form.add_error(None, refusal.verdict.sentence)
            status = 409 if isinstance(refusal, Conflict) else 422
        else:
            messages.success(request, f"“{project.name}”的{done}。")
            return redirect(f"{back}#{anchor}")
    page = {"form": form, "project": project, "year": year, "back": back} | around
    return render(request, template, page, status=status)


def _save(request, project: Project, form, year: int) -> None:
    save_progress(
        project=project, year=year, rows=form.facts(project.pk),
        revision=form.cleaned_data["revision"], reason=form.cleaned_data.get("reason", ""),
        by=request.actor, at=timezone.now(),
    )


def _reportable(actor: Actor, project_id: int) -> Project:
    """404 for what may not be seen, 403 with the sentence for what may not be filled in."""
    project = find(actor, project_id)
    if project is None:
        raise Http404
    lying = zones_of([project.pk], as_of=date.max, known_at=None).get(project.pk, [])
    ensure(can_report(actor, [zone_id for zone_id, _ in lying], project.standing))
    return project


def _known(request, project: Project, year: int, current: tuple[int, int]) -> Known:
    today = timezone.localdate()
    asked = _asked(request, "month", asking.month_asked(request.GET))
    in_year = current[1] if current[0] == year else 12 if current[0] > year else 1
    amounts, sums = queries.amounts_of([project.pk], year=year)
    recognised = queries.months_of([project.pk], year=year, basis=Basis.RECOGNISED)
    return Known(
        year=year, amounts=amounts.get(project.pk, {}), sums=sums.get(project.pk, {}),
        words=queries.words_by_month(project.pk, year=year), current=current,
        latest=(today.year, today.month), word_month=asked or in_year,
        recognised=recognised.get(project.pk, {}), may_recognise=can_state_recognised(request.actor),
    )


def _asked(request: ActedRequest, name: str, found: int | None) -> int | None:
    """What is written goes to the year and month of the address: one that cannot be is refused."""
    text = request.GET.get(name, "")
    if text and found is None:
        raise Unclear(f"地址里的年度或月份“{text[:40]}”不对。请回项目页，从那里进来填报。")
    return found
