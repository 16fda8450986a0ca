"""找 Python — a wrong Python is answered with one sentence that says what to do."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.house import ROOT


def fake_python(folder: Path, name: str, verdict: str, version: str) -> Path:
    """A program that answers the two questions of python.sh as such a Python would."""
    path = folder / name
    path.write_text(
        '#!/bin/sh\ncase "$2" in\n'
        f"  *verdict*) echo {verdict} ;;\n"
        f"  *version_info*) echo {version} ;;\n"
        '  *) echo "ran: $*" ;;\nesac\n'
    )
    path.chmod(0o755)
    return path


def python_sh(*arguments: str, python: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "tools" / "python.sh"), *arguments],
        capture_output=True, text=True, env={**os.environ, "PYTHON": str(python)}, check=False,
    )  # fmt: skip


def test_a_fitting_python_runs_the_tool(tmp_path):
    python = fake_python(tmp_path, "python3.12", "fit", "3.12")
    done = python_sh("-m", "tools.run", python=python)
    assert (done.returncode, done.stdout.strip()) == (0, "ran: -m tools.run")


@pytest.mark.parametrize(
    ("verdict", "version", "sentence"),
    [
        ("old", "3.9", "是 Python 3.9，太旧：请安装 Python 3.11–3.14"),
        ("new", "3.15", "是 Python 3.15，依赖尚未支持：请安装 Python 3.11–3.14"),
        ("bare", "3.13", "缺少 venv 模块：请先运行 apt-get install python3.13-venv"),
        ("", "", "不能作为 Python 运行：请改成一个 Python 3.11–3.14 的路径"),
    ],
)
def test_a_wrong_python_is_refused_with_what_to_do(tmp_path, verdict, version, sentence):
    done = python_sh("-m", "tools.run", python=fake_python(tmp_path, "py", verdict, version))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_a_python_that_is_not_there_is_named():
    done = python_sh("-m", "tools.run", python="no-such-python")
    assert done.returncode == 1
    assert done.stderr.startswith("找不到 PYTHON=no-such-python")


def test_the_python_of_this_run_is_accepted():
    import sys

    done = python_sh("-c", "print('here')", python=sys.executable)
    assert (done.returncode, done.stdout.strip()) == (0, "here")
