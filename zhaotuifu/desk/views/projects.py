"""项目库页面 — the list, what is still missing, what was withdrawn; one project."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk import asking
from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.forms.conditions import ListForm
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.desk.queries import project_page as pages
from zhaotuifu.desk.queries.withdrawn import withdrawn
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones
from zhaotuifu.progress.access import can_report
from zhaotuifu.projects.access import can_bulk_edit, can_change_standing, can_create, can_edit
from zhaotuifu.projects.bulk import MOST, can_take
from zhaotuifu.projects.queries import find
from zhaotuifu.projects.states import STANDING_LABELS, STANDING_MOVES, BulkField, Standing
from zhaotuifu.supervision.queries import month_end


@dataclass(frozen=True, slots=True)
class Tab:
    """视图签."""

    label: str
    url: str
    count: int | None
    is_current: bool


@signed_in()
def project_list(request: ActedRequest) -> HttpResponse:
    """项目库 — conditions in the address, worst first, totals pinned."""
    ask = lists.asked_in(request.GET, timezone.localdate())
    known_zones = zones()
    found = lists.project_list(request.actor, ask, page_number(request.GET.get("page")))
    zone_name = next((zone.name for zone in known_zones if zone.id == ask.zone_id), "")
    chips = asking.chips(ask, zone_name)
    return render(
        request, "desk/project_list.html",
        {
            "ask": ask, "list": found, "page": found.page, "totals": found.totals, "chips": chips,
            "tabs": _tabs(ask, found.totals), "form": ListForm(ask, known_zones),
            "empty_text": f"条件是“{asking.in_words(chips)}”。", "empty_title": f"{ask.year}年还没有项目",
            "schedule": schedule_pct(ask.month),
            "as_of": month_end(ask.year, ask.month), "can_create": can_create(request.actor),
            "clear_url": f"?year={ask.year}", "export_query": ask.address(), **_bulk(request, ask, found),
        },
    )


def _bulk(request: ActedRequest, ask: Asking, found: lists.ProjectList) -> dict[str, object]:
    """The bar below the list, for those who may change projects."""
    return {
        "can_bulk": can_bulk_edit(request.actor), "can_whole": can_take(found.totals.count),
        "most": MOST, "kept": [("year", str(ask.year)), *ask.params().items()],
        "bulk_fields": [field for field in BulkField if can_bulk_edit(request.actor, field)],
    }


@signed_in()
def project_todo(request: ActedRequest) -> HttpResponse:
    """待补 — projects with something missing, and what."""
    ask = replace(lists.asked_in(request.GET, timezone.localdate()), is_missing=True)
    found = lists.project_list(request.actor, ask, page_number(request.GET.get("page")))
    return render(
        request, "desk/project_todo.html",
        {
            "ask": ask, "page": found.page, "list_url": ask.address(),
            "can_fill": can_create(request.actor),
        },
    )


@signed_in()
def project_withdrawn(request: ActedRequest) -> HttpResponse:
    """已退库 — who left the library, when and why."""
    page = withdrawn(request.actor, page_number(request.GET.get("page")))
    return render(request, "desk/project_withdrawn.html", {"page": page})


@signed_in()
def project_page(request: ActedRequest, project_id: int) -> HttpResponse:
    """项目页 — one project, one year."""
    project = find(request.actor, project_id)
    if project is None:
        raise Http404
    year = asking.year_asked(request.GET)
    page = pages.project_page(project, request.actor, year=year, today=timezone.localdate())
    moves = [
        (target, move.verb)
        for (source, target), move in STANDING_MOVES.items()
        if source == page.standing
        and can_change_standing(request.actor, page.zone_ids, source, Standing(target))
    ]
    years = sorted({row.year for row in page.listings} | {page.year})[-5:]
    return render(
        request, "desk/project_page.html",
        {
            "page": page, "years": years, "moves": moves,
            "can_edit": can_edit(request.actor, page.zone_ids),
            "can_report": can_report(request.actor, page.zone_ids, page.standing),
            "standing_label": STANDING_LABELS[page.standing],
        },
    )


def _tabs(ask: Asking, totals: lists.Totals) -> tuple[Tab, ...]:
    """Saved views of everybody; the current one says its count, and the whole list its lamps'."""
    given = [
        ("全部", {}), ("红黄灯", {"lamp": "red,yellow"}),
        ("未开工的新建", {"construction_kind": "new", "stage": "lead,admitted,land"}),
        (f"{ask.month}月未报", {"unreported": str(ask.month)}), ("待补", {"missing": "1"}),
    ]
    here = ask.params()
    known = {"红黄灯": totals.behind} if not here else {}
    shown = tuple(
        Tab(
            label, Asking(ask.year, ask.month).address(**params),
            totals.count if params == here else known.get(label), params == here,
        )
        for label, params in given
        if ask.month or "unreported" not in params
    )
    return (*shown, Tab("已退库", reverse("project_withdrawn"), None, False))
