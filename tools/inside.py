"""在环境内运行 — hand the arguments to the environment's Python, set up first (seed, bench, where)."""

import os
import subprocess
import sys

from tools import setup
from tools.house import answer, data_dir

DEVELOPMENT = "--dev"


def main() -> int:
    """转交 — `--dev` first asks for the development lock; the exit code comes back."""
    arguments = sys.argv[1:]
    lock = setup.RUNTIME_LOCK
    if arguments[:1] == [DEVELOPMENT]:
        lock, arguments = setup.DEVELOPMENT_LOCK, arguments[1:]
    python = setup.ensure(lock)
    data_dir().mkdir(parents=True, exist_ok=True)
    environment = {"DEBUG": "1", **os.environ}
    return subprocess.run([str(python), *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    answer(main)
