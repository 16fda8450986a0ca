"""这一家 — as `make run` keeps it, and whom to kill: any of its processes, the parent among them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import family
from tools.house import ROOT
from tools.run import Address, members

#: a killed member is back after a second, as systemd has it; not half a minute as after a crash loop
family.LONGEST_PAUSE_SECONDS = 2


def keep(host: str, port: int) -> None:
    """当家 — web, task process and ticker under one parent, in this process; until told to end."""
    household = family.Family(members(Path(sys.executable), Address(host, port)), dict(os.environ))
    household.start()
    household.watch()


@dataclass(frozen=True, slots=True)
class Process:
    """一个进程 — its number and what it is."""

    pid: int
    kind: str


def kind_of(words: str) -> str:
    """是哪一种 — by its command line."""
    for mark, kind in (
        ("db_worker", "任务进程"), ("tick", "定时进程"), ("granian", "网站进程"),
        ("waitress", "网站进程"), ("tools.chaos", "父进程"), ("sheets.child", "读表进程"),
    ):  # fmt: skip
        if mark in words:
            return kind
    return "其他"


class House:
    """房子 — started, killed in parts, started again when the parent itself is gone."""

    def __init__(self, port: int, environment: Mapping[str, str], log: Path) -> None:
        self.port, self.environment, self.log = port, dict(environment), log
        self.parent: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        """照看 — the parent is started when it does not run: what systemd does."""
        if self.parent is not None and self.parent.poll() is None:
            return
        with self.log.open("ab") as log:
            self.parent = subprocess.Popen(
                [sys.executable, "-m", "tools.chaos", "house", str(self.port)], cwd=ROOT,
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def processes(self) -> list[Process]:
        """在跑的 — the parent and all that descend from it."""
        if self.parent is None or self.parent.poll() is not None:
            return []
        children = _children()
        found, waiting = [], [self.parent.pid]
        while waiting:
            pid = waiting.pop()
            if words := _words(pid):
                found.append(Process(pid, "父进程" if pid == self.parent.pid else kind_of(words)))
            waiting += children.get(pid, [])
        return found

    def end(self) -> None:
        """收场 — asked to end, and not left before it has."""
        if self.parent is not None and self.parent.poll() is None:
            self.parent.terminate()
            try:
                self.parent.wait(30)
            except subprocess.TimeoutExpired:
                for process in self.processes():
                    kill(process)
                self.parent.wait()


def kill(process: Process) -> bool:
    """杀 — outright; False when it had gone by itself."""
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            said = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if said[0] != "Z":
            found.setdefault(int(said[1]), []).append(int(folder.name))
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def wait_open(port: int, seconds: float = 120) -> bool:
    """等开门 — until the site answers; False when it does not."""
    import http.client

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        time.sleep(0.2)
    return False
