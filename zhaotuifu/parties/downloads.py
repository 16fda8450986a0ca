"""下载留痕 — every file that is given to a person leaves an audit row: who took which, from where.

The one row a GET may write (see the decision 下载留痕). It stands before the file goes out: when it
cannot be written, the file is not given.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.message import Message
from typing import Any
from urllib.parse import unquote

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties.addresses import client_address

logger = logging.getLogger(__name__)
BUSY = "数据库正忙，这次下载没有记下来，所以文件没有给出。请过一会儿再试。"
#: kind of object of such a row; nothing that is prepared before it is written cares for it
DOWNLOAD = "download"


class DownloadLogMiddleware:
    """下载留痕 — notes what is answered as a file to a person who signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        is_file = response.has_header("Content-Disposition")
        if is_file and response.status_code == 200 and request.user.is_authenticated:
            try:
                _note(request, response)
            except OperationalError as error:
                logger.error("download not noted: %s", error)
                response.close()
                return HttpResponse(render_to_string("500.html", {"sentence": BUSY}), status=503)
        return response


def _note(request: Any, response: HttpResponse) -> None:
    note_download(
        name=file_name(response["Content-Disposition"]), route=_route(request),
        about=request.get_full_path()[:300], size=_size(response), address=client_address(request),
        by=request.actor, at=timezone.now(),
    )


@transaction.atomic
def note_download(
    *, name: str, route: str, about: str, size: int | None, address: str, by: Actor, at: Any
) -> None:
    """记一次下载 — the file's name, the path and conditions it was asked by, bytes when they are known."""
    at = audit.take_turn(at)
    audit.record(
        by=by, at=at, action="下载文件", object_kind=DOWNLOAD, object_id=route[:40], object_name=name,
        after={"about": about, "bytes": size, "address": address},
    )


def file_name(disposition: str) -> str:
    """文件名 — of a Content-Disposition, also in its UTF-8 form."""
    message = Message()
    message["Content-Disposition"] = disposition
    return unquote(message.get_filename() or "")[:200]


def _route(request: HttpRequest) -> str:
    return str(request.resolver_match.url_name or "") if request.resolver_match else ""


def _size(response: Any) -> int | None:
    if response.streaming:
        return int(response["Content-Length"]) if response.has_header("Content-Length") else None
    return len(response.content)
