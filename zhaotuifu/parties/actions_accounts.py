"""账号动作 — what an administrator does with an account that is there: correct, reset, end a post."""

from __future__ import annotations

import secrets
import string
from datetime import date, datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Conflict, Refused, Verdict, ensure, no
from zhaotuifu.parties.accounts import other_admins
from zhaotuifu.parties.actions import give_post, open_account, set_active
from zhaotuifu.parties.actions_signin import drop_sessions, replace_password
from zhaotuifu.parties.models import Organisation, Post, User
from zhaotuifu.parties.rules import can_be_named

LAST_ADMIN = "没有别的管理员了，以后谁也管不了系统。请先给另一个账号任管理员岗，再办。"
#: letters and digits nobody takes for one another when they are read out
SMALL = "".join(sorted(set(string.ascii_lowercase) - set("lo")))
CAPITALS = "".join(sorted(set(string.ascii_uppercase) - set("IO")))
DIGITS, SIGNS = "23456789", "-+=@#%"


def can_keep_accounts(actor: Actor) -> Verdict:
    """能否管账号 — administrators, and the system itself."""
    if actor.user_id is None or actor.holds(Role.ADMIN):
        return YES
    return no("不能办：账号由管理员管。请联系管理员。")


def can_disable(actor: Actor, user: User, today: date) -> Verdict:
    """能否停用 — not one's own account, and not the last that keeps the system; one SQL statement."""
    if user.pk == actor.user_id:
        return no("不能停用：这是您自己的账号。请由另一位管理员来办。")
    if not other_admins(user.pk, today):
        return no(f"不能停用：{LAST_ADMIN}")
    return YES


def can_last(from_on: date, to_on: date | None) -> Verdict:
    """起止是否合适 — a post does not end before it begins."""
    if to_on is None or to_on >= from_on:
        return YES
    return no("“到哪天止”在“从哪天起”之前。请核对两个日期。")


def one_time_password() -> str:
    """一次性密码 — 16 characters with all four classes, to be read out without mistaking one."""
    parts = [secrets.choice(kind) for kind in (SMALL, CAPITALS, DIGITS, SIGNS)]
    parts += [secrets.choice(SMALL + CAPITALS + DIGITS) for _ in range(12)]
    secrets.SystemRandom().shuffle(parts)
    return "".join(parts)


@transaction.atomic
def open_for(
    *, username: str, name: str, phone: str, role: Role, organisation: Organisation, from_on: date,
    to_on: date | None, by: Actor, at: datetime,
) -> tuple[User, str]:
    """给人开账号 — with its first post and a password for once; both or neither.

    Raises `Refused` for who may not, and when the name is taken or cannot be read.
    """
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    ensure(can_last(from_on, to_on))
    password = one_time_password()
    user = open_account(
        username=username, name=name, phone=phone, password=password, by=by, at=at
    )
    _for_once(user)
    give_post(
        user=user, organisation=organisation, role=role, from_on=from_on, to_on=to_on, by=by, at=at
    )
    return user, password


@transaction.atomic
def correct_account(*, user: User, name: str, phone: str, by: Actor, at: datetime) -> None:
    """更正账号 — the name of the person or post, and the telephone. The account itself never changes."""
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    ensure(can_be_named(name, "姓名", 60))
    ensure(can_be_named(phone, "电话", 30, is_required=False))
    before = {"name": user.name, "phone": user.phone}
    after = {"name": name.strip(), "phone": phone.strip()}
    if before == after:
        return
    User.objects.filter(pk=user.pk).update(**after)
    changed = {name for name in before if before[name] != after[name]}
    # The telephone is personal: the row says that it changed, not what it was.
    audit.record(
        by=by, at=at, action="更正账号", object_kind="user", object_id=user.pk,
        object_name=user.username,
        before={"name": before["name"]} if "name" in changed else {},
        after=({"name": after["name"]} if "name" in changed else {})
        | ({"phone": "已更正"} if "phone" in changed else {}),
    )


@transaction.atomic
def reset_password(*, user: User, reason: str, by: Actor, at: datetime) -> str:
    """重置密码 — answers with a password for once; every session of the account ends.

    Raises `Refused` for who may not, for one's own account, and without a reason.
    """
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    if user.pk == by.user_id:
        raise Refused(no("不能重置：这是您自己的账号。请在“改密码”里改。"))
    ensure(can_be_named(reason, "原因", 300))
    password = one_time_password()
    replace_password(user, password, at=at, must_change=True)
    drop_sessions(user)
    audit.record(
        by=by, at=at, action="重置密码", object_kind="user", object_id=user.pk,
        object_name=user.username, after={"reason": reason.strip()},
    )
    return password


def _for_once(user: User) -> None:
    """The password given out is changed at the first sign-in."""
    User.objects.filter(pk=user.pk).update(must_change_password=True)


@transaction.atomic
def switch_account(
    *, user: User, is_active: bool, reason: str, by: Actor, at: datetime, today: date
) -> None:
    """停用、启用 — with a reason. Raises `Refused` for who may not, and for the last administrator."""
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    ensure(can_be_named(reason, "原因", 300))
    user.refresh_from_db(fields=["is_active"])
    if user.is_active == is_active:
        raise Conflict(f"已被他人处理：这个账号已经{'启用' if is_active else '停用'}了。")
    if not is_active:
        ensure(can_disable(by, user, today))
    set_active(user=user, is_active=is_active, by=by, at=at, reason=reason.strip())


@transaction.atomic
def appoint(
    *, user: User, organisation: Organisation, role: Role, from_on: date, to_on: date | None,
    by: Actor, at: datetime,
) -> Post:
    """任岗 — Raises `Refused` when the same post is held in those days already, or ends before it begins."""
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    ensure(can_last(from_on, to_on))
    same = Post.objects.filter(user=user, organisation=organisation, role=role.value)
    for post in same.order_by("id"):
        ends_later = post.to_on is None or post.to_on >= from_on
        if ends_later and (to_on is None or post.from_on <= to_on):
            until = f"到 {post.to_on}" if post.to_on else "没有写到哪天"
            raise Refused(
                no(f"{organisation.name}{role.label}这个岗位，从 {post.from_on} 起已经任了，{until}。请改日期。")
            )
    return give_post(
        user=user, organisation=organisation, role=role, from_on=from_on, to_on=to_on, by=by, at=at
    )


@transaction.atomic
def end_post(*, post: Post, last_on: date, by: Actor, at: datetime, today: date) -> None:
    """离岗 — one post ends with `last_on`; one that had not begun by then is taken back.

    Raises `Refused` for who may not and for the last administrator, `Conflict` when it has ended.
    """
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    if post.role == Role.ADMIN and not other_admins(post.user_id, today):
        raise Refused(no(f"不能离岗：{LAST_ADMIN}"))
    still = Post.objects.filter(pk=post.pk, to_on=post.to_on)
    if post.to_on is not None and post.to_on <= last_on:
        raise Refused(no(f"这个岗位 {post.to_on} 就到期了，早于填的日期。请核对。"))
    is_done = still.delete()[0] if last_on < post.from_on else still.update(to_on=last_on)
    if not is_done:
        raise Conflict
    audit.record(
        by=by, at=at, action="离岗", object_kind="user", object_id=post.user_id,
        object_name=post.user.username,
        before={"role": post.role_label, "organisation": post.organisation.name, "to_on": post.to_on},
        after={"last_on": last_on, "posts": 1},
    )
