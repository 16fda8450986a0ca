"""公文动作 — draft, send, review, sign, correct; the only writers of papers and kinds."""

from zhaotuifu.reports.actions.deciding import approve, send_back, submit, withdraw
from zhaotuifu.reports.actions.drafting import (
    LONGEST_TEXT,
    confirm_paragraph,
    create_draft,
    drop,
    ensure_period,
    kind_or_refuse,
    take_note,
    write_head,
    write_paragraph,
    write_title,
)
from zhaotuifu.reports.actions.erring import (
    drop_erratum,
    issue_erratum,
    start_erratum,
    write_erratum,
)
from zhaotuifu.reports.actions.issuing import issue

__all__ = [
    "LONGEST_TEXT", "approve", "confirm_paragraph", "create_draft", "drop", "drop_erratum",
    "ensure_period", "issue", "issue_erratum", "kind_or_refuse", "send_back", "start_erratum",
    "submit", "take_note", "withdraw", "write_erratum", "write_head", "write_paragraph",
    "write_title",
]
