"""Lines are broken as Word breaks them in Chinese: 28 characters, marks where they belong."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhaotuifu.documents.pdf.breaking import HANGING, NO_END, NO_START, break_lines

ROOM = 28.0
PROSE = st.text(
    alphabet="国建设项目投资完成率，。；：、“”（）《》—…%？！·0123456789.,-ABCxyz +−", max_size=300
)


def wide(char: str) -> float:
    return 0.5 if char.isascii() else 1.0


def lines(text: str, room: float = ROOM, first: float | None = None, **options) -> list[str]:
    broken = break_lines(text, wide, room, room if first is None else first, **options)
    return [line.text for line in broken]


def test_a_line_holds_28_characters_and_the_first_two_less():
    assert [len(line) for line in lines("国" * 82, first=26)] == [26, 28, 28]


def test_a_comma_hangs_behind_a_full_line_and_counts_nothing():
    first, second = break_lines("国" * 28 + "，" + "国" * 3, wide, ROOM, ROOM)
    assert (first.text[-1], first.width, first.is_hanging) == ("，", 28, True)
    assert second.text == "国国国"


def test_where_nothing_may_hang_the_comma_takes_a_character_along():
    assert lines("国" * 28 + "，" + "国" * 3, hanging=frozenset()) == ["国" * 27, "国，国国国"]


@pytest.mark.parametrize("mark", ["；", "”", "）", "》", "！", "%"])
def test_a_closing_mark_never_begins_a_line(mark):
    first, second = lines("国" * 28 + mark + "国" * 3)
    assert (len(first), second[:2]) == (27, "国" + mark)


@pytest.mark.parametrize("mark", ["“", "（", "《", "〔"])
def test_an_opening_mark_never_ends_one(mark):
    assert lines("国" * 27 + mark + "国" * 3) == ["国" * 27, mark + "国国国"]


@pytest.mark.parametrize("number", ["16.5", "26.3%", "1,234,567", "−5.6", "110kV", "2025-04-07"])
def test_a_number_stays_whole(number):
    assert lines("国" * 27 + number + "万元")[1].startswith(number)


def test_a_dash_of_two_is_not_torn():
    assert lines("国" * 27 + "——国") == ["国" * 27, "——国"]


def test_a_word_longer_than_the_line_is_torn_rather_than_lost():
    assert lines("a" * 100, room=10) == ["a" * 20] * 5


def test_given_breaks_stay_and_an_empty_text_is_one_line():
    assert lines("一\n\n二") == ["一", "", "二"]
    assert lines("") == [""]
    assert [line.is_last for line in break_lines("国" * 30 + "\n二", wide, ROOM, ROOM)] == [
        False, True, True,
    ]


@given(PROSE, st.floats(min_value=4, max_value=40))
@example("（" * 20 + "国", 6.0)
@example("国" + "，" * 30, 6.0)
def test_whatever_is_written_nothing_is_lost_and_nothing_runs_over(text, room):
    broken = break_lines(text, wide, room, room)
    assert "".join(line.text for line in broken).replace(" ", "") == text.replace(" ", "")
    for line in broken:
        assert line.width <= room + 0.02
        shown = line.text[:-1] if line.is_hanging else line.text
        assert sum(wide(char) for char in shown) == pytest.approx(line.width)
        assert not line.is_hanging or line.text[-1] in HANGING


@given(st.text(alphabet="国建设，。；“”（）《》", min_size=1, max_size=200))
def test_marks_stand_where_they_belong_while_there_is_a_way(text):
    broken = [line.text for line in break_lines(text, wide, ROOM, ROOM)]
    for before, behind in pairwise(broken):
        is_stuck = all(char in NO_START | NO_END for char in before[1:])
        assert is_stuck or behind[0] not in NO_START
        assert is_stuck or before[-1] not in NO_END
