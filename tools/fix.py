"""make fix — what a machine can mend: lint with safe fixes; line breaks are left to the writer."""

import subprocess

from tools import setup
from tools.house import answer


def main() -> int:
    """改 — exit code of what is left to a person."""
    python = str(setup.ensure(setup.DEVELOPMENT_LOCK))
    return subprocess.run([python, "-m", "ruff", "check", "--fix", "."], check=False).returncode


if __name__ == "__main__":
    answer(main)
