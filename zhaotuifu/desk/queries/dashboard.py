"""驾驶舱 — the leader's page from the roll-ups: figures, stages, trends, 板块, 产业链, laggards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.desk.queries.behind import lit
from zhaotuifu.desk.queries.laggards import Laggard, Lit
from zhaotuifu.indicators import figures
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.figures import Figures, TrendPoint
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules import Value
from zhaotuifu.indicators.scopes import Group
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level, Stage
from zhaotuifu.supervision.queries import thresholds_on
from zhaotuifu.supervision.rules import RANK, Thresholds
from zhaotuifu.supervision.states import Scale

LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
TAGS = {Level.PROVINCE: "lv", Level.CITY: "lv2", Level.DISTRICT: ""}
ENDS, TILE_COLUMNS, TREND_MONTHS, CHAINS = 3, 5, 24, 6
#: the indicators of the page: cells are read for these
CODES = (
    "annual_plan", "completed", "completion_rate", "schedule_gap", "start_rate", "admitted",
    "admitted_target_rate",
)
TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 99, 49, 6


@dataclass(frozen=True, slots=True)
class Shown:
    """一个数 — level, value of an indicator and the door to its rows."""

    level_label: str
    level_tag: str
    value: Value
    url: str


@dataclass(frozen=True, slots=True)
class LampCount:
    """一色灯 — how many, the door, and where its piece of the bar begins and how long it is."""

    lamp: str
    label: str
    count: int
    url: str
    bar_from: Decimal
    bar_length: Decimal
    change: int

    @property
    def change_text(self) -> str:
        return f"{self.change:+d}".replace("-", "−") if self.change else "0"


@dataclass(frozen=True, slots=True)
class StageCount:
    """一个阶段 — how many projects."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """一月累计 — 万元; `done_wan` None after the reporting month."""

    month: int
    done_wan: Decimal | None
    schedule_wan: Decimal | None


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """一个板块 — completed, plan, rate, gap, place in the ranking and on the tile map."""

    name: str
    count: int
    plan_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    rank: int
    band: str
    x: int
    y: int
    list_url: str
    rate_url: str

    @property
    def text_x(self) -> int:
        return self.x + 7

    @property
    def end_x(self) -> int:
        return self.x + TILE_WIDTH - 7

    @property
    def name_y(self) -> int:
        return self.y + 19

    @property
    def value_y(self) -> int:
        return self.y + 41

    @property
    def short_name(self) -> str:
        return self.name if len(self.name) <= 6 else self.name[:5] + "…"

    @property
    def tone(self) -> str:
        return {"b": "y", "c": "r"}.get(self.band, "")


@dataclass(frozen=True, slots=True)
class Part:
    """一级或一条产业链 — its figures and the doors to its projects and rate."""

    label: str
    count: int
    plan_wan: Decimal | None
    done_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    list_url: str
    rate_url: str


@dataclass(frozen=True, slots=True)
class Rank:
    """名次 — of an own 板块 among all that have a rate."""

    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Board:
    """驾驶舱 — frozen."""

    hero: Shown
    hero_rate: Shown
    hero_gap: Shown
    hero_count: int
    starts: Shown
    city: Shown | None
    admitted: Shown
    admitted_rate: Shown
    total: int
    lamps: tuple[LampCount, ...]
    stages: tuple[StageCount, ...]
    trend: tuple[TrendMonth, ...]
    zones: tuple[ZoneFigure, ...]
    tiles_height: int
    best: tuple[ZoneFigure, ...]
    worst: tuple[ZoneFigure, ...]
    whole: ZoneFigure
    band_points: Decimal
    laggards: tuple[Laggard, ...]
    three: tuple[Laggard, ...]
    schedule_pct: Decimal
    rank_scale: Decimal
    levels: tuple[Part, ...]
    chains: tuple[Part, ...]
    rates: tuple[TrendPoint, ...]
    own_rank: Rank | None

    @property
    def first_chains(self) -> tuple[Part, ...]:
        return self.chains[:CHAINS]

    @property
    def more_chains(self) -> bool:
        return len(self.chains) > CHAINS


def board(actor: Actor, ask: Asking, zones: Sequence[ZoneLine]) -> Board:
    """驾驶舱 — a fixed number of SQL statements, and no book where the roll-ups can answer."""
    found = figures.ask(
        year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=actor, codes=CODES
    )
    thresholds = thresholds_on(ask.as_of)
    level = ask.scope.level
    counts = found.counts(replace(ask.scope, level=None), Group.LEVEL)
    lead = level or next((one.value for one in LEVELS if counts.get(one.value)), Level.PROVINCE.value)
    shown = lit(actor, found, ask, zones, thresholds)
    total = found.count(ask.scope)
    schedule = found.moment.schedule_pct
    bands = _band_points(thresholds)
    here = next((zone for zone in zones if zone.id == ask.scope.zone_id), None)
    placed = _zones(found, ask, zones, bands)
    ranked = tuple(figure for figure in placed if figure.rate_pct is not None)
    return Board(
        hero=_shown(found, ask, "completed", lead),
        hero_rate=_shown(found, ask, "completion_rate", lead),
        hero_gap=_shown(found, ask, "schedule_gap", lead),
        hero_count=found.count(replace(ask.scope, level=lead)),
        starts=_shown(found, ask, "start_rate", lead),
        city=None if level else _shown(found, ask, "admitted", Level.CITY),
        admitted=_shown(found, ask, "admitted", level or Level.DISTRICT),
        admitted_rate=_shown(found, ask, "admitted_target_rate", level or Level.DISTRICT),
        total=total, lamps=_lamps(shown, ask), stages=_stages(shown, ask),
        trend=_trend(found, replace(ask.scope, level=lead)), zones=placed,
        tiles_height=_tile_place(len(placed) + 1)[1] + TILE_HEIGHT + 1,
        best=ranked[:ENDS], worst=ranked[max(ENDS, len(ranked) - ENDS):],
        whole=_whole(found, ask, here, bands), band_points=bands,
        laggards=shown.laggards, three=shown.three, schedule_pct=schedule,
        rank_scale=_scale(ranked, schedule),
        levels=_levels(found, ask), chains=_chains(found, ask),
        rates=found.trend("completion_rate", replace(ask.scope, level=lead), TREND_MONTHS),
        own_rank=_own_rank(ask, zones) if here is not None else None,
    )


def _shown(found: Figures, ask: Asking, code: str, level: str) -> Shown:
    value = found.value(code, replace(ask.scope, level=level))
    url = f"{reverse('indicator_page', args=[code])}?{query_of(ask, level=level)}"
    return Shown(Level(level).label, TAGS.get(Level(level), ""), value, url)


def _list_url(ask: Asking, **params: object) -> str:
    parts = {"year": ask.year, "level": ask.scope.level, "zone": ask.scope.zone_id} | params
    told = urlencode({key: value for key, value in parts.items() if value}, safe=",")
    return f"{reverse('project_list')}?{told}"


def _lamps(shown: Lit, ask: Asking) -> tuple[LampCount, ...]:
    found, start, total = [], Decimal(0), shown.now.total()
    for lamp in RANK:
        count = shown.now[lamp]
        share = Decimal(count * 100) / total if total else Decimal(0)
        change = count - shown.before[lamp] if shown.before else 0
        url = _list_url(ask, lamp=lamp.value)
        found.append(LampCount(lamp.value, lamp.label, count, url, start, share, change))
        start += share
    return tuple(found)


def _stages(shown: Lit, ask: Asking) -> tuple[StageCount, ...]:
    return tuple(
        StageCount(stage.label, shown.stages[stage.value], _list_url(ask, stage=stage.value))
        for stage in Stage
    )


def _trend(found: Figures, scope: Scope) -> tuple[TrendMonth, ...]:
    """累计对序时 — completed as it stood at the end of each month; 序时 is the plan's even twelfths."""
    plan = found.value("annual_plan", scope).value
    month = found.moment.month
    points = found.trend("completed", scope, month) if month else ()
    done = {point.month: point.value.value for point in points}
    return tuple(
        TrendMonth(one, done.get(one), plan * one / 12 if plan is not None else None)
        for one in range(1, 13)
    )


