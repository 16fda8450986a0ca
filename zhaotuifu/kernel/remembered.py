"""记住的答案 — what takes long to count of a large library is kept by a process until anything was recorded.

Every change of the library is an act with a deed in the audit chain, so its last deed says whether
an answer still stands: it is asked every time, and an answer is never older than the request. Who
signed in or took a file changes nothing that is counted.
Inside a transaction nothing is kept: what stands there is not yet, or never will be, so.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import QuerySet

from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.prepared import rows_of

Answer = TypeVar("Answer")
#: answers a process keeps; each is a number or a page of rows, never a whole table
KEPT = 256
#: deeds that change no figure: accounts and signing in, files taken
OF_PEOPLE = ("user", "download")


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


#: number and hash of the last deed that may change a figure; empty in an empty library
Deed = tuple[Any, ...]


def last_deed() -> Deed:
    """最后一笔 — for who asks `remembered` often in one request; one SQL statement."""
    return tuple(rows_of(_last))


def remembered(
    key: Hashable, make: Callable[[], Answer], *, stamp: Hashable = None, last: Deed | None = None
) -> Answer:
    """记住的答案 — of `make`, made anew when anything was recorded since; one SQL statement, none with `last`.

    `key` holds all the answer depends on beside the library: who asks, the day, the conditions.
    `stamp` is what else may change it without a deed (a roll-up made anew). The answer is shared by
    threads: nobody may change it.
    """
    if connection.in_atomic_block:
        return make()
    key = (connection.settings_dict["NAME"], key)
    # The last deed is read first: what is recorded while the answer is made makes it anew the next time.
    now = (last_deed() if last is None else last, stamp)
    found = _SHELF.found(key, now)
    if found is not None:
        return cast(Answer, found[0])
    answer = make()
    _SHELF.keep(key, now, answer)
    return answer


def _last() -> QuerySet:
    rows = AuditRow.objects.exclude(object_kind__in=OF_PEOPLE).order_by("-number")
    return rows.values_list("number", "row_hash")[:1]
