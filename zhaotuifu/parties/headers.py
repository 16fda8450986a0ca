"""应答头 — what every answer says about itself, beside Django's and the policy of scripts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: a page of ours needs none of a browser's instruments
INSTRUMENTS = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb",
)
PERMISSIONS = ", ".join(f"{one}=()" for one in INSTRUMENTS)


class HeadersMiddleware:
    """应答头 — nobody else's page embeds ours; what a signed-in person read stays in no cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        response.setdefault("Cache-Control", "no-store, private")
        return response
