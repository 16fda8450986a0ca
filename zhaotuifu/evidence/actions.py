"""佐证动作 — store bytes once, by their hash."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhaotuifu.evidence.models import StoredFile
from zhaotuifu.kernel.actor import Actor


def store(*, data: bytes, name: str, by: Actor, at: datetime) -> StoredFile:
    """存档 — writes the bytes under their hash (whole or not at all) and notes who stored them."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    return StoredFile.objects.create(
        sha256=digest, name=Path(name).name[-200:], size=len(data), stored_at=at,
        stored_by_id=by.user_id,
    )


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def content(file: StoredFile) -> bytes:
    """原件 — the stored bytes; raises FileNotFoundError when the store lost them."""
    return _path(file.sha256).read_bytes()
