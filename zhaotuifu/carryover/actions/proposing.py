"""提出 — every listed project gets its line; again, and what the library changed is proposed anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhaotuifu.carryover import access, reading
from zhaotuifu.carryover.catalogue import terms_of
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import CarryState
from zhaotuifu.kernel import audit, bulk
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, ensure

Tell = Callable[..., None]
#: what the rule and the library say of a line; the rest is what people said
PROPOSED = (
    "is_first", "name", "code", "sort_key", "zone_names", "first_zone_id", "old_kind", "admitted_on",
    "total_wan", "done_wan", "old_plan_wan", "year_done_wan", "finish_year", "proposed_outcome",
    "why", "why_text", "is_asked", "proposed_plan_wan", "plan_text", "basis", "is_moved",
    "outcome", "plan_wan", "is_open", "revision",
)


def silent(phase: str, done: int = 0, total: int = 0) -> None:
    """没人听 — who calls an action without a page beside it hears no progress."""


@dataclass(frozen=True, slots=True)
class Moved:
    """变了什么 — lines that are new, gone, and that are proposed otherwise than before."""

    fresh: int
    gone: int
    moved: int

    @property
    def is_anything(self) -> bool:
        return bool(self.fresh or self.gone or self.moved)


def propose(
    *, carry: CarryOver, by: Actor, at: datetime, tell: Tell = silent
) -> Moved:
    """提出 — reads without keeping anybody waiting, then keeps the lines in one transaction.

    What people said stays; where the library changed under what they said, the line waits for the
    office again (`is_moved`). Raises `Refused` when it is past that.
    """
    ensure(access.can_commit(by, carry))
    tell("看年末情况")
    found = reading.lines_of(carry, terms_of(carry.terms), timezone.localdate(at))
    tell("保存各项目的去向", 0, len(found))
    with transaction.atomic():
        at = audit.take_turn(at)
        locked = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry.pk)
        if locked.state != CarryState.DRAFT:
            raise Conflict()
        moved = _keep(locked, found)
        locked.proposed_at = at
        locked.save(update_fields=["proposed_at"])
        audit.record(
            by=by, at=at, action="提出结转", object_kind="carry_over", object_id=carry.pk,
            object_name=f"{carry.year}年结转",
            after={"lines": len(found), "fresh": moved.fresh, "gone": moved.gone, "moved": moved.moved},
        )
    carry.refresh_from_db()
    return moved


def _keep(carry: CarryOver, found: Sequence[CarryLine]) -> Moved:
    """The lines as they are now; a handful of SQL statements."""
    there = {(line.project_id, line.level): line for line in carry.lines.all()}
    fresh = [line for line in found if (line.project_id, line.level) not in there]
    still = {(line.project_id, line.level) for line in found}
    gone = [line.pk for key, line in there.items() if key not in still]
    moved = [
        (old, line) for line in found
        if (old := there.get((line.project_id, line.level))) is not None and old.basis != line.basis
    ]
    if gone:
        CarryLine.objects.filter(carry=carry, pk__in=gone).delete()
    if fresh:
        bulk.insert(CarryLine, fresh)
    for old, line in moved:
        _renew(old, line)
    if moved:
        CarryLine.objects.bulk_update([old for old, _ in moved], PROPOSED, batch_size=400)
    return Moved(len(fresh), len(gone), len(moved))


def _renew(old: CarryLine, line: CarryLine) -> None:
    """What was said under other circumstances is to be looked at once more."""
    has_words = bool(old.zone_at or old.office_at)
    for name in PROPOSED[:-5]:
        setattr(old, name, getattr(line, name))
    old.is_moved = has_words
    old.revision += 1
    old.settle()
