"""make fix — what a machine can mend: lint with safe fixes, then the layout."""

import subprocess

from tools import setup
from tools.house import answer


def main() -> int:
    """先改后排 — exit code of what is left to a person."""
    python = str(setup.ensure(setup.DEVELOPMENT_LOCK))
    left = subprocess.run([python, "-m", "ruff", "check", "--fix", "."], check=False).returncode
    return subprocess.run([python, "-m", "ruff", "format", "."], check=False).returncode or left


if __name__ == "__main__":
    answer(main)
