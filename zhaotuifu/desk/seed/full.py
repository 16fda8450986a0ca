"""大量演示数据 — any number of invented projects and months as work: seen on its way, killed and gone on with.

Only into a library of its own (规模示范区), never beside the demonstration, whose figures are the
published ones, and never beside real projects. Every part is a transaction; what is there already is
not made again, so a run that was killed is simply asked for once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from zhaotuifu.desk.seed import scale
from zhaotuifu.indicators.actions_rebuild import needing, rebuild
from zhaotuifu.kernel import work
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.verdict import YES, Verdict, ensure, no
from zhaotuifu.kernel.work import Running
from zhaotuifu.parties.queries import district
from zhaotuifu.supervision.actions import refresh_year

KIND = "desk.seed_full"
TITLE = "造大量演示数据"
ABOUT = ("seed", "full")
MOST_PROJECTS, MOST_MONTHS, MOST_ZONES = 1_000_000, 60, 200


def can_fill() -> Verdict:
    """能否造 — DEBUG is on, and the library is empty or holds nothing but such data."""
    if not settings.DEBUG:
        return no("不能造大量演示数据：DEBUG 已关，演示账号的密码是公开的。")
    there = district()
    if there is not None and there.name != scale.NAME:
        return no(
            f"不能造大量演示数据：库里的“{there.name}”不是{scale.NAME}，加进去它的数就不对了。"
            "请用 DATABASE_URL 给一个空的数据库。"
        )
    return YES


def ask(*, projects: int, months: int, zones: int, at: datetime) -> WorkRun:
    """交办 — so many projects in all, months up to December 2025, 板块. What is under way goes on.

    Raises `Refused` when `can_fill` says no or a number is out of reach.
    """
    ensure(can_fill())
    for name, number, most in (
        ("项目数", projects, MOST_PROJECTS), ("月数", months, MOST_MONTHS), ("板块数", zones, MOST_ZONES),
    ):
        if not 1 <= number <= most:
            ensure(no(f"{name} {number} 不对。请写 1 到 {most:,} 之间的整数。"))
    found = work.active(ABOUT)
    if found is not None:
        return found
    wanted = {"projects": projects, "months": months, "zones": zones}
    with transaction.atomic():
        return work.ask(KIND, about=ABOUT, title=TITLE, by=SYSTEM, at=at, payload=wanted)


def fill(running: Running) -> Mapping[str, Any]:
    """造 — the work itself: projects part by part, months, positions, roll-ups; each told and stoppable."""
    ensure(can_fill())
    wanted = running.payload
    with transaction.atomic():
        zone_ids = scale.found(wanted["zones"])
    years = scale.years_of(wanted["months"])
    for numbers in scale.parts_of(scale.made(), wanted["projects"]):
        running.tell_or_stop("项目", numbers.start, wanted["projects"])
        with transaction.atomic():
            scale.make_projects(numbers, zone_ids, years)
    period = list(scale.period_of(wanted["months"]))
    for done, (year, month) in enumerate(period):
        running.tell_or_stop(f"{year} 年 {month} 月", done, len(period))
        with transaction.atomic():
            scale.fill_month(year, month)
    for done, year in enumerate(years):
        running.tell_or_stop(f"{year} 年现况", done, len(years))
        refresh_year.call(year)
    for year in needing():
        running.check()
        rebuild(year, tell=running.tell)
    return {"projects": scale.made(), "months": len(period)}
