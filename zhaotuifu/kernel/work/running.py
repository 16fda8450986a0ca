"""在办 — what a function is given, and the pulse that says how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, connections, transaction
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import WorkState

LOOK_SECONDS, BEAT_SECONDS = 0.5, 5.0


class Stopped(Exception):
    """停下 — raised in a function by `Running.check` when a person asked to stop."""


@dataclass(slots=True)
class Running:
    """在办 — what a function is given: who acts, when, about what; and how it tells its progress."""

    run_id: int
    attempt: int
    by: Actor
    at: datetime
    subject_kind: str
    subject_id: str
    payload: Mapping[str, Any]
    is_watched: bool = False  # a pulse writes what is told; else `tell` writes it itself
    phase: str = ""
    done: int = 0
    total: int = 0
    _looked: float = field(default=0.0)

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        """说到哪了 — never raises and costs nothing: the pulse writes it, twice a second at most."""
        self.phase, self.done, self.total = phase[:80], done, total
        if not self.is_watched:
            beat(self)

    def check(self) -> None:
        """该停就停 — raises `Stopped` when a person asked to; not inside a transaction to be kept."""
        now = time.monotonic()
        if self.is_watched and now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        if WorkRun.objects.filter(pk=self.run_id, is_stop_asked=True).exists():
            raise Stopped

    def tell_or_stop(self, phase: str, done: int = 0, total: int = 0) -> None:
        """说到哪了，该停就停."""
        self.tell(phase, done, total)
        self.check()


@contextmanager
def pulse(running: Running) -> Iterator[None]:
    """心跳 — a thread with a connection of its own says that the work lives and how far it is.

    Inside a transaction (tests) nobody else would see it: then `tell` writes by itself.
    """
    if connection.in_atomic_block:
        yield
        return
    running.is_watched = True
    over = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(running, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=30)


def _beat_until(running: Running, over: threading.Event) -> None:
    told, beaten = ("", 0, 0), time.monotonic()
    try:
        while not over.wait(LOOK_SECONDS):
            news = (running.phase, running.done, running.total)
            now = time.monotonic()
            if (news != told or now - beaten > BEAT_SECONDS) and beat(running):
                told, beaten = news, now
    finally:
        connections.close_all()


def beat(running: Running) -> bool:
    """跳一下 — writes progress and pulse; a database that is busy hears it the next time."""
    try:
        with transaction.atomic():
            WorkRun.objects.filter(
                pk=running.run_id, attempts=running.attempt, state=WorkState.RUNNING
            ).update(
                phase=running.phase, done=running.done, total=running.total,
                heartbeat_at=timezone.now(),
            )
    except (DatabaseError, InterfaceError):
        if not connection.in_atomic_block:
            connection.close()
        return False
    return True
