"""本单位数字 — the period's figures of what the actor sees, each with its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.queries import rostered
from zhaotuifu.desk.queries.conditions import matching
from zhaotuifu.indicators import figures
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Value
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

CODES = ("completed", "completion_rate", "schedule_gap", "admitted", "start_rate")


@dataclass(frozen=True, slots=True)
class Figure:
    """一个数."""

    value: Value
    url: str


@dataclass(frozen=True, slots=True)
class LampFigure:
    """一色灯."""

    lamp: str
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """本单位数字 — completed, rate, gap, admitted, starts, lamps."""

    title: str
    year: int
    month: int
    as_of: date
    count: int
    completed: Figure
    rate: Figure
    gap: Figure
    admitted: Figure
    starts: Figure
    lamps: tuple[LampFigure, ...]


def own_figures(actor: Actor, *, year: int, month: int) -> OwnFigures:
    """本单位数字 — of the projects the actor may see; from the roll-ups, and one count."""
    as_of = month_end(year, month)
    own = actor.organisations(Role.ZONE)
    # Of one 板块 the figures are the 板块's, measured by its own targets.
    scope = Scope(zone_id=next(iter(own))) if not actor.sees_all and len(own) == 1 else EVERYTHING
    found = figures.ask(year=year, as_of=as_of, actor=actor, codes=CODES)

    def figure(code: str) -> Figure:
        address = reverse("indicator_page", args=[code])
        return Figure(found.value(code, scope), f"{address}?year={year}&month={month}")

    rate = figure("completion_rate")
    is_whole = actor.sees_all
    return OwnFigures(
        "全区" if is_whole else actor.organisation, year, month, as_of, found.count(scope),
        figure("completed"), rate, figure("schedule_gap"), figure("admitted"), figure("start_rate"),
        _lamps(actor, year, month),
    )


def _lamps(actor: Actor, year: int, month: int) -> tuple[LampFigure, ...]:
    by_rank = lamps_by_rank(actor, Asking(year, month))
    address = reverse("project_list")
    return tuple(
        LampFigure(lamp.value, str(lamp.label), by_rank.get(RANK[lamp], 0), f"{address}?year={year}&lamp={lamp.value}")
        for lamp in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)
    )


def lamps_by_rank(actor: Actor, ask: Asking) -> dict[int, int]:
    """灯色个数 — by rank, of the list asked for; one SQL statement."""
    held = rostered.choice(actor, ask)
    if held is not None:
        return held.split("lamp_rank")
    counted = matching(actor, ask).order_by("lamp_rank").values_list("lamp_rank")
    return dict(counted.annotate(n=Count("id")))


def is_filler(actor: Actor) -> bool:
    """是否填报岗 — what the main button of the desk offers."""
    return actor.holds(Role.OFFICE, Role.ZONE)
