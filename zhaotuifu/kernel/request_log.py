"""请求日志 — one line a request: which route, whose number, what was answered, how long it took."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse

from zhaotuifu.kernel.logs import REQUEST_ID

log = logging.getLogger("zhaotuifu.requests")
HEADER = "X-Request-ID"
#: what a proxy may hand on; anything else is not believed
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
#: asked by a machine every few seconds
QUIET = {"healthz", "readyz"}


class RequestLogMiddleware:
    """记一行 — the route's name and never the address: a query holds what somebody looked for.

    The number of the request goes back in a header and stands in every other line that the request
    caused; a proxy that writes the same number can be held against it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else uuid4().hex
        token = REQUEST_ID.set(number)
        began, asked = time.perf_counter(), Asked()
        try:
            with connection.execute_wrapper(asked):
                response = self.get_response(request)
            self._note(request, response, began, asked)
        finally:
            REQUEST_ID.reset(token)
        response.headers[HEADER] = number
        return response

    def _note(
        self, request: HttpRequest, response: HttpResponse, began: float, asked: Asked
    ) -> None:
        match = request.resolver_match
        route = match.view_name if match else "-"
        # The session is not asked who it is for the log's sake: only who is known already is named.
        user = getattr(request, "_cached_user", None)
        fields = {
            "method": request.method, "route": route, "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1), "sql": asked.count,
            "sql_ms": round(asked.seconds * 1000, 1), "user": user.pk if user else None,
        }  # fmt: skip
        level = logging.DEBUG if route in QUIET and response.status_code < 500 else logging.INFO
        log.log(level, "answered", extra={"fields": fields})


class Asked:
    """问库 — how many statements, and how long they took."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
