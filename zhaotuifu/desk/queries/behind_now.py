"""当下的灯色和滞后 — of the month the library stands at: off the positions, as the list behind every door has them.

Long years are counted in memory (`rostered`), short ones by the database; whatever is asked of another
day or moment is answered off year lines (`behind`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse

from zhaotuifu.desk import asking as lists
from zhaotuifu.desk.queries import rostered
from zhaotuifu.desk.queries.conditions import matching
from zhaotuifu.desk.queries.laggards import LAGGARDS, LOOKED_THROUGH, THREE, Laggard, Lit
from zhaotuifu.desk.queries.project_list import period
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.queries import NO_WORD, WordLine, words_of
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.queries import latest_profiles
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

LAMPS = {rank: lamp for lamp, rank in RANK.items()}
BEHIND = (RANK[Lamp.RED], RANK[Lamp.YELLOW])
#: parts of a scope that a list can be asked for too
PICKED = ("level", "kind", "construction_kind")
READ = (
    "project_id", "name", "zone_names", "lamp", "lamp_rank", "lamp_reason", "gap_points", "completed_wan",
    "plan_wan",
)


def lit_now(actor: Actor, ask: Asking) -> Lit | None:
    """当下的灯色和滞后 — None when another day, moment or scope is asked than the list stands at.

    Six SQL statements of a long year, seven of a short one.
    """
    asked = _as_list(ask)
    if asked is None:
        return None
    counted = _counted(actor, asked)
    if counted is None:
        return None
    laggards, three = _worst(actor, asked, ask)
    return Lit(*counted, laggards, three)


def _as_list(ask: Asking) -> lists.Asking | None:
    """The list behind the page: the same year, month and scope."""
    scope = ask.scope
    if ask.known_at or ask.count_by is not CountBy.LISTED or scope.size or scope.programme_id:
        return None
    if scope.size_from_wan is not None:
        return None
    year, month = period(ask.year, ask.year)
    if year != ask.year or not month or ask.as_of != month_end(year, month):
        return None
    picked = {name: (str(value),) for name in PICKED if (value := getattr(scope, name))}
    return lists.Asking(
        year=year, month=month, picked=picked, zone_id=scope.zone_id, category=scope.category or ""
    )


def _counted(
    actor: Actor, asked: lists.Asking
) -> tuple[Counter[Lamp], Counter[Lamp], Counter[str]] | None:
    held = rostered.choice(actor, asked)
    if held is not None:
        stages, now, before = (held.split(name) for name in ("stage", "lamp_rank", "rank_before"))
    else:
        stages, now, before = _split(actor, asked)
    if asked.month > 1 and None in before:
        return None  # drawn before the month before was kept
    return _lamps(now), _lamps(before), Counter(stages)


def _split(actor: Actor, asked: lists.Asking) -> tuple[Counter[Any], ...]:
    """One statement, a few dozen rows."""
    names = ("stage", "lamp_rank", "rank_before")
    rows = matching(actor, asked).order_by().values_list(*names).annotate(n=Count("pk"))
    found: tuple[Counter[Any], ...] = (Counter(), Counter(), Counter())
    for *values, n in rows:
        for counter, value in zip(found, values, strict=True):
            counter[value] += n
    return found


def _lamps(by_rank: Mapping[int | None, int]) -> Counter[Lamp]:
    return Counter({LAMPS[rank]: n for rank, n in by_rank.items() if rank is not None})


def _worst(
    actor: Actor, asked: lists.Asking, ask: Asking
) -> tuple[tuple[Laggard, ...], tuple[Laggard, ...]]:
    """Red before yellow, furthest behind first; and the first three that say what is in the way."""
    found = _furthest(actor, asked)
    words = words_of([row[0] for row in found], year=ask.year, through=asked.month)
    told = [row for row in found if words.get(row[0], NO_WORD).problems]
    others = [row for row in found if not words.get(row[0], NO_WORD).problems]
    three = [*told, *others][:THREE]
    shown = {row[0]: row for row in [*found[:LAGGARDS], *three]}
    profiles = latest_profiles(sorted(shown), as_of=ask.as_of, known_at=None)
    made = {
        pk: _laggard(
            row, words.get(pk, NO_WORD), str(profiles.get(pk, {}).get("responsible_unit") or ""), asked
        )
        for pk, row in shown.items()
    }
    return tuple(made[row[0]] for row in found[:LAGGARDS]), tuple(made[row[0]] for row in three)


def _furthest(actor: Actor, asked: lists.Asking) -> list[tuple[Any, ...]]:
    """With a gap first, read in the order of the index; without a plan there is none, and they come last."""
    rows = matching(actor, asked).filter(lamp_rank__in=BEHIND)
    measured = rows.filter(gap_points__isnull=False).order_by("lamp_rank", "gap_points", "id")
    unmeasured = rows.filter(gap_points__isnull=True).order_by("lamp_rank", "id")
    found = [
        *measured.values_list(*READ)[:LOOKED_THROUGH], *unmeasured.values_list(*READ)[:LOOKED_THROUGH]
    ]
    return sorted(found, key=_place)[:LOOKED_THROUGH]


def _place(row: tuple[Any, ...]) -> tuple[int, bool, Decimal, int]:
    """Red before yellow; without a plan behind those that have one; equals by the project."""
    pk, rank, done, plan = (row[READ.index(name)] for name in ("project_id", "lamp_rank", "completed_wan", "plan_wan"))
    rate = ratio_pct(done or Decimal(0), plan)
    return rank, rate is None, rate or Decimal(0), pk


def _laggard(row: tuple[Any, ...], word: WordLine, unit: str, asked: lists.Asking) -> Laggard:
    pk, name, zones, lamp, _, reason, _, done, plan = row
    rate = ratio_pct(done or Decimal(0), plan)
    hosts = "、".join(dict.fromkeys(one for one in (*zones.split("、"), unit) if one))
    return Laggard(
        name, f"{reverse('project_page', args=[pk])}?year={asked.year}", lamp, str(Lamp(lamp).label),
        reason, zones, hosts, str(Cause(word.cause).label) if word.cause else "", word.problems, rate,
        rate - schedule_pct(asked.month) if rate is not None else None,
    )
