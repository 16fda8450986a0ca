"""月份算法 — this month's amount from 本月完成, from 1—N月累计, or from both.

Amounts are in 万元. The rules, from the office's habit:

- 本月完成 is the month's amount.
- Of 1—N月累计 the difference to what is recorded for months 1 to N-1 is the month's amount; a
  cumulative below what is recorded has fallen and is refused with both figures.
- With both columns, recorded earlier months plus 本月完成 must equal the 累计 to 0.01 万元.
- With both columns and *no* earlier month recorded (the first ledger of a project), nobody can say
  how the earlier months divide. What the 累计 exceeds 本月完成 by is then recorded as one amount in
  month N-1, the 期初: the month is right, the year's total is right, and the months before stay
  unknown instead of invented.
- Months before N that nobody reported are part of what a 累计 leaves to month N (or to the 期初):
  that amount is 几个月合计 (`Settled.covers`), and when one of those months is told later it is
  taken off the sum, so that the year's total stays what the 累计 said (`progress.rules.keep_sums`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from zhaotuifu.kernel.money import plain
from zhaotuifu.ledger.rules.items import ItemClass
from zhaotuifu.ledger.rules.types import CLEAR, Clear
from zhaotuifu.progress.rules import Amount, Kept, keep_sums, uncovered

TOLERANCE = Decimal("0.01")
ZERO = Decimal(0)
NO_SUMS: Mapping[int, int] = {}

Said = Decimal | Clear | None


class Column(Enum):
    """Which of the two columns a sentence is about."""

    MONTH = "completed_month_wan"
    CUMULATIVE = "completed_year_wan"


@dataclass(frozen=True, slots=True)
class Settled:
    """算定 — amounts to record by month (None clears), or why nothing is recorded.

    `covers` says where the sum of a month that holds 几个月合计 begins; `opening_month` is the
    month that holds the 期初, if any.
    """

    amounts: Mapping[int, Decimal | None] = field(default_factory=dict)
    covers: Mapping[int, int] = field(default_factory=dict)
    opening_month: int | None = None
    refusal: ItemClass | None = None
    about: Column = Column.CUMULATIVE
    sentence: str = ""
    recorded: Decimal | None = None
    note: str = ""


NOTHING = Settled()


def settle(
    month: Said, cumulative: Said, known: Mapping[int, Decimal], number: int,
    sums: Mapping[int, int] = NO_SUMS,
) -> Settled:
    """算定当月 — what both columns of a row amount to, given the recorded months of the year.

    `number` is N, the reporting month; `known` maps recorded months to their amounts, `sums` the
    months that hold 几个月合计 to the month their sum begins.
    """
    held = {one: Amount(amount, sums.get(one)) for one, amount in known.items()}
    earlier = {one: amount for one, amount in held.items() if one < number}
    if month is CLEAR or (month is None and cumulative is CLEAR):
        settled = _clear(month, cumulative, number)
    elif isinstance(month, Decimal) and isinstance(cumulative, Decimal):
        settled = _both(month, cumulative, earlier, number, has_sum=number in sums)
    elif isinstance(month, Decimal):
        settled = Settled({number: month})
    elif isinstance(cumulative, Decimal):
        settled = _difference(cumulative, earlier, number)
    else:
        return NOTHING
    stated = {one: Amount(wan, settled.covers.get(one)) for one, wan in settled.amounts.items()}
    return _kept(settled, keep_sums(held, stated), isinstance(month, Decimal), number)


def _kept(settled: Settled, kept: Kept, is_month: bool, number: int) -> Settled:
    """With the sums that change; refused where a month is more than the sum it is part of."""
    if kept.broken is not None:
        first, last = kept.broken
        over = f"{first}—{last}月合计"
        return Settled(
            refusal=ItemClass.MONTHS_DISAGREE, recorded=kept.sum_wan,
            about=Column.MONTH if is_month else Column.CUMULATIVE,
            sentence=(
                f"{over}已记 {figure(kept.sum_wan)} 万元，其中 {number}月就有 {figure(kept.said_wan)}，"
                "比合计还多。请核对这两个数。"
            ),
        )
    if not kept.changed:
        return settled
    covers = {one: amount.covers_from for one, amount in kept.changed.items() if amount.covers_from}
    amounts = {one: amount.wan for one, amount in kept.changed.items()}
    return replace(
        settled, amounts={**amounts, **settled.amounts}, covers={**covers, **settled.covers}
    )


def _clear(month: Said, cumulative: Said, number: int) -> Settled:
    if month is CLEAR and isinstance(cumulative, Decimal):
        return Settled(
            refusal=ItemClass.MONTHS_DISAGREE, about=Column.MONTH,
            sentence=f"本月完成写着清空，{span(number)}累计又写着 {figure(cumulative)}，分不清要哪一个。请只留一个。",
        )
    return Settled({number: None})


def _both(
    month: Decimal, cumulative: Decimal, earlier: Mapping[int, Amount], number: int, *,
    has_sum: bool,
) -> Settled:
    rest = cumulative - month - _sum(earlier)
    before = uncovered(earlier, 1, number)
    if before and rest >= -TOLERANCE and (has_sum or (rest > TOLERANCE and not earlier)):
        return _opening(month, rest, before, number)
    if abs(rest) <= TOLERANCE:
        return Settled({number: month})
    return _disagree(month, cumulative, earlier, number)


def _opening(month: Decimal, rest: Decimal, before: list[int], number: int) -> Settled:
    """期初 — what the months before held that nobody reported, at the last of them."""
    last = before[-1]
    note = f"库里还没有这个项目以前的月份：{spans(before)}合计 {figure(rest)} 万元作为期初，记在 {last}月"
    covers = {last: before[0]} if len(before) > 1 else {}
    return Settled({last: rest, number: month}, covers, opening_month=last, note=note)


def _disagree(
    month: Decimal, cumulative: Decimal, earlier: Mapping[int, Amount], number: int
) -> Settled:
    recorded = _sum(earlier)
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


def _way_out(earlier: Mapping[int, Amount], number: int) -> str:
    gap = missing_months(earlier, number)
    if gap:
        return f"{gap}还没有记录，请先导入这些月份的台账，或核对这两个数。"
    return "请核对这两个数，或先更正以前的月份。"


def _difference(cumulative: Decimal, earlier: Mapping[int, Amount], number: int) -> Settled:
    recorded = _sum(earlier)
    if cumulative < recorded:
        return Settled(
            refusal=ItemClass.FALLING_CUMULATIVE, recorded=recorded,
            sentence=(
                f"累计变小了：{span(number)}累计 {figure(cumulative)}，小于已记的{span(number - 1)}合计 "
                f"{figure(recorded)} 万元。请核对；如果以前的月份报多了，请先更正那些月份。"
            ),
        )
    gap = missing_months(earlier, number)
    note = f"{gap}没有记录，差额 {figure(cumulative - recorded)} 万元都计入 {number}月" if gap else ""
    before = uncovered(earlier, 1, number)
    return Settled(
        {number: cumulative - recorded}, {number: before[0]} if before else {}, note=note
    )


def _sum(earlier: Mapping[int, Amount]) -> Decimal:
    return sum((amount.wan for amount in earlier.values() if amount.wan is not None), ZERO)


def missing_months(earlier: Mapping[int, Amount], number: int) -> str:
    """缺的月份 — 2月、4月 among months 1 to N-1 that no recorded amount speaks of."""
    return "、".join(f"{one}月" for one in uncovered(earlier, 1, number))


def spans(found: Sequence[int]) -> str:
    """这些月份 — 1—2月 when they follow each other, else 1月、3月."""
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}—{found[-1]}月"
    return "、".join(f"{one}月" for one in found)


def span(number: int) -> str:
    """1—N月."""
    return "1月" if number == 1 else f"1—{number}月"


def covered(first: int | None, month: int) -> str:
    """一笔数说的月份 — 1—3月合计, or 3月 alone."""
    return f"{month}月当月" if first is None else f"{first}—{month}月合计"


def figure(value: Decimal) -> str:
    """A figure inside a sentence: thousands, no trailing zeros."""
    whole, _, fraction = (plain(abs(value)) or "0").partition(".")
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{int(whole):,}" + (f".{fraction}" if fraction else "")
