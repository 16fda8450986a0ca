"""报告权限 — who may write, issue and drop a 专报, and what an issued one holds fast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.states import MOVES, ReportState


def can_write(actor: Actor, report: Report) -> Verdict:
    """能否改稿 — the office, while it is a draft."""
    if not _is_office(actor):
        return no("不能改：专报由区重大办拟稿。")
    return _still_draft(report)


def can_issue(actor: Actor, report: Report) -> Verdict:
    """能否签发 — a person of the office, while it is a draft."""
    if actor.user_id is None:
        return no("不能签发：签发要由区重大办的人办理。")
    return _still_draft(report) and can_move(MOVES, report.state, ReportState.ISSUED, actor)


def can_drop(actor: Actor, report: Report) -> Verdict:
    """能否作废 — the office, while it is a draft; what was issued stays."""
    return _still_draft(report) and can_move(MOVES, report.state, ReportState.DROPPED, actor)


def can_draft(actor: Actor) -> Verdict:
    """能否拟稿."""
    return YES if _is_office(actor) else no("不能拟稿：专报由区重大办拟稿。")


def can_read_all(actor: Actor) -> Verdict:
    """能否读全区 — a 专报 speaks of every 板块, so a 板块's clerk may not have one made."""
    if actor.sees_all:
        return YES
    return no("不能生成：专报写的是全区，板块账号看不到其他板块。请由区重大办生成。")


def no_issue_builds_on(
    committed_at: datetime, project_ids: Iterable[int], *, from_year: int = 0
) -> Verdict:
    """没有专报引用 — no 专报 issued on what was known at `committed_at` or later has these projects.

    The guard of undoing an import, or a carry-over: then only what is about `from_year` or later;
    two SQL statements at most.
    """
    ids = set(project_ids)
    issued = (
        Report.objects.filter(
            state=ReportState.ISSUED, known_at__gte=committed_at, as_of__year__gte=from_year or 1
        )
        .order_by("year", "number", "id")
        .values_list("year", "number", "project_ids")
    )
    for year, number, behind in issued:
        if ids.intersection(behind):
            return no(
                f"不能撤回：{year}年第 {number} 期专报已按这批数据签发。请用更正的台账再导一次，"
                "专报页上会写明签发后的更正。"
            )
    return YES


def _is_office(actor: Actor) -> bool:
    return actor.user_id is None or actor.holds(Role.OFFICE)


def _still_draft(report: Report) -> Verdict:
    if report.state == ReportState.ISSUED:
        return no("这一期已经签发，文字和数字都已定格。要更正，请另拟一期说明。")
    if report.state == ReportState.DROPPED:
        return no("这一稿已经作废。要用，请新拟一期。")
    return YES
