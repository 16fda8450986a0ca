"""还作数吗 — what was prepared without keeping anybody waiting, against what was recorded meanwhile.

A commit or an undo is prepared for seconds while others go on writing. Then the chain's head is held:
unmoved, nothing happened. Else the deeds since are gone through: what they did to other projects
does not matter, unless it may change who a row of the ledger is.
"""

from __future__ import annotations

from collections.abc import Collection

from zhaotuifu.kernel import audit

MOST_DEEDS = 2000
#: of another project: may make it the one a row speaks of, or no longer
MEETING = frozenset(("name", "code", "zone_ids", "standing"))
#: kinds of object that a ledger is not compared with
APART = frozenset(
    ("user", "report", "erratum", "document_kind", "document_template", "work",
     "submission", "submission_table", "round_rule", "round", "reminder",
     "bulk_edit", "holiday_notice", "target", "carry_over", "carry_rule", "download", "signin_rule")
)
#: of another import: nothing of it is in the library yet
UNWRITTEN = frozenset(("送台账", "下载台账原件", "放弃台账"))

def holds_true(number: int, ids: Collection[int], *, meets_others: bool) -> bool:
    """还作数 — nothing recorded after deed `number` touches these projects; call it with the head held.

    `meets_others`: rows were also held against the names and codes of all other projects.
    """
    deeds = audit.since(number, most=MOST_DEEDS, but=APART)
    return deeds is not None and not any(_matters(deed, ids, meets_others) for deed in deeds)


def _matters(deed: audit.AuditRow, ids: Collection[int], meets_others: bool) -> bool:
    if deed.object_kind == "project":
        is_met = meets_others and not MEETING.isdisjoint(deed.after)
        return int(deed.object_id) in ids or is_met
    return deed.action not in UNWRITTEN
