"""还作数吗 — what was prepared without keeping anybody waiting, against what was recorded meanwhile.

A commit or an undo is prepared for seconds while others go on writing. Then the chain's head is held:
unmoved, nothing happened. Else the deeds since are gone through: what they did to other projects
does not matter, unless it may change who a row of the ledger is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from django.db import OperationalError, transaction
from django.urls import get_resolver

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.verdict import Conflict, Refused, no
from zhaotuifu.kernel.work.doing import is_disk_full

#: how often an act is prepared while others write
TRIES = 3
#: an act prepared in this many seconds may be prepared while the others wait
SHORT_SECONDS = 1.5
MOST_DEEDS = 2000
BUSY = "库里一直有人在改，没能写入，什么也没有改。请过几分钟再试，您的答复都还在。"
FULL = "磁盘已满，没有办成，什么也没有改。请告诉管理员腾出空间后再试。"
#: of another project: may make it the one a row speaks of, or no longer
MEETING = frozenset(("name", "code", "zone_ids", "standing"))
#: kinds of object that a ledger is not compared with
APART = frozenset(
    ("user", "report", "work", "submission", "submission_table", "round_rule", "round", "reminder",
     "bulk_edit", "holiday_notice", "target")
)
#: of another import: nothing of it is in the library yet
UNWRITTEN = frozenset(("送台账", "下载台账原件", "放弃台账"))

Prepared = TypeVar("Prepared")


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


def in_short(
    prepare: Callable[[], Prepared], write: Callable[[Prepared, int, bool], bool]
) -> None:
    """先备后写 — prepared outside, written in a short transaction; anew when the library moved on.

    `write` is given the number of deeds when `prepare` began and whether none was added since, and
    says whether it wrote. After three tries a short act is prepared while the others wait; a long
    one gives up: `Conflict`, and nothing was changed. A full disk is `Refused`.
    """
    # Notices carry addresses: the pages are loaded now, not while others wait.
    get_resolver().url_patterns  # noqa: B018
    try:
        _in_short(prepare, write)
    except (OperationalError, OSError) as error:
        if is_disk_full(error):
            raise Refused(no(FULL)) from error
        raise


def _in_short(
    prepare: Callable[[], Prepared], write: Callable[[Prepared, int, bool], bool]
) -> None:
    spent = 0.0
    for _ in range(TRIES):
        number, began = audit.count(), time.monotonic()
        prepared = prepare()
        spent = time.monotonic() - began
        with transaction.atomic():
            if write(prepared, number, audit.hold() == number):
                return
    if spent > SHORT_SECONDS:
        raise Conflict(BUSY)
    with transaction.atomic():
        number = audit.hold()
        write(prepare(), number, True)
