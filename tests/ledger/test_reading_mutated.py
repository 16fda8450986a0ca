"""样例台账改坏了再读：没有一个数不声不响地错，没有一个项目不声不响地丢（见 mutating.py）。"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ledger.mutating import NAMES, faults, mutant, understood
from tests.ledger.mutations import BY_NAME, mutated
from tests.ledger.workbooks import xlsx
from zhaotuifu.kernel.sheets import MergedRange, read_workbook

STEPS = st.lists(st.sampled_from(sorted(BY_NAME)), max_size=5)


@settings(
    max_examples=150, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(name=st.sampled_from(NAMES), steps=STEPS, seed=st.integers(0, 10**6))
# each of these was once read wrong
@example("d09_packages_joint", ["own_units"], 95)  # 17.81（亿元）: the unit in brackets was dropped
@example("d07_carry_2025", ["cells_broken"], 0)  # 1200 3400 became 12003400
@example("d08_gbk", ["cells_broken"], 12)  # two figures in two lines of a cell
@example("d01_town_progress", ["cells_broken"], 162)  # 五六百万 was 600
@example("d02_sheets_by_level", ["column_twice"], 160)  # the first of two columns won
@example("d03_merged_levels", ["cells_split"], 1)  # heads taken apart, each cell with its value
@example("d01_town_progress", ["columns_shuffled"], 139)
@example("d08_gbk", ["other_page_in_another_unit"], 75)  # projects of a csv taken for heads
@example("d03_merged_levels", ["other_page_in_another_unit"], 304)  # 万元 on a page of its own
@example("d03_merged_levels", ["other_page_in_another_unit", "column_twice"], 20271)
@example("d04_units_in_cells", ["head_again", "sequence_emptied", "rows_hidden", "notes_between"], 377)
@example("d03_merged_levels", ["cells_negative", "written_otherwise"], 603)  # +-1.76
@example("d04_units_in_cells", ["column_twice", "cells_broken"], 2017)  # #N/A in an asked column
def test_no_amount_of_a_spoilt_ledger_is_wrong_in_silence(
    name: str, steps: list[str], seed: int
) -> None:
    one = mutated(name, steps, seed)
    assert faults(one, understood(one)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_unspoilt_ledger_has_no_faults(name: str) -> None:
    """The oracle agrees with the samples, and finds an amount that is changed behind its back."""
    one = mutated(name, [], 1)
    found = understood(one)
    assert faults(one, found) == []
    line = next(line for line in one.projects if any(line.truth.values()))
    line.truth = dict.fromkeys(line.truth)
    assert faults(one, found) != []


@pytest.mark.parametrize(
    ("name", "steps", "seed"),
    [
        ("d01_town_progress", ["notes_between", "written_otherwise", "head_again"], 3),
        ("d03_merged_levels", ["rows_above", "unit_changed", "cells_negative"], 5),
        ("d08_gbk", ["own_units", "columns_shuffled", "signature"], 7),
        ("d09_packages_joint", ["cells_blanked", "cells_negative", "total_moved"], 11),
    ],
)
def test_a_spoilt_ledger_is_read_from_a_real_file_as_well(
    name: str, steps: list[str], seed: int
) -> None:
    one = mutated(name, steps, seed)
    sheet = one.book().sheets[0]
    data = xlsx(
        {sheet.name: sheet.rows}, merged={sheet.name: [_area(box) for box in sheet.merged]},
        hidden_rows=sorted(sheet.hidden_rows),
    )
    assert faults(one, understood(one, read_workbook(data, one.sent_as))) == []


def _area(box: MergedRange) -> str:
    from zhaotuifu.ledger.rules.text import column_letter

    first = f"{column_letter(box.first_column)}{box.first_row}"
    return f"{first}:{column_letter(box.last_column)}{box.last_row}"


@pytest.mark.parametrize("step", sorted(BY_NAME))
def test_every_mutation_changes_something(step: str) -> None:
    """A mutation that never does anything would prove nothing."""
    from random import Random

    def shape(one: object) -> str:
        return repr([(line.kind, line.cells, line.is_hidden, line.no_value) for line in one.lines]) + repr(  # type: ignore[attr-defined]
            [len(one.merged), one.hidden_columns]  # type: ignore[attr-defined]
        )

    changed = 0
    for name in NAMES:
        for seed in range(4):
            before = shape(mutant(name, Random(f"{name} {seed}")))
            changed += before != shape(mutated(name, [step], seed))
    assert changed >= 4
