"""读入台账 — 100,000 rows × 20 columns read in the child and every row judged; no database.

Each run is a process of its own: a peak of memory is of the whole life of a process. Rival:
openpyxl reading the same file cell by cell, with no understanding of it at all.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.timing import Measured
from zhaotuifu.desk.seed import words

SECONDS, MEBIBYTES = 10.0, 600
TIMES = 3
GROUPS = (
    ("序号", 1), ("项目名称", 1), ("项目代码", 1), ("所属板块", 1), ("级别", 1), ("大类", 1),
    ("建设性质", 1), ("建设单位", 1), ("总投资", 1), ("2025年计划投资", 1), ("完成投资情况", 3),
    ("计划开工时间", 1), ("计划竣工时间", 1), ("形象进度", 1), ("存在问题", 1), ("挂钩领导", 1),
    ("联系电话", 1), ("备注", 1),
)
BELOW = ("12月完成", "1-12月累计完成", "开工以来累计完成")
ZONES = tuple(f"示范{name}镇" for name in "甲乙丙丁戊己庚辛壬癸")
LEVELS, KINDS = ("省重大", "市重大", "区重点"), ("产业", "基础设施", "民生")
BUILDINGS = ("新建", "续建", "扩建", "技改")
PHASES = ("桩基施工", "基础施工", "主体三层施工", "主体封顶", "设备安装", "装饰装修")
PRODUCTS = tuple(product for products in words.PRODUCTS.values() for product in products)


def lines(rows: int) -> Iterator[Sequence[Any]]:
    """台账的行 — one cell in forty or so is written as people write, not as forms ask."""
    for n in range(1, rows + 1):
        total, plan = 2000 + n % 9000, 500 + n % 300
        starts = date(2022, 1, 3) + timedelta(days=n * 13 % 1000)
        yield (
            n, f"对比{n}号{PRODUCTS[n % len(PRODUCTS)]}项目", f"2512-320498-89-01-{n:06d}",
            ZONES[n % 10], LEVELS[n % 3], KINDS[n % 3], BUILDINGS[n % 4],
            f"对比{n}有限公司（演示）", f"约{total / 10000}亿元" if n % 40 == 0 else total + 0.5,
            f"{plan:,}" if n % 45 == 0 else plan, n % 50 + 0.25, plan - n % 100,
            total * 0.4 if n % 7 else None,
            f"{starts.year}年{starts.month}月" if n % 41 == 0 else starts,
            "待定" if n % 43 == 0 else starts + timedelta(days=700),
            f"{PHASES[n % 6]}，完成{n % 97}%", "征地未完成" if n % 9 == 0 else "无",
            f"某领导{n % 40}", f"1380000{n % 10000:04d}", "演示数据" if n % 3 == 0 else None,
        )


def total(rows: int) -> Sequence[Any]:
    """合计行 — of 总投资 and 年度计划, right to the last figure: every row has to be added up."""
    totals = sum(2000 + n % 9000 + (0 if n % 40 == 0 else 0.5) for n in range(1, rows + 1))
    return None, "合计", *[None] * 6, totals, sum(500 + n % 300 for n in range(1, rows + 1))


def grid_of(rows: int) -> tuple[tuple[Any, ...], ...]:
    """台账的格子 — the same rows under one level of heads, without a file."""
    heads = [name for name, width in GROUPS for _ in range(width)]
    first = heads.index("完成投资情况")
    heads[first : first + len(BELOW)] = BELOW
    title = ("规模示范区2025年12月重大项目进度台账（单位：万元）",)
    return title, tuple(heads), *map(tuple, lines(rows)), tuple(total(rows))


def make(path: Path, rows: int) -> None:
    """写出台账 — title, unit line, two levels of heads, and the rows, as Excel keeps them."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("台账")
    day, middle = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"align": "center"})
    sheet.merge_range(0, 0, 0, 19, "规模示范区2025年12月重大项目进度台账", middle)
    sheet.write(1, 18, "单位：万元")
    column = 0
    for name, width in GROUPS:
        if width == 1:
            sheet.merge_range(2, column, 3, column, name, middle)
        else:
            sheet.merge_range(2, column, 2, column + width - 1, name, middle)
            for at, below in enumerate(BELOW):
                sheet.write(3, column + at, below, middle)
        column += width
    for number, line in enumerate(itertools.chain(lines(rows), [total(rows)]), start=4):
        for at, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            elif value is not None:
                sheet.write(number, at, value)
    book.close()


def measure() -> Iterator[Measured]:
    """对比 — read and judged, and openpyxl alone."""
    rows = int(os.environ.get("BENCH_READ_ROWS", "100000"))
    with tempfile.TemporaryDirectory(prefix="zhaotuifu-bench-") as folder:
        path = Path(folder) / "台账.xlsx"
        make(path, rows)
        rival = _alone("rival", path)
        runs = [_alone("read", path) for _ in range(TIMES)]
    seconds = statistics.median(run["seconds"] for run in runs)
    own, child = (max(run[name] for run in runs) for name in ("own_mib", "child_mib"))
    note = (
        f"处理器 {statistics.median(run['cpu'] for run in runs):.1f} s，"
        f"内存 本进程 {own} MiB、子进程 {child} MiB（各限 {MEBIBYTES}），"
        f"读出 {runs[0]['rows']:,} 行、提示 {runs[0]['findings']:,} 处"
    )
    limit = SECONDS if max(own, child) <= MEBIBYTES else 0.0
    yield Measured(
        f"读入 {rows:,} 行 × 20 列", seconds, note, limit, "openpyxl 只读", rival["seconds"]
    )


def _alone(what: str, path: Path) -> dict[str, Any]:
    """One run in a fresh process."""
    command = [sys.executable, "-m", "bench.ledger_reading", what, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _run(what: str, path: Path) -> dict[str, Any]:
    import resource
    import time

    began, cpu = time.perf_counter(), _cpu()
    found = _read(path) if what == "read" else _rival(path)
    return found | {
        "seconds": round(time.perf_counter() - began, 2), "cpu": round(_cpu() - cpu, 2),
        "own_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _cpu() -> float:
    """Of this process and of those it waited for."""
    return sum(os.times()[:4])


def _read(path: Path) -> dict[str, Any]:
    from zhaotuifu.kernel.sheets import read_workbook
    from zhaotuifu.ledger.rules import Zone, understand

    book = read_workbook(path.read_bytes(), path.name, timeout_seconds=60)
    understood = understand(book, zones=[Zone(name) for name in ZONES], filename=path.name)
    return {"rows": len(understood.rows), "findings": len(understood.findings())}


def _rival(path: Path) -> dict[str, Any]:
    import openpyxl  # type: ignore[import-untyped]

    sheet = openpyxl.load_workbook(path, data_only=True).active
    return {"rows": sum(1 for row in sheet.iter_rows(values_only=True) if any(row)), "findings": 0}


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], Path(sys.argv[2]))))
