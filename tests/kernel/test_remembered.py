"""What takes long to count is kept until anything is recorded, and never inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.remembered import remembered


def record(kind: str = "project") -> None:
    with transaction.atomic():
        at = audit.take_turn(timezone.now())
        audit.record(by=SYSTEM, at=at, action="试", object_kind=kind, object_id=1, object_name="试")


@pytest.mark.django_db(transaction=True)
def test_an_answer_stands_until_a_deed_is_recorded():
    made = []

    def asked(stamp=None):
        return remembered("test", lambda: made.append(1) or len(made), stamp=stamp)

    record()
    assert [asked(), asked()] == [1, 1]
    record("user")
    record("download")
    assert asked() == 1
    assert asked("drawn anew") == 2
    record()
    assert [asked("drawn anew"), asked("drawn anew")] == [3, 3]
    with transaction.atomic():
        assert [asked("drawn anew"), asked("drawn anew")] == [4, 5]
    assert asked("drawn anew") == 3


@pytest.mark.django_db(transaction=True)
def test_what_was_seen_inside_a_transaction_that_failed_is_nobodys_answer():
    record()
    assert remembered("test failed", lambda: "before") == "before"
    with pytest.raises(RuntimeError), transaction.atomic():
        record()
        assert remembered("test failed", lambda: "half") == "half"
        raise RuntimeError
    assert remembered("test failed", lambda: "after") == "before"
