"""指标页面 — all indicators, one down to its rows, its definition, and the signings along the life."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.indicators import (
    asking,
    definition_page,
    definitions,
    funnel,
    overview,
    showing,
    value_page,
)
from zhaotuifu.indicators.breakdown import axis_of
from zhaotuifu.indicators.queries import current_period
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import ZoneLine, zones


@signed_in()
def indicator_list(request: ActedRequest) -> HttpResponse:
    """指标总览 — every indicator with its values by level, for the period asked."""
    try:
        reader, known_zones = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    context = _around(reader, known_zones) | {"sections": overview.sections(reader)}
    return render(request, "indicators/list.html", context)


@signed_in()
def indicator_page(request: ActedRequest, code: str) -> HttpResponse:
    """指标页 — the value, what it is compared with, its parts, and the projects that add up to it."""
    indicator = definitions.named(code)
    if indicator is None:
        raise Http404
    try:
        reader, known_zones = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    axis = axis_of(request.GET.get("by"), indicator)
    number = page_number(request.GET.get("page"))
    shown = value_page.shown(reader, indicator, axis, number, known_zones)
    context = _around(reader, known_zones, by=axis) | {"shown": shown}
    return render(request, "indicators/page.html", context)


@signed_in()
def indicator_definition(request: ActedRequest, code: str) -> HttpResponse:
    """定义页 — one version of what an indicator means, with its parameters and the other versions."""
    try:
        reader, known_zones = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    version = definition_page.version_asked(request.GET.get("version"))
    shown = definition_page.shown(reader, code, version)
    if shown is None:
        raise Http404
    context = _around(reader, known_zones) | {"shown": shown}
    return render(request, "indicators/definition.html", context)


@signed_in()
def signing_funnel(request: ActedRequest) -> HttpResponse:
    """签约转化 — of what was signed in each year, how much came to each step by the day."""
    try:
        reader, known_zones = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    context = _around(reader, known_zones) | {
        "cohorts": funnel.cohorts(reader), "labels": tuple(definitions.STEP_NAMES.values())
    }
    return render(request, "indicators/funnel.html", context)


def _asked(request: ActedRequest) -> tuple[Reader, tuple[ZoneLine, ...]]:
    known_zones = zones()
    year, month = current_period(timezone.localdate())
    ask = asking.asked(
        request.GET, zones=known_zones, year=year, month=month, actor=request.actor
    )
    return Reader(showing.own_zone(ask, request.actor), request.actor), known_zones


def _around(reader: Reader, known_zones: tuple[ZoneLine, ...], **kept: str) -> dict[str, object]:
    return {"ask": reader.ask, "controls": showing.controls(reader.ask, known_zones, reader.actor, **kept)}


def _refused(request: ActedRequest, refusal: Refused) -> HttpResponse:
    context = {"reason": refusal.verdict.sentence}
    return render(request, "indicators/refused.html", context, status=422)
