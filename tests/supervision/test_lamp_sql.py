"""灯色换成 SQL — the database lights every line as the rule does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from zhaotuifu.indicators.adding import Said
from zhaotuifu.indicators.models import COLUMNS, YearLine
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Level
from zhaotuifu.supervision.lamp_sql import lamp_rank
from zhaotuifu.supervision.rules import RANK, Thresholds, line_light
from zhaotuifu.supervision.states import Scale

YEAR = 2025
POINTS = Thresholds("百分点", Scale.POINTS, Decimal("10"), Decimal("30"), 1, 3)
RATIO = Thresholds("序时之比", Scale.RATIO, Decimal("80"), Decimal("60.5"), 0, 2)
PLANS = (None, "0", "1200", "-1200", "0.000001")
DONES = (None, "0", "-60", "180", "180.000001", "179.999999", "300", "600", "2712")
DUES = (None, date(2024, 12, 31), date(2025, 1, 31), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 1))


@pytest.fixture
def lines(db):
    """各样的行 — every plan with every amount; every planned start, recognised early, late or not."""
    at = timezone.now()
    rows = []

    def line(**values) -> None:
        project = Project.objects.create(name=f"项目{len(rows)}", created_at=at)
        rows.append(
            YearLine(
                project=project, year=YEAR, level=Level.CITY, from_on=date(2024, 12, 31),
                to_on=date(2025, 12, 31), recorded_at=at, is_first=True, is_first_of_kind=True,
                standing="active", zones="/1/", causes="-" * 12, **values,
            )
        )

    for plan in PLANS:
        for done in DONES:
            units = [None if one is None else int(Decimal(one) * 10**6) for one in (plan, done)]
            line(plan=units[0], **{f"done_{month}": units[1] for month in range(3, 13)})
    for due in DUES:
        for late in (None, timedelta(0), timedelta(days=40)):
            line(
                plan=10**9, done_1=10**8, done_2=10**8, done_3=3 * 10**8, start_due_on=due,
                start_on=None if due is None or late is None else due + late,
            )
    YearLine.objects.bulk_create(rows)
    return rows


@pytest.mark.parametrize("thresholds", [POINTS, RATIO, None], ids=["points", "ratio", "none"])
@pytest.mark.parametrize("month", [0, 2, 3, 12])
def test_every_line_is_lit_as_by_the_rule(lines, thresholds, month):
    as_of = date(YEAR, month, 28) if month else date(YEAR - 1, 12, 31)
    rows = YearLine.objects.annotate(lamp=lamp_rank(month, as_of, thresholds)).order_by("id")
    wrong = []
    for lamp, *values in rows.values_list("lamp", *COLUMNS):
        said = Said(tuple(values)).at(month)
        right = line_light(said, month=month, as_of=as_of, thresholds=thresholds)
        if lamp != RANK[right.lamp]:
            wrong.append((said.plan_wan, said.completed_wan, said.milestones, lamp, right))
    assert wrong == []
