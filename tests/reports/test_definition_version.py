"""定义的版次 — what was issued says by which version it was counted, and a later version changes none of it."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.reports.library import MARCH_END, signed, small_library
from zhaotuifu.indicators.catalogue import load_definitions
from zhaotuifu.indicators.defined import preset_rows
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.reports import actions, queries
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Report, ReportFigure

GAP = named("序时差")


def _issued(office, at) -> Report:
    report = actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )
    return signed(report, office.actor, at)


def _second_schedule(at) -> None:
    """A second version of 序时: the year is due in ten months, and that from before the issue on."""
    (first,) = [row for row in preset_rows("wujin") if row.code == "schedule"]
    second = copy(first)
    second.version, second.valid_from, second.change = 2, date(2025, 1, 2), "序时按 10 个月计"
    second.parameters = [dict(first.parameters[0], value={"": 10})]
    assert load_definitions(definitions=[second], by=SYSTEM, at=at) == 1


@pytest.mark.django_db
def test_a_new_version_leaves_what_was_issued_as_it_was(office, at):
    small_library(at)
    load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at)
    report = _issued(office, at + timedelta(minutes=1))
    printed = queries.frozen_figures(report)
    gaps = [one for one in printed if one.indicator == "schedule_gap"]
    assert gaps and all(one.version == 1 for one in printed if "." not in one.indicator)

    _second_schedule(at + timedelta(minutes=2))

    assert queries.frozen_figures(Report.objects.get()) == printed
    now = open_book(year=2025, as_of=MARCH_END)
    then = open_book(year=2025, as_of=MARCH_END, known_at=report.known_at)
    figure = next(one for one in gaps if one.scope == {"level": "province"})
    scope = Scope(level="province")
    assert then.value(GAP, scope).value == figure.value
    assert now.value(GAP, scope).value == figure.value - 5  # 30 % due instead of 25 %
    again = queries.composed_of(Report.objects.get()).brief.figures
    assert {one.minus for one in again if one.indicator == "schedule_gap"} == {30}


@pytest.mark.django_db
def test_the_figure_leads_to_the_version_it_was_counted_by(office, at):
    small_library(at)
    load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at)
    report = _issued(office, at + timedelta(minutes=1))
    _second_schedule(at + timedelta(minutes=2))
    row = ReportFigure.objects.filter(report=report, indicator="schedule_gap").first()
    page = office.client.get(f"{reverse('report_page', args=[report.pk])}?figure={row.key}")
    assert "签发时的定义，第 1 版" in page.content.decode()
    definition = office.client.get(
        reverse("indicator_definition", args=["schedule"]), {"year": 2025, "month": 3, "version": 1}
    ).content.decode()
    assert "2025-03-31 不用这一版" in definition
    assert "序时按 10 个月计" in definition
