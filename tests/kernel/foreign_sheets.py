"""读一遍外来的表 — reads every file of a folder as the web process would; says what came, as JSON.

Run as a program of its own, so that its memory is nobody else's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from zhaotuifu.kernel.sheets import SheetRefused, Workbook, read_workbook

MIB = 1024


def told(book: Workbook) -> dict[str, Any]:
    """What the expectations look at."""
    return {
        "answer": book.format,
        "warnings": book.warnings,
        "date_1904": book.date_1904,
        "cells": sum(cell is not None for sheet in book.sheets for row in sheet.rows for cell in row),
        "is_merged": any(sheet.merged for sheet in book.sheets),
        "is_hidden": any(not sheet.is_visible for sheet in book.sheets),
    }


def answer(path: Path) -> dict[str, Any]:
    began = time.monotonic()
    try:
        found = told(read_workbook(path.read_bytes(), path.name))
    except SheetRefused as refused:
        found = {"answer": refused.kind.value, "sentence": refused.sentence}
    return {**found, "seconds": time.monotonic() - began}


def peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / MIB


def main(folder: Path) -> None:
    before = peak_mib(resource.RUSAGE_SELF)
    files = {
        path.relative_to(folder).as_posix(): answer(path)
        for path in sorted(folder.glob("*/*"))
        if path.is_file()
    }
    report = {
        "files": files,
        "grown_mib": peak_mib(resource.RUSAGE_SELF) - before,
        "child_mib": peak_mib(resource.RUSAGE_CHILDREN),
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
