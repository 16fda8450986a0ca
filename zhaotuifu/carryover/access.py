"""结转权限 — who carries over, who fills in, and what a carry-over already written holds fast."""

from __future__ import annotations

from collections.abc import Callable

from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import CARRY_MOVES, CarryState, Outcome
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no

READERS = (
    Role.OFFICE, Role.ZONE, Role.LEADER, Role.DEPARTMENT, Role.REVIEWER, Role.SIGNER,
)
#: asked before a carry-over is undone; areas of the same line are wired in (see wiring.py)
UNDO_GUARDS: list[Callable[[CarryOver], Verdict]] = []


def can_start(actor: Actor) -> Verdict:
    """能否开始 — the office."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("不能办结转：结转由区重大办办理。")


def still_draft(carry: CarryOver) -> Verdict:
    """还在核."""
    if carry.state == CarryState.DRAFT:
        return YES
    label = CarryState(carry.state).label
    return no(f"这次结转{label}，不能再改。要补办，请重新开始一次，只提出还没列入的项目。")


def can_commit(actor: Actor, carry: CarryOver) -> Verdict:
    """能否写入."""
    return still_draft(carry) and can_move(
        CARRY_MOVES, carry.state, CarryState.COMMITTED, actor
    )


def can_drop(actor: Actor, carry: CarryOver) -> Verdict:
    """能否放弃."""
    return still_draft(carry) and can_move(CARRY_MOVES, carry.state, CarryState.DROPPED, actor)


def can_undo(actor: Actor, carry: CarryOver) -> Verdict:
    """能否撤回 — by the table of moves, and when no guard says no."""
    if carry.state != CarryState.COMMITTED:
        return no("不能撤回：这次结转没有写入，或已经撤回。")
    moved = can_move(CARRY_MOVES, carry.state, CarryState.UNDONE, actor)
    if not moved:
        return moved
    return next((said for guard in UNDO_GUARDS if not (said := guard(carry))), YES)


def can_fill(actor: Actor, carry: CarryOver) -> Verdict:
    """能否填 — the office while it is a draft; a 板块 once it was asked."""
    if not (still := still_draft(carry)):
        return still
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    if not actor.holds(Role.ZONE):
        return no(f"不能填：去向和计划由板块和区重大办填，您的岗位是{actor.role_text}，可以看，不能改。")
    if carry.asked_at is None:
        return no("还不能填：区重大办还没有请板块填。")
    return YES


def can_fill_line(actor: Actor, line: CarryLine) -> Verdict:
    """能否填这一行 — what stands on the next year's list already is not settled here."""
    if line.proposed_outcome == Outcome.LISTED:
        return no("这个项目已在下一年的名单上。要改，请到下一年的项目页上改。")
    return YES


def is_office(actor: Actor) -> bool:
    """是重大办 — or the system itself; else what is written is the 板块's word."""
    return actor.user_id is None or actor.holds(Role.OFFICE)
