"""装箱 — what a sheet holds arrives as it was; what is no sheet is refused."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.kernel.sheets.child import encode
from zhaotuifu.kernel.sheets.packing import Misshapen, packed, unpacked
from zhaotuifu.kernel.sheets.reading import _revive

#: cells have no time zone
MIDNIGHT = datetime.combine(date(2025, 1, 1), time())
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, 1.5, 1e15, 1e16]),
    st.sampled_from(["", "区重点", "1", "True", "甲\n乙"]), st.text(max_size=3),
    st.sampled_from([date(2025, 1, 1), MIDNIGHT, MIDNIGHT.replace(hour=8, minute=30)]),
)
ROWS = st.lists(st.lists(CELLS, max_size=5).map(lambda row: tuple(_cut(row))), max_size=40)


def _cut(row: list[Any]) -> list[Any]:
    return _cut(row[:-1]) if row and row[-1] is None else row


def _sent(rows: Any) -> Any:
    text = json.dumps(packed(rows), default=encode, ensure_ascii=False)
    return unpacked(json.loads(text, object_hook=_revive))


def _typed(rows: Any) -> list[list[tuple[type, Any]]]:
    return [[(type(cell), cell) for cell in row] for row in rows]


@given(ROWS)
def test_every_cell_arrives_as_it_was(rows):
    assert _typed(_sent(rows)) == _typed(rows)


@pytest.mark.parametrize("first", [1, 1.0, True])
def test_equal_cells_of_different_types_stay_apart(first):
    rows = [(first,), (1,), (True,)] * 20
    assert _typed(_sent(rows)) == _typed(rows)


def test_a_text_that_repeats_is_written_once_and_is_one_object_on_arrival():
    rows = [("区重点", n) for n in range(1000)]
    assert json.dumps(packed(rows), ensure_ascii=False).count("区重点") == 1
    found = _sent(rows)
    assert found[0][0] is found[999][0]


def test_one_long_row_among_short_ones_does_not_grow_into_a_square():
    rows = [("甲",)] * 5000 + [("乙",) * 5000]
    assert len(json.dumps(packed(rows), ensure_ascii=False)) < 200_000
    assert _sent(rows) == tuple(rows)


@pytest.mark.parametrize(
    "box",
    [
        {}, {"rows": 1}, {"rows": [[[]]]}, {"rows": [[{}]]}, {"height": 1, "columns": [[[1]]]},
        {"height": 2, "columns": [["甲"]]}, {"height": 1, "columns": [{"of": [], "at": [0]}]},
        {"height": 1, "columns": [{"of": [{"a": 1}], "at": [0]}]}, {"height": 1, "columns": [5]},
        {"height": 1, "columns": [{"of": ["甲"], "at": ["0"]}]}, {"columns": [["甲"]]},
        {"height": "1", "columns": []},
    ],
)
def test_what_is_no_packed_sheet_is_refused(box):
    with pytest.raises(Misshapen):
        unpacked(box)
