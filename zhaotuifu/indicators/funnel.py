"""转化 — the years' signings along the life: of those signed in a year, how many came to each step by the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from zhaotuifu.indicators.definitions import BY_NAME, STEP_NAMES
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.kernel.remembered import remembered

COHORTS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """一步 — how many came there, of how many in percent, the door to them."""

    label: str
    count: Decimal
    rate_pct: Decimal | None
    url: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """一批 — those signed in a year; none signed has no steps."""

    year: int
    signed: Decimal
    amount_wan: Decimal | None
    url: str
    steps: tuple[Step, ...]


def cohorts(reader: Reader) -> tuple[Cohort, ...]:
    """各年签约的转化 — the last five years up to the day, newest first; a fixed number of SQL statements."""
    first = reader.ask.year
    return remembered(
        ("cohorts", reader.ask, reader.actor),
        lambda: tuple(_cohort(reader, year) for year in range(first, first - COHORTS, -1)),
    )


def _cohort(reader: Reader, year: int) -> Cohort:
    ask = replace(reader.ask, year=year)
    book = Reader(ask, reader.actor).signed_book
    signed = book.value(BY_NAME["signed"], ask.scope)
    steps = []
    for step, label in STEP_NAMES.items():
        indicator = BY_NAME[f"conversion_{step}"]
        value = book.value(indicator, ask.scope)
        url = f"{reverse('indicator_page', args=[indicator.code])}?{query_of(ask)}"
        steps.append(Step(label, value.numerator or Decimal(0), value.value, url))
    address = reverse("indicator_page", args=["signed"])
    return Cohort(
        year, signed.value or Decimal(0), book.value(BY_NAME["signed_amount"], ask.scope).value,
        f"{address}?{query_of(ask)}", tuple(steps) if signed.value else (),
    )
