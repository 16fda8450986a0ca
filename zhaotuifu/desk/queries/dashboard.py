"""驾驶舱 — the leader's page from one open book: figures, stages, trend, 板块, laggards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.queries import Book, Scope, open_book
from zhaotuifu.indicators.rules import Line, Value, schedule_pct
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import Level, Stage
from zhaotuifu.supervision.queries import month_end, thresholds_on
from zhaotuifu.supervision.rules import RANK, Light, Thresholds, line_light
from zhaotuifu.supervision.states import Lamp, Scale

LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
TAGS = {Level.PROVINCE: "lv", Level.CITY: "lv2", Level.DISTRICT: ""}
LAGGARDS, ENDS, TILE_COLUMNS = 5, 3, 5
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
class Laggard:
    """滞后项目 — lamp with reason, cause, where it is stuck."""

    name: str
    url: str
    lamp: str
    lamp_label: str
    reason: str
    zones: str
    hosts: str
    cause: str
    problem: str
    rate_pct: Decimal | None
    gap_points: Decimal | None


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


def board(actor: Actor, ask: Asking, zones: Sequence[ZoneLine]) -> Board:
    """驾驶舱 — one book and the lamp rule: a fixed number of SQL statements."""
    book = open_book(year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=actor)
    thresholds = thresholds_on(ask.as_of)
    level = ask.scope.level
    lead = level or _lead_level(book.within(replace(ask.scope, level=None)))
    lines = book.within(ask.scope)
    lit = _lit(lines, book.moment.month, ask.as_of, thresholds)
    bands = _band_points(thresholds)
    here = next((zone for zone in zones if zone.id == ask.scope.zone_id), None)
    figures = _zones(book, ask, zones, bands)
    ranked = tuple(figure for figure in figures if figure.rate_pct is not None)
    behind = _laggards(lit, ask, book.moment.month)
    return Board(
        hero=_shown(book, ask, "completed", lead), hero_rate=_shown(book, ask, "completion_rate", lead),
        hero_gap=_shown(book, ask, "schedule_gap", lead), hero_count=len(book.within(replace(ask.scope, level=lead))),
        starts=_shown(book, ask, "start_rate", lead),
        city=None if level else _shown(book, ask, "admitted", Level.CITY),
        admitted=_shown(book, ask, "admitted", level or Level.DISTRICT),
        admitted_rate=_shown(book, ask, "admitted_target_rate", level or Level.DISTRICT),
        total=len(lines), lamps=_lamps(lit, lines, ask, thresholds, book.moment.month),
        stages=_stages(lines, ask), trend=_trend(book, replace(ask.scope, level=lead)), zones=figures,
        tiles_height=_tile_place(len(figures) + 1)[1] + TILE_HEIGHT + 1,
        best=ranked[:ENDS], worst=ranked[max(ENDS, len(ranked) - ENDS):],
        whole=_zone_figure(book, ask, here, bands), band_points=bands,
        laggards=behind[:LAGGARDS], three=_three(behind),
        schedule_pct=schedule_pct(book.moment.month),
        rank_scale=_scale(ranked, schedule_pct(book.moment.month)),
    )


def _lead_level(lines: Sequence[Line]) -> str:
    """The highest level on which anything stands."""
    there = {line.level for line in lines}
    return next((level.value for level in LEVELS if level.value in there), Level.PROVINCE.value)


def _shown(book: Book, ask: Asking, code: str, level: str) -> Shown:
    value = book.value(definitions.BY_NAME[code], replace(ask.scope, level=level))
    url = f"{reverse('indicator_page', args=[code])}?{query_of(ask, level=level)}"
    return Shown(Level(level).label, TAGS.get(Level(level), ""), value, url)


def _lit(
    lines: Sequence[Line], month: int, as_of: date, thresholds: Thresholds | None
) -> list[tuple[Line, Light]]:
    return [
        (line, line_light(line, month=month, as_of=as_of, thresholds=thresholds)) for line in lines
    ]


def _list_url(ask: Asking, **params: object) -> str:
    parts = {"year": ask.year, "level": ask.scope.level, "zone": ask.scope.zone_id} | params
    told = urlencode({key: value for key, value in parts.items() if value}, safe=",")
    return f"{reverse('project_list')}?{told}"


def _lamps(lit, lines, ask: Asking, thresholds, month: int) -> tuple[LampCount, ...]:
    now = Counter(light.lamp for _, light in lit)
    before: Counter = Counter()
    if month > 1:
        ended = month_end(ask.year, month - 1)
        before = Counter(light.lamp for _, light in _lit(lines, month - 1, ended, thresholds))
    found, start = [], Decimal(0)
    for lamp in RANK:
        share = Decimal(now[lamp] * 100) / len(lines) if lines else Decimal(0)
        change = now[lamp] - before[lamp] if before else 0
        url = _list_url(ask, lamp=lamp.value)
        found.append(LampCount(lamp.value, lamp.label, now[lamp], url, start, share, change))
        start += share
    return tuple(found)


def _stages(lines: Sequence[Line], ask: Asking) -> tuple[StageCount, ...]:
    counts = Counter(line.stage for line in lines)
    return tuple(
        StageCount(stage.label, counts[stage.value], _list_url(ask, stage=stage.value))
        for stage in Stage
    )


def _trend(book: Book, scope: Scope) -> tuple[TrendMonth, ...]:
    """累计对序时 — completed up to each month; 序时 is the plan's even twelfths."""
    lines = book.within(scope)
    by_month: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        for month, amount in line.months.items():
            by_month[month] += amount
    plans = [line.plan_wan for line in lines if line.plan_wan is not None]
    plan = sum(plans, Decimal(0)) if plans else None
    found, done = [], Decimal(0)
    for month in range(1, 13):
        done += by_month.get(month, Decimal(0))
        shown = done if month <= book.moment.month and by_month else None
        found.append(TrendMonth(month, shown, plan * month / 12 if plan is not None else None))
    return tuple(found)


