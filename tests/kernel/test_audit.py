"""审计链 — each row follows from the one before; a touched row breaks the chain where it was touched."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.models import AuditRow

pytestmark = pytest.mark.django_db


def _deeds(count: int) -> list[audit.Deed]:
    after = {"plan_wan": Decimal("1.50"), "on": date(2025, 3, 1), "ids": (1, 2)}
    return [audit.Deed("改", "project", str(n), f"项目{n}", {}, after) for n in range(count)]


def _rows():
    return AuditRow.objects.order_by("number")


def test_rows_of_several_acts_form_one_whole_chain(at):
    audit.record_many(_deeds(3), by=SYSTEM, at=at)
    audit.record(by=SYSTEM, at=at, action="退", object_kind="project", object_id=9)
    assert [row.number for row in _rows()] == [1, 2, 3, 4]
    assert audit.first_break(_rows()) is None


@pytest.mark.parametrize(
    "change", [{"actor_name": "别人"}, {"after": {}}, {"object_id": "77"}, {"row_hash": "0" * 64}]
)
def test_a_touched_row_breaks_the_chain_there(at, change):
    audit.record_many(_deeds(4), by=SYSTEM, at=at)
    AuditRow.objects.filter(number=3).update(**change)
    assert audit.first_break(_rows()) == 3


def test_a_removed_row_breaks_the_chain(at):
    audit.record_many(_deeds(4), by=SYSTEM, at=at)
    AuditRow.objects.filter(number=2).delete()
    assert audit.first_break(_rows()) == 3


def test_the_row_names_the_person_as_they_were(at):
    actor = Actor(7, "综合科", "区重大办", ((Role.OFFICE, 1),))
    row = audit.record(by=actor, at=at, action="改", object_kind="project", object_id=1)
    assert (row.actor_id, row.actor_name, row.actor_organisation, row.actor_role) == (
        7, "综合科", "区重大办", "区重大办",
    )


def test_an_act_that_waited_is_recorded_after_the_one_that_went_first(at):
    with transaction.atomic():
        audit.record_many(_deeds(1), by=SYSTEM, at=at)
        asked_earlier = at - timedelta(seconds=5)
        assert audit.take_turn(asked_earlier) == at + timedelta(microseconds=1)
        assert audit.take_turn(at) == at
        later = at + timedelta(seconds=1)
        assert audit.take_turn(later) == later
