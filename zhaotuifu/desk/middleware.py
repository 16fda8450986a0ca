"""走不通的页 — in house style also while DEBUG is on, and a refusal nobody caught as its sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string

from zhaotuifu.kernel.verdict import Refused, Unclear

logger = logging.getLogger(__name__)
NUL = "\x00"
BUSY = "数据库正忙或暂时连不上，这一步没有办成，什么也没有改。"


class ReadableMiddleware:
    """读得懂 — no address and no cookie holds a NUL: no person typed it, PostgreSQL takes none.

    Stands before the session is read. What a form holds is answered by the form, at its field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in text for text in _said(request)):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def _said(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from request.COOKIES.values()
    for name, values in request.GET.lists():
        yield from (name, *values)


class SmallPagesMiddleware(GZipMiddleware):
    """压缩网页 — pages go compressed to who takes it so; files do not, they are compressed already.

    What is said differs in length each time (Django's filler), so that a token cannot be guessed by size.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(("text/html", "application/json")):
            return response
        return super().process_response(request, response)


class HousePagesMiddleware:
    """走不通的页 — Django's technical 404 never reaches a person; an uncaught `Refused` is a 403.

    What cannot be understood is a 422; a database that is busy or away, a 503 that says so.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if settings.DEBUG and response.status_code == 404 and is_page:
            return render(request, "404.html", status=404)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Unclear):
            context = {"sentence": exception.verdict.sentence}
            return render(request, "400.html", context, status=422)
        if isinstance(exception, OperationalError):
            logger.error("database: %s", exception)
            return HttpResponse(render_to_string("500.html", {"sentence": BUSY}), status=503)
        if isinstance(exception, Refused):
            sentence = exception.verdict.sentence
            return render(request, "403.html", {"sentence": sentence}, status=403)
        return None
