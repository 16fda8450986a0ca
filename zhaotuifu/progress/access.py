"""进展权限 — who may state months and milestones, who recognises; each refusal says why."""

from __future__ import annotations

from collections.abc import Iterable

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.projects.access import can_edit
from zhaotuifu.projects.states import Standing


def can_report(actor: Actor, zone_ids: Iterable[int], standing: str) -> Verdict:
    """能否填报 — who may edit the project, while it is in the library."""
    verdict = can_edit(actor, zone_ids)
    if not verdict:
        return no(verdict.sentence.replace("不能修改", "不能填报", 1))
    if standing == Standing.WITHDRAWN:
        return no("不能填报：项目已退库。要继续填报，请区重大办先恢复入库。")
    return YES


def can_recognise(actor: Actor) -> Verdict:
    """能否认定 — the recognised day counts in every figure: the office only."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("认定日期由区重大办填。板块填计划和实际，区重大办据此认定。")


def can_state_recognised(actor: Actor) -> Verdict:
    """能否填列统数 — what the statistics recognised, apart from what is reported: the office only."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("列统数由区重大办按统计部门核定的数填，板块填上报数。两样分开列，不相加。")
