"""版本页面 — every version of one value of a project."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhaotuifu.desk.queries.versions import versions_of
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.queries import find


@signed_in()
def project_versions(request: ActedRequest, project_id: int, what: str) -> HttpResponse:
    """一个值的各版本 — 404 for a project that may not be seen and for a name of no value."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    found = versions_of(project.pk, what, request.actor, shows_phones=False)
    if found is None:
        raise Http404
    return render(request, "desk/versions.html", {"project": project, "versions": found})