def _zones(
    found: Figures, ask: Asking, zones: Sequence[ZoneLine], bands: Decimal
) -> tuple[ZoneFigure, ...]:
    """板块 — with projects, fastest first; a joint project counts in each of its 板块."""
    asked = ask.scope.zone_id
    if asked is not None:
        placed = [_whole(found, ask, zone, bands) for zone in zones if zone.id == asked]
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
    numbered = []
    for number, figure in enumerate(placed, start=1):
        x, y = _tile_place(number + 1)  # the first two places say the whole
        numbered.append(replace(figure, rank=number, x=x, y=y))
    return tuple(numbered)


def _own_rank(ask: Asking, zones: Sequence[ZoneLine]) -> Rank | None:
    """名次 — among all 板块, of which nothing else is said."""
    everyone = figures.ask(year=ask.year, as_of=ask.as_of, known_at=ask.known_at, codes=CODES[2:3])
    rates = everyone.by_zone("completion_rate", Scope(level=ask.scope.level))
    known = {zone.id for zone in zones}
    placed = [(value.value, key) for key, value in rates.items() if key in known and value.value is not None]
    own = next((rate for rate, key in placed if key == ask.scope.zone_id), None)
    if own is None:
        return None
    return Rank(1 + sum(1 for rate, _ in placed if rate > own), len(placed))


