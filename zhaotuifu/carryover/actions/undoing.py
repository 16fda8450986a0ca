"""撤回结转 — the next year's list goes back as a whole, while nothing builds on it."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.carryover import access, queries
from zhaotuifu.carryover.actions.committing import holds_true, tell_zones
from zhaotuifu.carryover.actions.proposing import Tell, silent
from zhaotuifu.carryover.drafting import Drafted, draft_taking_back
from zhaotuifu.carryover.models import CarryOver
from zhaotuifu.carryover.states import CarryState
from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.short import in_short
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.projects.queries import nothing_later
from zhaotuifu.supervision.actions import put_up


def undo(
    *, carry: CarryOver, by: Actor, at: datetime, tell: Tell | None = None
) -> CarryOver:
    """撤回 — as a whole; listings and plans of the next year are no longer known.

    Raises `Refused` when something newer builds on it (months reported, lists or plans changed, a
    专报 issued, a 上报表 sent), `Conflict` when somebody was first.
    """
    heard = tell or silent
    in_short(
        lambda: _prepare(carry.pk, by, heard),
        lambda drafted, number, is_still: _write(carry.pk, drafted, number, is_still, by, at),
    )
    carry.refresh_from_db()
    return carry


def _prepare(carry_id: int, by: Actor, tell: Tell) -> Drafted:
    tell("核对结转之后有没有新的记录")
    carry = CarryOver.objects.get(pk=carry_id)
    ensure(access.can_undo(by, carry))
    ensure(queries.nothing_newer(carry))
    ensure(nothing_later(carry.batch))
    tell("备好要退回的内容")
    drafted = draft_taking_back(Draft(by, carry.batch), carry)
    tell("退回", 0, len(drafted.ids))
    return drafted


def _write(
    carry_id: int, drafted: Drafted, number: int, is_still: bool, by: Actor, at: datetime
) -> bool:
    carry = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry_id)
    ensure(access.can_undo(by, carry))
    if not is_still and not (
        holds_true(number, drafted.judged)
        and reported_through(carry.next_year, draft=drafted.draft) == drafted.drawn.month
    ):
        return False
    at = audit.take_turn(at)
    done = CarryOver.objects.filter(pk=carry.pk, state=CarryState.COMMITTED).update(
        state=CarryState.UNDONE, undone_at=at, undone_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    drafted.closed.write(at=at)
    put_up(drafted.drawn, at=at)
    carry.lines.update(is_written=False)
    audit.record(
        by=by, at=at, action="撤回结转", object_kind="carry_over", object_id=carry.pk,
        object_name=f"{carry.year}年结转",
    )
    tell_zones(carry, f"{carry.year}年项目的结转已撤回，{carry.next_year}年的名单回到之前。", by, at)
    publish(ProjectsRecorded(drafted.ids, (carry.next_year,), at, is_drawn=True))
    return True
