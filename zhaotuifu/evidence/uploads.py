"""收上传 — a file that is too large or finds no room on the disk is a refusal, not a fault.

What was refused stands on the request as `upload_refusal`, for the form to say at its field: the
file is taken from the network before any view is asked.
"""

from __future__ import annotations

import errno
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from zhaotuifu.evidence.actions import FULL

MEBI = 1024 * 1024


def refusal_of(request: HttpRequest) -> str:
    """拒收上传的原因 — empty when nothing was refused."""
    return getattr(request, "upload_refusal", "")


def too_large(size: int) -> str:
    """太大的一句话 — with both sizes."""
    most = settings.UPLOAD_MAX_BYTES / MEBI
    return (
        f"文件有 {size / MEBI:,.1f} MB，最多 {most:,.0f} MB。"
        "请删去图片和多余的工作表，或拆成几个文件。"
    )


class SizeGuard(FileUploadHandler):
    """量大小 — stops taking in once the limit is passed, so that nobody fills the disk."""

    request: HttpRequest
    taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_MAX_BYTES:
            whole = int(self.request.META.get("CONTENT_LENGTH") or 0)
            self.request.upload_refusal = too_large(max(self.taken, whole))  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class RoomGuard(TemporaryFileUploadHandler):
    """量空间 — the temporary file of a long upload may find the disk full."""

    request: HttpRequest

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self.request.upload_refusal = FULL  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False) from None
