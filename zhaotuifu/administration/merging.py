"""单位变动 — a merger as one act: the organisation closes, its projects and its posts go on elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.parties import actions_organisations as organisations
from zhaotuifu.parties.actions import give_post
from zhaotuifu.parties.models import Organisation, OrganisationKind, Post
from zhaotuifu.projects.actions_zones import lying_in, move_zone
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import Position
from zhaotuifu.targets.models import Target

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Effect:
    """并入会动什么 — projects and posts that go, targets that stay where they were handed down."""

    projects: int
    posts: int
    targets: int


def effect(giver: Organisation, on: date, today: date) -> Effect:
    """预演 — three SQL statements, nothing is written."""
    targets = Target.objects.known().filter(zone=giver.pk, year__gte=on.year).count()
    return Effect(lying_in(giver.pk, on), _posts(giver, today).count(), targets)


@transaction.atomic
def merge(
    *, giver: Organisation, taker: Organisation, on: date, source: str, by: Actor, at: datetime, today: date
) -> Effect:
    """并入 — all or nothing. Raises what `close_into` and `move_zone` raise."""
    at = audit.take_turn(at)
    found = effect(giver, on, today)
    organisations.close_into(
        giver=giver, taker=taker, on=on, source=source, by=by, at=at, today=today
    )
    if giver.kind == OrganisationKind.ZONE:
        move_zone(giver=giver, taker=taker, on=on, source=source, by=by, at=at)
    for post in _posts(giver, today).select_related("user").order_by("id"):
        _pass_on(post, taker, today, by=by, at=at)
    return found


@transaction.atomic
def rename(
    *, organisation: Organisation, name: str, type_name: str, on: date, source: str, by: Actor,
    at: datetime, today: date,
) -> None:
    """改名 — and the lists of the years that end under the new name are made anew, as a task."""
    organisations.rename(
        organisation=organisation, name=name, type_name=type_name, on=on, source=source, by=by, at=at,
        today=today,
    )
    years = Position.objects.filter(year__gte=on.year).order_by("year")
    for year in years.values_list("year", flat=True).distinct():
        transaction.on_commit(partial(refresh_year.enqueue, year))


def _posts(giver: Organisation, today: date):
    return Post.objects.filter(organisation=giver).exclude(to_on__lt=today)


def _pass_on(post: Post, taker: Organisation, today: date, *, by: Actor, at: datetime) -> None:
    """The post ends yesterday, and goes on at the taker from today (or from its own first day)."""
    first = max(today, post.from_on)
    if post.from_on < today:
        Post.objects.filter(pk=post.pk).update(to_on=today - ONE_DAY)
    else:
        Post.objects.filter(pk=post.pk).delete()
    same = Post.objects.filter(user=post.user, organisation=taker, role=post.role)
    if any(one.to_on is None or one.to_on >= first for one in same):
        return
    give_post(
        user=post.user, organisation=taker, role=Role(post.role), from_on=first, to_on=post.to_on,
        by=by, at=at,
    )
