"""联系方式页面 — masked everywhere else; here for this one view, with a reason."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.desk.queries.people import people_of
from zhaotuifu.kernel.verdict import Refused, ensure
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.unmasking import ReasonForm, note_unmasked
from zhaotuifu.projects.access import can_unmask
from zhaotuifu.projects.queries import find, zones_of


@signed_in("GET", "POST")
def project_people(request: ActedRequest, project_id: int) -> HttpResponse:
    """看联系方式 — who keeps the project, with a reason; 404 for a project that may not be seen."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    lying = zones_of([project.pk], as_of=date.max, known_at=None).get(project.pk, [])
    ensure(can_unmask(request.actor, [zone_id for zone_id, _ in lying]))
    form = ReasonForm(request.POST or None)
    page = {"project": project, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            note_unmasked(
                what="联系人和联系电话", object_kind="project", object_id=project.pk,
                object_name=project.name, reason=form.cleaned_data["reason"], by=request.actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("reason", refusal.verdict.sentence)
        else:
            page["people"] = people_of(project.pk, request.actor)
    return render(request, "desk/project_people.html", page, status=422 if form.errors else 200)
