"""演示名称 — invented names, companies and profiles; contacts are posts, never persons."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.desk.seed import words
from zhaotuifu.projects.states import Currency, Kind

# Rate to the yuan of one unit, on the day of the admission; made up near what it was.
RATES = {
    Currency.USD: Decimal("7.19"), Currency.EUR: Decimal("7.48"), Currency.HKD: Decimal("0.924"),
    Currency.JPY: Decimal("0.0456"),
}
DEPARTMENTS = {
    Kind.INDUSTRY: "区发改局", Kind.INFRASTRUCTURE: "区交通局", Kind.LIVELIHOOD: "区住建局",
}


@dataclass(frozen=True, slots=True)
class Title:
    """名目 — a project's name, what it belongs to and who builds it."""

    project: str
    category: str
    company: str


class Names:
    """取名 — every stem is used as often as the others, every name once."""

    def __init__(self, rng: random.Random, taken: Iterable[str] = ()) -> None:
        stems = [first + second for first in words.FIRST for second in words.SECOND]
        rng.shuffle(stems)
        self._rng, self._stems = rng, itertools.cycle(stems)
        self._taken = set(taken)
        self._giants = itertools.cycle(words.GIANTS)

    def next(self, kind: Kind, zone: str) -> Title:
        """下一个 — a name nobody has yet."""
        while True:
            title = self._draw(kind, zone)
            if title.project not in self._taken:
                self._taken.add(title.project)
                return title

    def giant(self) -> Title:
        """超百亿元的 — of the few products that are large enough."""
        chain, product = next(self._giants)
        stem = next(self._stems)
        self._taken.add(f"{stem}{product}生产基地")
        return Title(
            f"{stem}{product}生产基地", chain, f"{stem}{words.COMPANY_TAIL[chain]}有限公司（演示）"
        )

    def _draw(self, kind: Kind, zone: str) -> Title:
        stem = next(self._stems)
        if kind is not Kind.INDUSTRY:
            work = self._rng.choice(words.WORKS[kind])
            return Title(f"{stem}{work}", words.WORK_CATEGORY[kind], f"{zone[:2]}城乡建设有限公司（演示）")
        chain = self._rng.choice(tuple(words.PRODUCTS))
        product = self._rng.choice(words.PRODUCTS[chain])
        suffix = self._rng.choice(words.SUFFIXES)
        if chain == words.LOGISTICS:
            suffix = self._rng.choice(("一期", "二期", ""))
        tail = words.COMPANY_TAIL[chain]
        return Title(f"{stem}{product}{suffix}", chain, f"{stem}{tail}有限公司（演示）")


def profile(
    rng: random.Random, title: Title, kind: Kind, zone: str, number: int, total_wan: Decimal,
    admitted_on: date, end_year: int = 0,
) -> dict[str, Any]:
    """概况 — complete but for a few that leave their large class open, as real lists do."""
    return {
        "kind": "" if number % 53 == 0 else kind, "category": title.category,
        "unit_name": title.company, "address": f"{zone}规划 {100 + number} 号地块",
        "scale": f"{title.project}及配套设施（演示数据）",
        "area_mu": Decimal(rng.randint(8, 220)), "start_year": admitted_on.year,
        "end_year": end_year or max(admitted_on.year + 2, 2025 + number % 3), "total_investment_wan": total_wan,
        "leader": f"挂钩区领导{rng.choice('一二三四五六七八')}", "lead_department": DEPARTMENTS[kind],
        "responsible_unit": zone, "responsible_person": "项目分管负责人", "contact_name": "项目专员",
        "contact_phone": f"0519-0000{number:04d}",
    }


def in_foreign_money(given: Mapping[str, Any], currency: Currency, on: date) -> dict[str, Any]:
    """外币总投资 — the own amount in 万, the rate and its day; the 万元 follow from them."""
    rate = RATES[currency]
    amount = (given["total_investment_wan"] / rate / 10).quantize(Decimal(1)) * 10
    return dict(given) | {
        "foreign_currency": currency, "foreign_amount_wan": amount, "foreign_rate": rate,
        "foreign_rate_on": on, "total_investment_wan": amount * rate,
    }
