"""由率定列 — 累计完成 alone may be the year's or since the start; the rate beside it tells which.

A column 完成率 that equals 累计 ÷ 年度计划 row by row makes it the year's, one that equals
累计 ÷ 总投资 makes it the amount since the start. Figures that fit both or neither tell nothing.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from zhaotuifu.ledger.rules.fields import Field, Meaning
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import Head
from zhaotuifu.ledger.rules.headwords import split_units
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import ColumnRole

#: rates are written with one or two decimals of a percentage, or as a rounded fraction
TOLERANCE = Decimal("0.006")
MOSTLY = Decimal("0.8")
LOOKED_AT = 60
ONE = Decimal(1)


def told_by_rate(
    grid: Grid, head: Head, by_column: Mapping[int, Meaning], column: int
) -> Field | None:
    """本年累计 or 开工以来累计 — what the rates of the table say of an amount column; None: nothing."""
    fields = {meaning.field: at for at, meaning in by_column.items()}
    rates = [at for at, meaning in by_column.items() if meaning.role == ColumnRole.DERIVED]
    found: set[Field] = set()
    for base, field in (
        (Field.ANNUAL_PLAN_WAN, Field.COMPLETED_YEAR_WAN),
        (Field.TOTAL_INVESTMENT_WAN, Field.COMPLETED_TOTAL_WAN),
    ):
        under = fields.get(base)
        if under is None:
            continue
        scale = _scale(head.paths[column], head.paths[under])
        if any(_fits(grid, head, (column, under, rate), scale) for rate in rates):
            found.add(field)
    return found.pop() if len(found) == 1 else None


def _scale(path: Sequence[str], base_path: Sequence[str]) -> Decimal:
    """How many of the base's unit one of the amount's is; the same where the heads say none."""
    said, base = split_units(tuple(path))[1].money, split_units(tuple(base_path))[1].money
    return said.scale / base.scale if said and base else ONE


def _fits(grid: Grid, head: Head, columns: tuple[int, int, int], scale: Decimal) -> bool:
    """The rate is amount ÷ base in nearly all rows that have the three figures."""
    fitting = looked = 0
    last = min(grid.last_row, head.last_row + LOOKED_AT)
    for row in range(head.last_row + 1, last + 1):
        amount, base, rate = (_figure(grid.raw(row, column)) for column in columns)
        if amount is None or not base or rate is None:
            continue
        looked += 1
        share = amount * scale / base
        fitting += any(abs(share - one) <= TOLERANCE for one in (rate, rate / 100))
    return fitting > 0 and fitting >= looked * MOSTLY


def _figure(value: Any) -> Decimal | None:
    """A figure or a percentage as it stands in the cell."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(repr(value)) if isfinite(value) else None
    text = squash(str(value)).replace(",", "")
    try:
        found = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
