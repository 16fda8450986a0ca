"""板块的数 — each 板块's completion of a period, its rank, its band on the tile map, and the doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.indicators import figures
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.figures import Figures
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.scopes import Group
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.supervision.rules import Thresholds
from zhaotuifu.supervision.states import Scale

RATES = ("completion_rate",)


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """一个板块 — completed, plan, rate, gap, place in the ranking; 万元, percent, points."""

    name: str
    count: int
    plan_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    rank: int
    band: str
    list_url: str
    rate_url: str

    @property
    def tone(self) -> str:
        return {"b": "y", "c": "r"}.get(self.band, "")


@dataclass(frozen=True, slots=True)
class Rank:
    """名次 — of an own 板块 among all that have a rate."""

    place: int
    of: int


def list_url(ask: Asking, **params: object) -> str:
    """列表地址 — of the year, level and 板块 asked, with more conditions."""
    parts = {"year": ask.year, "level": ask.scope.level, "zone": ask.scope.zone_id} | params
    told = urlencode({key: value for key, value in parts.items() if value}, safe=",")
    return f"{reverse('project_list')}?{told}"


def zones_of(
    found: Figures, ask: Asking, zones: Sequence[ZoneLine], bands: Decimal
) -> tuple[ZoneFigure, ...]:
    """板块 — with projects, fastest first; a joint project counts in each of its 板块."""
    asked = ask.scope.zone_id
    if asked is not None:
        placed = [whole_of(found, ask, zone, bands) for zone in zones if zone.id == asked]
    else:
        counts = found.counts(ask.scope, Group.ZONE)
        rates = found.by_zone("completion_rate", ask.scope)
        gaps = found.by_zone("schedule_gap", ask.scope)
        placed = [
            _zone_figure(ask, zone, counts[str(zone.id)], rates[zone.id], gaps[zone.id], bands)
            for zone in zones
            if zone.id in rates
        ]
    placed = [figure for figure in placed if figure.count]
    placed.sort(key=lambda f: (f.rate_pct is None, -(f.rate_pct or 0), f.name))
    return tuple(replace(figure, rank=number) for number, figure in enumerate(placed, start=1))


def own_rank(ask: Asking, zones: Sequence[ZoneLine]) -> Rank | None:
    """名次 — among all 板块, of which nothing else is said."""
    everyone = figures.ask(year=ask.year, as_of=ask.as_of, known_at=ask.known_at, codes=RATES)
    rates = everyone.by_zone("completion_rate", Scope(level=ask.scope.level))
    known = {zone.id for zone in zones}
    placed = [(value.value, key) for key, value in rates.items() if key in known and value.value is not None]
    own = next((rate for rate, key in placed if key == ask.scope.zone_id), None)
    if own is None:
        return None
    return Rank(1 + sum(1 for rate, _ in placed if rate > own), len(placed))


def whole_of(found: Figures, ask: Asking, zone: ZoneLine | None, bands: Decimal) -> ZoneFigure:
    """合计 — the 板块 asked, or the whole district without one."""
    return _zone_figure(
        ask, zone, found.count(ask.scope), found.value("completion_rate", ask.scope),
        found.value("schedule_gap", ask.scope), bands,
    )


def _zone_figure(
    ask: Asking, zone: ZoneLine | None, count: int, rate: Value, gap: Value, bands: Decimal
) -> ZoneFigure:
    zone_id = zone.id if zone else None
    rate_page = reverse("indicator_page", args=["completion_rate"])
    return ZoneFigure(
        zone.name if zone else "全部", count, rate.denominator, rate.numerator, rate.value,
        gap.value, 0, _band(gap.value, bands),
        list_url(ask, zone=zone_id), f"{rate_page}?{query_of(ask, zone=zone_id)}",
    )


def _band(gap: Decimal | None, bands: Decimal) -> str:
    if gap is None:
        return ""
    if gap >= 0:
        return "a"
    return "b" if gap >= -bands else "c"


def band_points(thresholds: Thresholds | None) -> Decimal:
    """方格图的界 — the yellow threshold of the lamp rule, five points where it is no number of points."""
    if thresholds is None or thresholds.scale != Scale.POINTS:
        return Decimal(5)
    return thresholds.yellow_from


def scale_of(ranked: Sequence[ZoneFigure], schedule: Decimal) -> Decimal:
    """条的满长 — twice 序时, or the fastest where that is more."""
    return max([schedule * 2, Decimal(1), *(figure.rate_pct or Decimal(0) for figure in ranked)])
