"""请求中间件 — idle time-out without a database write, and the actor of the request."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties import queries

SEEN_COOKIE = "seen"
SIGNED_IN_AT = "signed_in_at"
NOBODY = Actor(user_id=-1, name="未登录")


class IdleTimeoutMiddleware:
    """闲置退出 — the last visit stands in a signed cookie, so that a GET writes nothing.

    A stale session is treated as signed out; its row is flushed by the next sign-in.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.signer = Signer(salt="idle")

    def __call__(self, request):
        if request.user.is_authenticated and self._is_stale(request):
            request.user = AnonymousUser()
            if request.method == "GET":
                messages.info(request, "闲置太久，已自动退出。登录后回到刚才的页面。")
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.set_cookie(
                SEEN_COOKIE, self.signer.sign(f"{request.user.pk}.{int(time.time())}"),
                httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def _is_stale(self, request) -> bool:
        """Without a valid mark of this user, the moment of signing in counts as the last visit."""
        seen = request.session.get(SIGNED_IN_AT)
        try:
            user_id, mark = self.signer.unsign(request.COOKIES.get(SEEN_COOKIE, "")).split(".")
            if user_id == str(request.user.pk):
                seen = int(mark)
        except (BadSignature, ValueError):
            pass
        return seen is not None and time.time() - seen > settings.IDLE_TIMEOUT_SECONDS


class ActorMiddleware:
    """操作人 — `request.actor`, read once and only when asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


def _actor(request):
    if not request.user.is_authenticated:
        return NOBODY
    return queries.actor_of(request.user, timezone.localdate())
