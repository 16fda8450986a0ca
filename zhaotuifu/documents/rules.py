"""公文用语 — how a report writes its numbers, dates, amounts and lists.

Values in, texts out. Amounts come in 万元 unrounded and are rounded half-up here, once.
Sources: GB/T 9704-2012 (期号, 成文日期, 结构层次序数), GB/T 15835-2011 (数字用法).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhaotuifu.kernel.money import WAN_PER_YI, round_half_up, to_yi

NO_VALUE = "—"
MINUS = "−"
SPAN_DASH = "—"
LAST_MONTH = 12
FINEST = 4  # decimals of 万元 that an amount is ever written with

_DIGITS = "零一二三四五六七八九"
_SPAN_NAMES = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}


def issue_text(year: int, number: int, total: int | None = None) -> str:
    """期号 — 2025年第3期（总第41期）; without `total` the bracket is left out."""
    within_year = f"{year}年第{number}期"
    return within_year if total is None else f"{within_year}（总第{total}期）"


def date_text(on: date) -> str:
    """成文日期 — 2025年4月7日: Arabic figures, no leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日"


def day_text(on: date) -> str:
    """日期 within the year the paper is about — 4月7日."""
    return f"{on.month}月{on.day}日"


def month_text(year: int, month: int) -> str:
    """年月 — 2025年3月."""
    _check_month(month)
    return f"{year}年{month}月"


def months_text(last: int, first: int = 1) -> str:
    """月份区间 — 1—3月; one month alone is 3月. Raises ValueError for an impossible span."""
    _check_month(first)
    _check_month(last)
    if first > last:
        raise ValueError(f"months {first} to {last}")
    return f"{last}月" if first == last else f"{first}{SPAN_DASH}{last}月"


def span_text(last: int) -> str:
    """时段 from January on, as people say it — 一季度, 上半年, 前三季度, 全年, else 1—5月."""
    return _SPAN_NAMES.get(last) or months_text(last)


def yi_text(wan: Decimal, places: int = 1) -> str:
    """亿元 — 16.5亿元 from 165,000 万元; always `places` decimals, so that a column compares."""
    return f"{_grouped(to_yi(wan), places)}亿元"


def wan_text(wan: Decimal, places: int = 0) -> str:
    """万元 — 8,140万元; trailing zeros stay, thousands are parted."""
    return f"{_grouped(wan, places)}万元"


def amount_text(wan: Decimal | None, places: int = 1) -> str:
    """金额 in prose — 亿元 from 1 亿元 on, 万元 below it, 「—」 when not reported.

    What would read 10,000万元 is 1.0亿元; what would read 0万元 and is not keeps its decimals.
    """
    if wan is None:
        return NO_VALUE
    if abs(round_half_up(wan, 0)) >= WAN_PER_YI:
        return yi_text(wan, places)
    shown = 0
    while wan and shown < FINEST and not round_half_up(wan, shown):
        shown += 1
    return wan_text(wan, shown)


def pct_text(value: Decimal | None, places: int = 1) -> str:
    """百分比 — 26.3%; rates above 100 are written as they are, no value is 「—」."""
    return NO_VALUE if value is None else f"{_grouped(value, places)}%"


def signed_text(value: Decimal | None, places: int = 1) -> str:
    """带符号的百分点 in tables — +1.3, −5.6, 0.0; no value is 「—」."""
    if value is None:
        return NO_VALUE
    rounded = round_half_up(value, places)
    return f"+{rounded}" if rounded > 0 else _grouped(rounded, places)


def points_text(value: Decimal, against: str = "序时进度", places: int = 1) -> str:
    """序时差 in prose — 高于序时进度1.3个百分点, 低于…, 与序时进度持平 (nothing left to show)."""
    rounded = round_half_up(value, places)
    if rounded == 0:
        return f"与{against}持平"
    return f"{'高于' if rounded > 0 else '低于'}{against}{points_size_text(value, places)}"


def points_size_text(value: Decimal, places: int = 1) -> str:
    """百分点 without direction — 1.3个百分点."""
    return f"{round_half_up(abs(value), places)}个百分点"


def count_text(number: int, measure: str = "个") -> str:
    """个数 — 84个; thousands are parted."""
    return f"{number:,}{measure}"


def join_names(names: Sequence[str], limit: int | None = None, measure: str = "个") -> str:
    """并列 — 甲、乙、丙; above `limit` 甲、乙等5个."""
    if limit is None or len(names) <= limit:
        return "、".join(names)
    return f"{'、'.join(names[:limit])}等{count_text(len(names), measure)}"


def chinese_number(number: int) -> str:
    """汉字数字 1–99 — 三, 十二, 二十. Raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not written as a heading's number")
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _DIGITS[tens])
        + ("十" if tens else "")
        + (_DIGITS[ones] if ones else "")
    )


def heading_text(level: int, number: int, text: str) -> str:
    """层次序数 — 一、… （一）… 1.… （1）… by level 1 to 4 (GB/T 9704-2012, 7.3.3)."""
    marks = {
        1: lambda: f"{chinese_number(number)}、",
        2: lambda: f"（{chinese_number(number)}）",
        3: lambda: f"{number}.",
        4: lambda: f"（{number}）",
    }
    if level not in marks:
        raise ValueError(f"heading level {level}, known are 1 to {len(marks)}")
    return marks[level]() + text


def attachment_mark(number: int, count: int) -> str:
    """附件标识 — 附件 when there is one, 附件2 among several (no colon, no full stop)."""
    return "附件" if count == 1 else f"附件{number}"


def copies_text(copies: int) -> str:
    """印数 — 共印45份."""
    return f"共印{copies}份"


def printed_text(printed_on: str) -> str:
    """印发日期 — 2025年4月7日印发."""
    return f"{printed_on}印发"


def signer_text(signer: str) -> str:
    """签发人 — 签发人：王示范."""
    return f"签发人：{signer}"


def addressed_text(addressed_to: str) -> str:
    """主送机关 — ends with a full colon, whether it was typed or not."""
    return addressed_to.rstrip("：:") + "："


def doc_no_text(code: str, year: int, number: int) -> str:
    """发文字号 — 武重办发〔2025〕3号: six-cornered brackets, no 第, no leading zeros (7.2.5)."""
    return f"{code}〔{year}〕{number}号"


def _grouped(value: Decimal, places: int) -> str:
    rounded = round_half_up(value, places)
    text = f"{abs(rounded):,}"
    return f"{MINUS}{text}" if rounded < 0 else text


def _check_month(month: int) -> None:
    if not 1 <= month <= LAST_MONTH:
        raise ValueError(f"month {month}")
