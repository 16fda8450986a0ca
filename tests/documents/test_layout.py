"""The measures of the standard, in the units of the file."""

from __future__ import annotations

import pytest

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import LANDSCAPE, PORTRAIT

TWIPS = layout.TWIPS_PER_MM


def test_the_text_area_is_156_by_225_millimetres():
    assert PORTRAIT.text_width / TWIPS == pytest.approx(156, abs=0.2)
    assert PORTRAIT.text_height / TWIPS == pytest.approx(225, abs=0.1)
    assert LANDSCAPE.text_width / TWIPS == pytest.approx(225, abs=0.1)


def test_exactly_22_lines_and_28_characters_fit():
    assert PORTRAIT.text_height // layout.LINE_PITCH == layout.LINES_PER_PAGE
    assert PORTRAIT.text_width // layout.CHARACTER_PITCH == layout.CHARACTERS_PER_LINE
    declared = 16 + layout.GRID_CHAR_SPACE / 4096
    assert PORTRAIT.text_width / layout.TWIPS_PER_PT // declared == layout.CHARACTERS_PER_LINE


def test_a_full_page_has_room_for_the_line_word_asks_for():
    filled = layout.LINES_PER_PAGE * layout.LINE_PITCH + layout.FILLER
    assert filled <= PORTRAIT.text_height


@pytest.mark.parametrize(
    ("name", "points"), [("专报", 48), ("重点建设项目情况专报", 42), ("字" * 40, 26), ("", 48)]
)
def test_the_red_name_fills_its_line(name, points):
    assert layout.name_size(name) == points


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_the_text_below_a_title_is_back_on_the_grid(lines):
    gap = layout.space_after(lines, layout.TITLE_LINE)
    assert (lines * layout.TITLE_LINE + gap) % layout.LINE_PITCH == 0
    assert gap >= layout.LINE_PITCH // 3


def test_columns_add_up_to_the_width_however_it_divides():
    widths = layout.column_widths((1, 1, 1), 100)
    assert sum(widths) == 100
    assert max(widths) - min(widths) <= 1
