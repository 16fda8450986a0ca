"""地基 — where things lie, and how a tool speaks or refuses."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"


class Refusal(Exception):
    """不能继续 — one Chinese sentence that says what the reader should do."""


def say(sentence: str) -> None:
    """说一句 — print at once, also when the output is a file."""
    print(sentence, flush=True)


def data_dir() -> Path:
    """数据目录 — DATA_DIR, else var/ of the checkout; the same rule as in settings."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var")


def answer(main: Callable[[], int]) -> None:
    """收口 — run `main` and end the process: a refusal becomes its sentence and exit code 1."""
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, _end)
    try:
        sys.exit(main())
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _end(number: int, frame: FrameType | None) -> None:
    """被要求结束 — as an exception, so that what was started is also stopped and removed."""
    sys.exit(128 + number)
