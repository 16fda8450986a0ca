"""任意次序：一年的真数只有一份，不论各月按什么次序、用哪一列报来，记下的每一笔都与它相合。"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from zhaotuifu.ledger.rules.items import ItemClass
from zhaotuifu.ledger.rules.months import Settled, settle

ROUNDS = 400


class Year:
    """一个项目的一年 — what is true, and what is recorded of it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.truth = {month: Decimal(self.chance.randint(0, 50)) for month in range(1, 8)}
        self.known: dict[int, Decimal] = {}
        self.sums: dict[int, int] = {}
        self.told: set[int] = set()

    def through(self, month: int) -> Decimal:
        return sum((self.truth[one] for one in range(1, month + 1)), Decimal(0))

    def tell(self) -> Settled:
        """One ledger: a month, its cumulative, or both."""
        month, columns = self.chance.randint(1, 7), self.chance.choice(("月", "累计", "两列"))
        alone = None if columns == "累计" else self.truth[month]
        summed = None if columns == "月" else self.through(month)
        settled = settle(alone, summed, self.known, month, self.sums)
        for one, amount in settled.amounts.items():
            self.sums.pop(one, None)
            self.known[one] = amount or Decimal(0)
        self.sums |= settled.covers
        if columns != "月" and settled.refusal is None:
            self.told.add(month)
        assert settled.refusal is None or columns == "两列"
        return settled


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_recorded_amount_is_true_of_the_months_it_covers(seed: int) -> None:
    year = Year(seed)
    for _ in range(9):
        settled = year.tell()
        assert settled.refusal in (None, ItemClass.MONTHS_DISAGREE)
        spoken: set[int] = set()
        for month, amount in sorted(year.known.items()):
            span = range(year.sums.get(month, month), month + 1)
            own = {one for one in span if one == month or one not in year.known} - spoken
            assert amount == sum(year.truth[one] for one in own)
            spoken |= own
        for month in year.told:
            recorded = sum(wan for one, wan in year.known.items() if one <= month)
            assert recorded == year.through(month)
