"""读表（父进程） — starts the child, holds it to its limits, makes values of its answer."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from zhaotuifu.kernel.sheets.packing import Misshapen, unpacked
from zhaotuifu.kernel.sheets.types import (
    Glimpse,
    MergedRange,
    RefusalKind,
    Sheet,
    SheetRefused,
    Workbook,
)

MEMORY_MIB = 1024
MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
#: C0 without tab and line breaks
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
PROJECT_ROOT = Path(__file__).resolve().parents[3]


def read_workbook(
    data: bytes,
    filename: str,
    *,
    timeout_seconds: float = 10,
    patience: float = 1,
    memory_mib: int = MEMORY_MIB,
    glimpse: Glimpse | None = None,
) -> Workbook:
    """读取工作簿 — the cells of a spreadsheet file, read in a child process.

    The child has `timeout_seconds` of processor time, and `patience` times that by the clock: more
    than once where nobody waits for a page and the machine is busy with others.
    With a `glimpse` only those rows come out of the child, as few as the file is long.
    The format is told from the bytes; a name that says otherwise is a warning.
    Raises SheetRefused (encrypted, corrupt, not_a_spreadsheet, unsupported,
    too_large, timeout, entity_bomb, no_rows), never anything else.
    """
    if len(data) > MAX_FILE_BYTES:
        raise SheetRefused(RefusalKind.TOO_LARGE)
    if not data:
        raise SheetRefused(RefusalKind.NO_ROWS)
    answer = _ask_child(data, filename, timeout_seconds, patience, memory_mib, glimpse)
    if "refused" in answer:
        raise SheetRefused(RefusalKind(answer["refused"]), answer.get("sentence", ""))
    try:
        return _workbook_from(answer)
    except (Misshapen, LookupError, TypeError, AttributeError):  # whoever took over the child
        raise SheetRefused(RefusalKind.CORRUPT) from None


def _ask_child(
    data: bytes, filename: str, timeout: float, patience: float, memory_mib: int,
    glimpse: Glimpse | None,
) -> dict[str, Any]:
    order = {
        "filename": filename,
        "memory_mib": memory_mib,
        "cpu_seconds": max(1, int(timeout)),
        "max_unpacked": MAX_UNPACKED_BYTES,
        "glimpse": [glimpse.sheet, glimpse.rows] if glimpse else None,
    }
    said = hear_child(data, order, timeout * patience)
    try:
        answer = json.loads(said, object_hook=_revive)
    except ValueError:
        raise SheetRefused(RefusalKind.CORRUPT) from None
    return _without_controls(answer) if b"\\u00" in said else answer


def hear_child(data: bytes, order: Mapping[str, Any], seconds: float) -> bytes:
    """What the child says of a file; SheetRefused when it is killed, or silent for too long."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "zhaotuifu.kernel.sheets.child"],
            input=json.dumps(order).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env=_child_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused(RefusalKind.TIMEOUT) from None
    if done.returncode != 0 or not done.stdout:
        raise SheetRefused(_kind_of_death(done.returncode))
    return done.stdout


def _without_controls(value: Any) -> Any:
    """No cell holds a control character: nobody sees it, and PostgreSQL stores no NUL."""
    if isinstance(value, str):
        return value.translate(CONTROLS)
    if isinstance(value, list):
        return [_without_controls(part) for part in value]
    if isinstance(value, dict):
        return {name: _without_controls(part) for name, part in value.items()}
    return value


def _kind_of_death(returncode: int) -> RefusalKind:
    """SIGXCPU is too long; SIGABRT, SIGKILL and exit 70 are what running out of memory looks like."""
    if returncode == -24:
        return RefusalKind.TIMEOUT
    return RefusalKind.TOO_LARGE if returncode in (-6, -9, 70) else RefusalKind.CORRUPT


def _child_environment() -> Mapping[str, str]:
    """Nothing of ours (no settings, no secrets) but what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }


def _revive(value: dict[str, Any]) -> Any:
    """Dates travel as {"$d": …} and {"$t": …}."""
    if len(value) == 1:
        if "$d" in value:
            return date.fromisoformat(value["$d"])
        if "$t" in value:
            return datetime.fromisoformat(value["$t"])
    return value


def _workbook_from(answer: dict[str, Any]) -> Workbook:
    return Workbook(
        format=answer["format"],
        encoding=answer.get("encoding", ""),
        sheets=tuple(_sheet_from(sheet) for sheet in answer["sheets"]),
        warnings=tuple(answer.get("warnings", ())),
        date_1904=bool(answer.get("date_1904")),
    )


def _sheet_from(raw: dict[str, Any]) -> Sheet:
    return Sheet(
        name=raw["name"],
        is_visible=raw.get("visible", True),
        first_row=raw.get("first_row", 1),
        rows=unpacked(raw),
        merged=tuple(MergedRange(*box) for box in raw.get("merged", ())),
        hidden_rows=frozenset(raw.get("hidden_rows", ())),
        hidden_columns=frozenset(raw.get("hidden_columns", ())),
        formulas_without_value=frozenset(
            (row, column) for row, column in raw.get("formulas_without_value", ())
        ),
        cell_formats={(row, column): text for row, column, text in raw.get("cell_formats", ())},
        has_pictures=raw.get("has_pictures", False),
    )
