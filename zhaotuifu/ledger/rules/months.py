"""月份算法 — this month's amount from 本月完成, from 1—N月累计, or from both.

Amounts are in 万元. The rules, from the office's habit:

- 本月完成 is the month's amount.
- Of 1—N月累计 the difference to what is recorded for months 1 to N-1 is the month's amount; a
  cumulative below what is recorded has fallen and is refused with both figures.
- With both columns, recorded earlier months plus 本月完成 must equal the 累计 to 0.01 万元.
- With both columns and *no* earlier month recorded (the first ledger of a project), nobody can say
  how the earlier months divide. What the 累计 exceeds 本月完成 by is then recorded as one amount in
  month N-1, marked 期初 in its origin: the month is right, the year's total is right, and the
  months before stay unknown instead of invented. With the 累计 alone the whole of it is the
  month's amount, as there is nothing to take off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from zhaotuifu.kernel.money import plain
from zhaotuifu.ledger.rules.items import ItemClass
from zhaotuifu.ledger.rules.types import CLEAR, Clear

TOLERANCE = Decimal("0.01")
ZERO = Decimal(0)

Said = Decimal | Clear | None


class Column(Enum):
    """Which of the two columns a sentence is about."""

    MONTH = "completed_month_wan"
    CUMULATIVE = "completed_year_wan"


@dataclass(frozen=True, slots=True)
class Settled:
    """算定 — amounts to record by month (None clears), or why nothing is recorded.

    `opening_month` is the month that holds the sum of the months before, if any.
    """

    amounts: Mapping[int, Decimal | None] = field(default_factory=dict)
    opening_month: int | None = None
    refusal: ItemClass | None = None
    about: Column = Column.CUMULATIVE
    sentence: str = ""
    recorded: Decimal | None = None
    note: str = ""


NOTHING = Settled()


def settle(month: Said, cumulative: Said, known: Mapping[int, Decimal], number: int) -> Settled:
    """算定当月 — what both columns of a row amount to, given the recorded months of the year.

    `number` is N, the reporting month; `known` maps recorded months to their amounts.
    """
    if month is CLEAR or (month is None and cumulative is CLEAR):
        return _clear(month, cumulative, number)
    earlier = {one: amount for one, amount in known.items() if one < number}
    if isinstance(month, Decimal) and isinstance(cumulative, Decimal):
        return _both(month, cumulative, earlier, number)
    if isinstance(month, Decimal):
        return Settled({number: month})
    if isinstance(cumulative, Decimal):
        return _difference(cumulative, earlier, number)
    return NOTHING


def _clear(month: Said, cumulative: Said, number: int) -> Settled:
    if month is CLEAR and isinstance(cumulative, Decimal):
        return Settled(
            refusal=ItemClass.MONTHS_DISAGREE, about=Column.MONTH,
            sentence=f"本月完成写着清空，{span(number)}累计又写着 {figure(cumulative)}，分不清要哪一个。请只留一个。",
        )
    return Settled({number: None})


def _both(
    month: Decimal, cumulative: Decimal, earlier: Mapping[int, Decimal], number: int
) -> Settled:
    recorded = sum(earlier.values(), ZERO)
    rest = cumulative - month
    if earlier or number == 1 or rest < -TOLERANCE:
        if abs(rest - recorded) <= TOLERANCE:
            return Settled({number: month})
        return _disagree(month, cumulative, earlier, number)
    if rest <= TOLERANCE:
        return Settled({number: month})
    note = f"库里还没有这个项目以前的月份：{span(number - 1)}合计 {figure(rest)} 万元作为期初，记在 {number - 1}月"
    return Settled({number - 1: rest, number: month}, opening_month=number - 1, note=note)


def _disagree(
    month: Decimal, cumulative: Decimal, earlier: Mapping[int, Decimal], number: int
) -> Settled:
    recorded = sum(earlier.values(), ZERO)
    if number == 1 or not earlier:
        text = f"{number}月完成 {figure(month)} 与{span(number)}累计 {figure(cumulative)} 对不上。请核对这两个数。"
    else:
        text = (
            f"{span(number - 1)}已记 {figure(recorded)}，加 {number}月完成 {figure(month)} 是 "
            f"{figure(recorded + month)}，与{span(number)}累计 {figure(cumulative)} 差 "
            f"{figure(abs(cumulative - month - recorded))} 万元。"
        ) + _way_out(earlier, number)
    return Settled(
        refusal=ItemClass.MONTHS_DISAGREE, sentence=text, recorded=recorded + month
    )


def _way_out(earlier: Mapping[int, Decimal], number: int) -> str:
    gap = missing_months(earlier, number)
    if gap:
        return f"{gap}还没有记录，请先导入这些月份的台账，或核对这两个数。"
    return "请核对这两个数，或先更正以前的月份。"


def _difference(cumulative: Decimal, earlier: Mapping[int, Decimal], number: int) -> Settled:
    recorded = sum(earlier.values(), ZERO)
    if cumulative < recorded:
        return Settled(
            refusal=ItemClass.FALLING_CUMULATIVE, recorded=recorded,
            sentence=(
                f"累计变小了：{span(number)}累计 {figure(cumulative)}，小于已记的{span(number - 1)}合计 "
                f"{figure(recorded)} 万元。请核对；如果以前的月份报多了，请先更正那些月份。"
            ),
        )
    gap = missing_months(earlier, number) if earlier else ""
    note = f"{gap}没有记录，差额 {figure(cumulative - recorded)} 万元都计入 {number}月" if gap else ""
    return Settled({number: cumulative - recorded}, note=note)


def missing_months(earlier: Mapping[int, Decimal], number: int) -> str:
    """缺的月份 — 2月、4月 among months 1 to N-1 that are not recorded."""
    return "、".join(f"{one}月" for one in range(1, number) if one not in earlier)


def span(number: int) -> str:
    """1—N月."""
    return "1月" if number == 1 else f"1—{number}月"


def figure(value: Decimal) -> str:
    """A figure inside a sentence: thousands, no trailing zeros."""
    whole, _, fraction = (plain(abs(value)) or "0").partition(".")
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{int(whole):,}" + (f".{fraction}" if fraction else "")
