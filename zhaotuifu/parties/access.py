"""访问声明 — every route says who may open it; closed by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.parties.models import User

View = Callable[..., HttpResponseBase]


class ActedRequest(HttpRequest):
    """请求 — as the middleware hands it on: with the person who acts."""

    actor: Actor
    user: User  # behind the declarations below; a public page asks `is_authenticated`


@dataclass(frozen=True, slots=True)
class Access:
    """访问 — public, or the roles admitted; an empty set of roles means every signed-in person."""

    is_public: bool
    roles: frozenset[Role]
    methods: tuple[str, ...]

    @property
    def text(self) -> str:
        if self.is_public:
            return "不用登录"
        if not self.roles:
            return "登录后"
        return "、".join(role.label for role in Role if role in self.roles)


def public(*methods: str) -> Callable[[View], View]:
    """公开 — no sign-in; methods default to GET."""
    return _declare(Access(True, frozenset(), methods or ("GET",)))


def signed_in(*methods: str) -> Callable[[View], View]:
    """登录后 — every signed-in person; methods default to GET."""
    return _declare(Access(False, frozenset(), methods or ("GET",)))


def open_to(*roles: Role, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """限角色 — only posts of these roles; others read the reason (403)."""
    return _declare(Access(False, frozenset(roles), methods))


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActedRequest, *args, **kwargs) -> HttpResponseBase:
            # HEAD is a GET without its page: it must not reach what only a POST may do.
            asked = "GET" if request.method == "HEAD" else request.method
            if asked not in access.methods:
                return HttpResponseNotAllowed(access.methods)
            if access.is_public:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect(f"{reverse('signin')}?{urlencode({'next': request.get_full_path()})}")
            if access.roles and not request.actor.holds(*access.roles):
                sentence = f"这一页由{access.text}使用，您现在的岗位是{request.actor.role_text}。"
                return render(request, "403.html", {"sentence": sentence}, status=403)
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate
