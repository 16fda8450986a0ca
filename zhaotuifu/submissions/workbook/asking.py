"""叫子进程 — the parent's side: examines and fills workbooks, or refuses with the way out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhaotuifu.kernel.sheets import SheetRefused, read_workbook
from zhaotuifu.kernel.verdict import Refused, no

MEMORY_MIB = 1024
EXAMINE_SECONDS, FILL_SECONDS = 20, 60
MAX_BLANK_BYTES = 10 * 1024 * 1024
PROJECT_ROOT = Path(__file__).resolve().parents[3]
SAVE_AS = "请用 Excel 或 WPS 打开，另存为 xlsx 再上传。"


def examine(data: bytes, name: str) -> dict[str, Any]:
    """看空表 — raises `Refused` for a file that is no xlsx, or cannot be opened."""
    if len(data) > MAX_BLANK_BYTES:
        raise Refused(no("空表超过 10 MB。请删去图片和多余的工作表再上传。"))
    try:
        found = read_workbook(data, name)
    except SheetRefused as refused:
        raise Refused(no(refused.sentence)) from None
    if found.format not in ("xlsx", "xlsm"):
        raise Refused(
            no(
                f"空表要 xlsx 格式，这份是 {found.format}：只有 xlsx 能原样保住表头、样式和公式。{SAVE_AS}"
            )
        )
    return _ask(data, {"act": "examine"}, EXAMINE_SECONDS)[0]


def fill(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """填表 — (answer, xlsx); raises `Refused` when it takes too long or too much."""
    return _ask(data, {"act": "fill"} | order, FILL_SECONDS)


def _ask(data: bytes, order: dict[str, Any], seconds: int) -> tuple[dict[str, Any], bytes]:
    limits = {"memory_mib": MEMORY_MIB, "cpu_seconds": seconds}
    head = json.dumps(order | limits, ensure_ascii=False).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "zhaotuifu.submissions.workbook.child"],
            input=head + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise Refused(
            no(f"这份表 {seconds} 秒没有办完，已停止。请减少列表的项目（按级别、板块分表）再试。")
        ) from None
    line, _, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise Refused(no("这份表太大，放不进内存。请删去空表里多余的行列和工作表，再上传。"))
    answer = json.loads(line)
    if "failed" in answer:
        raise Refused(no(f"空表打不开（{answer['failed']}）。{SAVE_AS}"))
    return answer, made


def _environment() -> dict[str, str]:
    """Nothing of ours but what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
