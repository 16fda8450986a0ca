"""台账写入和撤回 — a ledger of many rows goes in and back, while somebody else goes on writing.

What is measured beside the whole: how long the others' longest small act took. They are a process
of their own that records one audited deed after the other on a connection of its own.
"""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.utils import timezone

from bench.ledger_preview import known_lines, new_lines, sent, workbook
from bench.scratch import OFFICE
from bench.timing import Measured
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.parties.queries import actor_named

TIMES = 3
COMMIT_SECONDS, WAIT_SECONDS, PAUSE_SECONDS = 15.0, 3.0, 0.02


def measure() -> Iterator[Measured]:
    """对比 — a ledger of new projects, and one that changes a month of known ones."""
    rows = int(os.environ.get("BENCH_ROWS", "10000"))
    office = actor_named(OFFICE, timezone.localdate())
    if office is None:
        raise RuntimeError("草稿库里没有对比用账号")
    for name, lines in (("新项目", new_lines), ("已有项目改当月", known_lines)):
        yield from _measured(name, lines(rows), office)


def _measured(name: str, lines: Any, office: Actor) -> Iterator[Measured]:
    data = workbook(lines)
    found: dict[str, list[tuple[float, float, float]]] = {"写入": [], "撤回": []}
    for _ in range(TIMES):
        there = sent(data, office)
        found["写入"].append(_timed(lambda there=there: _commit(there, office)))  # type: ignore[misc]
        found["撤回"].append(_timed(lambda there=there: _undo(there, office)))  # type: ignore[misc]
    for act, runs in found.items():
        seconds, cpu, waited = (statistics.median(column) for column in zip(*runs, strict=True))
        yield Measured(
            f"{act} {len(lines):,} 行（{name}）", seconds, f"处理器 {cpu:.1f} 秒", COMMIT_SECONDS
        )
        yield Measured(f"其间别人最久等（{act}，{name}）", waited, "", WAIT_SECONDS)


def _commit(there: LedgerImport, office: Actor) -> None:
    actions.commit(ledger_import=there, by=office, at=timezone.now())


def _undo(there: LedgerImport, office: Actor) -> None:
    actions.undo(ledger_import=there, by=office, at=timezone.now())


def _timed(act: Callable[[], None]) -> tuple[float, float, float]:
    """Seconds, seconds of the processor, and the longest that others waited."""
    connections.close_all()
    read, write = os.pipe()
    other = os.fork()
    if other == 0:
        _write_on(write)
    os.close(write)
    began, worked = time.perf_counter(), time.process_time()
    act()
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    os.kill(other, signal.SIGTERM)
    waits = b""
    while part := os.read(read, 65536):
        waits += part
    os.waitpid(other, 0)
    os.close(read)
    return seconds, cpu, max(float(line) for line in waits.decode().splitlines())


def _write_on(told: int) -> None:
    """One small act after the other until it is told to stop."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    try:
        while not stopped:
            began = time.perf_counter()
            audit.record(
                by=SYSTEM, at=timezone.now(), action="对比用", object_kind="user", object_id="1"
            )
            os.write(told, f"{time.perf_counter() - began:.4f}\n".encode())
            time.sleep(PAUSE_SECONDS)
    finally:
        os._exit(0)
