"""make check — style, arrows between areas, types, migrations; each step runs, then all are judged."""

import os
import subprocess
from pathlib import Path

from tools import setup
from tools.house import ROOT, answer, say

LINT = ("风格", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", "."))
# import-linter has no `-m` entrance, and its script breaks when the checkout is moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
ARROWS = ("各区箭头", ("-c", LINT_IMPORTS, "--no-cache", "--no-logo"))
# Without its cache: the Django plugin forgets reverse relations when it reads one.
TYPES = ("类型", ("-m", "mypy", "--cache-dir", os.devnull))
MIGRATIONS = (
    "迁移齐全",
    ("manage.py", "makemigrations", "--check", "--dry-run", "--settings=zhaotuifu.settings_test"),
)
STEPS = (LINT, ARROWS, MIGRATIONS, TYPES)


def run_step(python: Path, title: str, arguments: tuple[str, ...]) -> bool:
    """一步 — quiet when it holds, its own words when it does not."""
    done = subprocess.run(
        [str(python), *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zhaotuifu.settings_test"},
    )  # fmt: skip
    say(f"{'✓' if done.returncode == 0 else '✗'} {title}")
    if done.returncode:
        say(done.stdout.strip())
    return done.returncode == 0


def main() -> int:
    """依次查 — all of them, so that one run names everything that is wrong."""
    python = setup.ensure(setup.DEVELOPMENT_LOCK)
    held = [run_step(python, *step) for step in STEPS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    answer(main)
