"""运维页面 — two addresses for machines: alive, and ready."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from zhaotuifu.operation.queries import troubles
from zhaotuifu.parties.access import public


@public()
def healthz(request: HttpRequest) -> JsonResponse:
    """活着 — this process answers; nothing else is asked."""
    return JsonResponse({"ok": True})


@public()
def readyz(request: HttpRequest) -> JsonResponse:
    """能用 — 200, or 503 with what is wrong, each in a word."""
    found = troubles(timezone.now())
    said = {"ok": not found, "wrong": [trouble.value for trouble in found]}
    return JsonResponse(said, status=503 if found else 200)
