"""A question kept ready is answered as the ORM would, every time anew."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import people
from zhaotuifu.kernel.prepared import _made, rows_of
from zhaotuifu.parties.models import Organisation, OrganisationKind
from zhaotuifu.parties.queries import actor_of, zones

pytestmark = pytest.mark.django_db


def _of_kind(kind: str):
    rows = Organisation.objects.filter(kind=kind).order_by("position", "id")
    return rows.values_list("name", "aliases", "is_demo")


def _nothing(number: int):
    return Organisation.objects.none().values_list("pk")


def test_it_is_put_into_words_once_and_asked_every_time(district, django_assert_num_queries):
    zone = OrganisationKind.ZONE.value
    assert rows_of(_of_kind, zone) == list(_of_kind(zone))
    kept = _made.cache_info().misses
    Organisation.objects.filter(name="砚湖镇").update(aliases=["砚湖", "砚湖街道"])
    with django_assert_num_queries(1):
        found = rows_of(_of_kind, zone)
    assert ("砚湖镇", ["砚湖", "砚湖街道"], False) in [(name, aliases, bool(demo)) for name, aliases, demo in found]
    assert found == list(_of_kind(zone))
    assert _made.cache_info().misses == kept


def test_another_key_is_another_question(district):
    assert rows_of(_of_kind, "nowhere") == []
    assert rows_of(_of_kind, OrganisationKind.ZONE.value) != []


def test_what_can_match_nothing_is_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of(_nothing, 1) == []


def test_an_actor_and_the_list_of_zones_are_those_of_today(office, at):
    today = timezone.localdate()
    before = actor_of(office.user, today)
    assert before.organisation == "区重大办"
    post = office.user.posts.get()
    post.organisation = people.organisation("砚湖镇")
    post.save()
    assert actor_of(office.user, today).organisation == "砚湖镇"
    Organisation.objects.filter(name="砚湖镇").update(name="砚湖新镇")
    assert "砚湖新镇" in [zone.name for zone in zones()]
