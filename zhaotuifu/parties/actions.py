"""组织人员动作 — set up a district, its 板块, accounts and posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.parties.models import FormerName, Organisation, OrganisationKind, Post, User
from zhaotuifu.parties.rules import can_be_named

UNASSIGNED_ZONE = "未分"
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ZoneGiven:
    """给定板块 — as in a 板块 file: name, form, other names; departments come in the same file."""

    name: str
    type_name: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def kind(self) -> OrganisationKind:
        is_department = self.type_name == OrganisationKind.DEPARTMENT.label
        return OrganisationKind.DEPARTMENT if is_department else OrganisationKind.ZONE


@transaction.atomic
def init_district(*, name: str, by: Actor, at: datetime, is_demo: bool = False) -> Organisation:
    """设立本区 — the root of the tree, its 区重大办 and the 板块 「未分」.

    Raises `Refused` when a district stands already, or for a name nobody could read.
    """
    ensure(can_be_named(name, "区名", LONGEST_NAME))
    if Organisation.objects.filter(kind=OrganisationKind.DISTRICT).exists():
        raise Refused(no("这个库里已经有一个区。要另建一个区，请用新的数据库。"))
    district = Organisation.objects.create(
        kind=OrganisationKind.DISTRICT, name=name, is_demo=is_demo
    )
    Organisation.objects.create(
        kind=OrganisationKind.DEPARTMENT, name="区重大办", parent=district, is_demo=is_demo
    )
    Organisation.objects.create(
        kind=OrganisationKind.ZONE, name=UNASSIGNED_ZONE, parent=district, position=9999,
        is_demo=is_demo,
    )
    audit.record(
        by=by, at=at, action="设立本区", object_kind="organisation", object_id=district.pk,
        object_name=name,
    )
    return district


@transaction.atomic
def load_zones(
    zones: Sequence[ZoneGiven], *, by: Actor, at: datetime, is_demo: bool = False
) -> tuple[int, int]:
    """载入板块 — create what is missing, renew form and other names; returns (created, changed).

    Raises `Refused` before a district stands, or for a name nobody could read.
    """
    district = Organisation.objects.filter(kind=OrganisationKind.DISTRICT).order_by("id").first()
    if district is None:
        raise Refused(no("还没有设立本区。先运行 manage.py init_district 区名 --admin 账号。"))
    created = changed = 0
    for position, given in enumerate(zones, start=1):
        for text, what in ((given.name, "名称"), *((alias, "别名") for alias in given.aliases)):
            ensure(can_be_named(text, f"第 {position} 项的{what}", LONGEST_NAME))
        ensure(can_be_named(given.type_name, f"第 {position} 项的类型", 20, is_required=False))
        organisation = Organisation.objects.filter(kind=given.kind, name=given.name).first()
        if organisation is None and _was_called(given):
            continue  # renamed or merged since the file was written: it stays as it is now
        if organisation is None:
            organisation = Organisation(kind=given.kind, name=given.name, is_demo=is_demo)
            created += 1
        elif (organisation.type_name, tuple(organisation.aliases)) == (given.type_name, given.aliases):
            continue
        else:
            changed += 1
        organisation.parent, organisation.position = district, position
        organisation.type_name, organisation.aliases = given.type_name, list(given.aliases)
        organisation.save()
    audit.record(
        by=by, at=at, action="载入板块", object_kind="organisation", object_id=district.pk,
        object_name=district.name, after={"created": created, "changed": changed},
    )
    return created, changed


def _was_called(given: ZoneGiven) -> bool:
    """A former name of one that is there."""
    return FormerName.objects.known().filter(
        organisation__kind=given.kind, name=given.name
    ).exists()


@transaction.atomic
def open_account(
    *, username: str, name: str, password: str | None, by: Actor, at: datetime,
    phone: str = "", is_demo: bool = False,
) -> User:
    """开账号 — a sign-in without any post yet; `password` None makes an account that cannot sign in.

    Raises `Refused` when the name is taken, or nobody could read or type it.
    """
    ensure(can_be_named(username, "账号", 60))
    ensure(can_be_named(name, "姓名", 60))
    ensure(can_be_named(phone, "电话", 30, is_required=False))
    if User.objects.filter(username=username).exists():
        raise Refused(no(f"账号 {username} 已有人用，请换一个。"))
    user = User(username=username, name=name, phone=phone, is_demo=is_demo)
    user.set_password(password)
    user.save()
    audit.record(
        by=by, at=at, action="开账号", object_kind="user", object_id=user.pk, object_name=username
    )
    return user


@transaction.atomic
def give_post(
    *, user: User, organisation: Organisation, role: Role, from_on: date, by: Actor, at: datetime,
    to_on: date | None = None,
) -> Post:
    """任岗 — a role at an organisation from a day to a day."""
    post = Post.objects.create(
        user=user, organisation=organisation, role=role.value, from_on=from_on, to_on=to_on
    )
    audit.record(
        by=by, at=at, action="任岗", object_kind="user", object_id=user.pk,
        object_name=user.username,
        after={"role": role.label, "organisation": organisation.name, "from_on": from_on, "to_on": to_on},
    )
    return post


def note_visit(*, user: User, on: date) -> date | None:
    """记来访 — remembers the day of a sign-in; returns the day of the one before, None at the first.

    No audit row: it is a convenience of the person, not a deed.
    """
    previous = user.last_visit_on
    if previous != on:
        User.objects.filter(pk=user.pk).update(last_visit_on=on)
    return previous


@transaction.atomic
def open_account_with_post(
    *, username: str, name: str, phone: str, password: str, role: Role, organisation: Organisation,
    from_on: date, to_on: date | None, by: Actor, at: datetime,
) -> User:
    """开账号并任岗 — both or neither. Raises `Refused` when the name is taken."""
    user = open_account(
        username=username, name=name, phone=phone, password=password, by=by, at=at
    )
    give_post(
        user=user, organisation=organisation, role=role, from_on=from_on, to_on=to_on, by=by, at=at
    )
    return user


@transaction.atomic
def set_active(
    *, user: User, is_active: bool, by: Actor, at: datetime, reason: str = ""
) -> None:
    """停用、启用 — a disabled account's open sessions end with its next request."""
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    audit.record(
        by=by, at=at, action="启用账号" if is_active else "停用账号", object_kind="user",
        object_id=user.pk, object_name=user.username, before={"is_active": user.is_active},
        after={"is_active": is_active} | ({"reason": reason} if reason else {}),
    )


@transaction.atomic
def end_posts(*, user: User, last_on: date, by: Actor, at: datetime) -> int:
    """离岗 — every post still held ends with `last_on`; what was done in it stays. Returns how many."""
    held = Post.objects.held_on(last_on).filter(user=user)
    ended = held.filter(to_on__isnull=True).update(to_on=last_on)
    audit.record(
        by=by, at=at, action="离岗", object_kind="user", object_id=user.pk,
        object_name=user.username, after={"last_on": last_on, "posts": ended},
    )
    return ended
