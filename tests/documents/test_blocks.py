"""A table that would put a figure under the wrong head cannot be made."""

from __future__ import annotations

import pytest

from tests.documents.papers import progress_table
from zhaotuifu.documents.blocks import Cell, DataTable, Heading, Paragraph, Run, grid_of


def test_merged_heads_are_laid_out_on_one_grid():
    table = progress_table(1)
    assert table.columns == 13
    upper, lower = grid_of(table.head, table.columns)
    assert [slot.column for slot in upper] == [0, 1, 2, 3, 4, 5, 9, 11, 12]
    assert [(slot.column, slot.is_start) for slot in lower][:6] == [
        (0, False), (1, False), (2, False), (3, False), (4, False), (5, True),
    ]  # fmt: skip
    assert [slot.cell.text for slot in lower if slot.is_start][-1] == "下月计划"


@pytest.mark.parametrize(
    "body",
    [
        ((Cell("一"),),),  # a cell is missing
        ((Cell("一"), Cell("二"), Cell("三")),),  # one too many
        ((Cell("一", colspan=3),),),  # too wide
        ((Cell("一", rowspan=2), Cell("二")),),  # reaches below the table
        ((Cell("一"), Cell("二", rowspan=2)), (Cell("三", colspan=2),)),  # two in one place
    ],
)
def test_a_row_that_does_not_fill_the_columns_is_refused(body):
    with pytest.raises(ValueError, match=r"row|cell"):
        DataTable("", "", ((Cell("甲"), Cell("乙")),), body)


def test_widths_must_name_every_column():
    with pytest.raises(ValueError, match="1 widths for 2 columns"):
        DataTable("", "", ((Cell("甲"), Cell("乙")),), (), (1,))


def test_a_cell_covers_at_least_itself():
    with pytest.raises(ValueError, match="at least one"):
        Cell("", colspan=0)


@pytest.mark.parametrize("level", [0, 5])
def test_the_standard_knows_four_levels(level):
    with pytest.raises(ValueError, match="heading level"):
        Heading(level, "五级")


def test_a_paragraph_reads_as_its_runs():
    assert Paragraph((Run("完成"), Run("16.5亿元", "done"))).text == "完成16.5亿元"
