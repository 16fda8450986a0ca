"""汇总作业 — what is not built is built, and all of it is counted again every night."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from zhaotuifu.indicators import actions_rebuild
from zhaotuifu.indicators.actions_check import check_year, tell_of_differences
from zhaotuifu.indicators.checking import MOVING
from zhaotuifu.indicators.models import RollUp
from zhaotuifu.kernel.jobs import Daily, Every, Job


def build_needed(slot_at: datetime) -> None:
    """建汇总 — of an older library, or after a definition changed; the book answers meanwhile."""
    for year in actions_rebuild.needing():
        actions_rebuild.rebuild(year, anew=False)


def check_all(slot_at: datetime) -> None:
    """核对汇总 — of every year, one task a year."""
    for year in RollUp.objects.order_by("year").values_list("year", flat=True):
        check.enqueue(year)


@task()
def check(year: int) -> int:
    """核对一年 — the office is told when something differs; says how much."""
    at = timezone.now()
    found = check_year(year, at=at)
    if found and found != [MOVING]:
        tell_of_differences(year, found, at=at)
    return len(found)


JOBS = (
    Job("indicators.build_rollups", Every(10), build_needed),
    Job("indicators.check_rollups", Daily(2, 30), check_all),
)
