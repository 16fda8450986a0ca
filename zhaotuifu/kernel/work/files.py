"""成品文件 — files that long work made for the person who asked: kept for a week, then gone.

They lie in a folder of their own and not among the evidence: an export can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

KEPT_FOR = timedelta(days=7)
FILE, NAME = "file", "name"


def folder() -> Path:
    """成品目录 — made when it is not there."""
    path: Path = settings.DATA_DIR / "made"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def making(ending: str) -> Iterator[Path]:
    """做一个文件 — written beside its place and moved there when whole; nothing is left of a half one."""
    final = folder() / f"{uuid4().hex}{ending}"
    part = final.with_suffix(final.suffix + ".part")
    try:
        yield part
        part.replace(final)
    finally:
        part.unlink(missing_ok=True)


def result(made: Path, name: str) -> dict[str, str]:
    """结果 — what a work answers with: where its file lies, and under which name it is handed out.

    `made` is what `making` gave.
    """
    return {FILE: made.name.removesuffix(".part"), NAME: name}


def of_result(found: Mapping[str, Any]) -> tuple[Path, str] | None:
    """取成品 — path and name; None when the work made no file, or its week is over."""
    file = str(found.get(FILE, ""))
    if not file or Path(file).name != file:
        return None
    path = folder() / file
    return (path, str(found.get(NAME) or file)) if path.is_file() else None


def clean(now: datetime) -> int:
    """清理 — files older than a week; returns how many went."""
    gone = 0
    for path in folder().iterdir():
        if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
