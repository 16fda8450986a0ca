"""计时 — medians of five, in one process, nothing else measured beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

TIMES = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """一项结果 — median seconds of five, what was counted, the limit, the rival's median."""

    name: str
    seconds: float
    note: str = ""
    limit_seconds: float | None = None
    rival: str = ""
    rival_seconds: float | None = None

    @property
    def ratio(self) -> float | None:
        """倍数 — how many times the rival's time this takes; below 1 is faster than the rival."""
        return self.seconds / self.rival_seconds if self.rival_seconds else None

    @property
    def is_within(self) -> bool:
        return self.limit_seconds is None or self.seconds <= self.limit_seconds


def median_of(act: Callable[[], object], *, times: int = TIMES, warm_up: bool = True) -> float:
    """中位秒数 — of `times` runs, after one that is not counted."""
    if warm_up:
        act()
    return statistics.median(_once(act) for _ in range(times))


def _once(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def spoken(measured: Measured) -> str:
    """一行 — for the terminal."""
    parts = [f"{measured.name:<34}", _clock(measured.seconds)]
    if measured.limit_seconds is not None:
        mark = "达标" if measured.is_within else "未达标"
        parts.append(f"（限 {_clock(measured.limit_seconds).strip()}，{mark}）")
    if measured.ratio is not None:
        parts.append(
            f"对比 {measured.rival} {_clock(measured.rival_seconds or 0).strip()}，{measured.ratio:.2f} 倍"
        )
    if measured.note:
        parts.append(measured.note)
    return "  ".join(parts)


def _clock(seconds: float) -> str:
    return f"{seconds * 1000:8.1f} ms" if seconds < 1 else f"{seconds:8.2f} s "
