"""驾驶舱 — the leader's page from the roll-ups: figures, stages, trends, 板块, 产业链, laggards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from zhaotuifu.desk.queries.behind import lit
from zhaotuifu.desk.queries.laggards import Laggard, Lit
from zhaotuifu.desk.queries.zone_figures import (
    Rank,
    ZoneFigure,
    band_points,
    list_url,
    own_rank,
    scale_of,
    whole_of,
    zones_of,
)
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.comparing import Compared
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.figures import Figures, TrendPoint
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import Indicator, Value
from zhaotuifu.indicators.scopes import Group
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.indicators.states import Comparison
from zhaotuifu.indicators.wording import MONEY, POINTS, RATE, signed_text, with_unit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.templatetags.show import points, updown
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level, Stage
from zhaotuifu.supervision.queries import thresholds_on
from zhaotuifu.supervision.rules import RANK

LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
TAGS = {Level.PROVINCE: "lv", Level.CITY: "lv2", Level.DISTRICT: ""}
ENDS, TREND_MONTHS, CHAINS = 3, 24, 6
#: the indicators of the page: cells are read for these
CODES = (
    "annual_plan", "completed", "completion_rate", "schedule_gap", "start_rate", "admitted",
    "admitted_target_rate",
)


@dataclass(frozen=True, slots=True)
class Change:
    """同比 — the change in words, its direction, and what it was then, or why there is none."""

    text: str
    tone: str
    then: str


@dataclass(frozen=True, slots=True)
class Shown:
    """一个数 — level, value of an indicator, its change on the year before, and the door to its rows."""

    level_label: str
    level_tag: str
    value: Value
    url: str
    change: Change


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
    lit_total: int
    lamps: tuple[LampCount, ...]
    stages: tuple[StageCount, ...]
    trend: tuple[TrendMonth, ...]
    zones: tuple[ZoneFigure, ...]
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
    reader = Reader(ask, actor, CODES)
    found = reader.figures
    thresholds = thresholds_on(ask.as_of)
    level = ask.scope.level
    counts = found.counts(replace(ask.scope, level=None), Group.LEVEL)
    lead = level or next((one.value for one in LEVELS if counts.get(one.value)), Level.PROVINCE.value)
    shown = lit(actor, found, ask, zones, thresholds)
    total = found.count(ask.scope)
    schedule = found.moment.schedule_pct
    bands = band_points(thresholds)
    here = next((zone for zone in zones if zone.id == ask.scope.zone_id), None)
    placed = zones_of(found, ask, zones, bands)
    ranked = tuple(figure for figure in placed if figure.rate_pct is not None)
    return Board(
        hero=_shown(reader, "completed", lead),
        hero_rate=_shown(reader, "completion_rate", lead),
        hero_gap=_shown(reader, "schedule_gap", lead),
        hero_count=found.count(replace(ask.scope, level=lead)),
        starts=_shown(reader, "start_rate", lead),
        city=None if level else _shown(reader, "admitted", Level.CITY),
        admitted=_shown(reader, "admitted", level or Level.DISTRICT),
        admitted_rate=_shown(reader, "admitted_target_rate", level or Level.DISTRICT),
        total=total, lit_total=shown.now.total(), lamps=_lamps(shown, ask), stages=_stages(shown, ask),
        trend=_trend(found, replace(ask.scope, level=lead)), zones=placed,
        best=ranked[:ENDS], worst=ranked[max(ENDS, len(ranked) - ENDS):],
        whole=whole_of(found, ask, here, bands), band_points=bands,
        laggards=shown.laggards, three=shown.three, schedule_pct=schedule,
        rank_scale=scale_of(ranked, schedule),
        levels=_levels(found, ask), chains=_chains(found, ask),
        rates=found.trend("completion_rate", replace(ask.scope, level=lead), TREND_MONTHS),
        own_rank=own_rank(ask, zones) if here is not None else None,
    )


def _shown(reader: Reader, code: str, level: str) -> Shown:
    ask, indicator = reader.ask, BY_NAME[code]
    scope = replace(ask.scope, level=level)
    value = reader.value(indicator, scope)
    url = f"{reverse('indicator_page', args=[code])}?{query_of(ask, level=level)}"
    if reader.figures.shared.built_at(ask.year - 1) is None:
        change = Change("—", "", f"{ask.year - 1}年的数不在库里")
    else:
        change = _change(reader.compare(indicator, value, scope, Comparison.YEAR), indicator)
    return Shown(Level(level).label, TAGS.get(Level(level), ""), value, url, change)


def _change(found: Compared, indicator: Indicator) -> Change:
    """Money by percent, a rate by points, a count by how many."""
    if found.difference is None or found.then is None:
        return Change("—", "", found.reason)
    then = f"{found.as_of}：{with_unit(found.then.value, indicator.unit)}"
    if indicator.unit == MONEY:
        growth = found.growth_pct
        text = "—" if growth is None else f"{points(growth)}%"
        return Change(text, updown(growth), then)
    unit = "个百分点" if indicator.unit in (RATE, POINTS) else indicator.unit
    return Change(f"{signed_text(found.difference, found.unit)} {unit}", updown(found.difference), then)


def _lamps(shown: Lit, ask: Asking) -> tuple[LampCount, ...]:
    found, start, total = [], Decimal(0), shown.now.total()
    for lamp in RANK:
        count = shown.now[lamp]
        share = Decimal(count * 100) / total if total else Decimal(0)
        change = count - shown.before[lamp] if shown.before else 0
        url = list_url(ask, lamp=lamp.value)
        found.append(LampCount(lamp.value, lamp.label, count, url, start, share, change))
        start += share
    return tuple(found)


def _stages(shown: Lit, ask: Asking) -> tuple[StageCount, ...]:
    """What is listed is at least admitted: 招引 comes before the library, a box of it were always 0."""
    return tuple(
        StageCount(stage.label, shown.stages[stage.value], list_url(ask, stage=stage.value))
        for stage in Stage
        if stage is not Stage.LEAD
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
        list_url(ask, **scope), f"{page}?{query_of(ask, **scope)}",
    )
