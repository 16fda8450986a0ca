"""先备后写 — an act is prepared while others go on writing, then written in one short transaction.

Between the two the library may have moved on. The chain's head is held; unmoved, nothing happened.
Else the writer judges whether what was prepared still is true, and it is prepared anew if not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
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
BUSY = "库里一直有人在改，没能写入，什么也没有改。请过几分钟再试，您填的都还在。"
FULL = "磁盘已满，没有办成，什么也没有改。请告诉管理员腾出空间后再试。"

Prepared = TypeVar("Prepared")


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
