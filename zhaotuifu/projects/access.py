"""项目库权限 — who may create, correct, stop and withdraw a project; each refusal says why."""

from __future__ import annotations

from collections.abc import Iterable

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.projects.states import STANDING_LABELS, STANDING_MOVES, BulkField, Standing


def can_create(actor: Actor) -> Verdict:
    """能否新建项目 — the office anywhere, a 板块 in itself."""
    if actor.user_id is None or actor.holds(Role.OFFICE, Role.ZONE):
        return YES
    return no(f"不能新建项目：新建由区重大办和板块办理，您的岗位是{actor.role_text}。需要入库的请告诉所在板块。")


def can_edit(actor: Actor, zone_ids: Iterable[int]) -> Verdict:
    """能否修改 — the office all, a 板块 its own projects (joint ones too)."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    if actor.organisations(Role.ZONE) & frozenset(zone_ids):
        return YES
    if actor.holds(Role.ZONE):
        return no("不能修改：这个项目不在您的板块。请联系项目所在板块或区重大办。")
    return no(f"不能修改：项目由所在板块和区重大办维护，您的岗位是{actor.role_text}，可以看，不能改。")


def can_place(actor: Actor, zone_ids: Iterable[int]) -> Verdict:
    """能否划到板块 — a 板块 puts projects only into itself; the office anywhere."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    if frozenset(zone_ids) <= actor.organisations(Role.ZONE):
        return YES
    return no("不能划到别的板块：板块只能把项目放在自己名下。跨板块的请区重大办办理。")


def can_change_standing(
    actor: Actor, zone_ids: Iterable[int], source: str, target: Standing
) -> Verdict:
    """能否停复退 — by the table of moves, and only where the project may be edited."""
    moved = can_move(STANDING_MOVES, source, target, actor)
    if not moved:
        return moved if (source, target) in STANDING_MOVES else no(
            f"不能改为“{target.label}”：项目现在是“{STANDING_LABELS.get(source, source)}”。请刷新后看看是谁办的。"
        )
    return can_edit(actor, zone_ids)


def can_unmask(actor: Actor, zone_ids: Iterable[int]) -> Verdict:
    """能否看联系方式 — masked for everybody; who keeps the project may ask, with a reason."""
    if can_edit(actor, zone_ids):
        return YES
    return no(f"不能看联系方式：由所在板块和区重大办联系企业，您的岗位是{actor.role_text}。请向项目所在板块要。")


def can_bulk_edit(actor: Actor, field: BulkField | None = None) -> Verdict:
    """能否批量修改 — the office every field; a 板块 its own projects, but not where they lie."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    if not actor.holds(Role.ZONE):
        return no(f"不能批量修改：项目由所在板块和区重大办维护，您的岗位是{actor.role_text}，可以看，不能改。")
    if field == BulkField.ZONE:
        return no("不能批量改板块：板块之间调整项目由区重大办办理。请联系区重大办。")
    if field == BulkField.PROGRAMME:
        return no("不能改专项：列入和移出专项由区重大办办理。请联系区重大办。")
    return YES


def can_keep_programmes(actor: Actor) -> Verdict:
    """能否维护专项 — the office: what a programme is, and who belongs to it."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no(f"不能改专项：专项由区重大办维护，您的岗位是{actor.role_text}，可以看，不能改。要列入的请告诉区重大办。")
