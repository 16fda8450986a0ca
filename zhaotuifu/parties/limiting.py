"""限频 — which routes are counted as what, and the page that says when to try again."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhaotuifu.parties.addresses import client_address
from zhaotuifu.parties.rates import WORDS, wait_for

#: routes that give out a file, by the end of their names; `tests/test_access.py` holds the table to it
FILES = ("_export", "_export_ask", "_excel", "_word", "_pdf", "_file", "_original", "_blank", "_problems")
UNMASKING = ("project_people", "ledger_people")
SIGNING_IN = {"signin": "signin", "signin_code": "code"}


def kind_of(request: HttpRequest, route: str) -> str:
    """算哪一类 — "" when it is not counted."""
    if route in SIGNING_IN:
        return SIGNING_IN[route] if request.method == "POST" else ""
    if route in UNMASKING:
        return "unmask" if request.method == "POST" else ""
    if route.endswith(FILES):
        return "export"
    if request.method == "POST" and request.content_type == "multipart/form-data" and request.FILES:
        return "upload"
    if request.method == "GET" and request.GET.get("q"):
        return "search"
    return ""


class RateMiddleware:
    """限频 — per account, before signing in per address; 429 with when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        kind = kind_of(request, request.resolver_match.url_name or "" if request.resolver_match else "")
        if not kind:
            return None
        is_known = request.user.is_authenticated and kind not in SIGNING_IN.values()
        whose = f"user {request.user.pk}" if is_known else f"address {client_address(request)}"
        seconds = wait_for(kind, whose)
        return too_often(request, kind, seconds) if seconds else None


def too_often(request: HttpRequest, kind: str, seconds: int) -> HttpResponse:
    """太频繁 — the page, with `Retry-After`."""
    wait = f"{ceil(seconds / 60)} 分钟" if seconds > 90 else f"{seconds} 秒"
    sentence = f"{WORDS[kind]}太频繁，先停一停。请 {wait}后再试；已经办好的都在，没有改动。"
    response = render(request, "429.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = str(seconds)
    return response
