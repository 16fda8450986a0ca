"""记住的答案 — what takes long to count of a large library is kept by a process until anything was recorded.

Every change of the library is an act with a deed in the audit chain, so the head of the chain says
whether an answer still stands: it is asked every time, and an answer is never older than the request.
Inside a transaction nothing is kept: what stands there is not yet, or never will be, so.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from django.db import connection
from django.db.models import QuerySet

from zhaotuifu.kernel.models import AuditHead
from zhaotuifu.kernel.prepared import rows_of

Answer = TypeVar("Answer")
#: answers a process keeps; each is a number or a page of rows, never a whole table
KEPT = 256


class _Shelf:
    """架子 — the answers of this process, the least used thrown away first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: OrderedDict[Hashable, tuple[Hashable, object]] = OrderedDict()

    def found(self, key: Hashable, stamp: Hashable) -> tuple[object] | None:
        with self.lock:
            kept = self.answers.get(key)
            if kept is None or kept[0] != stamp:
                return None
            self.answers.move_to_end(key)
            return (kept[1],)

    def keep(self, key: Hashable, stamp: Hashable, answer: object) -> None:
        with self.lock:
            self.answers[key] = (stamp, answer)
            self.answers.move_to_end(key)
            while len(self.answers) > KEPT:
                self.answers.popitem(last=False)


_SHELF = _Shelf()


def remembered(
    key: Hashable, make: Callable[[], Answer], *, stamp: Hashable = None
) -> Answer:
    """记住的答案 — of `make`, made anew when anything was recorded since; one SQL statement.

    `key` holds all the answer depends on beside the library: who asks, the day, the conditions.
    `stamp` is what else may change it without a deed (a roll-up made anew). The answer is shared by
    threads: nobody may change it.
    """
    if connection.in_atomic_block:
        return make()
    key = (connection.settings_dict["NAME"], key)
    # The head is read first: what is recorded while the answer is made makes it anew the next time.
    now = (*rows_of(_head), stamp)
    found = _SHELF.found(key, now)
    if found is not None:
        return cast(Answer, found[0])
    answer = make()
    _SHELF.keep(key, now, answer)
    return answer


def _head() -> QuerySet:
    return AuditHead.objects.filter(pk=1).order_by("pk").values_list("count", "last_hash")
