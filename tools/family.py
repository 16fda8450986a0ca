"""一家进程 — web, task worker and ticker under one parent: restarted when one dies, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from tools.house import say

SHORT_LIFE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 30
GRACE_SECONDS = 10
TICK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Member:
    """一员 — what to run, under which Chinese name, and where its words go."""

    title: str
    command: Sequence[str]
    log: Path


@dataclass(slots=True)
class _Running:
    """在跑的 — one member with its process and the pause before its next start."""

    member: Member
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    next_start: float = 0.0
    pause: float = 1.0


def _end_with_parent() -> None:
    """随父结束 — runs in the child: a parent that is killed outright leaves no orphans (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def log_tail(log: Path, lines: int = 15) -> str:
    """日志末尾 — the last lines of a member's log, empty when there is none."""
    try:
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


@dataclass(slots=True)
class Family:
    """一家 — start(), then watch() until a signal ends them all."""

    members: Sequence[Member]
    environment: Mapping[str, str]
    is_ending: bool = False
    _running: list[_Running] = field(default_factory=list)

    def start(self) -> None:
        """全部启动 — and listen for Ctrl-C, TERM and a closed terminal."""
        for number in ENDING_SIGNALS:
            signal.signal(number, self._on_signal)
        for member in self.members:
            one = _Running(member)
            self._running.append(one)
            self._spawn(one)

    def watch(self, each_tick: Callable[[], None] = lambda: None) -> None:
        """守着 — restart what dies (1 s later, then 2, 4 … 30 s), until asked to end."""
        try:
            while not self.is_ending:
                for one in self._running:
                    self._look_after(one)
                each_tick()
                time.sleep(TICK_SECONDS)
        finally:
            self.end()

    def is_alive(self, title: str) -> bool:
        """还活着 — whether the member of this name runs now."""
        return any(
            one.process is not None and one.process.poll() is None
            for one in self._running
            if one.member.title == title
        )

    def end(self) -> None:
        """全部结束 — TERM to all, ten seconds of grace, then KILL to what is left of each group."""
        self.is_ending = True
        alive = [one.process for one in self._running if one.process is not None]
        for process in alive:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _sweep(process)
            process.wait()

    def _spawn(self, one: _Running) -> None:
        with _open_log(one.member.log) as log:
            one.process = subprocess.Popen(
                one.member.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,  # Ctrl-C reaches the parent only, which ends the rest
                preexec_fn=_end_with_parent,
            )
        one.started = time.monotonic()

    def _look_after(self, one: _Running) -> None:
        now = time.monotonic()
        if one.process is None:
            if now >= one.next_start:
                self._spawn(one)
            return
        code = one.process.poll()
        if code is None:
            return
        _sweep(one.process)
        if now - one.started > SHORT_LIFE_SECONDS:
            one.pause = 1.0
        say(
            f"{one.member.title}停了（退出码 {code}），{one.pause:.0f} 秒后重新启动；"
            f"日志：{one.member.log}"
        )
        one.process, one.next_start = None, now + one.pause
        one.pause = min(one.pause * 2, LONGEST_PAUSE_SECONDS)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True


def _sweep(process: subprocess.Popen[bytes]) -> None:
    """清场 — children that a killed member left behind would keep its port."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def _open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")
