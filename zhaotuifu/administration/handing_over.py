"""交接 — the posts of one account, and what is kept with the account, go to another from a day on.

What waits for a post (待办, drafts, ledgers not yet imported) goes with the post by itself. What a
person keeps (follows, own views, unread notices) is told by `PARTS`; wiring adds those of the areas
above.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import Refused, Verdict, ensure, no
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.notices.models import Notice
from zhaotuifu.parties.accounts import AccountLine, PostLine, account
from zhaotuifu.parties.actions import give_post
from zhaotuifu.parties.actions_accounts import can_keep_accounts
from zhaotuifu.parties.models import Organisation, Post, User
from zhaotuifu.parties.rules import can_be_named

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """随人走的一样 — how many the person keeps, and how they are moved (from, to) → how many moved."""

    label: str
    count: Callable[[int], int]
    move: Callable[[int, int], int]


def _unread(user_id: int) -> int:
    return Notice.objects.filter(user_id=user_id, read_at__isnull=True).count()


def _move_unread(giver: int, taker: int) -> int:
    return Notice.objects.filter(user_id=giver, read_at__isnull=True).update(user_id=taker)


PARTS: list[Part] = [Part("未读提醒", _unread, _move_unread)]


@dataclass(frozen=True, slots=True)
class Moving:
    """要动的一样 — what, how many, and where it goes."""

    label: str
    count: int
    note: str


@dataclass(frozen=True, slots=True)
class Preview:
    """交接预演 — the posts that go, what goes with the person, what goes with the post by itself."""

    posts: tuple[PostLine, ...]
    held_already: tuple[PostLine, ...]
    parts: tuple[Moving, ...]
    with_post: tuple[Moving, ...]


def preview(giver: AccountLine, taker: AccountLine) -> Preview:
    """预演 — nothing is written; a fixed number of SQL statements."""
    going = tuple(post for post in giver.posts if post.is_held or post.is_to_come)
    has = {(post.role, post.organisation_id) for post in taker.posts if post.is_held}
    return Preview(
        tuple(post for post in going if (post.role, post.organisation_id) not in has),
        tuple(post for post in going if (post.role, post.organisation_id) in has),
        tuple(Moving(part.label, part.count(giver.id), f"归 {taker.name}") for part in PARTS),
        _with_post(going),
    )


def _with_post(posts: Sequence[PostLine]) -> tuple[Moving, ...]:
    zones = [post.organisation_id for post in posts if post.role is Role.ZONE]
    if not zones:
        return ()
    waiting = LedgerImport.objects.filter(sender__in=zones, state=ImportState.PREVIEWED).count()
    return (Moving("待导入的台账", waiting, "随岗位走，不用搬"),)


def can_hand_over(giver: User, taker: User) -> Verdict:
    """能否交接 — between two accounts, to one that is in use."""
    if giver.pk == taker.pk:
        return no("不能交给自己。请另选一个账号。")
    if not taker.is_active:
        return no(f"账号 {taker.username} 已停用，不能接。请先启用，或另选一个账号。")
    return Verdict(True)


@transaction.atomic
def hand_over(
    *, giver: User, taker: User, from_on: date, reason: str, by: Actor, at: datetime, today: date
) -> tuple[int, int]:
    """交接 — every post held or to come ends the day before, and the taker holds it from the day on.

    A post of an administrator is not handed over here: it is given by hand. Answers with how many
    posts and how many things of the person went. Raises `Refused` for who may not, without a
    reason, for a day that is past, and when there is nothing to hand over.
    """
    at = audit.take_turn(at)
    ensure(can_keep_accounts(by))
    ensure(can_be_named(reason, "原因", 300))
    ensure(can_hand_over(giver, taker))
    if from_on < today:
        raise Refused(no("不能从过去的日子起交接：那几天办的事已经记在原来的人名下。请填今天或以后。"))
    found = account(giver.pk, today)
    posts = [post for post in (found[1].posts if found else ()) if post.is_held or post.is_to_come]
    if any(post.role is Role.ADMIN for post in posts):
        raise Refused(no("不能交接管理员岗。请给新的人任管理员岗，再让原来的人离岗。"))
    if not posts:
        raise Refused(no(f"账号 {giver.username} 没有在任的岗位，没有什么可交。"))
    for post in posts:
        _pass_on(post, giver, taker, from_on, by=by, at=at)
    moved = {part.label: part.move(giver.pk, taker.pk) for part in PARTS} if from_on == today else {}
    audit.record(
        by=by, at=at, action="交接", object_kind="user", object_id=giver.pk,
        object_name=f"{giver.username} → {taker.username}",
        after={
            "to": taker.username, "from_on": from_on, "reason": reason.strip(),
            "posts": [f"{post.organisation}{post.role.label}" for post in posts], "moved": moved,
        },
    )
    return len(posts), sum(moved.values())


def _pass_on(
    post: PostLine, giver: User, taker: User, from_on: date, *, by: Actor, at: datetime
) -> None:
    begins = max(from_on, post.from_on)
    rows = Post.objects.filter(pk=post.id, to_on=post.to_on)
    if post.from_on < from_on:
        rows.update(to_on=from_on - ONE_DAY)
    else:
        rows.delete()
    same = Post.objects.filter(user=taker, role=post.role.value, organisation=post.organisation_id)
    if any(one.to_on is None or one.to_on >= begins for one in same):
        return
    give_post(
        user=taker, organisation=Organisation.objects.get(pk=post.organisation_id), role=post.role,
        from_on=begins, to_on=post.to_on, by=by, at=at,
    )
