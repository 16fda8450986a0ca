"""金额与比率 — Decimal in 万元; rounded half-up once, at the very end."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

WAN_PER_YI = Decimal(10000)
HUNDRED = Decimal(100)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """四舍五入 — half-up to `places` decimals (the habit of Chinese statistics, not banker's)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def to_yi(wan: Decimal) -> Decimal:
    """万元换亿元 — unrounded."""
    return wan / WAN_PER_YI


def ratio_pct(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """百分比 — numerator / denominator × 100, unrounded; None without a denominator.

    Never clamped: 226 % is real.
    """
    if numerator is None or not denominator:
        return None
    return numerator * HUNDRED / denominator


def plain(value: Decimal | None) -> str | None:
    """朴素写法 — a Decimal without exponent and trailing zeros, for files and scripts."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
