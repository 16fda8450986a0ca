"""系统管理权限 — the administrator keeps the system; the auditor reads who did what and who may what."""

from __future__ import annotations

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, no

#: who reads the audit and the matrix of roles
READERS = (Role.AUDITOR, Role.ADMIN)


def can_keep_system(actor: Actor) -> Verdict:
    """能否管系统 — administrators, and the system itself."""
    if actor.user_id is None or actor.holds(Role.ADMIN):
        return YES
    return no("不能办：系统管理由管理员办。请联系管理员。")


def can_read_audit(actor: Actor) -> Verdict:
    """能否看审计 — auditors and administrators, and the system itself."""
    if actor.user_id is None or actor.holds(*READERS):
        return YES
    return no("不能看：审计记录由审计员和管理员看。请联系他们。")
