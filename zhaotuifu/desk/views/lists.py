"""项目列表页面 — the list, on paper, its columns chosen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk import actions_views, cells, list_page
from zhaotuifu.desk.access import audiences_of
from zhaotuifu.desk.asking import GROUPS, in_words
from zhaotuifu.desk.cells import Look
from zhaotuifu.desk.columns import MOST, understood
from zhaotuifu.desk.forms.conditions import sheet
from zhaotuifu.desk.list_page import Opened
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.projects.access import can_bulk_edit, can_create
from zhaotuifu.projects.bulk import MOST as MOST_AT_ONCE
from zhaotuifu.projects.bulk import can_take
from zhaotuifu.projects.states import BulkField
from zhaotuifu.supervision.queries import month_end

PAPER_ROWS = 2000  # about sixty sheets; a longer list is a file, not paper


@signed_in()
def project_list(request: ActedRequest) -> HttpResponse:
    """项目库 — conditions in the address, worst first, totals pinned."""
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    number = page_number(request.GET.get("page"))
    found = lists.project_list(request.actor, page.ask, number, page.columns)
    context = _said(page, found) | list_page.table(page, found, Look(page.ask, has_picks=True))
    context |= _tools(request, page) | _bulk(request, page, found)
    return render(request, "desk/project_list.html", context)


@signed_in()
def project_print(request: ActedRequest) -> HttpResponse:
    """打印列表 — all of it on A4 landscape, heads on every sheet; a very long one is a file."""
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    found = lists.paper_list(request.actor, page.ask, page.columns, PAPER_ROWS)
    if found is None:
        sentence = f"不能打印：这个列表超过 {PAPER_ROWS:,} 个项目。请先加条件，或者导出 Excel。"
        messages.warning(request, sentence)
        return redirect(f"{reverse('project_list')}{page.ask.address()}")
    context = _said(page, found) | list_page.table(page, found, Look(page.ask, is_paper=True))
    return render(request, "desk/project_print.html", context)


@signed_in("POST")
def project_columns(request: ActedRequest) -> HttpResponse:
    """选列 — remembered for the person; in a view that has columns of its own, only in the address."""
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    chosen = () if request.POST.get("usual") else understood(request.POST.getlist("col"))
    has_own = page.view is not None and bool(page.view.columns)
    if not has_own:
        actions_views.choose_columns(columns=chosen, by=request.actor, at=timezone.now())
    shown = ",".join(chosen) if has_own else None
    return redirect(f"{reverse('project_list')}{page.ask.address(cols=shown)}")


def _said(page: Opened, found: lists.ProjectList) -> dict[str, object]:
    """What the list is of: the same words on the screen and on paper."""
    ask, chips = page.ask, page.chips
    return {
        "ask": ask, "list": found, "page": found.page, "totals": found.totals, "chips": chips,
        "schedule": schedule_pct(ask.month), "as_of": month_end(ask.year, ask.month),
        "conditions": in_words(chips), "view": page.view, "query": ask.address(),
        "group_label": GROUPS.get(ask.group, ""), "is_joint": ask.group == "zone",
    }


def _tools(request: ActedRequest, page: Opened) -> dict[str, object]:
    """Tabs, the form of conditions, the sheet of columns, the ways of grouping."""
    ask = page.ask
    groups = [("", "不分组", ask.address(group=None, open=None))]
    groups += [(name, label, ask.address(group=name, open=None)) for name, label in GROUPS.items()]
    return {
        "sheet": sheet(ask, page.zones, page.programmes),
        "column_list": cells.column_list(list_page.choices(page)),
        "most_columns": MOST, "column_count": len(page.columns), "groups": groups,
        "empty_text": f"条件是“{in_words(page.chips)}”。", "empty_title": f"{ask.year}年还没有项目",
        "can_create": can_create(request.actor), "clear_url": f"?year={ask.year}",
        "is_changed": page.is_changed, "can_share": len(audiences_of(request.actor)) > 1,
    }


def _bulk(request: ActedRequest, page: Opened, found: lists.ProjectList) -> dict[str, object]:
    """Tabs with their counts, and the bar below the list: to compare, and to change for who may."""
    return {
        "tabs": list_page.tabs(page, found.totals), "can_bulk": can_bulk_edit(request.actor),
        "can_whole": can_take(found.totals.count), "most": MOST_AT_ONCE,
        "kept": [("year", str(page.ask.year)), *page.ask.params().items()],
        "bulk_fields": [field for field in BulkField if can_bulk_edit(request.actor, field)],
    }
