"""账号查询 — accounts with their posts as the administrator sees them; who held what on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.pages import Page
from zhaotuifu.parties.models import Organisation, OrganisationKind, Post, SecondFactor, User

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PostLine:
    """岗位一行 — role and organisation from a day to a day; whether it is held on the day asked."""

    id: int
    role: Role
    organisation_id: int
    organisation: str
    from_on: date
    to_on: date | None
    is_held: bool
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """账号一行."""

    id: int
    username: str
    name: str
    phone: str
    is_active: bool
    is_demo: bool
    last_visit_on: date | None
    posts: tuple[PostLine, ...]

    @property
    def held(self) -> tuple[PostLine, ...]:
        """在岗的."""
        return tuple(post for post in self.posts if post.is_held)


@dataclass(frozen=True, slots=True)
class Sought:
    """找什么账号 — words of account, name or organisation; a role held; active or not ("" for all)."""

    words: str = ""
    role: str = ""
    state: str = ""


def accounts(sought: Sought, number: int, today: date) -> Page[AccountLine]:
    """账号清单 — a page, active ones first; three SQL statements."""
    users = User.objects.order_by("-is_active", "username", "id")
    for word in sought.words.split():
        at_place = Post.objects.filter(user=OuterRef("pk"), organisation__name__contains=word)
        users = users.filter(
            Q(username__icontains=word) | Q(name__contains=word) | Exists(at_place)
        )
    if sought.role:
        held = Post.objects.held_on(today).filter(user=OuterRef("pk"), role=sought.role)
        users = users.filter(Exists(held))
    if sought.state == "none":
        users = users.filter(~Exists(Post.objects.held_on(today).filter(user=OuterRef("pk"))))
    elif sought.state:
        users = users.filter(is_active=sought.state == "active")
    start = (number - 1) * SHOWN
    found = list(users[start : start + SHOWN])
    return Page(lines_of(found, today), number, SHOWN, users.count())


def account(user_id: int, today: date) -> tuple[User, AccountLine] | None:
    """一个账号 — with all its posts; two SQL statements."""
    user = User.objects.filter(pk=user_id).first()
    return (user, lines_of([user], today)[0]) if user else None


def lines_of(users: Iterable[User], today: date) -> tuple[AccountLine, ...]:
    """写法 — one SQL statement for the posts of all of them, the newest first."""
    found = list(users)
    posts: dict[int, list[PostLine]] = defaultdict(list)
    rows = Post.objects.filter(user__in=[user.pk for user in found]).select_related("organisation")
    for row in rows.order_by("-from_on", "-id"):
        posts[row.user_id].append(_post(row, today))
    return tuple(
        AccountLine(
            user.pk, user.username, user.name, user.phone, user.is_active, user.is_demo,
            user.last_visit_on, tuple(posts[user.pk]),
        )
        for user in found
    )


def _post(row: Post, day: date) -> PostLine:
    is_held = row.from_on <= day and (row.to_on is None or row.to_on >= day)
    return PostLine(
        row.pk, Role(row.role), row.organisation_id, row.organisation.name, row.from_on, row.to_on,
        is_held, row.from_on > day,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """在岗一人 — who held which role where."""

    user_id: int
    username: str
    name: str
    is_active: bool
    role: Role
    organisation: str
    from_on: date
    to_on: date | None


def holders_on(day: date) -> tuple[Holder, ...]:
    """那天在岗的 — by role in the order of the roles, then organisation; one SQL statement."""
    rows = Post.objects.held_on(day).select_related("user", "organisation")
    order = {role: place for place, role in enumerate(Role)}
    found = [
        Holder(
            row.user_id, row.user.username, row.user.name, row.user.is_active, Role(row.role),
            row.organisation.name, row.from_on, row.to_on,
        )
        for row in rows.order_by("organisation__position", "organisation__sort_key", "user__username", "id")
    ]
    return tuple(sorted(found, key=lambda one: order[one.role]))


def places() -> list[tuple[int, str]]:
    """任岗的单位 — (id, name): the district, its departments, its 板块; one SQL statement."""
    rows = Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).in_order()
    order = {
        OrganisationKind.DISTRICT: 0, OrganisationKind.DEPARTMENT: 1, OrganisationKind.ZONE: 2,
    }
    found = sorted(rows.values_list("kind", "pk", "name"), key=lambda row: order[OrganisationKind(row[0])])
    return [(pk, name) for _, pk, name in found]


def other_admins(user_id: int, today: date) -> int:
    """另外的管理员 — active accounts, but this one, that hold the post for good; one SQL statement."""
    posts = Post.objects.held_on(today).filter(
        role=Role.ADMIN.value, user__is_active=True, to_on__isnull=True
    )
    return posts.exclude(user=user_id).values("user_id").distinct().count()


def post_of(user_id: int, post_id: int) -> Post | None:
    """一个岗位 — of this account; None for another's."""
    # By its own id alone: SQLite refuses to compare a foreign key with a number it cannot hold.
    post = Post.objects.filter(pk=post_id).select_related("organisation", "user").first()
    return post if post is not None and post.user_id == user_id else None


def has_factor(user_id: int) -> bool:
    """绑了动态口令."""
    return SecondFactor.objects.filter(user=user_id, confirmed_at__isnull=False).exists()

