"""开始、请填、放弃 — a carry-over is begun, the 板块 are asked, it is given up; long work is asked for."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.carryover import access, queries
from zhaotuifu.carryover.catalogue import kept, terms_on
from zhaotuifu.carryover.models import CarryOver
from zhaotuifu.carryover.states import CarryState, CarryWork
from zhaotuifu.kernel import audit, work
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders
from zhaotuifu.projects.models import Listing

TITLES = {
    CarryWork.PROPOSE: "提出{0}年结转", CarryWork.COMMIT: "结转{0}年项目", CarryWork.UNDO: "撤回{0}年结转",
}


@transaction.atomic
def start(*, year: int, by: Actor, at: datetime, from_on: date | None = None) -> CarryOver:
    """开始结转 — of the projects listed in `year`; nothing is proposed yet (see `propose`).

    `from_on`: the day of the next year from which they stand on its list (default: its first).
    Raises `Refused` for who may not, for a year with no list or a day that is not of the next year,
    `Conflict` when one of the year is under way.
    """
    at = audit.take_turn(at)
    ensure(access.can_start(by))
    first = from_on or date(year + 1, 1, 1)
    if first.year != year + 1:
        raise Refused(no(f"起算日要在 {year + 1}年内。请填 {year + 1}年的一天，通常是 1 月 1 日。"))
    if not Listing.objects.known().filter(year=year).exists():
        raise Refused(no(f"{year}年没有名单，没有可结转的。请核对年度。"))
    terms = terms_on(date(year, 12, 31))
    carry = CarryOver(
        year=year, from_on=first, terms=kept(terms), created_at=at, created_by_id=by.user_id
    )
    try:
        with transaction.atomic():
            carry.save()
    except IntegrityError:
        raise Conflict(f"{year}年的结转已经在核。请打开那一次接着办。") from None
    audit.record(
        by=by, at=at, action="开始结转", object_kind="carry_over", object_id=carry.pk,
        object_name=f"{year}年结转", after={"year": year, "from_on": first, "terms": terms.name},
    )
    return carry


def ask(kind: CarryWork, *, carry: CarryOver, by: Actor, at: datetime) -> WorkRun:
    """交办 — proposing anew, writing or undoing, done by the task process.

    Raises `Refused` when it could not be done anyway, `Conflict` when something is under way.
    """
    allowed = {
        CarryWork.PROPOSE: access.can_commit, CarryWork.COMMIT: access.can_commit,
        CarryWork.UNDO: access.can_undo,
    }
    ensure(allowed[kind](by, carry))
    return work.ask(
        kind, about=("carry_over", carry.pk), title=TITLES[kind].format(carry.year), by=by, at=at
    )


@transaction.atomic
def ask_zones(*, carry: CarryOver, fill_by: date, by: Actor, at: datetime) -> int:
    """请板块填 — from now on they fill in their own lines; their clerks are told. Returns how many.

    Asking again moves the day. Raises `Refused` for a day that is over.
    """
    today = timezone.localdate(at)
    at = audit.take_turn(at)
    ensure(access.can_start(by))
    ensure(access.still_draft(carry))
    if fill_by < today:
        raise Refused(no("请板块填到哪天，要填今天或以后的一天。"))
    changed = CarryOver.objects.filter(pk=carry.pk, state=CarryState.DRAFT).update(
        fill_by=fill_by, asked_at=at
    )
    if not changed:
        raise Conflict()
    people = holders(Role.ZONE, today=today, organisation_ids=queries.zone_ids(carry))
    sentence = (
        f"请核对 {carry.year}年项目的结转去向，填 {carry.next_year}年计划，"
        f"{fill_by.month}月{fill_by.day}日前填好。建议数已填在表里，对的不用动。"
    )
    notices.send(
        to=people, sentence=sentence, link=reverse("carry_page", args=[carry.pk]), at=at
    )
    audit.record(
        by=by, at=at, action="请板块填结转", object_kind="carry_over", object_id=carry.pk,
        object_name=f"{carry.year}年结转", after={"fill_by": fill_by, "people": len(people)},
    )
    return len(people)


@transaction.atomic
def drop(*, carry: CarryOver, by: Actor, at: datetime) -> None:
    """放弃 — nothing was written; what the 板块 filled in stays to be read."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, carry))
    if work.active(("carry_over", carry.pk)):
        raise Conflict("这次结转正在办，现在不能放弃。请等它办完，或先让它停下。")
    done = CarryOver.objects.filter(pk=carry.pk, state=CarryState.DRAFT).update(
        state=CarryState.DROPPED
    )
    if not done:
        raise Conflict()
    audit.record(
        by=by, at=at, action="放弃结转", object_kind="carry_over", object_id=carry.pk,
        object_name=f"{carry.year}年结转",
    )
