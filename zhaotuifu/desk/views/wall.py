"""大屏 — the leader's figures on a wall: dark, readable at four metres, renewed by itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk.queries.tiles import WALL, tile_map
from zhaotuifu.desk.views.dashboard import opened, period_label
from zhaotuifu.indicators.rules import reporting_month
from zhaotuifu.kernel.actor import Role
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import district


@signed_in()
def wall(request: ActedRequest) -> HttpResponse:
    """大屏 — the whole page; what renews itself is `wall_now`."""
    return render(request, "desk/wall.html", _shown(request))


@signed_in()
def wall_now(request: ActedRequest) -> HttpResponse:
    """大屏的数 — asked for by the wall itself."""
    return render(request, "desk/wall_now.html", _shown(request))


def _shown(request: ActedRequest) -> dict[str, object]:
    now = timezone.localtime()
    ask, board = opened(request, now.date())
    root, given = district(), request.GET.urlencode()
    return {
        "ask": ask, "board": board, "map": tile_map(board.zones, WALL), "now": now,
        "period": period_label(reporting_month(ask.as_of, ask.year)),
        "title": f"{root.name if root else ''}重大项目推进", "seconds": settings.WALL_SECONDS,
        "renew_url": f"{reverse('wall_now')}?{given}" if given else reverse("wall_now"),
        # What the wall asks for by itself is no visit, unless the office lets a leader's wall stay.
        "is_quiet": not (settings.WALL_STAYS_SIGNED_IN and request.actor.holds(Role.LEADER)),
        "is_demo": bool(root and root.is_demo),
    }
