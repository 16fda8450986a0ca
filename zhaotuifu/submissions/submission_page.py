"""上报页 — what the page of a submission shows: the table as it will look, the findings, the changes."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.submissions import access, queries
from zhaotuifu.submissions.composing import composed
from zhaotuifu.submissions.models import Submission
from zhaotuifu.submissions.rules.changes import Change
from zhaotuifu.submissions.rules.checks import Finding, Grade, stands_in_the_way
from zhaotuifu.submissions.states import SubmissionState

GRADES = {
    Grade.WRONG: ("不一致", "stop"),
    Grade.ROUNDING: ("四舍五入", "go"),
    Grade.MISSING: ("缺数", "mine"),
    Grade.UNKNOWN: ("请看一眼", ""),
    Grade.FINE: ("一致", "done"),
}
MOST_CHANGES = 200


def page_of(submission: Submission, actor: Actor) -> dict[str, Any]:
    """上报页 — live for a draft, frozen for a sent one; a draft that cannot be filled says why."""
    context: dict[str, Any] = {
        "one": submission,
        "table": submission.table,
        "can_send": access.can_send(actor, submission),
        "can_drop": access.can_drop(actor, submission),
        "can_keep": access.can_keep(actor),
        "others": queries.sent_before(submission),
        "is_sent": submission.state == SubmissionState.SENT,
        "is_draft": submission.state == SubmissionState.DRAFT,
    }
    if context["is_draft"]:
        try:
            made = composed(
                submission.version,
                year=submission.year,
                month=submission.month,
                on=timezone.localdate(),
            )
        except Refused as refusal:
            return context | {"refusal": refusal.verdict.sentence}
        return context | _shown(made.pictures, made.findings, made.changes, len(made.project_ids))
    frozen = submission.frozen
    findings = tuple(Finding(**part) for part in frozen.get("findings", ()))
    changes = tuple(Change(**part) for part in frozen.get("changes", ()))
    return context | _shown(
        frozen.get("pictures", []), findings, changes, len(submission.project_ids)
    )


def _shown(
    pictures: list[dict[str, Any]],
    findings: tuple[Finding, ...],
    changes: tuple[Change, ...],
    projects: int,
) -> dict[str, Any]:
    counts = Counter(one.grade for one in findings)
    return {
        "pictures": pictures,
        "projects": projects,
        "wrong": stands_in_the_way(findings),
        "changes": changes[:MOST_CHANGES],
        "more_changes": max(0, len(changes) - MOST_CHANGES),
        "change_count": len(changes),
        "grades": [
            {"code": grade.value, "label": label, "look": look, "count": counts[grade]}
            for grade, (label, look) in GRADES.items()
            if counts[grade]
        ],
        "findings": [
            {"one": one, "theirs": _thousands(one.theirs), "ours": _thousands(one.ours)}
            for one in findings
        ],
    }


def _thousands(text: str) -> str:
    """千分位 — of a figure; another text as it is."""
    try:
        return f"{Decimal(text):,f}"
    except InvalidOperation:
        return text
