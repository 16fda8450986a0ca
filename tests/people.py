"""人物 — the cast of the tests, by post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.parties import actions
from zhaotuifu.parties.models import Organisation, OrganisationKind, User
from zhaotuifu.parties.queries import actor_of

PASSWORD = "演练-password-2025"
FIRST_DAY = date(2024, 1, 1)
ZONES = (
    actions.ZoneGiven("砚湖镇", "镇", ("砚湖",)),
    actions.ZoneGiven("苔溪镇", "镇", ("苔溪",)),
    actions.ZoneGiven("区住建局", "部门", ("住建局",)),
)


@dataclass(frozen=True, slots=True)
class Person:
    """人物 — account, actor and a signed-in browser."""

    user: User
    actor: Actor
    client: Client


def found_district(at: datetime) -> Organisation:
    """示范区 with two 板块, a department and 「未分」."""
    root = actions.init_district(name="示范区", by=SYSTEM, at=at)
    actions.load_zones(ZONES, by=SYSTEM, at=at)
    return root


def found_neighbour() -> Organisation:
    """邻区 with a town — as no command would make it: only one district stands in a library."""
    root = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="邻区")
    return Organisation.objects.create(kind=OrganisationKind.ZONE, name="邻区镇", parent=root)


def organisation(name: str) -> Organisation:
    """按名取单位."""
    return Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).get(name=name)


def person(username: str, role: Role, at_organisation: str, at: datetime) -> Person:
    """一个人 — with an account, one post and a signed-in client."""
    user = actions.open_account(
        username=username, name=f"{at_organisation}岗", password=PASSWORD, by=SYSTEM, at=at
    )
    actions.give_post(
        user=user, organisation=organisation(at_organisation), role=role, from_on=FIRST_DAY,
        by=SYSTEM, at=at,
    )
    client = Client()
    client.force_login(user)
    return Person(user, actor_of(user, timezone.localdate()), client)


def left_yesterday(whom: Person, at: datetime) -> Person:
    """离岗的人 — still with an account and an open browser."""
    actions.end_posts(
        user=whom.user, last_on=timezone.localdate() - timedelta(days=1), by=SYSTEM, at=at
    )
    return Person(whom.user, actor_of(whom.user, timezone.localdate()), whom.client)