def _zones(
    book: Book, ask: Asking, zones: Sequence[ZoneLine], bands: Decimal
) -> tuple[ZoneFigure, ...]:
    """板块 — with projects, fastest first; a joint project counts in each of its 板块."""
    asked = ask.scope.zone_id
    zones = [zone for zone in zones if asked is None or zone.id == asked]
    figures = [_zone_figure(book, ask, zone, bands) for zone in zones]
    figures = [figure for figure in figures if figure.count]
    figures.sort(key=lambda f: (f.rate_pct is None, -(f.rate_pct or 0), f.name))
    placed = []
    for number, figure in enumerate(figures, start=1):
        x, y = _tile_place(number + 1)  # the first two places say the whole
        placed.append(replace(figure, rank=number, x=x, y=y))
    return tuple(placed)


def _tile_place(number: int) -> tuple[int, int]:
    row, column = divmod(number, TILE_COLUMNS)
    return column * (TILE_WIDTH + TILE_GAP), row * (TILE_HEIGHT + TILE_GAP)


def _zone_figure(book: Book, ask: Asking, zone: ZoneLine | None, bands: Decimal) -> ZoneFigure:
    """A 板块, or the whole district without one."""
    zone_id = zone.id if zone else None
    scope = replace(ask.scope, zone_id=zone_id)
    rate = book.value(definitions.BY_NAME["completion_rate"], scope)
    gap = book.value(definitions.BY_NAME["schedule_gap"], scope).value
    rate_page = reverse("indicator_page", args=["completion_rate"])
    return ZoneFigure(
        zone.name if zone else "全部", len(rate.rows), rate.denominator, rate.numerator, rate.value,
        gap, 0, _band(gap, bands), 0, 0,
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


def _laggards(
    lit: Sequence[tuple[Line, Light]], ask: Asking, month: int
) -> tuple[Laggard, ...]:
    """滞后项目 — red before yellow, furthest behind first."""
    found = []
    for line, light in lit:
        if light.lamp not in (Lamp.RED, Lamp.YELLOW):
            continue
        rate = ratio_pct(line.completed_wan or Decimal(0), line.plan_wan)
        gap = rate - schedule_pct(month) if rate is not None else None
        found.append((RANK[light.lamp], gap is None, gap or Decimal(0), line, light, rate, gap))
    found.sort(key=lambda item: (*item[:3], item[3].project_id))
    return tuple(
        Laggard(
            line.name, f"{reverse('project_page', args=[line.project_id])}?year={ask.year}",
            light.lamp.value, light.lamp.label, light.reason, "、".join(line.zone_names),
            _hosts(line),
            Cause(line.word.cause).label if line.word.cause else "", line.word.problems, rate, gap,
        )
        for *_, line, light, rate, gap in found
    )


def _hosts(line: Line) -> str:
    """The 板块 and the responsible unit, each named once."""
    named = [*line.zone_names, str(line.profile["responsible_unit"] or "")]
    return "、".join(dict.fromkeys(name for name in named if name))


def _three(behind: Sequence[Laggard]) -> tuple[Laggard, ...]:
    """今天三件事 — the three worst that say what stands in the way; then those that do not."""
    told = [item for item in behind if item.problem]
    return tuple([*told, *(item for item in behind if not item.problem)][:3])
