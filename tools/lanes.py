"""make test — five lanes and the house check; what could not run is named, never passed over.

sqlite runs always; postgres, browser, office and foreign need a tool or files, and a lane whose
tool is missing says what to install. ZTF_REQUIRE_ALL=1 (or --require-all) makes that a failure.
LANES="house sqlite" runs a choice.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tools import postgres, setup
from tools.house import ROOT, Refusal, answer, say

ORDINARY = "not browser and not office and not foreign"
NO_TESTS = 5  # pytest's exit code when no test carries the marks
SQLITE_URL = "sqlite:///:memory:"
CHROMIUM_NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")


class Outcome(StrEnum):
    """结果 — of one lane."""

    PASSED = "通过"
    FAILED = "失败"
    NOT_RUN = "未运行"


@dataclass(frozen=True, slots=True)
class Result:
    """一道的结果 — with the seconds it took, or why it did not run."""

    lane: str
    outcome: Outcome
    seconds: float = 0.0
    reason: str = ""


class Missing(Exception):
    """缺工具 — the sentence that says what to install."""


@contextmanager
def on_sqlite() -> Iterator[dict[str, str]]:
    """用 SQLite — whatever DATABASE_URL says outside."""
    yield {"DATABASE_URL": SQLITE_URL}


@contextmanager
def on_postgres() -> Iterator[dict[str, str]]:
    """用 PostgreSQL — the one named by DATABASE_URL or TEST_POSTGRES_URL, else a cluster of our own."""
    for name in ("DATABASE_URL", "TEST_POSTGRES_URL"):
        url = os.environ.get(name, "")
        if url.startswith(("postgres://", "postgresql://")):
            yield {"DATABASE_URL": url}
            return
    if postgres.programs() is None:
        raise Missing("请 apt-get install postgresql，或给出 TEST_POSTGRES_URL=postgres://…")
    with postgres.cluster() as url:
        yield {"DATABASE_URL": url}


@contextmanager
def with_chromium() -> Iterator[dict[str, str]]:
    """用浏览器 — CHROMIUM, else Debian's chromium."""
    asked = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [asked] if asked else CHROMIUM_NAMES)), None)
    if found is None:
        raise Missing("请 apt-get install chromium fonts-noto-cjk，或给出 CHROMIUM=程序路径")
    yield {"DATABASE_URL": SQLITE_URL, "CHROMIUM": found}


@contextmanager
def with_office() -> Iterator[dict[str, str]]:
    """用办公软件 — LibreOffice renders, poppler measures, and a Chinese face must be there."""
    packages = {
        "soffice": "libreoffice-writer-nogui libreoffice-calc-nogui",
        "pdftoppm": "poppler-utils",
        "pdfinfo": "poppler-utils",
    }
    wanted = [package for tool, package in packages.items() if shutil.which(tool) is None]
    if not has_chinese_face():
        wanted.append("fonts-noto-cjk")
    if wanted:
        raise Missing(f"请 apt-get install {' '.join(dict.fromkeys(wanted))}")
    yield {"DATABASE_URL": SQLITE_URL}


def has_chinese_face() -> bool:
    """有中文字体 — without one a page is measured in empty boxes."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


@contextmanager
def with_foreign_files() -> Iterator[dict[str, str]]:
    """用外来文件 — ledgers and published figures outside the checkout."""
    place = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (place / "ledgers").is_dir():
        raise Missing(f"{place} 中没有样例文件：请用 SHARED_DATA=目录 指出")
    yield {"DATABASE_URL": SQLITE_URL, "SHARED_DATA": str(place.resolve())}


@dataclass(frozen=True, slots=True)
class Lane:
    """一道 — what it needs around it, and what it runs there with the environment's Python."""

    name: str
    surroundings: Callable[[], object]
    arguments: tuple[str, ...]

    def run(self, python: Path) -> Result:
        """跑一道 — a missing tool is NOT_RUN with its reason, anything else passes or fails."""
        say(f"\n━━ {self.name} ━━")
        began = time.monotonic()
        try:
            with self.surroundings() as extra:  # type: ignore[attr-defined]
                code = self._call(python, extra)
        except Missing as missing:
            say(f"未运行：{missing}")
            return Result(self.name, Outcome.NOT_RUN, reason=str(missing))
        except Refusal as refusal:
            say(str(refusal))
            code = 1
        if code == NO_TESTS:
            say("这一道没有测试：算失败，免得空跑当作通过。")
        outcome = Outcome.FAILED if code else Outcome.PASSED
        return Result(self.name, outcome, time.monotonic() - began)

    def _call(self, python: Path, extra: Mapping[str, str]) -> int:
        environment = {**os.environ, **extra}
        return subprocess.run(
            [str(python), "-m", *self.arguments], env=environment, check=False
        ).returncode


def pytest_lane(
    name: str, surroundings: Callable[[], object], marks: str, workers: int = 0
) -> Lane:
    """pytest 一道 — the tests that carry these marks."""
    arguments = ["pytest", "-q", "-p", "no:cacheprovider", "-m", marks]
    if workers:
        arguments += ["-n", str(workers), "--dist", "loadfile"]
    return Lane(name, surroundings, (*arguments, *os.environ.get("PYTEST_ARGS", "").split()))


def all_lanes() -> list[Lane]:
    """全部各道 — in the order they run: the quick and telling ones first."""
    return [
        Lane("house", on_sqlite, ("tools.check",)),
        pytest_lane("sqlite", on_sqlite, ORDINARY, workers=2),
        pytest_lane("postgres", on_postgres, ORDINARY, workers=2),
        pytest_lane("foreign", with_foreign_files, "foreign and not browser and not office", workers=2),
        pytest_lane("office", with_office, "office and not browser"),
        pytest_lane("browser", with_chromium, "browser", workers=2),
    ]


def chosen_lanes() -> list[Lane]:
    """选中的 — LANES="sqlite browser", else all. Refused: a name that is no lane."""
    lanes = all_lanes()
    asked = os.environ.get("LANES", "").split()
    unknown = set(asked) - {lane.name for lane in lanes}
    if unknown:
        names = " ".join(lane.name for lane in lanes)
        raise Refusal(f"LANES 中没有这一道：{' '.join(sorted(unknown))}；可选：{names}。")
    return [lane for lane in lanes if not asked or lane.name in asked]


def summary(results: list[Result]) -> str:
    """小结 — one line a lane."""
    lines = ["", "━━ 小结 ━━"]
    for result in results:
        note = result.reason or f"{result.seconds:.0f} 秒"
        lines.append(f"{result.outcome}  {result.lane:<9} {note}")
    return "\n".join(lines)


def exit_code(results: list[Result], is_all_required: bool) -> int:
    """退出码 — 1 if a lane failed, or if one did not run although all are required."""
    bad = {Outcome.FAILED, Outcome.NOT_RUN} if is_all_required else {Outcome.FAILED}
    return int(any(result.outcome in bad for result in results))


def main() -> int:
    """依次跑 — and sum up at the end."""
    is_all_required = "--require-all" in sys.argv or os.environ.get("ZTF_REQUIRE_ALL") == "1"
    lanes = chosen_lanes()
    python = setup.ensure(setup.DEVELOPMENT_LOCK)
    results = [lane.run(python) for lane in lanes]
    say(summary(results))
    code = exit_code(results, is_all_required)
    if code and all(result.outcome is not Outcome.FAILED for result in results):
        say("要求各道都跑，但有未运行的：请照上面所说补齐。")
    return code


if __name__ == "__main__":
    answer(main)
