"""汇总 — the data of the leader's page, any other scope, one report, and the roll-ups made anew.

Rival: what one writes with the ORM over the same facts: sums grouped by 板块, 产业链 and level, and the
months of 24 month-ends, each one statement, without lamps, scopes of days or what was known when.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from bench.list_page import PLAIN_FILES
from bench.scratch import OFFICE
from bench.timing import Measured, median_of
from zhaotuifu.indicators import actions_rebuild, figures
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.models import AnnualPlan, Listing, Profile, ProjectZone
from zhaotuifu.projects.states import ConstructionKind, Kind, Level
from zhaotuifu.supervision.queries import latest_year

PAGE_SECONDS, SCOPE_SECONDS, REPORT_SECONDS = 0.030, 0.500, 0.020
CODES = ("annual_plan", "completed", "completion_rate", "schedule_gap", "start_rate", "admitted")
SCOPES = (EVERYTHING, Scope(level=Level.PROVINCE), Scope(level=Level.CITY), Scope(level=Level.DISTRICT))


def measure() -> Iterator[Measured]:
    """对比 — each with its limit."""
    year = latest_year(2025)
    day = date(year, 12, 31)
    yield Measured(
        "驾驶舱的数（四个汇总、24 个月）", median_of(lambda: leaders_page(year, day)), "",
        PAGE_SECONDS, "ORM 汇总", median_of(lambda: rival(year)),
    )
    for name, scope in (
        ("另一个范围（大类、建设性质）", Scope(kind=Kind.INDUSTRY, construction_kind=ConstructionKind.NEW)),
        ("另一个范围（总投资、产业链）", Scope(size_from_wan=Decimal(50000), level=Level.CITY)),
    ):
        yield Measured(name, median_of(lambda scope=scope: of_scope(year, day, scope)), "", SCOPE_SECONDS)  # type: ignore[misc]
    yield Measured(
        "任何一天，按当时所知", median_of(lambda: of_scope(year, date(year, 8, 17), EVERYTHING, True)),
        "", SCOPE_SECONDS,
    )
    yield from _page(year)
    yield _one_report(year)
    yield _rebuilt(year)


def leaders_page(year: int, day: date) -> None:
    """All, 板块, 产业链, level, and the trend, read anew."""
    found = figures.ask(year=year, as_of=day, codes=CODES)
    for code in CODES:
        for scope in SCOPES:
            found.value(code, scope)
    for code in ("completed", "completion_rate", "schedule_gap"):
        found.by_zone(code)
        found.by_category(code)
        found.by_level(code)
    found.trend("completed")
    found.trend("completion_rate")


def of_scope(year: int, day: date, scope: Scope, is_past: bool = False) -> None:
    """Six indicators of a scope that no cell holds."""
    known_at = timezone.now() if is_past else None
    found = figures.ask(year=year, as_of=day, known_at=known_at, codes=CODES)
    for code in CODES:
        found.value(code, scope)


def rival(year: int) -> None:
    """The same four divisions and the months, off the facts."""
    of_project = {"project": OuterRef("project"), "superseded_at": None}
    plan = AnnualPlan.objects.filter(**of_project, year=year).order_by("-valid_from").values("plan_wan")[:1]
    chain = Profile.objects.filter(**of_project).order_by("-valid_from").values("category")[:1]
    done = (
        MonthlyAmount.objects.filter(**of_project, year=year).order_by().values("project")
        .annotate(total=Sum("amount_wan")).values("total")
    )
    listed = Listing.objects.known().filter(year=year).order_by()
    listed = listed.annotate(plan=Subquery(plan), done=Subquery(done))
    sums = {"plans": Sum("plan"), "dones": Sum("done"), "n": Count("pk")}
    listed.aggregate(**sums)
    list(listed.values("level").annotate(**sums))
    list(listed.annotate(chain=Subquery(chain)).values("chain").annotate(**sums))
    in_list = Exists(Listing.objects.known().filter(project=OuterRef("project"), year=year))
    lies = ProjectZone.objects.known().order_by().filter(in_list)
    lies = lies.annotate(plan=Subquery(plan), done=Subquery(done))
    list(lies.values("zone").annotate(**sums))
    months = MonthlyAmount.objects.known().filter(year__in=(year - 1, year)).order_by()
    list(months.values("year", "month").annotate(total=Sum("amount_wan")))


def _page(year: int) -> Iterator[Measured]:
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(username=OFFICE))
    for path in ("/dashboard/", "/desk/"):
        with override_settings(STORAGES=PLAIN_FILES):
            seconds = median_of(lambda path=path: client.get(path, secure=True).content)  # type: ignore[misc]
        yield Measured(f"网页 {path}", seconds)


def _one_report(year: int) -> Measured:
    """What the roll-ups cost of accepting one month of one project: with them less without them."""
    from zhaotuifu.indicators.actions import draw_rollups

    listed = Listing.objects.known().filter(year=year).order_by("project_id")
    ids = list(listed.values_list("project_id", flat=True)[:50])
    spent = []
    for number, project_id in enumerate(dict.fromkeys(ids)):
        with transaction.atomic():
            at = timezone.now()
            row = MonthlyAmount(
                project_id=project_id, year=year, month=12, amount_wan=Decimal(number + 1) / 7
            )
            row.amount_wan = round(row.amount_wan, 6)
            record_progress([row], years=[year], by=SYSTEM, at=at, is_told=False)
            began = time.perf_counter()
            draw_rollups([project_id]).write(at=at)
            spent.append(time.perf_counter() - began)
            transaction.set_rollback(True)
    spent.sort()
    middle = spent[len(spent) // 2]
    return Measured("一份月报进全部汇总", middle, f"最慢 {spent[-1] * 1000:.0f} 毫秒", REPORT_SECONDS)


def _rebuilt(year: int) -> Measured:
    began = time.perf_counter()
    count = actions_rebuild.rebuild(year)
    return Measured(f"重建一年（{count:,} 个项目）", time.perf_counter() - began)
