"""上报权限 — who keeps the tables, fills and sends them; what a sent one holds fast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.submissions.models import Submission, SuperiorVersion
from zhaotuifu.submissions.states import (
    SUBMISSION_MOVES,
    VERSION_MOVES,
    SubmissionState,
    VersionState,
)


def can_keep(actor: Actor) -> Verdict:
    """能否管上报表."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("不能改：上报表由区重大办管理。")


def can_point(actor: Actor, version: SuperiorVersion) -> Verdict:
    """能否改对应关系 — while the version is not in use, so that what is in use stays as it was checked."""
    if version.state == VersionState.USABLE:
        return no("这个版本在用，对应关系不能改。请“照这份改一版”，改好再启用。")
    if version.state == VersionState.RETIRED:
        return no("这个版本已经停用。请“照这份改一版”，或上传新的空表。")
    return can_keep(actor)


def can_use(actor: Actor, version: SuperiorVersion) -> Verdict:
    """能否启用."""
    return can_move(VERSION_MOVES, version.state, VersionState.USABLE, actor)


def can_retire(actor: Actor, version: SuperiorVersion) -> Verdict:
    """能否停用."""
    return can_move(VERSION_MOVES, version.state, VersionState.RETIRED, actor)


def can_send(actor: Actor, submission: Submission) -> Verdict:
    """能否报送 — a person of the office, while it is a draft."""
    if actor.user_id is None:
        return no("不能报送：报送要由区重大办的人办理。")
    return still_draft(submission) and can_move(
        SUBMISSION_MOVES, submission.state, SubmissionState.SENT, actor
    )


def can_drop(actor: Actor, submission: Submission) -> Verdict:
    """能否作废."""
    return still_draft(submission) and can_move(
        SUBMISSION_MOVES, submission.state, SubmissionState.DROPPED, actor
    )


def still_draft(submission: Submission) -> Verdict:
    """还是草稿."""
    if submission.state == SubmissionState.SENT:
        return no("这一份已经报送，文件和数字都已定格。要更正，请再报一次，系统会写明改了哪些格。")
    if submission.state == SubmissionState.DROPPED:
        return no("这一份已经作废。要报，请重新开始填。")
    return YES


def no_submission_builds_on(
    committed_at: datetime, project_ids: Iterable[int], *, from_year: int = 0
) -> Verdict:
    """没有上报引用 — nothing sent on what was known at `committed_at` or later has these projects.

    The guard of undoing an import, or a carry-over: then only what is of `from_year` or later;
    two SQL statements at most.
    """
    ids = set(project_ids)
    sent = (
        Submission.objects.filter(
            state=SubmissionState.SENT, known_at__gte=committed_at, year__gte=from_year
        )
        .order_by("year", "month", "id")
        .values_list("table__name", "year", "month", "project_ids")
    )
    for name, year, month, behind in sent:
        if ids.intersection(behind):
            return no(
                f"不能撤回：{year}年{month}月的“{name}”已按这批数据报送。请用更正的台账再导一次，"
                "再报一次更正。"
            )
    return YES
