"""项目页 — one project in one year, its whole history, and the files that speak of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.desk import asking
from zhaotuifu.desk.queries import project_files, project_page
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.progress.access import can_report
from zhaotuifu.projects.access import can_change_standing, can_edit
from zhaotuifu.projects.queries import find
from zhaotuifu.projects.states import STANDING_LABELS, STANDING_MOVES, Standing


@signed_in()
def show(request: ActedRequest, project_id: int) -> HttpResponse:
    """项目页 — one project, one year."""
    page = project_page.project_page(
        request.actor, project_id, year=asking.year_asked(request.GET), today=timezone.localdate()
    )
    if page is None:
        raise Http404
    moves = [
        (target, move.verb)
        for (source, target), move in STANDING_MOVES.items()
        if source == page.standing
        and can_change_standing(request.actor, page.zone_ids, source, Standing(target))
    ]
    return render(
        request, "desk/project_page.html",
        {
            "page": page, "moves": moves, "can_edit": can_edit(request.actor, page.zone_ids),
            "can_report": can_report(request.actor, page.zone_ids, page.standing),
            "standing_label": STANDING_LABELS[page.standing],
        },
    )


@signed_in()
def history(request: ActedRequest, project_id: int) -> HttpResponse:
    """项目记录 — all of it by pages; asked for from the project page, only the next part."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    before = asking.number(request.GET.get("before"))
    found = project_page.older_history(project, before=before)
    template = "desk/project_acts.html" if _is_part(request) else "desk/project_history.html"
    return render(request, template, {"project": project, "history": found, "before": before})


@signed_in()
def files(request: ActedRequest, project_id: int) -> HttpResponse:
    """项目文件 — the ledgers, reports and submitted tables that speak of it, as far as one may read them."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    found = project_files.files_of(request.actor, project_id)
    template = "desk/project_papers.html" if _is_part(request) else "desk/project_files.html"
    return render(request, template, {"project": project, "files": found})


def _is_part(request: ActedRequest) -> bool:
    """Asked for by the page that stands open, to be put into it."""
    return request.headers.get("HX-Request") == "true"