def _levels(found: Figures, ask: Asking) -> tuple[Part, ...]:
    """各级 — a project on several lists stands in each of them."""
    scope = replace(ask.scope, level=None)
    counts = found.counts(scope, Group.LEVEL)
    rates, gaps = found.by_level("completion_rate", scope), found.by_level("schedule_gap", scope)
    return tuple(
        _part(Level(key).label, ask, counts[key], rates[key], gaps[key], level=key)
        for key in (level.value for level in (*LEVELS, Level.UNSET))
        if counts.get(key)
    )


def _chains(found: Figures, ask: Asking) -> tuple[Part, ...]:
    """各产业链 — the largest plans first."""
    counts = found.counts(ask.scope, Group.CATEGORY)
    rates = found.by_category("completion_rate", ask.scope)
    gaps = found.by_category("schedule_gap", ask.scope)
    keys = sorted(counts, key=lambda key: (not key, -(rates[key].denominator or 0), key))
    return tuple(
        _part(key or "未填产业链", ask, counts[key], rates[key], gaps[key], category=key or None)
        for key in keys
    )


def _part(
    label: str, ask: Asking, count: int, rate: Value, gap: Value, **scope: str | None
) -> Part:
    page = reverse("indicator_page", args=["completion_rate"])
    return Part(
        str(label), count, rate.denominator, rate.numerator, rate.value, gap.value,
        _list_url(ask, **scope), f"{page}?{query_of(ask, **scope)}",
    )


def _tile_place(number: int) -> tuple[int, int]:
    row, column = divmod(number, TILE_COLUMNS)
    return column * (TILE_WIDTH + TILE_GAP), row * (TILE_HEIGHT + TILE_GAP)


def _whole(found: Figures, ask: Asking, zone: ZoneLine | None, bands: Decimal) -> ZoneFigure:
    """The 板块 asked, or the whole district without one."""
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
        gap.value, 0, _band(gap.value, bands), 0, 0,
        _list_url(ask, zone=zone_id), f"{rate_page}?{query_of(ask, zone=zone_id)}",
    )


def _band(gap: Decimal | None, bands: Decimal) -> str:
    if gap is None:
        return ""
    if gap >= 0:
        return "a"
    return "b" if gap >= -bands else "c"


def _band_points(thresholds: Thresholds | None) -> Decimal:
    """方格图的界 — the yellow threshold of the lamp rule, five points where it is no number of points."""
    if thresholds is None or thresholds.scale != Scale.POINTS:
        return Decimal(5)
    return thresholds.yellow_from


def _scale(ranked: Sequence[ZoneFigure], schedule: Decimal) -> Decimal:
    """条的满长 — twice 序时, or the fastest where that is more."""
    return max([schedule * 2, Decimal(1), *(figure.rate_pct or Decimal(0) for figure in ranked)])
