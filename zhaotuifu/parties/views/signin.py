"""登录页面 — password, then the code where there is one; out again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from zhaotuifu.parties import entering
from zhaotuifu.parties.access import ActedRequest, public, signed_in
from zhaotuifu.parties.accounts import has_factor
from zhaotuifu.parties.actions_signin import note_signout
from zhaotuifu.parties.forms import CodeForm, SigninForm

WRONG = "账号或密码不对。"
TOO_LATE = "隔得太久，请重新登录。"


@public("GET", "POST")
def signin(request: HttpRequest) -> HttpResponse:
    """登录 — five failures lock the account at this address for ten minutes."""
    form = SigninForm(request.POST or None)
    page: dict[str, Any] = {
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
        page |= entering.tries(request, credentials)
        form.add_error("password", page["locked_sentence"] or WRONG)
        return render(request, "parties/signin.html", page, status=429 if page["is_locked"] else 422)
    if has_factor(user.pk):
        entering.keep_pending(request, user)
        return redirect(f"{reverse('signin_code')}?{urlencode({'next': page['next']})}")
    entering.enter(request, user, is_with_factor=False)
    return redirect(entering.safe_next(request, page["next"]))


@public("GET", "POST")
def signin_code(request: HttpRequest) -> HttpResponse:
    """动态口令 — behind a right password, within five minutes."""
    user = entering.pending_user(request)
    target = request.POST.get("next") or request.GET.get("next", "")
    if user is None:
        messages.info(request, TOO_LATE)
        return redirect(f"{reverse('signin')}?{urlencode({'next': target})}")
    form = CodeForm(request.POST or None)
    page = {"form": form, "next": target}
    if request.method == "POST" and form.is_valid():
        verdict = entering.try_code(user, form.cleaned_data["code"])
        if verdict:
            entering.enter(request, user, is_with_factor=True)
            return redirect(entering.safe_next(request, target))
        form.add_error("code", verdict.sentence)
    status = 422 if form.errors else 200
    return render(request, "parties/signin_code.html", page, status=status)


@signed_in("POST")
def signout(request: ActedRequest) -> HttpResponse:
    """退出 — ends this session."""
    note_signout(
        user=request.user, session_key=request.session.session_key or "", by=request.actor,
        at=timezone.now(),
    )
    auth.logout(request)
    return redirect("signin")


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """锁定 — keeps the page `signin` has drawn; axes would put an English line in its place."""
    return response
