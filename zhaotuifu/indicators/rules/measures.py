"""量 — one additive quantity of a line, said once and read twice: off a line, and by SQL off year rows.

A measure is an amount (or ONE) of the lines its condition takes. Indicators name measures by code
(`quantities.py`); the book, the roll-ups and SQL over `YearLine` add the same measure up, so they
cannot differ. What is not a sum (a median) is no measure and is counted from lines.

`sql` gives expressions over the columns of `YearLine`; money there is a whole number of 0.000001 万元.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models.expressions import Case, F, Value, When
from django.db.models.fields import BigIntegerField
from django.db.models.functions import Cast, Substr
from django.db.models.lookups import Exact
from django.db.models.query_utils import Q

from zhaotuifu.indicators.rules.lines import ONE, Line, Moment
from zhaotuifu.progress.states import Cause, Node

MICRO = 10**6


#: one letter for each cause in `YearLine.causes`; a month before any word has "-"
CAUSE_LETTERS = {
    Cause.LAND: "l", Cause.QUOTA: "q", Cause.FUNDS: "f", Cause.PERMITS: "p", Cause.OTHER: "o",
    Cause.UNSET: "-",
}


def micro(wan: Decimal | None) -> int | None:
    """整数 — 万元 as a whole number of 0.000001 万元, the finest an amount is kept in (and rounded as
    the database rounds it).
    """
    return None if wan is None else int((wan * MICRO).to_integral_value(ROUND_HALF_EVEN))


def wan(units: int | None) -> Decimal | None:
    """万元 — back from `micro`."""
    return None if units is None else Decimal(units) / MICRO


@dataclass(frozen=True, slots=True)
class Day:
    """日子 — a date of a line: how it is read, and its column in `YearLine`."""

    column: str
    of: Callable[[Line], date | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """条件 — which lines; joined by `&`, `|`, `~`. `is_steady`: it does not change within a year
    while the line itself does not (it looks at `moment.year` at most).
    """

    of: Callable[[Line, Moment], bool]
    sql: Callable[[Moment], Q]
    is_steady: bool = True

    def __and__(self, other: Condition) -> Condition:
        return Condition(
            lambda line, moment: self.of(line, moment) and other.of(line, moment),
            lambda moment: self.sql(moment) & other.sql(moment),
            self.is_steady and other.is_steady,
        )

    def __or__(self, other: Condition) -> Condition:
        return Condition(
            lambda line, moment: self.of(line, moment) or other.of(line, moment),
            lambda moment: self.sql(moment) | other.sql(moment),
            self.is_steady and other.is_steady,
        )

    def __invert__(self) -> Condition:
        return Condition(
            lambda line, moment: not self.of(line, moment),
            lambda moment: ~self.sql(moment),
            self.is_steady,
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """数额 — what of each line is added: 万元, or 1 (`is_money` False). None: the line has none."""

    of: Callable[[Line, Moment], Decimal | None]
    sql: Callable[[Moment], Any]
    is_money: bool = True
    is_steady: bool = True


def recognised(node: Node) -> Day:
    """认定日 — of a node."""
    return Day(f"{node}_on", lambda line: line.reached_on(node))


def actual(node: Node) -> Day:
    """实际日 — of a node."""
    return Day(f"{node}_done_on", lambda line: _milestone(line, node, "actual_on"))


def planned(node: Node) -> Day:
    """计划日 — of a node."""
    return Day(f"{node}_due_on", lambda line: line.planned_on(node))


def _milestone(line: Line, node: Node, name: str) -> date | None:
    found = line.milestones.get(node)
    return getattr(found, name) if found else None


ADMITTED_ON = Day("admitted_on", lambda line: line.admitted_on)


def is_(**values: str) -> Condition:
    """等于 — texts of the line by name: level, construction_kind, kind, category, standing."""
    return Condition(
        lambda line, moment: all(getattr(line, name) == value for name, value in values.items()),
        lambda moment: Q(**values),
    )


def by(day: Day) -> Condition:
    """已到 — the day is there and not after the day asked."""
    return Condition(
        lambda line, moment: (on := day.of(line)) is not None and on <= moment.as_of,
        lambda moment: Q(**{f"{day.column}__lte": moment.as_of}),
        is_steady=False,
    )


def in_year(day: Day) -> Condition:
    """在本年 — the day lies in the year asked."""
    return Condition(
        lambda line, moment: (on := day.of(line)) is not None and on.year == moment.year,
        lambda moment: Q(
            **{
                f"{day.column}__gte": date(moment.year, 1, 1),
                f"{day.column}__lte": date(moment.year, 12, 31),
            }
        ),
    )


def at_least(wan_least: Decimal) -> Condition:
    """规模不小于 — total investment in 万元; without one a line is smaller."""
    return Condition(
        lambda line, moment: line.total_wan is not None and line.total_wan >= wan_least,
        lambda moment: Q(total__gte=micro(wan_least)),
    )


def because(cause: Cause) -> Condition:
    """滞后原因是 — as said with the latest word up to the reporting month."""
    return Condition(
        lambda line, moment: line.word.cause == cause,
        lambda moment: Q(Exact(Substr(F("causes"), moment.month, 1), Value(CAUSE_LETTERS[cause])))
        if moment.month else Q(pk__isnull=cause != Cause.UNSET),
        is_steady=False,
    )


NONE = Cast(Value(None), BigIntegerField())  # PostgreSQL wants to know what it adds up
EVERY = Condition(lambda line, moment: True, lambda moment: Q())

EACH = Amount(lambda line, moment: ONE, lambda moment: Value(1, output_field=BigIntegerField()), is_money=False)
PLAN = Amount(lambda line, moment: line.plan_wan, lambda moment: F("plan"))
TOTAL = Amount(lambda line, moment: line.total_wan, lambda moment: F("total"))
#: 本年累计完成 to the reporting month, as reported and as statistics recognised it (列统)
DONE = Amount(
    lambda line, moment: line.completed_wan,
    lambda moment: F(f"done_{moment.month}") if moment.month else NONE, is_steady=False,
)
RECOGNISED = Amount(
    lambda line, moment: line.recognised_wan,
    lambda moment: F(f"recognised_{moment.month}") if moment.month else NONE,
    is_steady=False,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """量 — `amount` of the lines in `where`, once `since` is reached (None: always).

    A sum is kept with the number of lines that had an amount: none at all is 「—」, not 0.
    """

    code: str
    name: str
    amount: Amount = EACH
    where: Condition = EVERY
    since: Day | None = None

    @property
    def is_money(self) -> bool:
        return self.amount.is_money

    @property
    def unit(self) -> str:
        return "万元" if self.is_money else "个"

    def taken(self, moment: Moment) -> Q:
        """算哪些 — `takes` as a condition over `YearLine`; an empty one takes every row."""
        return self._whole.sql(moment)

    @property
    def takes_all(self) -> bool:
        """每行都算."""
        return self.where is EVERY and self.since is None

    @property
    def is_steady(self) -> bool:
        """Changes within a year only by `since`, while the line itself does not."""
        return self.amount.is_steady and self.where.is_steady

    def takes(self, line: Line, moment: Moment) -> bool:
        """算不算 — whether the line is one of those counted."""
        return self._whole.of(line, moment)

    def of(self, line: Line, moment: Moment) -> Decimal | None:
        """一行的数 — None when the line is not taken or has no amount."""
        return self.amount.of(line, moment) if self.takes(line, moment) else None

    def sql(self, moment: Moment) -> Any:
        """同一个数 — as an expression over a row of `YearLine`; NULL for None."""
        taken = self._whole.sql(moment)
        amount = self.amount.sql(moment)
        if not taken:
            return amount
        return Case(When(taken, then=amount), default=Value(None), output_field=BigIntegerField())

    @property
    def _whole(self) -> Condition:
        return self.where if self.since is None else self.where & by(self.since)
