"""全年现况分段重做：其间别人改了的，以改了的为准；不在名单上的撤下来。"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests import things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.models import Listing
from zhaotuifu.supervision import actions
from zhaotuifu.supervision.models import Position


def report(project_id: int, amount: int, at: Any) -> None:
    row = MonthlyAmount(project_id=project_id, year=2025, month=1, amount_wan=Decimal(amount))
    record_progress([row], years=[2025], by=SYSTEM, at=at)


@pytest.mark.parametrize("times", [1, actions.TRIES])
def test_what_is_changed_while_a_year_is_drawn_is_shown(
    district: Any, at: Any, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = things.project("云岭厂房", "砚湖镇", at=at, months=("100",))
    draw, left = actions.draw_positions, list(range(times))

    def drawn(*args: Any, **kwargs: Any) -> actions.Drawn:
        found = draw(*args, **kwargs)
        if left:
            with monkeypatch.context() as calm:
                calm.setattr(actions, "draw_positions", draw)
                report(one, 200 + left.pop(), at)
        return found

    monkeypatch.setattr(actions, "draw_positions", drawn)
    assert actions.refresh_year.call(2025) == 1
    assert Position.objects.get().month_wan == 200


def test_what_is_on_no_list_any_more_is_taken_down(district: Any, at: Any) -> None:
    one = things.project("云岭厂房", "砚湖镇", at=at)
    two = things.project("湖上冷库", "砚湖镇", at=at)
    Listing.objects.filter(project_id=one).update(superseded_at=at)
    assert actions.refresh_year.call(2025) == 1
    assert list(Position.objects.values_list("project_id", flat=True)) == [two]


def test_a_year_in_many_parts_is_the_same_as_in_one(
    district: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        things.project(f"云岭{n}号厂房", "砚湖镇", at=at, months=(str(n * 10),))
    names = [field.attname for field in Position._meta.concrete_fields if not field.primary_key]
    whole = list(Position.objects.order_by("project_id").values_list(*names))
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    assert actions.refresh_year.call(2025) == 5
    assert list(Position.objects.order_by("project_id").values_list(*names)) == whole
