"""依次对比 — prepares the scratch database, runs the benches named (default: all), prints lines.

BENCH_PROJECTS (100000), BENCH_MONTHS (24), BENCH_ROWS (10000) and BENCH_READ_ROWS (100000) make
it smaller.
Exit code 1 when a limit is missed.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence

from bench import scratch
from bench.timing import Measured, spoken

BENCHES = (
    "ledger_reading", "list_page", "serving", "project_page", "ledger_preview", "ledger_commit",
    "exports", "rollups", "routes", "documents",
)
#: these need no library
WITHOUT_LIBRARY = ("ledger_reading", "documents")


def main(wanted: Sequence[str]) -> int:
    """运行 — the benches by name."""
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"没有 {'、'.join(unknown)}。有：{'、'.join(BENCHES)}。")
        return 2
    if set(wanted or BENCHES) - set(WITHOUT_LIBRARY) and not _prepared():
        return 2
    found: list[Measured] = []
    for name in wanted or BENCHES:
        print(f"— {name}")
        for measured in importlib.import_module(f"bench.{name}").measure():
            print(spoken(measured), flush=True)
            found.append(measured)
    return 0 if all(measured.is_within for measured in found) else 1


def _prepared() -> bool:
    """The scratch database filled; False, and said why, when it cannot be."""
    projects = int(os.environ.get("BENCH_PROJECTS", "100000"))
    months = int(os.environ.get("BENCH_MONTHS", "24"))
    scratch.enter()
    try:
        scratch.fill(projects, months)
    except scratch.Unfit as problem:
        print(problem)
        return False
    print(f"{_engine()}，{projects:,} 个项目 × {months} 个月，五次取中位数")
    return True


def _engine() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
