"""比对 — what a row changes of what is known of its project: old → new, field by field.

An absent column or an empty cell says nothing; 「清空」 empties. Texts that differ only in white
space or width are equal. The amounts of months are settled apart (see `months`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhaotuifu.ledger.rules.fields import (
    PACKAGE_NAME,
    PACKAGE_PARTS,
    TOTAL_INVESTMENT_FOREIGN,
    Extra,
    Field,
)
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import CLEAR

TOTAL = Field.TOTAL_INVESTMENT_WAN.value
#: a project of the library that a ledger of a year names is listed in that year
LISTED_YEAR = "listed_year"
MONTH_FIELDS = (Field.COMPLETED_MONTH_WAN.value, Field.COMPLETED_YEAR_WAN.value)
DATED = frozenset(
    (
        Field.PLANNED_START_ON, Field.PLANNED_FINISH_ON, Extra.ACTUAL_START_ON, Extra.ACTUAL_FINISH_ON,
        Extra.PERMIT_ON, Extra.PILE_ON, Extra.STATISTICS_ON,
    )
)
IN_ORDER = (
    *(one.value for one in (*Field, *Extra) if one.value not in (*MONTH_FIELDS, Field.ZONE.value)),
    PACKAGE_PARTS, PACKAGE_NAME,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """差异 — one value of one field, old → new; None is no value."""

    field: str
    old: Any
    new: Any


def differences(known: Mapping[str, Any], said: Mapping[str, Any]) -> list[Difference]:
    """比对一行 — in the order of the fields; `known` is empty for a new project."""
    found = _total(known, said)
    for name in IN_ORDER:
        if name == TOTAL or name not in said:
            continue
        old = known.get(name)
        new = None if said[name] is CLEAR else said[name]
        if name == Extra.ADMITTED_ON and isinstance(new, tuple):
            new = new[0]  # the library keeps the day alone
        if not is_equal(old, new):
            found.append(Difference(name, old, new))
    return found


def _total(known: Mapping[str, Any], said: Mapping[str, Any]) -> list[Difference]:
    """总投资 — in yuan, or in foreign money that no rate turns into yuan.

    New foreign money takes away an amount in yuan that stood before: nobody said at what rate.
    An amount in yuan leaves the foreign one as it stands (原币保留). 「清空」 empties both.
    """
    old_wan, old_foreign = known.get(TOTAL), known.get(TOTAL_INVESTMENT_FOREIGN)
    if TOTAL_INVESTMENT_FOREIGN in said and said[TOTAL_INVESTMENT_FOREIGN] is not CLEAR:
        new = said[TOTAL_INVESTMENT_FOREIGN]
        if new == old_foreign:
            return []
        found = [Difference(TOTAL_INVESTMENT_FOREIGN, old_foreign, new)]
        return found + ([Difference(TOTAL, old_wan, None)] if old_wan is not None else [])
    if TOTAL not in said and TOTAL_INVESTMENT_FOREIGN not in said:
        return []
    new = said.get(TOTAL, CLEAR)
    pairs = [(TOTAL, old_wan, None if new is CLEAR else new)]
    if new is CLEAR:
        pairs.append((TOTAL_INVESTMENT_FOREIGN, old_foreign, None))
    return [Difference(*pair) for pair in pairs if not is_equal(pair[1], pair[2])]


def is_equal(old: Any, new: Any) -> bool:
    """相同 — nothing equals nothing; texts by what they say, not by their spaces."""
    if old in (None, "") or new in (None, ""):
        return old in (None, "") and new in (None, "")
    if isinstance(old, str) and isinstance(new, str):
        return old == new or squash(old) == squash(new)
    return old == new


def contradictions(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """矛盾 — fields that two rows of one project both fill, differently."""
    return [
        Difference(name, first[name], value)
        for name, value in second.items()
        if name in first and not is_equal(first[name], value)
    ]
