"""工作台权限 — who may share, change and drop a view of the list."""

from __future__ import annotations

from zhaotuifu.desk.models import SavedView
from zhaotuifu.desk.states import Audience
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Refused, Verdict, no


def person_of(actor: Actor) -> int:
    """是谁 — the account; refused for the system itself, which keeps and follows nothing."""
    if actor.user_id is None:
        raise Refused(no("视图、列和关注都是个人的：请登录后再办。"))
    return actor.user_id


def audiences_of(actor: Actor) -> tuple[Audience, ...]:
    """能给谁用 — oneself; one's 单位 when there is one; everybody only from the 区重大办."""
    shared = (Audience.ORGANISATION,) if actor.posts else ()
    whole = (Audience.EVERYONE,) if actor.holds(Role.OFFICE) else ()
    return (Audience.OWN, *shared, *whole)


def can_share(actor: Actor, audience: str) -> Verdict:
    """能否这样共用."""
    if audience in audiences_of(actor):
        return YES
    if audience == Audience.EVERYONE:
        return no("“给谁用”不能选全区共用：全区共用的视图由区重大办存。可以选本单位共用。")
    return no("“给谁用”不能这样选：您现在没有单位。请选自己用。")


def can_change_view(actor: Actor, view: SavedView) -> Verdict:
    """能否改视图 — its owner; a view for everybody also anyone of the 区重大办."""
    if view.owner_id == actor.user_id:
        return YES
    if view.audience == Audience.EVERYONE and actor.holds(Role.OFFICE):
        return YES
    return no(f"不能改“{view.name}”：这个视图是别人存的。可以另存为自己的视图再改。")


def first_page(actor: Actor) -> str | None:
    """先到哪一页 — the name of the page of who only keeps the system or audits it; None: the desk."""
    roles = {role for role, _ in actor.posts}
    if not roles or roles - {Role.ADMIN, Role.AUDITOR}:
        return None
    return "system_home" if Role.ADMIN in roles else "audit_list"
