"""频次 — how often a person or an address may ask for what is dear or guessed at, over all processes.

Counted in a small file beside the data that the web processes of one machine share: a search is a
GET, and a GET writes no row. Lost with a restart of the machine, which does no harm; the lock-out
after wrong passwords and wrong codes is kept in the database (axes, `SecondFactor`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SLOTS = 1 << 14
PROBES = 8
SLOT = struct.Struct("<QII")  # whose, which window, how many


@dataclass(frozen=True, slots=True)
class Rate:
    """频次 — at most so many in so many seconds, and what they are called in a sentence."""

    most: int
    seconds: int
    what: str

    @classmethod
    def read(cls, text: str, what: str) -> Rate:
        """读设置 — "120/60": 120 in 60 seconds. Raises ValueError for anything else."""
        most, seconds = (int(part) for part in text.split("/"))
        if most < 1 or seconds < 1:
            raise ValueError(text)
        return cls(most, seconds, what)


def rates() -> dict[str, Rate]:
    """各类频次 — from the settings."""
    return {name: Rate.read(text, WORDS[name]) for name, text in settings.RATE_LIMITS.items()}


WORDS = {
    "signin": "登录", "code": "输动态口令", "search": "搜索", "export": "导出和下载", "upload": "上传",
    "unmask": "查看隐去的内容",
}


def wait_for(kind: str, whose: str, *, now: float | None = None) -> int:
    """要等几秒 — counts one of `kind` by `whose`; 0 when it may go on.

    Fixed windows: at the turn of one, up to twice as many may pass.
    """
    if not settings.RATE_LIMITS_ON:
        return 0
    rate = rates()[kind]
    moment = time.time() if now is None else now
    window, into = divmod(int(moment), rate.seconds)
    counted = _count(_tag(f"{kind}:{rate.seconds}:{whose}"), window & 0xFFFFFFFF)
    return rate.seconds - into if counted > rate.most else 0


def _tag(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little") | 1


def _count(tag: int, window: int) -> int:
    """Add one to the slot of this key in this window; a slot of a past window is taken over."""
    start = (tag >> 8) % (SLOTS - PROBES)
    with _opened() as handle:
        held = os.pread(handle, SLOT.size * PROBES, start * SLOT.size).ljust(SLOT.size * PROBES, b"\0")
        slots = [SLOT.unpack_from(held, place * SLOT.size) for place in range(PROBES)]
        # Windows differ in length, so the oldest is only guessed at: the emptiest slot gives way.
        place = next((n for n, one in enumerate(slots) if one[0] == tag), None)
        if place is None:
            place = min(range(PROBES), key=lambda n: slots[n][2] if slots[n][0] else -1)
        count = slots[place][2] + 1 if slots[place][:2] == (tag, window) else 1
        os.pwrite(handle, SLOT.pack(tag, window, count), (start + place) * SLOT.size)
        return int(count)


@contextmanager
def _opened() -> Iterator[int]:
    """Locked for this one count: `flock` also keeps the threads of one process apart."""
    handle = os.open(Path(settings.DATA_DIR) / "rates.bin", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)  # and with it the lock
