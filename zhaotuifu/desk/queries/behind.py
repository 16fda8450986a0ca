"""灯色和滞后 — lamps, stages and the projects furthest behind, of a scope: as the list has them where it
stands at the same day (`behind_now`), else off year lines by SQL, or off the book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FloatField, Q, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse

from zhaotuifu.desk.queries.behind_now import lit_now
from zhaotuifu.desk.queries.laggards import LAGGARDS, LOOKED_THROUGH, THREE, Laggard, Lit
from zhaotuifu.desk.queries.rostered import stand_of
from zhaotuifu.indicators.adding import Said
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.figures import Figures
from zhaotuifu.indicators.models import COLUMNS, YearLineQuerySet
from zhaotuifu.indicators.rules import Line, schedule_pct
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.progress.queries import NO_WORD, WordLine, words_of
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import latest_profiles
from zhaotuifu.supervision.lamp_sql import lamp_rank
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import RANK, Light, Thresholds, line_light
from zhaotuifu.supervision.states import Lamp

BEHIND = (RANK[Lamp.RED], RANK[Lamp.YELLOW])


def lit(
    actor: Actor, figures: Figures, ask: Asking, zones: Sequence[ZoneLine], thresholds: Thresholds | None
) -> Lit:
    """灯色和滞后 — of the scope asked; six SQL statements off the lines."""
    stand = stand_of(ask.year)
    return remembered(
        ("lit", actor, ask),
        lambda: lit_now(actor, ask) or _then(figures, ask, zones, thresholds),
        stamp=(stand.stamp if stand else None, figures.shared.built_at(ask.year), thresholds),
    )


def _then(
    figures: Figures, ask: Asking, zones: Sequence[ZoneLine], thresholds: Thresholds | None
) -> Lit:
    rows = figures.lines(ask.scope)
    month = figures.moment.month
    if rows is None:
        return _of_book(figures.book.within(ask.scope), ask, month, thresholds)
    now, before, stages = _counted(rows, ask, month, thresholds)
    laggards, three = _worst(rows, ask, month, thresholds, zones)
    return Lit(now, before, stages, laggards, three)


def _counted(
    rows: YearLineQuerySet, ask: Asking, month: int, thresholds: Thresholds | None
) -> tuple[Counter[Lamp], Counter[Lamp], Counter[str]]:
    """One statement for all three."""
    months = {"now": (month, ask.as_of)}
    if month > 1:
        months["before"] = (month - 1, month_end(ask.year, month - 1))
    sums = {
        f"{when}_{lamp.value}": Count("pk", filter=Q(**{when: rank}))
        for when in months
        for lamp, rank in RANK.items()
    }
    ranks = {when: lamp_rank(*given, thresholds) for when, given in months.items()}
    found = rows.order_by().annotate(**ranks).values("project__stage").annotate(n=Count("pk"), **sums)
    lamps: dict[str, Counter[Lamp]] = {"now": Counter(), "before": Counter()}
    stages: Counter[str] = Counter()
    for row in found:
        stages[row["project__stage"]] += row["n"]
        for when in months:
            lamps[when] += Counter({lamp: row[f"{when}_{lamp.value}"] for lamp in RANK})
    return lamps["now"], lamps["before"], stages


def _worst(
    rows: YearLineQuerySet, ask: Asking, month: int, thresholds: Thresholds | None,
    zones: Sequence[ZoneLine],
) -> tuple[tuple[Laggard, ...], tuple[Laggard, ...]]:
    """Red before yellow, furthest behind first; and the first three that say what is in the way."""
    done: Any = Coalesce(F(f"done_{month}"), Value(0)) if month else Value(0)
    rate = Cast(done, FloatField()) / NullIf(Cast(F("plan"), FloatField()), Value(0.0))
    rank = lamp_rank(month, ask.as_of, thresholds)
    ordered = rows.annotate(rank=rank, rate=rate).filter(rank__in=BEHIND)
    ordered = ordered.order_by("rank", F("rate").asc(nulls_last=True), "project_id")
    found = list(ordered.values_list(*COLUMNS)[:LOOKED_THROUGH])
    words = words_of(
        [values[0] for values in found], year=ask.year, through=month, known_at=ask.known_at
    )
    told = [values for values in found if words.get(values[0], NO_WORD).problems]
    others = [values for values in found if not words.get(values[0], NO_WORD).problems]
    three = [*told, *others][:THREE]
    shown = {values[0]: values for values in [*found[:LAGGARDS], *three]}
    names = dict(Project.objects.filter(pk__in=shown).order_by("pk").values_list("pk", "name"))
    profiles = latest_profiles(sorted(shown), as_of=ask.as_of, known_at=ask.known_at)
    made = {}
    for pk, values in shown.items():
        line = Said(values).at(month)
        named = [zone.name for zone in zones if zone.id in line.zone_ids]
        unit = str(profiles.get(pk, {}).get("responsible_unit") or "")
        light = line_light(line, month=month, as_of=ask.as_of, thresholds=thresholds)
        word = words.get(pk, NO_WORD)
        made[pk] = _laggard(line, names[pk], named, unit, word, light, ask, month)
    return (
        tuple(made[values[0]] for values in found[:LAGGARDS]),
        tuple(made[values[0]] for values in three),
    )


def _laggard(
    line: Line, name: str, zones: Sequence[str], unit: str, word: WordLine, light: Light,
    ask: Asking, month: int,
) -> Laggard:
    rate = _rate(line)
    hosts = "、".join(dict.fromkeys(one for one in (*zones, unit) if one))
    return Laggard(
        name, f"{reverse('project_page', args=[line.project_id])}?year={ask.year}",
        light.lamp.value, str(light.lamp.label), light.reason, "、".join(zones), hosts,
        str(Cause(word.cause).label) if word.cause else "", word.problems, rate,
        rate - schedule_pct(month) if rate is not None else None,
    )


def _rate(line: Line) -> Decimal | None:
    return ratio_pct(line.completed_wan or Decimal(0), line.plan_wan)


def _of_book(
    lines: Sequence[Line], ask: Asking, month: int, thresholds: Thresholds | None
) -> Lit:
    """The same off the lines of the book."""

    def lights(through: int, as_of: date) -> list[tuple[Line, Light]]:
        return [
            (line, line_light(line, month=through, as_of=as_of, thresholds=thresholds))
            for line in lines
        ]

    lit_now = lights(month, ask.as_of)
    before: Counter[Lamp] = Counter()
    if month > 1:
        before = Counter(one.lamp for _, one in lights(month - 1, month_end(ask.year, month - 1)))
    behind = [(line, light) for line, light in lit_now if RANK[light.lamp] in BEHIND]
    behind.sort(key=lambda one: _place(*one))
    told = [one for one in behind[:LOOKED_THROUGH] if one[0].word.problems]
    others = [one for one in behind[:LOOKED_THROUGH] if not one[0].word.problems]
    shown = [
        tuple(
            _laggard(
                line, line.name, line.zone_names, str(line.profile["responsible_unit"] or ""),
                line.word, light, ask, month,
            )
            for line, light in part
        )
        for part in (behind[:LAGGARDS], [*told, *others][:THREE])
    ]
    return Lit(
        Counter(light.lamp for _, light in lit_now), before,
        Counter(line.stage for line in lines), shown[0], shown[1],
    )


def _place(line: Line, light: Light) -> tuple[int, bool, Decimal, int]:
    rate = _rate(line)
    return RANK[light.lamp], rate is None, rate or Decimal(0), line.project_id
