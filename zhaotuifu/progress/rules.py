"""进展规则 — the stage that reached milestones amount to; sums of several months kept whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Stage

STAGE_REACHED = (
    (Node.FULL_OUTPUT, Stage.FULL),
    (Node.PRODUCTION, Stage.PRODUCING),
    (Node.FINISH, Stage.FINISHED),
    (Node.START, Stage.STARTED),
    (Node.LAND, Stage.LAND),
)


def stage_of(reached: Mapping[str, date], *, has_month: bool) -> Stage:
    """阶段 — the furthest reached node decides; a started project with reported work is 在建.

    `reached` maps a node to the day it was recognised, or actually reached.
    """
    for node, stage in STAGE_REACHED:
        if node in reached:
            return Stage.BUILDING if stage is Stage.STARTED and has_month else stage
    return Stage.ADMITTED


@dataclass(frozen=True, slots=True)
class Amount:
    """一笔月数 — 万元 of a month; with `covers_from` 几个月合计 (see `MonthlyAmount`).

    `wan` None: the month is emptied.
    """

    wan: Decimal | None
    covers_from: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """合计不变 — what sums of several months become once months inside them are known.

    `changed` maps the month a sum stands at to its new amount. `broken` is the span (first, last)
    whose sum is too small, `sum_wan` what it still holds and `said_wan` what was said of it.
    """

    changed: Mapping[int, Amount]
    broken: tuple[int, int] | None = None
    sum_wan: Decimal = Decimal(0)
    said_wan: Decimal = Decimal(0)


def keep_sums(known: Mapping[int, Amount], stated: Mapping[int, Amount]) -> Kept:
    """合计不变 — a month that becomes known by itself is taken off the sum it was part of.

    `known` are the recorded months of a year, `stated` those about to be recorded. The sum of
    1—3月 was reported; learning January moves money from the sum to January and adds none. When
    the last month of a sum is told alone, what is left moves to the months before it. A sum told
    anew (`stated` with `covers_from`) or emptied stands as told. One that would turn negative is
    not kept: see `Kept.broken`.
    """
    changed: dict[int, Amount] = {}
    for month, amount in sorted(known.items()):
        first = amount.covers_from
        now = stated.get(month)
        if first is None or amount.wan is None:
            continue
        if now is not None and (now.wan is None or now.covers_from is not None):
            continue
        rest = {**known, **stated, **changed}
        del rest[month]
        before = uncovered(rest, first, month)
        inside = [one for one in stated if first <= one < month]
        if (now is not None and not before) or (now is None and not inside):
            continue
        said = sum((_gained(known, stated, one) for one in inside), Decimal(0))
        if now is not None and now.wan is not None:
            said += now.wan
        left = amount.wan - said
        if left < 0 < said:
            return Kept({}, (first, month), amount.wan, said)
        if now is None:
            changed[month] = Amount(left, before[0] if before else None)
        else:
            changed[before[-1]] = Amount(left, before[0] if len(before) > 1 else None)
    return Kept(changed)


def uncovered(rows: Mapping[int, Amount], first: int, end: int) -> list[int]:
    """没有数的月份 — of `first` to the month before `end`, those no row speaks of."""
    spoken = {
        one
        for month, amount in rows.items() if amount.wan is not None
        for one in range(amount.covers_from or month, month + 1)
    }
    return [one for one in range(first, end) if one not in spoken]


def _gained(known: Mapping[int, Amount], stated: Mapping[int, Amount], month: int) -> Decimal:
    """What a month holds more than before."""
    old = known.get(month)
    return (stated[month].wan or Decimal(0)) - ((old.wan if old else None) or Decimal(0))
