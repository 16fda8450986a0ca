"""Whoever measures the product fills a scratch database, and never a real one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from zhaotuifu.desk.seed import full
from zhaotuifu.desk.seed import scale as scale_module
from zhaotuifu.desk.seed.scale import name_of, scale
from zhaotuifu.indicators.models import RollUp
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel import work
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.models import Project
from zhaotuifu.supervision import queries as supervision
from zhaotuifu.supervision.models import Position


def test_projects_months_and_positions_are_made_as_many_as_asked(db):
    scale(projects=40, months=14, zones=3)
    assert Project.objects.filter(is_demo=True).count() == 40
    assert MonthlyAmount.objects.count() == 40 * 14
    assert Position.objects.filter(year=2025).count() == 40
    assert (supervision.latest_year(2026), supervision.period_of(2025)) == (2025, 12)
    book = open_book(year=2025, as_of=date(2025, 12, 31))
    assert len(book.within(Scope())) == 40
    assert all(len(line.months) == 12 for line in book.lines)


def test_a_second_helping_adds_other_projects(db):
    scale(projects=10, months=2, zones=2)
    scale(projects=5, months=2, zones=2)
    names = list(Project.objects.values_list("name", flat=True))
    assert len(names) == len(set(names)) == 15
    assert MonthlyAmount.objects.count() == 15 * 2


def test_next_to_real_projects_it_is_refused(district):
    with pytest.raises(Refused, match="不是演示区"):
        scale(projects=1, months=1, zones=1)
    with pytest.raises(SystemExit) as stop:
        call_command("seed_scale", projects=1, months=1)
    assert stop.value.code == 1
    assert not Project.objects.exists()


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_nothing_asked_is_refused(db, sizes):
    projects, months, zones = sizes
    with pytest.raises(Refused, match="1 以上"):
        scale(projects=projects, months=months, zones=zones)


def test_no_name_comes_twice_even_when_the_words_run_out():
    around = [*range(2000), *range(126_000, 130_000)]
    assert len({name_of(number) for number in around}) == len(around)


def test_a_large_library_is_made_as_work_and_gone_on_with_where_it_was_stopped(db, monkeypatch):
    monkeypatch.setattr(scale_module, "CHUNK", 4)
    wanted = {"projects": 10, "months": 2, "zones": 2}
    with override_settings(DEBUG=True):
        run = full.ask(**wanted, at=timezone.now())
        with monkeypatch.context() as broken, transaction.atomic():
            broken.setattr(full.scale, "fill_month", _nothing_goes_on)
            work.perform(run.pk)
        run.refresh_from_db()
        assert (run.state, Project.objects.count()) == (WorkState.FAILED, 10)
        before = set(Project.objects.values_list("name", flat=True))
        call_command("seed_full", projects=14, months=2, zones=2)
        again = full.ask(**wanted, at=timezone.now())
        work.perform(again.pk)
    assert Project.objects.count() == 14
    assert before < set(Project.objects.values_list("name", flat=True))
    assert MonthlyAmount.objects.count() == 14 * 2
    assert Position.objects.filter(year=2025).count() == 14
    assert not Project.objects.filter(is_demo=False).exists()
    assert RollUp.objects.get(year=2025).built_at is not None


def _nothing_goes_on(year, month):
    raise RuntimeError("the power is gone")


def test_it_stands_beside_no_other_library(district):
    with override_settings(DEBUG=True), pytest.raises(Refused, match="不是规模示范区"):
        full.ask(projects=1, months=1, zones=1, at=timezone.now())
    with override_settings(DEBUG=False), pytest.raises(Refused, match="DEBUG 已关"):
        full.ask(projects=1, months=1, zones=1, at=timezone.now())


@pytest.mark.parametrize("wrong", [{"projects": 0}, {"months": 61}, {"zones": 201}])
def test_a_size_out_of_reach_is_refused_by_name(db, wrong):
    given = {"projects": 1, "months": 1, "zones": 1} | wrong
    with override_settings(DEBUG=True), pytest.raises(Refused, match="之间的整数"):
        full.ask(**given, at=timezone.now())
