"""指标页面 — the definitions with their values, and one indicator down to its rows."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.indicators import asking, definitions, showing
from zhaotuifu.indicators.queries import current_period, open_book
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones


@signed_in()
def indicator_list(request: ActedRequest) -> HttpResponse:
    """指标清单 — every definition with its value by level, for the period asked."""
    try:
        ask, around = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    book = open_book(
        year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=request.actor
    )
    return render(
        request, "indicators/list.html", around | {"groups": showing.by_level(book, ask)}
    )


@signed_in()
def indicator_page(request: ActedRequest, code: str) -> HttpResponse:
    """指标页 — definition, value, and the projects that add up to it."""
    indicator = definitions.named(code)
    if indicator is None:
        raise Http404
    try:
        ask, around = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    book = open_book(
        year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=request.actor
    )
    shown = showing.opened(book, ask, indicator, page_number(request.GET.get("page")))
    return render(request, "indicators/page.html", around | {"shown": shown})


def _asked(request: ActedRequest) -> tuple[asking.Asking, dict[str, object]]:
    known_zones = zones()
    year, month = current_period(timezone.localdate())
    ask = asking.asked(request.GET, zones=known_zones, year=year, month=month)
    return ask, {"ask": ask, "controls": showing.controls(ask, known_zones)}


def _refused(request: ActedRequest, refusal: Refused) -> HttpResponse:
    context = {"reason": refusal.verdict.sentence}
    return render(request, "indicators/refused.html", context, status=422)
