"""What a milestone has come to; the life line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhaotuifu.desk import rules
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Stage

TODAY = date(2025, 4, 7)


def line(planned=None, precision="day", actual=None, recognised=None, actual_precision="day"):
    return MilestoneLine(Node.START, planned, precision, actual, actual_precision, recognised)


@pytest.mark.parametrize(
    ("given", "state", "note"),
    [
        (None, "", ""), (line(), "", ""),
        (line(date(2025, 3, 31), "month"), "stop", "逾期 1 个月"),
        (line(date(2025, 4, 5)), "stop", "逾期 2 天"), (line(date(2024, 12, 31), "year"), "stop", "逾期 1 年"),
        (line(date(2025, 4, 30)), "", ""), (line(date(2025, 4, 7)), "", ""),
        (line(date(2025, 3, 31), "day", None, date(2025, 3, 21)), "done", "早 10 天"),
        (line(date(2025, 3, 31), "month", None, date(2025, 3, 21)), "done", "按计划"),
        (line(date(2025, 3, 1), "day", date(2025, 3, 22)), "go", "晚 21 天"),
        (line(None, "", date(2025, 3, 22)), "go", ""),
    ],
)
def test_a_milestone_is_recognised_waiting_overdue_or_to_come(given, state, note):
    found = rules.node_state(given, TODAY)
    assert (found.state, found.note) == (state, note)


@pytest.mark.parametrize("stage", Stage)
def test_what_lies_before_the_stage_is_done_and_one_step_is_now(stage):
    steps = rules.life_line(stage, {}, admitted_on=None, image_progress="主体三层", today=TODAY)
    states = [step.state for step in steps]
    assert states.count("now") == 1
    assert set(states[: states.index("now")]) <= {"done"}
    assert set(states[states.index("now") + 1 :]) <= {""}


def test_a_day_is_written_as_precisely_as_it_was_given():
    day = date(2025, 3, 31)
    assert [rules.written(day, p) for p in ("year", "month", "day", "")] == [
        "2025年", "2025年3月", "2025年3月31日", "2025年3月31日",
    ]
    assert rules.written(None, "day") == ""


def test_paces_add_up_and_stop_at_the_last_reported_month():
    found = rules.paces(Decimal(1200), {1: Decimal(100), 3: Decimal(-20)})
    assert [pace.done_wan for pace in found[:4]] == [100, 100, 80, None]
    assert found[1].amount_wan is None
    assert found[2].gap_points == Decimal(80) / 12 - 25
    assert rules.paces(None, {1: Decimal(5)})[0].rate_pct is None
