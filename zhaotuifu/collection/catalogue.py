"""期限规则目录 — the rules of a round from a preset: dated, with their source, renewed and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhaotuifu.collection.models import RoundRule
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row


@dataclass(frozen=True, slots=True)
class RoundRuleGiven:
    """给定期限规则 — one rule as data; days are working days."""

    name: str
    source: str
    due_workday: int
    remind_before: list[int]
    overdue_every: int
    overdue_most: int
    valid_from: date
    valid_to: date | None


def from_preset(row: Mapping[str, Any]) -> RoundRuleGiven:
    """读一条 — one entry of `rules` in a preset's rounds file."""
    return RoundRuleGiven(
        row["name"], row["source"], row["due_workday"], list(row["remind_before"]),
        row["overdue_every"], row["overdue_most"], row["valid_from"], row["valid_to"],
    )


@transaction.atomic
def load_round_rules(*, rules: Sequence[RoundRuleGiven], by: Actor, at: datetime) -> int:
    """载入期限规则 — create or renew rows by their first day; returns how many changed."""
    at = audit.take_turn(at)
    return sum(_load(rule, by=by, at=at) for rule in rules)


def _load(rule: RoundRuleGiven, *, by: Actor, at: datetime) -> bool:
    return load_row(
        RoundRule, ("valid_from",), asdict(rule), deed="载入期限规则", kind="round_rule", by=by, at=at
    )
