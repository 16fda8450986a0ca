"""目标权限 — the office writes the table; a leader or a second person of the office hands it down."""

from __future__ import annotations

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.states import SHEET_MOVES, SheetState


def can_keep(actor: Actor) -> Verdict:
    """能否起草."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("不能改：目标任务分解表由区重大办起草。")


def can_edit(actor: Actor, sheet: TargetSheet) -> Verdict:
    """能否改这一版 — the office, while it is a draft."""
    if sheet.state == SheetState.SUBMITTED:
        return no("这一版在报审，不能改。要改，请先退回修改。")
    if sheet.state == SheetState.DROPPED:
        return no("这一版已经作废。请从在用的一版另起一稿。")
    if sheet.state != SheetState.DRAFT:
        return no("这一版已经下达，不能改。要调整，请另起一稿，报审后下达新版。")
    return can_keep(actor)


def can_submit(actor: Actor, sheet: TargetSheet) -> Verdict:
    """能否报审."""
    return _stands(sheet, SheetState.SUBMITTED, actor)


def can_return(actor: Actor, sheet: TargetSheet) -> Verdict:
    """能否退回修改."""
    return _stands(sheet, SheetState.DRAFT, actor)


def can_drop(actor: Actor, sheet: TargetSheet) -> Verdict:
    """能否作废."""
    return _stands(sheet, SheetState.DROPPED, actor)


def can_issue(actor: Actor, sheet: TargetSheet) -> Verdict:
    """能否下达 — a leader, or a person of the office who did not ask for it."""
    verdict = _stands(sheet, SheetState.ISSUED, actor)
    if not verdict:
        return verdict
    is_own = actor.user_id is not None and actor.user_id == sheet.submitted_by_id
    if is_own and not actor.holds(Role.LEADER):
        return no("不能下达：报审的人不能自己下达。请由领导或区重大办的另一位办理。")
    return YES


def _stands(sheet: TargetSheet, target: SheetState, actor: Actor) -> Verdict:
    """By the table, with a sentence about this version where the table only knows codes."""
    if (sheet.state, target) not in SHEET_MOVES:
        return no(
            f"这一版现在是“{SheetState(sheet.state).label}”，不能这样办。请刷新看看是谁办过了。"
        )
    return can_move(SHEET_MOVES, sheet.state, target, actor)
