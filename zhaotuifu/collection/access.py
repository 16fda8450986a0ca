"""收报权限 — who reads the round, and who may remind."""

from __future__ import annotations

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, no

READERS = (Role.OFFICE, Role.ZONE, Role.LEADER, Role.REVIEWER, Role.SIGNER)


def can_remind(actor: Actor) -> Verdict:
    """能否催报 — the office, and the system by the rule."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        return YES
    return no("不能催报：催报由区重大办办理。")
