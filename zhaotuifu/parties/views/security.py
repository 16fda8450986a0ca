"""账号安全页面 — one's own password, 动态口令 and sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties import actions_factor, actions_signin, entering
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.forms import CodeForm, PasswordForm
from zhaotuifu.parties.middleware import DUE
from zhaotuifu.parties.passwords import rule_in_force
from zhaotuifu.parties.security_page import factor_page, security_page


@signed_in()
def account_security(request: ActedRequest) -> HttpResponse:
    """账号安全."""
    page = security_page(
        request.user, request.actor, request.session.session_key, timezone.now()
    )
    return render(request, "parties/security.html", {"page": page})


@signed_in("GET", "POST")
def account_password(request: ActedRequest) -> HttpResponse:
    """改密码 — the other sessions end, this one goes on."""
    form = PasswordForm(request.POST or None)
    is_due = "account_password" in request.session.get(DUE, ())
    page = {"form": form, "rule": rule_in_force().text, "is_due": is_due}
    if request.method != "POST" or not form.is_valid():
        return render(request, "parties/password.html", page, status=422 if form.errors else 200)
    try:
        actions_signin.change_password(
            user=request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"],
            by=request.actor, at=timezone.now(), keep=request.session.session_key or "",
        )
    except Refused as refusal:
        form.add_error("old" if "现在的密码" in refusal.verdict.sentence else "new", refusal.verdict.sentence)
        return render(request, "parties/password.html", page, status=422)
    update_session_auth_hash(request, request.user)
    messages.success(request, "密码已改。别处的登录都已退出。")
    return redirect(entering.done_with(request, "account_password") if is_due else "account_security")


@signed_in()
def account_factor(request: ActedRequest) -> HttpResponse:
    """动态口令 — what is being enrolled, or that it is in force."""
    return _factor(request, CodeForm())


@signed_in("POST")
def factor_begin(request: ActedRequest) -> HttpResponse:
    """开始绑定."""
    try:
        actions_factor.begin_factor(user=request.user, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("account_factor")


@signed_in("POST")
def factor_confirm(request: ActedRequest) -> HttpResponse:
    """绑定 — the recovery codes are on this answer and nowhere else."""
    return _with_code(request, actions_factor.confirm_factor, "动态口令已启用。请抄下恢复码。")


@signed_in("POST")
def factor_codes(request: ActedRequest) -> HttpResponse:
    """换恢复码."""
    return _with_code(request, actions_factor.renew_codes, "恢复码已换。原来的不能再用。")


@signed_in("POST")
def factor_drop(request: ActedRequest) -> HttpResponse:
    """停用动态口令."""
    return _with_code(request, actions_factor.give_up_factor, "动态口令已停用。以后只用密码登录。")


def _with_code(request: ActedRequest, act, said: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _factor(request, form, 422)
    try:
        codes = act(
            user=request.user, code=form.cleaned_data["code"], by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("code", refusal.verdict.sentence)
        return _factor(request, form, 422)
    if not codes:
        messages.success(request, said)
        return redirect("account_security")
    onward = entering.done_with(request, "account_factor")
    return render(request, "parties/codes.html", {"codes": codes, "said": said, "onward": onward})


def _factor(request: ActedRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    is_required = request.actor.holds(*rule_in_force().factor_roles)
    page = {"page": factor_page(request.user, is_required=is_required), "form": form,
            "is_due": "account_factor" in request.session.get(DUE, ())}
    return render(request, "parties/factor.html", page, status=status)


@signed_in("POST")
def session_end(request: ActedRequest, session_id: int) -> HttpResponse:
    """退出一处."""
    ended = actions_signin.end_sessions(
        user=request.user, session_id=session_id, keep=request.session.session_key or "",
        by=request.actor, at=timezone.now(),
    )
    messages.success(request, "那一处已退出。" if ended else "那一处已经退出了。")
    return redirect("account_security")


@signed_in("POST")
def sessions_end(request: ActedRequest) -> HttpResponse:
    """别处都退出."""
    ended = actions_signin.end_sessions(
        user=request.user, keep=request.session.session_key or "", by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, f"别处的 {ended} 个登录都已退出。" if ended else "别处没有登录。")
    return redirect("account_security")


@signed_in("POST")
def account_seen(request: ActedRequest) -> HttpResponse:
    """在用 — a page somebody types in says so now and then, so that she is not signed out of it."""
    actions_signin.see_session(
        session_key=request.session.session_key or "", at=timezone.now()
    )
    return HttpResponse(status=204)
