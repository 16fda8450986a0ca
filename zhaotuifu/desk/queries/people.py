"""联系方式 — of one project, in plain: only for a view that was asked for with a reason."""

from __future__ import annotations

from zhaotuifu.desk.queries.versions import Versions, versions_of
from zhaotuifu.kernel.actor import Actor

SHOWN = ("profile-contact_name", "profile-contact_phone")


def people_of(project_id: int, actor: Actor) -> tuple[Versions, ...]:
    """联系人和电话 — every version, the newest first; a fixed number of SQL statements."""
    found = (versions_of(project_id, what, actor, shows_phones=True) for what in SHOWN)
    return tuple(one for one in found if one is not None)
