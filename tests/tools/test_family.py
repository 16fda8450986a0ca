"""一家进程 — one parent: what dies comes back, and nothing stays behind at the end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.house import ROOT

PARENT = """
import sys
from pathlib import Path
from tools.family import Family, Member

place = Path(sys.argv[1])
births = place / "births"
code = f"import os, time; open({str(births)!r}, 'a').write(str(os.getpid()) + chr(10)); time.sleep(99)"
family = Family(
    [
        Member("甲进程", [sys.executable, "-c", code], place / "a.log"),
        Member("乙进程", [sys.executable, "-c", code], place / "b.log"),
    ],
    {},
)
family.start()
family.watch()
print("都停了", flush=True)
"""


def births(place: Path) -> list[int]:
    path = place / "births"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition, seconds=20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def parent(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert wait_until(lambda: len(births(tmp_path)) == 2)
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()
    process.stdout.close()


def test_a_dead_child_is_said_and_restarted(parent, tmp_path):
    os.kill(births(tmp_path)[0], signal.SIGKILL)
    assert wait_until(lambda: len(births(tmp_path)) == 3)
    parent.send_signal(signal.SIGTERM)
    words, _ = parent.communicate(timeout=20)
    assert "进程停了（退出码 -9），1 秒后重新启动" in words


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_them_all(parent, tmp_path, number):
    parent.send_signal(number)
    words, _ = parent.communicate(timeout=20)
    assert parent.returncode == 0
    assert words.endswith("都停了\n")
    assert not any(is_running(child) for child in births(tmp_path))


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_a_parent_killed_outright_leaves_no_orphans(parent, tmp_path):
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not any(is_running(child) for child in births(tmp_path)))
