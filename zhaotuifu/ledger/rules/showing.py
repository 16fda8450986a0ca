"""写法 — a value of an item as a person reads it: figures with thousands, dates as written."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhaotuifu.kernel.names import mask_name, mask_phone
from zhaotuifu.ledger.rules.fields import (
    LABELS,
    MONEY_FIELDS,
    PACKAGE_NAME,
    PACKAGE_PARTS,
    TOTAL_INVESTMENT_FOREIGN,
    Extra,
    Field,
)
from zhaotuifu.ledger.rules.months import figure
from zhaotuifu.ledger.rules.types import CLEAR, ForeignMoney
from zhaotuifu.ledger.rules.units import CURRENCIES
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

DASH = "—"
PACKAGED = {PACKAGE_PARTS: "打包子项数", PACKAGE_NAME: "属于打包项目"}
FOREIGN_NAMES = {code: name for name, code in reversed(CURRENCIES.items())}
LABELLED: Mapping[str, Mapping[str, str]] = {
    Field.LEVEL: dict(Level.choices), Field.KIND: dict(Kind.choices),
    Field.CONSTRUCTION_KIND: dict(ConstructionKind.choices), Extra.CAUSE: dict(Cause.choices),
}


def shown(name: str | None, value: Any, nothing: str = DASH) -> str:
    """写出一个值 — of a field; people and phones are masked, nothing is 「—」."""
    if value is None or value == "" or value is CLEAR:
        return nothing
    if name is not None and name in LABELLED:
        return LABELLED[name].get(value, str(value))
    if name == Extra.CONTACT_PHONE:
        return mask_phone(str(value))
    if name in (Extra.CONTACT_NAME, Extra.RESPONSIBLE_PERSON):
        return mask_name(str(value))
    if isinstance(value, Mapping):
        return foreign(str(value["currency"]), Decimal(str(value["amount_wan"])))
    if isinstance(value, ForeignMoney):
        return foreign(value.currency, value.amount_wan)
    if isinstance(value, Decimal) or is_money(name):
        return _number(value)
    if isinstance(value, list | tuple) and len(value) == 2:
        return day_as_written(str(value[0]), str(value[1]))
    return str(value)


def is_money(name: str | None) -> bool:
    """金额字段 — canonical money fields and the other months."""
    return bool(name) and (name in MONEY_FIELDS or str(name).startswith("month_"))


def _number(value: Any) -> str:
    try:
        return figure(value if isinstance(value, Decimal) else Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def foreign(currency: str, amount_wan: Decimal) -> str:
    """2,860万美元 — as an office writes it and the reader reads it."""
    return f"{figure(amount_wan)}万{FOREIGN_NAMES.get(currency, currency)}"


def day_as_written(day: str, precision: str) -> str:
    """2025-03-31 known to the month → 2025年3月; to the year → 2025年."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return f"{day} {precision}"
    if precision == "year":
        return f"{on.year}年"
    return f"{on.year}年{on.month}月" if precision == "month" else day


def field_label(name: str | None, month: int) -> str:
    """字段名 — of an item, with the month where the field is an amount of one."""
    text = str(name or "")
    if text == Field.COMPLETED_MONTH_WAN:
        return f"{month}月完成"
    if text.startswith("month_"):
        return f"{text.removeprefix('month_')}月完成"
    if text == TOTAL_INVESTMENT_FOREIGN:
        return "总投资（外币）"
    if text in PACKAGED:
        return PACKAGED[text]
    if text == "listed_year":
        return "列入年度"
    return LABELS.get(text, text)
