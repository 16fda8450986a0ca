"""结转规则目录 — the dated rules from a preset, renewed and audited; the terms in force on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhaotuifu.carryover.models import CarryRule
from zhaotuifu.carryover.rules import UNRULED, Terms
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row

TERMS = ("follows_until", "uses_finishing", "new_years_most", "done_pct", "spreads")


@dataclass(frozen=True, slots=True)
class CarryRuleGiven:
    """给定结转规则 — one rule as data."""

    name: str
    source: str
    follows_until: str
    uses_finishing: bool
    new_years_most: int
    done_pct: Decimal
    spreads: bool
    valid_from: date
    valid_to: date | None


def from_preset(row: Mapping[str, Any]) -> CarryRuleGiven:
    """读一条 — one entry of `rules` in a preset's carry_over file."""
    return CarryRuleGiven(
        row["name"], row["source"], row["follows_until"] or "", row["uses_finishing"],
        row["new_years_most"], Decimal(row["done_pct"]), row["spreads"], row["valid_from"],
        row["valid_to"],
    )


@transaction.atomic
def load_carry_rules(*, rules: Sequence[CarryRuleGiven], by: Actor, at: datetime) -> int:
    """载入结转规则 — create or renew rows by their first day; returns how many changed."""
    at = audit.take_turn(at)
    return sum(_load(rule, by=by, at=at) for rule in rules)


def _load(rule: CarryRuleGiven, *, by: Actor, at: datetime) -> bool:
    return load_row(
        CarryRule, ("valid_from",), asdict(rule), deed="载入结转规则", kind="carry_rule", by=by, at=at
    )


def terms_on(day: date) -> Terms:
    """口径 — in force on the day, the newest first; what is usual when no rule was loaded."""
    row = (
        CarryRule.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("-valid_from", "-id").first()
    )
    if row is None:
        return UNRULED
    return Terms(row.name, row.source, **{name: getattr(row, name) for name in TERMS})


def kept(terms: Terms) -> dict[str, Any]:
    """留存的口径 — a carry-over keeps the terms it was proposed by."""
    return asdict(terms) | {"done_pct": str(terms.done_pct)}


def terms_of(kept_terms: Mapping[str, Any]) -> Terms:
    """留存的口径 — as values again."""
    if not kept_terms:
        return UNRULED
    return Terms(**{**kept_terms, "done_pct": Decimal(kept_terms["done_pct"])})
