"""安装 — the virtual environment, made once and brought up to the lock when the lock changed.

A lock that is installed leaves its SHA-256 in the environment, so a second start compares two
hashes and goes on.
"""

import fcntl
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.house import ROOT, VENV, VENV_PYTHON, Refusal, answer, say

RUNTIME_LOCK = "requirements.txt"
DEVELOPMENT_LOCK = "requirements-dev.txt"  # holds the runtime lock as well
STAMP = ".installed.json"
SHOWN_LINES = 12


def fingerprint(lock: Path) -> str:
    """锁文件指纹 — the SHA-256 of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def installed(venv: Path) -> dict[str, str]:
    """已装记录 — lock name → fingerprint; empty when nothing was installed to the end."""
    try:
        found = json.loads((venv / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_ready(venv: Path, lock: Path) -> bool:
    """是否就绪 — whether the lock as it is now is what the environment holds."""
    return installed(venv).get(lock.name) == fingerprint(lock)


def python_version(python: Path) -> str | None:
    """解释器版本 — "3.12" of an executable, None when it does not run."""
    command = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@contextmanager
def one_at_a_time(venv: Path) -> Iterator[None]:
    """排队 — two set-ups of one checkout wait for each other."""
    with (venv.parent / f"{venv.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_environment(venv: Path) -> None:
    """建虚拟环境 — keep one that runs; rebuild one that is broken or of a Python not asked for.

    Only an explicit PYTHON=… may replace a running environment by one of another version.
    """
    have = python_version(venv / "bin" / "python")
    wanted = "{}.{}".format(*sys.version_info[:2])
    if have and (have == wanted or not os.environ.get("PYTHON")):
        return
    say(f"正在建立虚拟环境（Python {platform.python_version()}）…")
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        version = "{}.{}".format(*sys.version_info[:2])
        raise Refusal(
            f"虚拟环境没有建成：请先运行 apt-get install python{version}-venv，再执行一次。"
            f"\n{tail(done.stdout + done.stderr)}"
        )


def install(venv: Path, lock: Path) -> None:
    """装依赖 — exactly the lock, every file checked against its hash."""
    say("正在安装依赖（只在第一次和依赖变动时，约一两分钟）…")
    command = [
        *(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet"),
        *("--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(lock)),
    ]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise Refusal(
            f"{tail(done.stdout)}\n依赖没有装上：请检查网络或 pip 镜像设置后再执行一次；"
            "换过网络或磁盘满也会如此。"
        )


def tail(output: str) -> str:
    """末尾几行 — of a tool's output, without pip's notes about empty mirrors."""
    lines = [line for line in output.splitlines() if line and not line.startswith("WARNING")]
    return "\n".join(lines[-SHOWN_LINES:])


def ensure(lock_name: str = RUNTIME_LOCK) -> Path:
    """备好 — the environment holds the lock; returns its Python.

    Refused (Refusal) when the environment cannot be made or the dependencies do not install.
    """
    lock = ROOT / lock_name
    if is_ready(VENV, lock) and VENV_PYTHON.exists() and not os.environ.get("PYTHON"):
        return VENV_PYTHON
    with one_at_a_time(VENV):
        make_environment(VENV)
        if not is_ready(VENV, lock):
            install(VENV, lock)
            record(VENV, lock)
    return VENV_PYTHON


def record(venv: Path, lock: Path) -> None:
    """记下 — last of all, so that an interrupted installation is repeated."""
    stamp = installed(venv)
    stamp[lock.name] = fingerprint(lock)
    if lock.name == DEVELOPMENT_LOCK:
        stamp[RUNTIME_LOCK] = fingerprint(lock.with_name(RUNTIME_LOCK))
    (venv / STAMP).write_text(json.dumps(stamp, indent=1), "utf-8")


def main() -> int:
    """make setup — set up for development and say so."""
    ensure(DEVELOPMENT_LOCK)
    say("已备好：.venv/bin/python")
    return 0


if __name__ == "__main__":
    answer(main)
