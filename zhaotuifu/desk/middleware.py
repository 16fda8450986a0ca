"""走不通的页 — in house style also while DEBUG is on, and a refusal nobody caught as its sentence."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhaotuifu.kernel.verdict import Refused


class HousePagesMiddleware:
    """走不通的页 — Django's technical 404 never reaches a person; an uncaught `Refused` is a 403."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if settings.DEBUG and response.status_code == 404 and is_page:
            return render(request, "404.html", status=404)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            sentence = exception.verdict.sentence
            return render(request, "403.html", {"sentence": sentence}, status=403)
        return None
