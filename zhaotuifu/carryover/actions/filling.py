"""填写 — a 板块 or the office says where a project goes and what its plan is; questions settled alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from zhaotuifu.carryover import access, rules
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import Outcome, Why
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no

WORDS = ("outcome", "plan_wan", "note", "at", "by_id")
MOST_PLAN = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Entry:
    """填的一行 — of the line as it was seen (`revision`); the plan in 万元, None: as proposed."""

    line_id: int
    revision: int
    outcome: str
    plan_wan: Decimal | None
    note: str = ""


@transaction.atomic
def fill(*, carry: CarryOver, entries: Sequence[Entry], by: Actor, at: datetime) -> int:
    """填结转 — all of these lines or none; a 板块 its own, the office any. Returns how many changed.

    Raises `Conflict` when somebody was faster on one of them, `Refused` naming the project when an
    outcome needs its reason, and for who may not.
    """
    at = audit.take_turn(at)
    current = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry.pk)
    ensure(access.can_fill(by, current))
    seen = CarryLine.objects.visible_to(by).filter(carry=carry)
    lines = {line.pk: line for line in seen.filter(pk__in=[one.line_id for one in entries])}
    changed = [lines[one.line_id] for one in entries if _say(lines, one, by, at)]
    _keep(changed, by, at, "填结转")
    return len(changed)


def _say(lines: dict[int, CarryLine], one: Entry, by: Actor, at: datetime) -> bool:
    """One line as it is said now; False when that is what it says already."""
    line = lines.get(one.line_id)
    if line is None:
        raise Refused(no("没有保存：有的项目已不在这次结转里，或不归您的岗位管。请刷新后再填。"))
    ensure(access.can_fill_line(by, line))
    if line.revision != one.revision:
        raise Conflict(f"“{line.name}”刚刚有人填过。请刷新看看，您填的内容还在，核对后再保存。")
    if one.plan_wan is not None and not 0 <= one.plan_wan < MOST_PLAN:
        raise Refused(no(f"“{line.name}”的计划不对：要是 0 到 1000 亿元之间的数，单位万元。"))
    allowed = rules.can_choose(line.proposal, one.outcome, one.note)
    if not allowed:
        raise Refused(no(f"“{line.name}”：{allowed.sentence}"))
    plan = None if one.plan_wan == line.proposed_plan_wan else one.plan_wan
    note = one.note.strip()[:300]
    if access.is_office(by):
        return _as_office(line, one.outcome, plan, note, by, at)
    return _as_zone(line, one.outcome, plan, note, by, at)


def _as_office(line: CarryLine, outcome: str, plan, note: str, by: Actor, at: datetime) -> bool:
    """Said by the office it is decided, also when it is what was proposed or what the 板块 said."""
    if plan == line.zone_plan_wan and line.office_plan_wan is None:
        plan = None  # the 板块's word stays the 板块's
    elif plan is None and line.zone_plan_wan is not None:
        plan = line.proposed_plan_wan
    said = (outcome, plan, note)
    if not line.is_open and said == (
        line.office_outcome or line.outcome, line.office_plan_wan, line.office_note
    ):
        return False
    line.office_outcome, line.office_plan_wan, line.office_note = said
    line.office_at, line.office_by_id, line.is_moved = at, by.user_id, False
    return True


def _as_zone(line: CarryLine, outcome: str, plan, note: str, by: Actor, at: datetime) -> bool:
    said = (outcome, plan, note)
    before = (line.zone_outcome or line.proposed_outcome, line.zone_plan_wan, line.zone_note)
    if said == before and (line.zone_outcome or not line.is_asked):
        return False
    if line.office_at is not None:
        raise Refused(no(f"“{line.name}”区重大办已经定了。有不同意见请联系区重大办。"))
    line.zone_outcome, line.zone_plan_wan, line.zone_note = said
    line.zone_at, line.zone_by_id = at, by.user_id
    return True


@transaction.atomic
def decide_alike(
    *, carry: CarryOver, why: Why, outcome: str, by: Actor, at: datetime
) -> int:
    """一类一起定 — every open line of one reason goes the same way; the office. Returns how many.

    What a 板块 said otherwise is left to be looked at one by one, and so is what changed meanwhile.
    """
    at = audit.take_turn(at)
    current = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry.pk)
    ensure(access.can_start(by))
    ensure(access.still_draft(current))
    lines = [
        line for line in CarryLine.objects.filter(carry=carry, why=why, is_open=True)
        if not line.is_moved and line.zone_outcome in ("", outcome)
    ]
    if not lines:
        raise Refused(no("没有可以一起定的：这一类都已定，或板块说的不同，要逐个看。"))
    for line in lines:
        line.office_outcome, line.office_at, line.office_by_id = outcome, at, by.user_id
    _keep(lines, by, at, "一起定结转")
    return len(lines)


def _keep(lines: Sequence[CarryLine], by: Actor, at: datetime, action: str) -> None:
    """Saved with one deed for all of them."""
    if not lines:
        return
    for line in lines:
        line.revision += 1
        line.settle()
    whose = "office" if access.is_office(by) else "zone"
    names = [f"{whose}_{name}" for name in WORDS]
    CarryLine.objects.bulk_update(
        lines, [*names, "is_moved", "outcome", "plan_wan", "is_open", "revision"], batch_size=400
    )
    carry_id, first = lines[0].carry_id, lines[0]
    audit.record(
        by=by, at=at, action=action, object_kind="carry_over", object_id=carry_id,
        object_name=first.name if len(lines) == 1 else f"{len(lines)} 个项目",
        after={
            "lines": [
                [line.project_id, Outcome(line.outcome).label, line.plan_wan] for line in lines
            ]
        },
    )
