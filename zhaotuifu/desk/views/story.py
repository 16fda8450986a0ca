"""一页纸 — one project's story on one page: life, lamp, plan and actual, nodes, posts; one A4 sheet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.desk import asking
from zhaotuifu.desk.queries.project_page import project_page
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.states import STANDING_LABELS

#: who answers for the project, as posts: no person's name stands on a sheet that is handed round
POSTS = ("挂钩领导", "牵头部门", "责任单位")
YEARS, AHEAD = 4, 4


@signed_in()
def project_story(request: ActedRequest, project_id: int) -> HttpResponse:
    """一页纸 — the same facts as the project's page, of one year."""
    today = timezone.localdate()
    page = project_page(request.actor, project_id, year=asking.year_asked(request.GET), today=today)
    if page is None:
        raise Http404
    context = {
        "page": page, "today": today, "standing_label": STANDING_LABELS[page.standing],
        "posts": [one for one in page.people if one.label in POSTS],
        "nodes": [row for row in page.nodes if row.state.label != "未排"],
        "word": next(iter(page.words), None), "years": page.years[:YEARS], "ahead": page.owed[:AHEAD],
    }
    return render(request, "desk/story.html", context)
