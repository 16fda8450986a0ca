"""驾驶舱页面 — the leader's page for a period, a level, a moment of knowledge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk.queries.dashboard import LEVELS, Board, board
from zhaotuifu.desk.queries.project_list import period
from zhaotuifu.desk.queries.tiles import PAGE, tile_map
from zhaotuifu.desk.queries.turns import turned_since
from zhaotuifu.desk.queries.waiting import changes
from zhaotuifu.desk.views.visits import last_visit
from zhaotuifu.indicators import asking
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.rules import reporting_month, schedule_pct
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.templatetags.show import pct, span, yi
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones

QUARTERS = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}
# As then: what was known when the office closed the month, some days into the next.
KNOWN_AFTER = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Tab:
    """级别签."""

    label: str
    url: str
    is_current: bool


@signed_in()
def dashboard(request: ActedRequest) -> HttpResponse:
    """驾驶舱 — five figures, stages, trend, 板块, laggards, what changed; all of them doors."""
    today = timezone.localdate()
    ask, shown = opened(request, today)
    since = last_visit(request, today)
    context = _around(request, ask, shown) | {
        "map": tile_map(shown.zones, PAGE), "since": since, "turns": turned_since(request.actor, ask.year, since),
        "changes": changes(request.actor, since, today),
    }
    return render(request, "desk/dashboard.html", context)


def opened(request: ActedRequest, today: date) -> tuple[Asking, Board]:
    """打开驾驶舱 — the period and scope of the address, and its figures."""
    known_zones = zones()
    year, month = period(None, today.year)
    ask = asking.asked(request.GET, zones=known_zones, year=year, month=month)
    ask = _at_home(request.actor, ask)
    return ask, board(request.actor, ask, known_zones)


def _at_home(actor: Actor, ask: Asking) -> Asking:
    """A 板块 with one post sees its own figures against its own targets, not the district's."""
    own = actor.organisations(Role.ZONE)
    if actor.sees_all or len(own) != 1 or ask.scope.zone_id:
        return ask
    return replace(ask, scope=replace(ask.scope, zone_id=next(iter(own))))


def _around(request: ActedRequest, ask: Asking, shown: Board) -> dict[str, object]:
    month = reporting_month(ask.as_of, ask.year)
    behind = [lamp.count for lamp in shown.lamps if lamp.lamp in ("red", "yellow")]
    given = {"year": ask.year, "level": ask.scope.level, "zone": ask.scope.zone_id, "lamp": "red,yellow"}
    behind_params = urlencode({name: value for name, value in given.items() if value}, safe=",")
    return {
        "ask": ask, "board": shown, "month": month, "months": range(1, 13),
        "period": period_label(month), "levels": _levels(ask),
        "has_before": month > 1, "lag_count": sum(behind),
        "lag_url": f"{reverse('project_list')}?{behind_params}",
        "may_report": request.actor.holds(Role.OFFICE, Role.LEADER),
        "wall_url": f"{reverse('wall')}?{query_of(ask)}" if request.GET else reverse("wall"),
        "then_url": f"?{query_of(ask, known_at=_then(ask.as_of).isoformat())}",
        "now_url": f"?{query_of(ask, known_at=None)}",
        "rates": _rates(shown), **_labels(shown, month),
    }


def period_label(month: int) -> str:
    """这一期 — 一季度, 1—4月."""
    return QUARTERS.get(month, span(month))


def _levels(ask: Asking) -> tuple[Tab, ...]:
    whole = Tab("全部", f"?{query_of(ask, level=None)}", ask.scope.level is None)
    return (whole, *(
        Tab(level.label, f"?{query_of(ask, level=level.value)}", ask.scope.level == level.value)
        for level in LEVELS
    ))


def _then(as_of: date) -> datetime:
    """当时 — not later than now, or nothing would have been known differently."""
    closed = datetime.combine(as_of + KNOWN_AFTER, datetime.max.time())
    return min(timezone.make_aware(closed), timezone.now()).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class RateRow:
    """走势一行 — 2025年3月 and the rate beside 序时."""

    label: str
    rate_pct: Decimal | None
    schedule_pct: Decimal


def _rates(shown: Board) -> tuple[RateRow, ...]:
    return tuple(
        RateRow(f"{point.year}年{point.month}月", point.value.value, schedule_pct(point.month))
        for point in shown.rates
    )


def _labels(shown: Board, month: int) -> dict[str, str]:
    """What the bars and the chart say to a reader who cannot see them."""
    at = shown.trend[month - 1] if month else shown.trend[0]
    return {
        "hero_label": f"完成率 {pct(shown.hero_rate.value.value, '%')}，序时 {pct(shown.schedule_pct, '%')}",
        "start_label": f"开工率 {pct(shown.starts.value.value, '%')}",
        "admitted_label": f"入库目标完成率 {pct(shown.admitted_rate.value.value, '%')}",
        "rates_label": "；".join(
            f"{row.label} {pct(row.rate_pct, '%')}" for row in _rates(shown)[-1:]
        ),
        "trend_label": f"{span(month)}累计完成 {yi(at.done_wan)} 亿元，序时 {yi(at.schedule_wan)} 亿元",
    }
