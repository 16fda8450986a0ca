"""演示节点与形象进度 — milestones along the life of a project, and the words of its months."""

from __future__ import annotations

import calendar
import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.desk.seed import words
from zhaotuifu.desk.seed.money import Sums
from zhaotuifu.desk.seed.sketches import MONTHS, YEAR, NodeDays, Said, report_day
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Precision

NEW, FINISHING = ConstructionKind.NEW, ConstructionKind.FINISHING
QUARTER_END = date(2025, 3, 31)


def nodes(
    rng: random.Random, kind: ConstructionKind, admitted_on: date, *, is_started: bool,
    late_months: tuple[int, int] | None, is_signed: bool,
) -> dict[Node, NodeDays]:
    """节点 — signed before the admission; land, permit and start when started; the rest planned.

    `late_months`: how many months the planned start has passed by the end of March. What no
    investor was found for (`is_signed` False) is not signed.
    """
    found = signing(rng, admitted_on) if is_signed else {}
    if is_started:
        started_on = _started_on(rng, kind, admitted_on)
        found |= up_to_start(rng, started_on)
        found |= _finish(rng, kind, started_on)
        return found
    if late_months:
        planned_on = months_after(QUARTER_END, -rng.randint(*late_months))
    else:
        planned_on = months_after(QUARTER_END, rng.randint(1, 8))
        if rng.random() < 0.4:
            land_on = date(2025, rng.randint(1, 3), rng.randint(9, 26))
            found[Node.LAND] = NodeDays(actual_on=land_on, recognised_on=land_on)
    found[Node.START] = NodeDays(planned_on, Precision.MONTH)
    found[Node.FINISH] = NodeDays(months_after(planned_on, rng.randint(14, 24)), Precision.MONTH)
    return found


def _started_on(rng: random.Random, kind: ConstructionKind, admitted_on: date) -> date:
    if kind in (NEW, ConstructionKind.RESERVE):  # a 储备 may begin before its time
        return date(2025, *rng.choice(((1, 20), (2, 14), (2, 26), (3, 11), (3, 19), (3, 26))))
    return min(admitted_on + timedelta(days=rng.randint(60, 300)), date(2024, 11, 28))


def signing(rng: random.Random, admitted_on: date) -> dict[Node, NodeDays]:
    """签约 — some months before the admission."""
    signed_on = admitted_on - timedelta(days=rng.randint(15, 120))
    return {Node.SIGNED: NodeDays(actual_on=signed_on, recognised_on=signed_on)}


def up_to_start(rng: random.Random, started_on: date) -> dict[Node, NodeDays]:
    """供地到开工 — land, permit, pile and the recognised start, one after the other."""
    pile_on = started_on - timedelta(days=rng.randint(5, 14))
    permit_on = pile_on - timedelta(days=rng.randint(2, 12))
    land_on = permit_on - timedelta(days=rng.randint(20, 70))
    planned_on = months_after(started_on, 0)
    return {
        Node.LAND: NodeDays(actual_on=land_on, recognised_on=land_on),
        Node.PERMIT: NodeDays(actual_on=permit_on, recognised_on=permit_on),
        Node.PILE: NodeDays(actual_on=pile_on, recognised_on=pile_on),
        Node.START: NodeDays(planned_on, Precision.MONTH, pile_on, started_on),
        **in_statistics(started_on, rng.randint(18, 50)),
    }


def in_statistics(started_on: date, days: int) -> dict[Node, NodeDays]:
    """纳统 — so many days after the start; nothing while it is not there."""
    day = started_on + timedelta(days=days)
    return {Node.STATISTICS: NodeDays(actual_on=day, recognised_on=day)} if day <= QUARTER_END else {}


def _finish(rng: random.Random, kind: ConstructionKind, started_on: date) -> dict[Node, NodeDays]:
    """A project due this year may be finished by now, and produce."""
    if kind is not FINISHING:
        planned_on = months_after(max(started_on, date(2024, 6, 30)), rng.randint(20, 34))
        return {
            Node.FINISH: NodeDays(planned_on, Precision.MONTH),
            Node.PRODUCTION: NodeDays(months_after(planned_on, 4), Precision.MONTH),
        }
    month = rng.choice((2, 3, 3, 6, 6, 9, 10, 12))
    planned_on = months_after(date(2025, month, 1), 0)
    if month > QUARTER_END.month:
        return {Node.FINISH: NodeDays(planned_on, Precision.MONTH)}
    done_on = planned_on - timedelta(days=rng.randint(4, 15))
    found = {Node.FINISH: NodeDays(planned_on, Precision.MONTH, done_on, done_on)}
    if month == 2:
        producing_on = done_on + timedelta(days=21)
        found[Node.PRODUCTION] = NodeDays(
            months_after(planned_on, 1), Precision.MONTH, producing_on, producing_on
        )
    return found


def months_after(day: date, count: int) -> date:
    """几个月后的月末 — the last day of the month so many months on."""
    month = day.year * 12 + day.month - 1 + count
    year, month = divmod(month, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def words_of(
    rng: random.Random, kind: Kind, sums: Sums, months: Mapping[int, Decimal], listed_on: date,
    started_on: date | None, cause: Cause,
) -> dict[int, Said]:
    """形象进度 — follows what has been completed of the total, month by month."""
    phases = words.PHASES[kind]
    problem = ""
    if cause is not Cause.UNSET:
        said = words.PROBLEMS if started_on else words.PROBLEMS_BEFORE
        problem = rng.choice(said[cause]).format(n=rng.randint(2, 40))
    done, found = sums.before_wan, {}
    for month in (month for month in MONTHS if report_day(YEAR, month) > listed_on):
        done += months.get(month, Decimal(0))
        month_end = months_after(date(2025, month, 1), 0)
        is_building = started_on is not None and started_on <= month_end
        place = words.phase_at(phases, done / sums.total_wan, is_building)
        place = 0 if not is_building and month < MONTHS[-1] else place
        following = phases[min(place + 1, len(phases) - 1)]
        found[month] = Said(phases[place], following, problem, cause)
    return found
