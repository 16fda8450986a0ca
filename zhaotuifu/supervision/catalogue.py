"""灯色规则目录 — lamp rule rows from a preset: dated, with their source, renewed and audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import LampRule, Position
from zhaotuifu.supervision.states import Scale

# A rule set that does not judge late starts waits this many months: longer than any project lives.
NEVER_MONTHS = 999
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class LampRuleGiven:
    """给定灯色规则 — one rule set as data.

    `yellow_from` and `red_from` are percentage points below 序时 on the scale of points, and
    percent of 序时 on the scale of ratios; months count from the planned month of the start.
    """

    code: str
    name: str
    source: str
    scale: Scale
    yellow_from: Decimal
    red_from: Decimal
    start_yellow_months: int
    start_red_months: int
    valid_from: date
    valid_to: date | None


def from_preset(row: dict) -> LampRuleGiven:
    """读规则集 — one entry of `rule_sets` in a preset's lamps file."""
    scale = Scale(row["scale"])
    key, unit = ("below_ratio", HUNDRED) if scale is Scale.RATIO else ("from_points", Decimal(1))
    yellow, red = (Decimal(str(row[f"{lamp}_{key}"])) * unit for lamp in ("yellow", "red"))
    return LampRuleGiven(
        row["code"], row["name"], row["source"], scale, yellow, red,
        _months(row["start_late_yellow_months"]), _months(row["start_late_red_months"]),
        row["valid_from"], row["valid_to"],
    )


def _months(given: int | None) -> int:
    return NEVER_MONTHS if given is None else given


@transaction.atomic
def load_lamp_rules(*, rules: Sequence[LampRuleGiven], by: Actor, at: datetime) -> int:
    """载入灯色规则 — create or renew rows by code and first day; returns how many changed.

    A rule once loaded stays; what is in force on a day is the row that began last. When something
    changed, the lamps of every year on the board are judged anew as a task.
    """
    changed = sum(_load(rule, by=by, at=at) for rule in rules)
    if changed:
        for year in Position.objects.order_by("year").values_list("year", flat=True).distinct():
            transaction.on_commit(partial(refresh_year.enqueue, year))
    return changed


def _load(rule: LampRuleGiven, *, by: Actor, at: datetime) -> bool:
    return load_row(
        LampRule, ("code", "valid_from"), asdict(rule), deed="载入灯色规则", kind="lamp_rule", by=by, at=at
    )
