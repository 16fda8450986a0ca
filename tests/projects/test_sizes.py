"""Size in both currencies: ≥ 10 亿元 or ≥ 1 亿美元, at the rate said or that of the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from tests.projects.test_checking import correct
from zhaotuifu.desk.seed.preset import load_projects_catalogue
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.projects.gauging import rates_known, sizes_of, thresholds_on
from zhaotuifu.projects.models import ExchangeRate
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.projects.sizes import Rate, Rates, Size, Threshold, advice, fitting, size_of

DAY, TODAY = date(2025, 3, 31), timezone.localdate()
RATES = Rates({
    "USD": (Rate(date(2023, 12, 31), Decimal("7.08")), Rate(date(2024, 12, 31), Decimal("7.19"))),
    "EUR": (Rate(date(2024, 12, 31), Decimal("7.53")),),
})
CITY = Threshold("10 亿元或 1 亿美元以上可列市重大", "city", Decimal(100_000), Decimal(10_000), "示例")
KEY = Threshold("5000 万元以上可列区重点", "district", Decimal(5_000), None, "示例")


def profile(total=None, currency="", amount=None, rate=None, rate_on=None):
    return {
        "total_investment_wan": total and Decimal(total), "foreign_currency": currency,
        "foreign_amount_wan": amount and Decimal(amount), "foreign_rate": rate and Decimal(rate),
        "foreign_rate_on": rate_on,
    }


@pytest.mark.parametrize(
    ("said", "size"),
    [
        (profile("80000"), Size(Decimal(80_000))),
        (profile(None, "USD", "10000"), Size(Decimal(71_900), Decimal(10_000))),
        (profile(None, "USD", "10000", "7.1"), Size(Decimal(71_000), Decimal(10_000))),
        (profile(None, "USD", "10000", None, date(2024, 6, 1)), Size(Decimal(70_800), Decimal(10_000))),
        (profile("75000", "USD", "10000"), Size(Decimal(75_000), Decimal(10_000))),
        (profile(None, "HKD", "10000"), Size(None, None)),
        (profile(), Size(None, None)),
    ],
)
def test_the_size_is_what_was_said_at_the_rate_said_or_of_the_day(said, size):
    assert size_of(said, RATES, DAY) == size


def test_euros_are_measured_in_dollars_through_yuan():
    size = size_of(profile(None, "EUR", "10000"), RATES, DAY)
    assert size.total_wan == 75_300
    assert round(size.usd_wan, 2) == Decimal("10472.88")


@pytest.mark.parametrize(
    ("size", "level"),
    [
        (Size(Decimal(100_000)), "city"), (Size(Decimal("99999.999999")), "district"),
        (Size(Decimal(71_900), Decimal(10_000)), "city"),
        (Size(Decimal(71_900), Decimal("9999.999999")), "district"),
        (Size(Decimal(4_999)), None), (Size(None), None),
    ],
)
def test_either_amount_is_enough(size, level):
    best = fitting(size, (CITY, KEY))
    assert (best.level if best else None) == level


def test_a_project_in_yuan_does_not_pass_for_a_hundred_million_dollars():
    assert fitting(size_of(profile("80000"), RATES, DAY), (CITY, KEY)) == KEY


def test_advice_speaks_of_a_higher_level_or_of_too_small_and_else_is_silent():
    large, small = Size(Decimal(120_000)), Size(Decimal(3_000))
    assert "可以列市重大" in advice(large, "district", (CITY, KEY))
    assert advice(large, "city", (CITY, KEY)) == advice(large, "province", (CITY, KEY)) == ""
    assert "不到区重点的门槛" in advice(small, "district", (CITY, KEY))
    assert advice(Size(None), "district", (CITY, KEY)) == ""


@pytest.fixture
def plant(district, at) -> int:
    load_projects_catalogue("wujin", by=SYSTEM, at=at)
    return things.project("云岭储能电池", "砚湖镇", at=at)


@pytest.mark.django_db
def test_an_empty_rate_is_that_of_the_day_and_the_total_follows(office, plant):
    answer = correct(office, plant, foreign_currency="USD", foreign_amount_wan="12000")
    assert answer.status_code == 302
    said = snapshots([plant], year=2025, as_of=TODAY)[plant].profile
    row = rates_known().on("USD", TODAY)
    assert (said["foreign_rate"], said["foreign_rate_on"]) == (row.rate, row.valid_from)
    assert said["total_investment_wan"] == 12_000 * row.rate
    told = office.client.get(answer.url).content.decode()
    assert "折算，总投资" in told, "what was filled in is said"
    assert sizes_of([plant], as_of=TODAY)[plant].usd_wan == 12_000


@pytest.mark.django_db
def test_what_a_person_fills_in_is_not_touched(office, plant):
    typed = {"foreign_currency": "USD", "foreign_amount_wan": "12000", "foreign_rate": "7",
             "foreign_rate_on": "2025-01-02", "total_investment_wan": "85000"}
    correct(office, plant, **typed)
    said = snapshots([plant], year=2025, as_of=TODAY)[plant].profile
    assert (said["foreign_rate"], said["total_investment_wan"]) == (7, 85_000)


@pytest.mark.django_db
def test_the_form_says_that_a_project_is_large_enough_for_a_higher_level(office, at, plant):
    small = things.project("青石精密齿轮", "砚湖镇", at=at, level="district")
    where = reverse("project_edit", args=[small]) + "?year=2025"
    form = office.client.get(where).context["form"]
    sent = {"name": "青石精密齿轮", "about_from": form["about_from"].value(),
            "revision": form["revision"].value(), "zone_ids": [people.organisation("砚湖镇").pk]}
    office.client.post(where, sent | {"total_investment_wan": "120000"})
    assert "按规模可以列市重大" in office.client.get(where).content.decode()


@pytest.mark.django_db
def test_the_office_adds_a_rate_and_a_zone_reads_the_table(office, zone_a, plant):
    where = reverse("standards")
    typed = {"currency": "USD", "valid_from": "2025-03-31", "rate": "7.18", "source": "当日中间价"}
    assert zone_a.client.post(where, typed).status_code == 403
    assert office.client.post(where, typed).status_code == 302
    assert ExchangeRate.objects.get(valid_from=DAY).rate == Decimal("7.18")
    again = office.client.post(where, typed)
    assert again.status_code == 422 and "已有汇率" in again.content.decode()
    wrong = office.client.post(where, typed | {"rate": "0", "valid_from": "2025-04-30"})
    assert wrong.status_code == 422 and "大于 0" in wrong.content.decode()
    assert "当日中间价" in zone_a.client.get(where).content.decode()
    assert [one.level for one in thresholds_on(DAY)] == ["city", "district"]
