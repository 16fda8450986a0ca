"""进度 — what a long command says while it runs, a line every few seconds."""

from __future__ import annotations

import time
from typing import Any

EVERY_SECONDS = 3.0


class Lines:
    """逐行说 — to a stream; not more often than every few seconds, and always at the end of a step."""

    def __init__(self, out: Any) -> None:
        self.out, self.said = out, time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.said >= EVERY_SECONDS:
            self.said = now
            self.out.write(f"{what} {done}/{total}")
