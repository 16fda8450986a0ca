"""请求中间件 — idle time-out without a database write, what is due first, and the actor of the request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties import queries

SEEN_COOKIE = "seen"
SIGNED_IN_AT = "signed_in_at"
#: what the person does before anything else: names of routes, the first is where she is led
DUE = "due"
OPEN_WHILE_DUE = frozenset(
    ("signout", "account_password", "account_factor", "factor_begin", "factor_confirm", "account_seen")
)
NOBODY = Actor(user_id=-1, name="未登录")


class IdleTimeoutMiddleware:
    """闲置退出 — the last visit stands in a signed cookie, so that a GET writes nothing.

    What a page asks for by itself (`X-Quiet`) is no visit. Whatever is done, a session ends with
    its age. A stale session is treated as signed out; its row is flushed by the next sign-in.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.signer = Signer(salt="idle")

    def __call__(self, request):
        if request.user.is_authenticated and (over := self._is_over(request)):
            request.user = AnonymousUser()
            if request.method == "GET":
                messages.info(request, over)
        response = self.get_response(request)
        if request.user.is_authenticated and "X-Quiet" not in request.headers:
            response.set_cookie(
                SEEN_COOKIE, self.signer.sign(f"{request.user.pk}.{int(time.time())}"),
                httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def _is_over(self, request) -> str:
        """Why the session is over, "" while it is not.

        Without a valid mark of this user, the moment of signing in counts as the last visit.
        """
        began = seen = request.session.get(SIGNED_IN_AT)
        try:
            user_id, mark = self.signer.unsign(request.COOKIES.get(SEEN_COOKIE, "")).split(".")
            if user_id == str(request.user.pk):
                seen = int(mark)
        except (BadSignature, ValueError):
            pass
        if seen is not None and time.time() - seen > settings.IDLE_TIMEOUT_SECONDS:
            return "闲置太久，已自动退出。登录后回到刚才的页面。"
        if began is not None and time.time() - began > settings.SESSION_COOKIE_AGE:
            return "登录的时间到了，已自动退出。登录后回到刚才的页面。"
        return ""


class DueMiddleware:
    """先办 — a password to change, a 动态口令 to enrol: nothing else is answered before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not request.user.is_authenticated or name in OPEN_WHILE_DUE:
            return None
        due = request.session.get(DUE)
        return redirect(due[0]) if due else None


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
