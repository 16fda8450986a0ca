"""组织人员查询 — the actor behind a request, the 板块 and how they are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.prepared import rows_of
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.models import Organisation, OrganisationKind, Post, User


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """板块 — id, name, form (镇/街道/园区) and the other names it is sent under.

    `closed_on` is the day from which it is no more: it was merged into another.
    """

    id: int
    name: str
    type_name: str
    aliases: tuple[str, ...]
    closed_on: date | None = None

    def is_open_on(self, day: date) -> bool:
        """那天还在."""
        return self.closed_on is None or self.closed_on > day


def actor_of(user: User, today: date) -> Actor:
    """操作人 — the user in the posts held today; one SQL statement."""
    posts = rows_of(_posts, user.pk, today)
    return Actor(
        user_id=user.pk,
        name=user.name,
        organisation="、".join(dict.fromkeys(name for _, _, name in posts)),
        posts=tuple((Role(role), organisation_id) for role, organisation_id, _ in posts),
    )


def _posts(user_id: int, today: date) -> QuerySet:
    held = Post.objects.held_on(today).filter(user=user_id).order_by("from_on", "id")
    return held.values_list("role", "organisation_id", "organisation__name")


def actor_named(username: str, today: date) -> Actor | None:
    """按账号取操作人 — for commands; None when there is no such active account."""
    user = User.objects.filter(username=username, is_active=True).first()
    return actor_of(user, today) if user else None


def actor_with_id(user_id: int, today: date) -> Actor | None:
    """按编号取操作人 — for work done later on behalf of a person; None when the account is closed."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return actor_of(user, today) if user else None


def zones() -> tuple[ZoneLine, ...]:
    """板块清单 — in order, those merged into another too: figures of their days are theirs; one SQL statement."""
    return tuple(
        ZoneLine(pk, name, type_name, tuple(aliases), closed_on)
        for pk, name, type_name, aliases, closed_on in rows_of(_zones)
    )


def open_zones(day: date) -> tuple[ZoneLine, ...]:
    """现有板块 — those there are on the day: what can be chosen; one SQL statement."""
    return tuple(zone for zone in zones() if zone.is_open_on(day))


def _zones() -> QuerySet:
    rows = Organisation.objects.zones().in_order()
    return rows.values_list("pk", "name", "type_name", "aliases", "closed_on")


def district() -> Organisation | None:
    """本区 — the root of the tree; None before `init_district`."""
    return districts().first()


def districts() -> QuerySet[Organisation]:
    """本区 — as rows, for who reads more in the same statement."""
    return Organisation.objects.filter(kind=OrganisationKind.DISTRICT, parent=None).order_by("id")


def holders(
    *roles: Role, today: date, organisation_ids: Iterable[int] | None = None
) -> tuple[int, ...]:
    """在岗的人 — user ids holding one of the roles today (at one of the organisations); one SQL."""
    posts = Post.objects.held_on(today).filter(
        role__in=[role.value for role in roles], user__is_active=True
    )
    if organisation_ids is not None:
        posts = posts.filter(organisation__in=list(organisation_ids))
    return tuple(posts.order_by("user_id").values_list("user_id", flat=True).distinct())


def staffed(role: Role, *, today: date) -> tuple[int, ...]:
    """有人在岗的单位 — ids of organisations where somebody holds the role today; one SQL statement."""
    posts = Post.objects.held_on(today).filter(role=role.value, user__is_active=True)
    rows = posts.order_by("organisation_id").values_list("organisation_id", flat=True)
    return tuple(rows.distinct())


def organisation_named(name: str) -> Organisation:
    """按名取单位 — district, 板块 or department; raises `Refused` when there is none."""
    found = Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).filter(name=name)
    organisation = found.order_by("id").first()
    if organisation is None:
        raise Refused(no(f"没有单位“{name}”。请核对名称，或先用 zones_import 载入。"))
    return organisation


def organisation_with_id(organisation_id: int) -> Organisation:
    """按编号取单位 — raises `Refused` when there is none."""
    found = Organisation.objects.filter(pk=organisation_id).first()
    if found is None:
        raise Refused(no("没有这个单位了。请刷新后再选。"))
    return found


def user_named(username: str) -> User:
    """按账号取人 — disabled ones too; raises `Refused` when there is none."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(no(f"没有账号 {username}。"))
    return user
