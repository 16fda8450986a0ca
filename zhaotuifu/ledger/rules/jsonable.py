"""规范值 — the values of a row as JSON, exactly as the ledgers' README writes them."""

from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.rules.types import (
    Clear,
    DateValue,
    ForeignMoney,
    RowReading,
    Value,
)


def canonical(row: RowReading) -> dict[str, Any]:
    """规范值 — {field: value}: amounts and areas as plain decimal strings (万元, 亩), dates as
    {value, precision}, foreign money as {currency, amount_wan}, joint 板块 as a list."""
    return {name: jsonable(value) for name, value in row.values.items()}


def jsonable(value: Value) -> Any:
    """One value for JSON; 「清空」 is said as it was written."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, DateValue):
        return {"value": value.value, "precision": value.precision.value}
    if isinstance(value, ForeignMoney):
        return {"currency": value.currency, "amount_wan": plain(value.amount_wan)}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Clear):
        return value.value
    return value


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
