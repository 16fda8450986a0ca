"""灯色换成 SQL — the lamp of `rules.line_light` as an expression over year lines.

Compared without a division, in whole numbers: done ÷ plan − month ÷ 12 < −red  is, for a plan above
zero,  done × 120000 < plan × (month × 10000 − red × 1200).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from zhaotuifu.supervision.rules import RANK, Thresholds
from zhaotuifu.supervision.states import Lamp, Scale

WIDE: DecimalField = DecimalField(max_digits=40, decimal_places=0)
NOBODY = Q(pk__in=[])


def lamp_rank(month: int, as_of: date, thresholds: Thresholds | None) -> Any:
    """灯次 — 0 red, 1 yellow, 2 green, 3 none: as `line_light` at a reporting month."""
    if thresholds is None:
        return Value(RANK[Lamp.NONE], output_field=IntegerField())
    red, yellow = _progress(month, thresholds)
    return Case(
        When(red | _late(as_of, thresholds.start_red_months), then=Value(RANK[Lamp.RED])),
        When(yellow | _late(as_of, thresholds.start_yellow_months), then=Value(RANK[Lamp.YELLOW])),
        When(~Q(plan=0) & Q(plan__isnull=False), then=Value(RANK[Lamp.GREEN])),
        default=Value(RANK[Lamp.NONE]), output_field=IntegerField(),
    )


def _progress(month: int, thresholds: Thresholds) -> tuple[Q, Q]:
    if thresholds.scale == Scale.RATIO:
        if not month:  # nothing is due yet: all are at a hundred percent of it
            return _always(thresholds.red_from > 100), _always(thresholds.yellow_from > 100)
        shares = (thresholds.red_from, thresholds.yellow_from)
        red, yellow = (_below(month, one * 100 * month, or_equal=False) for one in shares)
        return red, yellow
    due = Decimal(month * 10000)
    return (
        _below(month, due - thresholds.red_from * 1200, or_equal=False),
        _below(month, due - thresholds.yellow_from * 1200, or_equal=True),
    )


def _below(month: int, times_plan: Decimal, *, or_equal: bool) -> Q:
    done = Coalesce(F(f"done_{month}"), Value(0)) if month else Value(0)
    above, due = _times(done, Decimal(120000)), _times(F("plan"), times_plan)
    less = LessThanOrEqual(above, due) if or_equal else LessThan(above, due)
    more = GreaterThanOrEqual(above, due) if or_equal else GreaterThan(above, due)
    return (Q(plan__gt=0) & Q(less)) | (Q(plan__lt=0) & Q(more))


def _times(amount: Any, factor: Decimal) -> Any:
    return Cast(amount, WIDE) * Value(factor.to_integral_value(), output_field=WIDE)


def _always(is_so: bool) -> Q:
    return Q(pk__isnull=False) if is_so else NOBODY


def _late(as_of: date, months: int) -> Q:
    """A planned start missed by so many months, and no start recognised."""
    number = as_of.year * 12 + as_of.month - months
    before = date(number // 12, number % 12 + 1, 1)  # first day after the month that is late enough
    due = Q(start_due_on__lt=before) if months else Q(start_due_on__lte=as_of)
    return due & ~Q(start_on__isnull=False, start_on__lte=as_of)
