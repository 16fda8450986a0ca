"""核对动作 — a year is checked and what was found is kept with it; every night for all of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.indicators.checking import differences
from zhaotuifu.indicators.models import RollUp
from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.kernel.actor import Role
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders

NEVER = "{year} 年的汇总还没有建。"


def check_year(year: int, *, at: datetime) -> list[str]:
    """核对一年 — the differences, one sentence each; mends nothing."""
    rollup = RollUp.objects.filter(year=year, built_at__isnull=False, filled_to__isnull=True).first()
    if rollup is None:
        return [NEVER.format(year=year)]
    found = differences(year, reported_through(year))
    RollUp.objects.filter(pk=rollup.pk).update(checked_at=at, differences=len(found))
    return found


@transaction.atomic
def tell_of_differences(year: int, found: list[str], *, at: datetime) -> None:
    """告知不符 — the office and who keeps the system."""
    sentence = f"{year} 年的汇总与事实有 {len(found)} 处不符：{found[0]}请管理员运行 rollup_rebuild 重建。"
    to = holders(Role.OFFICE, Role.ADMIN, today=timezone.localdate(at))
    notices.send(to=to, sentence=sentence, link=reverse("indicator_list"), at=at)
