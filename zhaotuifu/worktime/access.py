"""工作日历权限 — who may record a holiday notice."""

from __future__ import annotations

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, no


def can_record_notice(actor: Actor) -> Verdict:
    """能否录入放假通知 — administrators, and the system when it loads presets."""
    if actor.user_id is None or actor.holds(Role.ADMIN):
        return YES
    return no("不能录入放假通知：只有管理员能录入。请联系管理员。")
