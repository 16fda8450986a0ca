"""低于序时 — a project's own rate below what is due by the month, with the tolerance of the definition.

Compared without a division, in whole numbers, so that Python and both databases say the same:
done ÷ plan < month ÷ paced − tolerance  is  done × paced × 100 < plan × (month × 100 − tolerance × paced).
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models.expressions import F, Value
from django.db.models.fields import DecimalField
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThan
from django.db.models.query_utils import Q

from zhaotuifu.indicators.rules import parameters as given
from zhaotuifu.indicators.rules.lines import HUNDRED, ZERO, Line, Moment
from zhaotuifu.indicators.rules.measures import Condition
from zhaotuifu.projects.states import Level

WIDE: DecimalField = DecimalField(max_digits=40, decimal_places=0)

HAS_PLAN = Condition(lambda line, moment: bool(line.plan_wan), lambda moment: Q(plan__gt=0) | Q(plan__lt=0))


def _sides(moment: Moment, level: str) -> tuple[Decimal, Decimal]:
    """What done and plan are multiplied with before they are compared, both whole."""
    by_level = moment.parameter(given.SCHEDULE, given.PACED_MONTHS)
    paced = Decimal(str(by_level.get(level, by_level.get("", 12))))
    tolerance = Decimal(str(moment.parameter(given.BEHIND, given.TOLERANCE)))
    month = min(Decimal(moment.month), paced)
    finer = 10 ** max(-int(one.as_tuple().exponent) for one in (paced, tolerance, paced * tolerance, ZERO))
    return paced * HUNDRED * finer, (month * HUNDRED - tolerance * paced) * finer


def _is_behind(line: Line, moment: Moment) -> bool:
    if not line.plan_wan:
        return False
    times_done, times_plan = _sides(moment, line.level)
    return (line.completed_wan or ZERO) * times_done < line.plan_wan * times_plan


def _behind_sql(moment: Moment) -> Q:
    done = Coalesce(F(f"done_{moment.month}"), Value(0)) if moment.month else Value(0)
    found = []
    for level in Level:
        times_done, times_plan = _sides(moment, level.value)
        is_less = LessThan(_times(done, times_done), _times(F("plan"), times_plan))
        found.append(Q(level=level.value) & Q(is_less))
    return HAS_PLAN.sql(moment) & reduce(or_, found)


def _times(amount: Any, factor: Decimal) -> Any:
    """As a wide number: a slip in one row overflows no whole number."""
    return Cast(amount, WIDE) * Value(factor, output_field=WIDE)


IS_BEHIND = Condition(_is_behind, _behind_sql, is_steady=False)
