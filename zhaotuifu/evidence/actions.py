"""佐证动作 — store bytes once, by their hash."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhaotuifu.evidence.models import StoredFile
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, no

#: the name of a file that is still being written begins so
COMING = "coming-"
FULL = "磁盘已满，文件没有存下，什么也没有改。请告诉管理员腾出空间后再送。"


@dataclass(frozen=True, slots=True)
class Kept:
    """存下的字节 — their hash and how many."""

    sha256: str
    size: int


def keep(chunks: Iterable[bytes]) -> Kept:
    """存字节 — under their hash, whole or not at all; never all of them in memory.

    Raises `Refused` when the disk is full.
    """
    root = Path(settings.MEDIA_ROOT)
    temporary: Path | None = None
    try:
        root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=root, prefix=COMING)
        temporary = Path(name)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        path = _path(digest.hexdigest())
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            temporary.replace(path)
        return Kept(digest.hexdigest(), size)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(no(FULL)) from None
        raise
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def note(*, kept: Kept, name: str, by: Actor, at: datetime) -> StoredFile:
    """记一笔存档 — who stored these bytes, and under which name they came."""
    return StoredFile.objects.create(
        sha256=kept.sha256, name=Path(name).name[-200:], size=kept.size, stored_at=at,
        stored_by_id=by.user_id,
    )


def store(*, data: bytes, name: str, by: Actor, at: datetime) -> StoredFile:
    """存档 — writes the bytes under their hash (whole or not at all) and notes who stored them."""
    return note(kept=keep((data,)), name=name, by=by, at=at)


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def content(file: StoredFile) -> bytes:
    """原件 — the stored bytes; raises FileNotFoundError when the store lost them."""
    return _path(file.sha256).read_bytes()
