"""登录规则目录 — the dated rule of signing in from a preset: renewed and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.catalogue import load_row
from zhaotuifu.parties.models import SigninRule


@dataclass(frozen=True, slots=True)
class SigninRuleGiven:
    """给定登录规则 — one rule as data; lengths in characters, age in days."""

    name: str
    source: str
    min_length: int
    min_classes: int
    phrase_length: int
    remembered: int
    most_days: int | None
    factor_roles: list[str]
    valid_from: date
    valid_to: date | None


def from_preset(row: Mapping[str, Any]) -> SigninRuleGiven:
    """读一条 — one entry of `rules` in a preset's signin file; raises ValueError for an unknown role."""
    roles = [Role(role).value for role in row["factor_roles"]]
    names = ("name", "source", "min_length", "min_classes", "phrase_length", "remembered", "most_days")
    given = {name: row[name] for name in names}
    return SigninRuleGiven(
        **given, factor_roles=roles, valid_from=row["valid_from"], valid_to=row["valid_to"]
    )


@transaction.atomic
def load_signin_rules(*, rules: Sequence[SigninRuleGiven], by: Actor, at: datetime) -> int:
    """载入登录规则 — create or renew rows by their first day; returns how many changed."""
    at = audit.take_turn(at)
    return sum(
        load_row(
            SigninRule, ("valid_from",), asdict(rule), deed="载入登录规则", kind="signin_rule",
            by=by, at=at,
        )
        for rule in rules
    )
