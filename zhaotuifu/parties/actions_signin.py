"""登录动作 — passwords changed, sessions begun, seen and ended: each with its audit row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.models import PastPassword, SigninSession, User
from zhaotuifu.parties.passwords import rule_in_force

#: a session seen this lately is not noted again
SEEN_EVERY = timedelta(minutes=2)


def _note(action: str, user: User, *, by: Actor, at: datetime, **after: object) -> None:
    audit.record(
        by=by, at=at, action=action, object_kind="user", object_id=user.pk,
        object_name=user.username, after=after,
    )


@transaction.atomic
def change_password(
    *, user: User, old: str, new: str, by: Actor, at: datetime, keep: str = ""
) -> None:
    """改密码 — one's own; every other session ends, `keep` is the session that goes on.

    Raises `Refused` when the old one is wrong or the new one breaks the rule in force.
    """
    at = audit.take_turn(at)
    if not user.check_password(old):
        raise Refused(no("“现在的密码”不对。请重新填；忘了，请管理员重置。"))
    _ensure_fit(new, user)
    replace_password(user, new, at=at, must_change=False)
    _end(SigninSession.objects.filter(user=user).exclude(session_key=keep))
    _note("改密码", user, by=by, at=at)


def _ensure_fit(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused(no("".join(problem.messages))) from problem


def replace_password(user: User, password: str, *, at: datetime, must_change: bool) -> None:
    """换上密码 — part of an action: the one before is remembered as a hash, and its age begins anew."""
    if user.has_usable_password():
        PastPassword.objects.create(user=user, password=user.password, replaced_at=at)
    old = PastPassword.objects.filter(user=user).order_by("-replaced_at", "-id")
    kept = list(old.values_list("pk", flat=True)[: rule_in_force().remembered])
    PastPassword.objects.filter(user=user).exclude(pk__in=kept).delete()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = must_change, at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


@transaction.atomic
def begin_session(
    *, user: User, session_key: str, device: str, address: str, expires_at: datetime,
    is_with_factor: bool, by: Actor, at: datetime,
) -> SigninSession:
    """登录 — a browser of the person is noted, and that she came."""
    at = audit.take_turn(at)
    # Who signs in once more in the same browser keeps its session: it began anew.
    SigninSession.objects.filter(session_key=session_key).delete()
    began = SigninSession.objects.create(
        user=user, session_key=session_key, device=device[:120], address=address, began_at=at,
        seen_at=at, expires_at=expires_at,
    )
    SigninSession.objects.filter(user=user, expires_at__lt=at).delete()
    _note("登录", user, by=by, at=at, device=device, address=address, second_factor=is_with_factor)
    return began


def see_session(*, session_key: str, at: datetime) -> None:
    """记最近在用 — no audit row: it is a convenience of the person, not a deed."""
    SigninSession.objects.filter(session_key=session_key, seen_at__lt=at - SEEN_EVERY).update(seen_at=at)


@transaction.atomic
def note_signout(*, user: User, session_key: str, by: Actor, at: datetime) -> None:
    """退出 — by the person herself."""
    at = audit.take_turn(at)
    _end(SigninSession.objects.filter(user=user, session_key=session_key))
    _note("退出", user, by=by, at=at)


@transaction.atomic
def note_failure(*, username: str, address: str, is_locked: bool, by: Actor, at: datetime) -> None:
    """登录失败 — also for a name that is no account: that somebody tries is worth reading."""
    at = audit.take_turn(at)
    audit.record(
        by=by, at=at, action="登录失败被锁" if is_locked else "登录失败", object_kind="user",
        object_id="", object_name=username, after={"address": address},
    )


@transaction.atomic
def end_sessions(
    *, user: User, by: Actor, at: datetime, session_id: int | None = None, keep: str = ""
) -> int:
    """退出别处 — one session of the person, or all but `keep`; returns how many. Others' are not found."""
    at = audit.take_turn(at)
    rows = SigninSession.objects.filter(user=user).exclude(session_key=keep)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    ended = _end(rows)
    if ended:
        _note("退出别处的登录", user, by=by, at=at, sessions=ended)
    return ended


def drop_sessions(user: User) -> int:
    """处处退出 — part of an action: every session of the account ends; how many."""
    return _end(SigninSession.objects.filter(user=user))


def _end(rows) -> int:
    """Their rows and what the browsers' cookies point to: the next request of each is a stranger's."""
    keys = list(rows.order_by("id").values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
