"""组织人员页面 — sign in and out."""

from __future__ import annotations

import time

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from zhaotuifu.parties.access import public, signed_in
from zhaotuifu.parties.actions import note_visit
from zhaotuifu.parties.forms import SigninForm
from zhaotuifu.parties.middleware import SIGNED_IN_AT

WRONG = "账号或密码不对。"
PREVIOUS_VISIT_ON = "previous_visit_on"


@public("GET", "POST")
def signin(request: HttpRequest) -> HttpResponse:
    """登录 — five failures lock the account at this address for ten minutes."""
    form = SigninForm(request.POST or None)
    page = {
        "form": form, "next": request.POST.get("next") or request.GET.get("next", ""),
        "idle_minutes": settings.IDLE_TIMEOUT_SECONDS // 60,
    }
    if request.method != "POST":
        return render(request, "parties/signin.html", page)
    if not form.is_valid():
        return render(request, "parties/signin.html", page, status=422)
    credentials = form.cleaned_data
    user = auth.authenticate(request, **credentials)
    if user is None:
        page |= _tries(request, credentials)
        form.add_error("password", page["locked_sentence"] or WRONG)
        return render(request, "parties/signin.html", page, status=429 if page["is_locked"] else 422)
    auth.login(request, user)
    request.session[SIGNED_IN_AT] = int(time.time())
    # What changed since then is shown on the desk; a GET writes nothing, so it is noted here.
    previous = note_visit(user=user, on=timezone.localdate())
    request.session[PREVIOUS_VISIT_ON] = previous.isoformat() if previous else ""
    return redirect(_safe_next(request, page["next"]))


@signed_in("POST")
def signout(request: HttpRequest) -> HttpResponse:
    """退出 — ends this session."""
    auth.logout(request)
    return redirect("signin")


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """锁定 — keeps the page `signin` has drawn; axes would put an English line in its place."""
    return response


def _tries(request: HttpRequest, credentials: dict[str, str]) -> dict[str, object]:
    failures = AxesProxyHandler.get_failures(request, credentials)
    left = max(0, settings.AXES_FAILURE_LIMIT - failures)
    sentence = "连续输错五次，这个账号已锁定，10 分钟后再试，或请管理员重置密码。" if not left else ""
    return {"tries_left": left, "is_locked": not left, "locked_sentence": sentence}


def _safe_next(request: HttpRequest, target: str) -> str:
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return settings.LOGIN_REDIRECT_URL
