"""导出 — the whole library as files: a list with and without its looks, and the ledger of a month.

Each run is a process of its own, so that its memory can be told. Rival: openpyxl writing a list of
as many rows and columns, without any looks and without asking a database.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.timing import Measured

STYLED_SECONDS, PLAIN_SECONDS, MEBIBYTES = 60.0, 5.0, 300
TIMES = 3  # minutes, not milliseconds
YEAR, MONTH = 2025, 12
COLUMNS = 14


def measure() -> Iterator[Measured]:
    """对比 — one after the other."""
    runs = {what: [_alone(what) for _ in range(TIMES)] for what in ACTS}
    rival = statistics.median(run["seconds"] for run in runs.pop("rival"))
    names = {"plain": "列表，不带格式", "styled": "列表，带格式", "ledger": "台账，带格式"}
    for what, found in runs.items():
        most = max(run["mib"] for run in found)
        limit = PLAIN_SECONDS if what == "plain" else STYLED_SECONDS
        yield Measured(
            f"导出 {found[0]['rows']:,} 行（{names[what]}）",
            statistics.median(run["seconds"] for run in found),
            f"内存 {most} MiB（限 {MEBIBYTES}）", limit if most <= MEBIBYTES else 0.0,
            "openpyxl 只写", rival,
        )


def _alone(what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.exports", what]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=dict(os.environ))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _plain(folder: Path) -> int:
    from bench.scratch import OFFICE
    from zhaotuifu.desk.export import plain_lines
    from zhaotuifu.desk.queries import project_list as lists

    page = _opened(_actor(OFFICE))
    rows, _ = lists.whole_list(_actor(OFFICE), page.ask, page.columns)
    with (folder / "项目.csv").open("w", encoding="utf-8") as file:
        lines = plain_lines(rows, page.columns, page.ask)
        return sum(1 for line in lines if file.write(line)) - 1


def _styled(folder: Path) -> int:
    from bench.scratch import OFFICE
    from zhaotuifu.desk.export import write_workbook
    from zhaotuifu.desk.exporting import listed

    actor = _actor(OFFICE)
    asked = listed(_opened(actor), actor)
    return write_workbook(str(folder / "项目.xlsx"), asked, title="项目库", note="对比")


def _ledger(folder: Path) -> int:
    from bench.scratch import OFFICE
    from zhaotuifu.ledger.exporting import write_ledger

    return write_ledger(str(folder / "台账.xlsx"), actor=_actor(OFFICE), year=YEAR, month=MONTH)


def _rival(folder: Path) -> int:
    import openpyxl  # type: ignore[import-untyped]

    rows = int(os.environ.get("BENCH_PROJECTS", "100000"))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(rows):
        sheet.append([f"项目{number}" if at < COLUMNS // 2 else number + at for at in range(COLUMNS)])
    book.save(folder / "列表.xlsx")
    return rows


ACTS: dict[str, Callable[[Path], int]] = {
    "plain": _plain, "styled": _styled, "ledger": _ledger, "rival": _rival,
}


def _actor(name: str) -> Any:
    from django.utils import timezone

    from zhaotuifu.parties.queries import actor_named

    return actor_named(name, timezone.localdate())


def _opened(actor: Any) -> Any:
    """The list as it opens, in its usual columns."""
    from django.http import QueryDict
    from django.utils import timezone

    from zhaotuifu.desk.list_page import opened

    return opened(QueryDict(""), actor, timezone.localdate())


def _run(what: str) -> dict[str, Any]:
    import resource

    if what != "rival":
        import django

        django.setup()
    with tempfile.TemporaryDirectory(prefix="zhaotuifu-bench-") as folder:
        began = time.perf_counter()
        rows = ACTS[what](Path(folder))
        seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"rows": rows, "seconds": round(seconds, 2), "mib": most}


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1])))
