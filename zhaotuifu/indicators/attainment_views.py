"""完成情况页面 — target against reached, by 板块 and month."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.indicators import asking, attainment
from zhaotuifu.indicators.queries import current_period
from zhaotuifu.kernel.verdict import Refused, Unclear
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones
from zhaotuifu.targets.naming import bearers


@signed_in()
def target_completion(request: ActedRequest) -> HttpResponse:
    """目标完成情况."""
    try:
        context = _completion(request)
    except Refused as refusal:
        reason = {"reason": refusal.verdict.sentence}
        return render(request, "indicators/refused.html", reason, status=422)
    return render(request, "indicators/attainment.html", context)


def _completion(request: ActedRequest) -> dict[str, object]:
    known_zones = zones()
    year, month = current_period(timezone.localdate())
    ask = asking.asked(
        request.GET, zones=known_zones, year=year, month=month, actor=request.actor
    )
    choices = attainment.measured()
    code = request.GET.get("column", "")
    chosen = next(((one, what) for one, what in choices if one.code == code), None)
    if code and chosen is None:
        raise Unclear(f"表里没有“{code[:40]}”这一列。请从上面选。")
    if not choices:
        raise Unclear("预置里没有要分解的指标。请先在 targets.yaml 里写上 measures。")
    column, indicator = chosen or next(
        (pair for pair in choices if pair[0].indicator == "admitted"), choices[0]
    )
    found = attainment.attained(
        column, indicator, year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=request.actor,
        zones=bearers(),
    )
    return {
        "found": found, "choices": [one for one, _ in choices], "ask": ask,
        "months": range(1, 13),
    }
