"""工作台动作 — months and milestones of one project from a page, if nobody was faster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import ProgressFact
from zhaotuifu.progress.queries import revision_of
from zhaotuifu.projects.models import Listing, Project


@transaction.atomic
def save_progress(
    *, project: Project, year: int, rows: Sequence[ProgressFact], revision: str, by: Actor,
    at: datetime, reason: str = "",
) -> int:
    """保存进展 — of one project in a year; returns the number of changes.

    Raises `Conflict` when months, words or milestones changed since `revision` was read.
    """
    at = audit.take_turn(at)
    if revision_of(project.pk, year) != revision:
        raise Conflict("已被他人处理：您打开之后，有人改过这个项目的月报或节点。您填的内容还在，核对后再保存。")
    listed = Listing.objects.known().filter(project=project).values_list("year", flat=True)
    years = tuple(sorted({year, *listed}))  # a milestone shows in every year of the project
    return record_progress(rows, years=years, by=by, at=at, reason=reason)
