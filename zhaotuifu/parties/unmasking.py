"""查看隐去的内容 — personal data is masked everywhere; seen for this one time with a reason, and noted."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import ensure
from zhaotuifu.parties.rules import can_be_named

LONGEST_REASON = 200


class ReasonForm(forms.Form):
    """原因 — why it has to be seen."""

    reason = forms.CharField(
        label="原因", max_length=LONGEST_REASON,
        help_text="会和您的姓名、时间一起留在审计里，比如“核对 3 月开工情况”",
        error_messages={"required": "请写明“原因”，比如“核对 3 月开工情况”。",
                        "max_length": f"“原因”最多 {LONGEST_REASON} 个字，请写短一些。"},
    )


@transaction.atomic
def note_unmasked(
    *, what: str, object_kind: str, object_id: object, object_name: str, reason: str, by: Actor,
    at: datetime,
) -> None:
    """记一次查看 — before it is shown. Raises `Refused` for an empty reason; what is shown is not in the row."""
    at = audit.take_turn(at)
    ensure(can_be_named(reason, "原因", LONGEST_REASON))
    audit.record(
        by=by, at=at, action="查看隐去的内容", object_kind=object_kind, object_id=object_id,
        object_name=object_name, after={"what": what, "reason": reason.strip()},
    )
