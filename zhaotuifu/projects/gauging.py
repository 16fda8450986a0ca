"""规模查询 — rates and thresholds as of a day, and the sizes of projects; the office adds a rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.projects.access import can_keep_programmes
from zhaotuifu.projects.models import AdmissionThreshold, ExchangeRate
from zhaotuifu.projects.queries import chunks, latest_profiles
from zhaotuifu.projects.sizes import Rate, Rates, Size, Threshold, size_of
from zhaotuifu.projects.states import Currency


def rates_known() -> Rates:
    """汇率表 — all of it; one SQL statement."""
    found: dict[str, list[Rate]] = defaultdict(list)
    rows = ExchangeRate.objects.order_by("currency", "valid_from", "id")
    for row in rows:
        found[row.currency].append(Rate(row.valid_from, row.rate, row.source))
    return Rates(found)


def thresholds_on(day: date) -> tuple[Threshold, ...]:
    """某天的入库门槛 — one SQL statement."""
    rows = AdmissionThreshold.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    names = ("name", "level", "at_least_wan", "at_least_usd_wan", "source")
    return tuple(Threshold(*values) for values in rows.order_by("level", "id").values_list(*names))


def sizes_of(
    ids: Iterable[int], *, as_of: date, known_at: datetime | None = None
) -> dict[int, Size]:
    """规模 — of these projects on the day; one SQL statement for every 5,000, and one for the rates."""
    rates = rates_known()
    found: dict[int, Size] = {}
    for part in chunks(ids):
        profiles = latest_profiles(part, as_of=as_of, known_at=known_at)
        found |= {pk: size_of(profile, rates, as_of) for pk, profile in profiles.items()}
    return found


@transaction.atomic
def add_rate(
    *, currency: Currency, valid_from: date, rate: Decimal, source: str, by: Actor, at: datetime
) -> ExchangeRate:
    """录入汇率 — yuan for one unit from a day on. Amounts already entered keep the rate said with them.

    Raises `Refused` for who may not, and when the day has a rate already.
    """
    at = audit.take_turn(at)
    ensure(can_keep_programmes(by))
    row = ExchangeRate(currency=currency, valid_from=valid_from, rate=rate, source=source.strip())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(
            no(f"{currency.label} {valid_from:%Y-%m-%d} 已有汇率。汇率录了不改，有变的请填另一天。")
        ) from None
    audit.record(
        by=by, at=at, action="录入汇率", object_kind="exchangerate", object_id=row.pk,
        object_name=currency.label, after={"valid_from": valid_from, "rate": rate, "source": row.source},
    )
    return row
