"""进门 — the steps of signing in: password, 动态口令 where there is one, and what is due first."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.parties import actions_signin
from zhaotuifu.parties.actions import note_visit
from zhaotuifu.parties.actions_factor import check_code
from zhaotuifu.parties.addresses import client_address, device_of
from zhaotuifu.parties.middleware import DUE, NOBODY, SIGNED_IN_AT
from zhaotuifu.parties.models import User
from zhaotuifu.parties.passwords import is_too_old, rule_in_force
from zhaotuifu.parties.queries import actor_of

PREVIOUS_VISIT_ON = "previous_visit_on"
#: between the password and the code: who, through which backend, until when
PENDING = "pending"
PENDING_SECONDS = 300
NO_ACCOUNT = "（没有这个账号）"


def keep_pending(request: HttpRequest, user: User) -> None:
    """密码对了 — remembered for five minutes, in a session that opens nothing."""
    request.session.flush()
    until = int(time.time()) + PENDING_SECONDS
    request.session[PENDING] = {"user": user.pk, "backend": user.backend, "until": until}


def pending_user(request: HttpRequest) -> User | None:
    """等口令的人 — None when nobody gave a right password here lately."""
    pending = request.session.get(PENDING)
    if not pending or pending["until"] < time.time():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is not None:
        user.backend = pending["backend"]
    return user


def try_code(user: User, code: str) -> Verdict:
    """验口令 — as this person."""
    return check_code(
        user=user, code=code, by=actor_of(user, timezone.localdate()), at=timezone.now()
    )


def enter(request: Any, user: User, *, is_with_factor: bool) -> None:
    """进门 — the session begins; what is due first stands in it."""
    request.session.pop(PENDING, None)
    auth.login(request, user)
    now, today = timezone.now(), timezone.localdate()
    request.session[SIGNED_IN_AT] = int(time.time())
    # What changed since then is shown on the desk; a GET writes nothing, so it is noted here.
    previous = note_visit(user=user, on=today)
    request.session[PREVIOUS_VISIT_ON] = previous.isoformat() if previous else ""
    actor = actor_of(user, today)
    rule = rule_in_force()
    due = ["account_password"] if user.must_change_password or is_too_old(user, rule, now) else []
    if not is_with_factor and actor.holds(*rule.factor_roles):
        due.append("account_factor")
    if due:
        request.session[DUE] = due
    request.session.save()
    actions_signin.begin_session(
        user=user, session_key=request.session.session_key, device=device_of(request),
        address=client_address(request), is_with_factor=is_with_factor, by=actor, at=now,
        expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )


def done_with(request: HttpRequest, what: str) -> str:
    """办了一件 — what is due next, or where everybody begins."""
    due = [name for name in request.session.get(DUE, ()) if name != what]
    request.session[DUE] = due
    return due[0] if due else settings.LOGIN_REDIRECT_URL


def tries(request: HttpRequest, credentials: dict[str, str]) -> dict[str, object]:
    """还能试几次 — and the failure noted; a name that is no account is not written down: it may be a password."""
    failures = AxesProxyHandler.get_failures(request, credentials)
    left = max(0, settings.AXES_FAILURE_LIMIT - failures)
    is_known = User.objects.filter(username=credentials["username"]).exists()
    actions_signin.note_failure(
        username=credentials["username"] if is_known else NO_ACCOUNT, is_locked=not left,
        address=client_address(request), by=NOBODY, at=timezone.now(),
    )
    sentence = "连续输错五次，这个账号已锁定，10 分钟后再试，或请管理员重置密码。" if not left else ""
    return {"tries_left": left, "is_locked": not left, "locked_sentence": sentence}


def safe_next(request: HttpRequest, target: str) -> str:
    """回到哪里 — an address of this site, else where everybody begins."""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return settings.LOGIN_REDIRECT_URL
