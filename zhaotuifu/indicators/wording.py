"""写法 — a figure with its unit as the pages write it: 亿元 in large, 万元 in tables, points with their sign."""

from __future__ import annotations

from decimal import Decimal

from zhaotuifu.indicators.states import IndicatorGroup
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.kernel.templatetags.show import MINUS, count, pct, points, wan, yi

MONEY, COUNT, RATE, POINTS, DAYS = "万元", "个", "%", "个百分点", "天"
GROUP_NOTES = {
    IndicatorGroup.INVESTMENT: "上报口径；列统另列，不相加",
    IndicatorGroup.WORKS: "以认定日期为准",
    IndicatorGroup.LAG: "按滞后原因可分列",
    IndicatorGroup.ADMISSION: "按入库到该级别名单的日期",
    IndicatorGroup.SIGNING: "当年签约的全部项目，不论是否在名单上",
    IndicatorGroup.DURATION: "中位数；旁列百分位和工作日",
}


def in_table(value: Decimal | None, unit: str) -> str:
    """表里的写法 — without the unit: it stands in the head or beside the name."""
    if unit == POINTS:
        return points(value)
    if unit == RATE:
        return pct(value)
    if unit == MONEY:
        return wan(value)
    return count(value) if unit == COUNT else days(value)


def in_large(value: Decimal | None, unit: str) -> tuple[str, str]:
    """大字的写法 — text and unit; money in 亿元."""
    if unit == MONEY:
        return yi(value), "亿元"
    return in_table(value, unit), unit


def with_unit(value: Decimal | None, unit: str) -> str:
    """带单位 — as in a sentence; 「—」 stands alone."""
    if value is None:
        return "—"
    text = in_table(value, unit)
    return f"{text}{unit}" if unit == RATE else f"{text} {unit}"


def days(value: Decimal | None) -> str:
    """天数 — a median may lie between two days."""
    if value is None:
        return "—"
    return f"{round_half_up(value, 1):,f}".removesuffix(".0").replace("-", MINUS)


def signed_text(value: Decimal | None, unit: str) -> str:
    """增减 — with its sign: +12.3, −4."""
    if value is None:
        return "—"
    if unit == POINTS:
        return points(value)
    text = in_table(value, unit)
    return f"+{text}" if value > 0 else text

