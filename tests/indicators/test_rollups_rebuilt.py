"""重建与核对 — roll-ups made anew while others write, and what a check finds."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from tests import people
from tests.indicators.recount import compare
from tests.indicators.test_rollups import YEAR, Library, zones
from zhaotuifu.indicators import actions_rebuild
from zhaotuifu.indicators.actions_check import check_year
from zhaotuifu.indicators.checking import differences
from zhaotuifu.indicators.jobs import check
from zhaotuifu.indicators.models import Cell, RollUp, YearLine
from zhaotuifu.indicators.states import Answered
from zhaotuifu.kernel.actor import Role
from zhaotuifu.notices.models import Notice

MARCH = date(2025, 3, 31)


@pytest.fixture
def library(db):
    """一座库 — four projects with a few months."""
    made = Library()
    for which, month, amount in ((0, 1, 30), (0, 3, 60), (1, 2, 90), (2, 3, 45)):
        made.act("month", which, month, amount, MARCH)
    made.act("milestone", 0, 4, 7, date(2025, 2, 3))
    made.act("move", 1, 1, 1, date(2025, 3, 1))
    return made


def test_a_kept_library_has_no_difference(library):
    assert differences(YEAR, 3) == []
    assert check_year(YEAR, at=library.now) == []
    assert RollUp.objects.get(year=YEAR).checked_at == library.now


def test_a_cell_that_is_wrong_is_found_and_not_mended(library, capsys):
    cell = Cell.objects.get(year=YEAR, measure="done", level="*", axis="all")
    cell.sums[4] += 1
    cell.save()
    with pytest.raises(SystemExit):
        call_command("rollup_check", "--year", str(YEAR))
    assert "本年累计完成" in capsys.readouterr().out
    assert Cell.objects.get(pk=cell.pk).sums == cell.sums
    call_command("rollup_rebuild", "--year", str(YEAR))
    call_command("rollup_check", "--year", str(YEAR))
    assert "都相符" in capsys.readouterr().out


def test_a_line_that_is_wrong_is_found(library):
    row = YearLine.objects.known().filter(year=YEAR).first()
    YearLine.objects.filter(pk=row.pk).update(plan=(row.plan or 0) + 1)
    assert any("plan" in sentence for sentence in differences(YEAR, 3))


def test_a_library_without_roll_ups_is_answered_by_the_book_and_built_by_the_command(library):
    for model in (YearLine, Cell, RollUp):
        model.objects.all().delete()
    assert compare(YEAR, MARCH, None) == {Answered.BOOK}
    library.act("month", 1, 1, 12, MARCH)  # written to no roll-up, as there is none
    assert not YearLine.objects.exists()
    assert actions_rebuild.needing() == (YEAR,)
    call_command("rollup_rebuild", "--if-needed")
    assert compare(YEAR, MARCH, None, zones()) == {Answered.CELLS, Answered.LINES}
    assert compare(YEAR, MARCH, library.now) == {Answered.BOOK}  # known before they were built
    assert actions_rebuild.needing() == ()


@pytest.mark.parametrize("anew", [True, False])
def test_what_is_done_while_roll_ups_are_rebuilt_is_counted_once(library, monkeypatch, anew):
    monkeypatch.setattr(actions_rebuild, "PART", 1)
    acts = iter((
        ("month", 0, 4, 33, MARCH), ("create", 0, 2, 70, MARCH), ("month", 2, 5, 44, MARCH),
        ("standing", 1, 1, 1, MARCH),
    ))
    fill = actions_rebuild._fill

    def filled(*args):
        fill(*args)
        act = next(acts, None)
        if act is not None:
            library.act(*act)

    monkeypatch.setattr(actions_rebuild, "_fill", filled)
    actions_rebuild.rebuild(YEAR, anew=anew)
    assert differences(YEAR, 3) == []
    assert compare(YEAR, MARCH, None, zones()) == {Answered.CELLS, Answered.LINES}


def test_other_measures_make_the_cells_anew_and_keep_what_the_lines_knew(library):
    then = library.now
    library.act("month", 0, 3, 75, MARCH)
    RollUp.objects.update(measures="as they were added up before")
    assert compare(YEAR, MARCH, None) == {Answered.LINES}
    assert actions_rebuild.needing() == (YEAR,)
    library.act("month", 1, 3, 20, MARCH)  # not added to cells that nobody reads ...
    assert RollUp.objects.get(year=YEAR).measures == ""  # ... and nobody will, whatever comes back
    actions_rebuild.rebuild(YEAR, anew=False)
    assert compare(YEAR, MARCH, None) == {Answered.CELLS, Answered.LINES}
    assert compare(YEAR, MARCH, then) == {Answered.LINES}


def test_the_office_is_told_in_the_morning(library):
    office = people.person("office", Role.OFFICE, "区重大办", library.now)
    Cell.objects.filter(year=YEAR, measure="plan", axis="all").delete()
    assert check.call(YEAR) > 0
    assert "不符" in Notice.objects.get(user=office.user).sentence
