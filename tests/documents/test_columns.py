"""Columns give numbers the room they need, and words the rest."""

from __future__ import annotations

from tests.documents.papers import progress_table, ranking
from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Align, Cell, DataTable
from zhaotuifu.documents.columns import column_needs, fit_columns, text_width_of

WIDTH = layout.PORTRAIT.text_width


def numbers(columns: int, text: str = "1,116,000") -> DataTable:
    head = (tuple(Cell("完成投资") for _ in range(columns)),)
    body = (tuple(Cell(text, Align.RIGHT) for _ in range(columns)),)
    return DataTable("", "", head, body)


def test_digits_count_half_and_the_longest_line_counts():
    assert text_width_of("开工以来\n累计") == 4
    assert 1.1 < text_width_of("3月") <= 2


def test_no_number_of_the_progress_table_breaks():
    table = progress_table(11)
    fitted = fit_columns(table, layout.LANDSCAPE.text_width)
    character = fitted.size * layout.TWIPS_PER_PT
    assert sum(fitted.widths) == layout.LANDSCAPE.text_width
    for row in table.body[1:]:
        for cell, width in zip(row, fitted.widths, strict=True):
            if cell.align is Align.RIGHT:
                assert text_width_of(cell.text) * character + layout.CELL_SIDES <= width + 1


def test_letters_shrink_only_when_the_columns_are_many():
    sizes = [fit_columns(numbers(columns), WIDTH).size for columns in (3, 7, 8, 20)]
    assert sizes == [12, 10.5, 9, 9]


def test_what_is_left_goes_to_the_words():
    head = ((Cell("序号"), Cell("项目名称"), Cell("投资")),)
    body = (
        (Cell("1"), Cell("云岫固态储能电池一期扩建及配套工程", Align.LEFT), Cell("9", Align.RIGHT)),
    )
    fitted = fit_columns(DataTable("", "", head, body), WIDTH)
    assert fitted.size == 12
    assert fitted.widths[1] > sum(fitted.widths) * 0.6


def test_the_widths_an_author_names_are_kept():
    assert fit_columns(ranking(), WIDTH).widths == layout.column_widths((1, 3, 2, 2), WIDTH)


def test_a_long_head_may_take_two_lines_but_a_short_one_stays_whole():
    head = ((Cell("年度计划"), Cell("开工以来累计完成投资")),)
    needs = column_needs(DataTable("", "", head, ((Cell("1"), Cell("2")),)))
    assert [need.firm for need in needs] == [4, 5]
