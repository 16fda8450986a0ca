"""差额页面 — why a figure is another than it was, project by project."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.indicators import asking, definitions, difference_showing, figures
from zhaotuifu.indicators import difference_asking as ends
from zhaotuifu.indicators.difference import can_explain, can_name, explain
from zhaotuifu.indicators.queries import current_period
from zhaotuifu.indicators.rules import Indicator
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused, Unclear, ensure
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones


@signed_in()
def indicator_difference(request: ActedRequest, code: str) -> HttpResponse:
    """差在哪里 — an indicator between two moments, by cause."""
    indicator = definitions.named(code)
    if indicator is None:
        raise Http404
    try:
        ensure(can_explain(indicator))
        context = _difference(request, indicator)
    except Refused as refusal:
        reason = {"reason": refusal.verdict.sentence}
        return render(request, "indicators/refused.html", reason, status=422)
    return render(request, "indicators/difference.html", context)


def _difference(request: ActedRequest, indicator: Indicator) -> dict[str, object]:
    known_zones, actor = zones(), request.actor
    year, month = current_period(timezone.localdate())
    ask = asking.asked(
        request.GET, zones=known_zones, year=year, month=month, actor=request.actor
    )
    if ask.count_by is not CountBy.LISTED:
        raise Unclear("差额只按名单逐个项目说明，不能整包计或拆分计。请去掉“打包项目怎么计”再看。")
    first, last = ends.ends_asked(request.GET, actor=actor, day=ask.as_of)
    there = figures.ask(year=last.of_year, as_of=last.as_of, known_at=last.known_at, actor=actor, codes=["listed"])
    ensure(can_name(there.count(ask.scope)))
    found = explain(indicator, first, last, scope=ask.scope, actor=actor)
    named = (ends.occasions(actor), ends.calendar_days(last.as_of))
    return {
        "indicator": indicator,
        "shown": difference_showing.shown(found, request.GET, page_number(request.GET.get("page"))),
        "starts": difference_showing.starts(*named, first, request.GET),
        "levels": difference_showing.levels(ask, request.GET),
        "zones": known_zones, "zone_id": ask.scope.zone_id,
        "hidden": [pair for pair in difference_showing.scope_of(request.GET) if pair[0] != "zone"],
    }
