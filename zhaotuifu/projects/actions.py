"""项目库动作 — the only writers of projects and of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.projects import queries
from zhaotuifu.projects.drafting import FACT_MODELS, Statement, draft_projects, draft_undo
from zhaotuifu.projects.events import ProjectsRecorded, StandingChanged
from zhaotuifu.projects.models import Listing, Project, StandingChange
from zhaotuifu.projects.states import Standing

__all__ = [
    "FACT_MODELS", "Statement", "change_standing", "correct_project", "state_projects", "undo_batch",
]


@transaction.atomic
def state_projects(
    statements: Sequence[Statement], *, year: int, about_from: date, by: Actor, at: datetime,
    batch: str = "", reason: str = "", is_told: bool = True,
) -> list[int]:
    """陈述项目 — create projects and record what is said of them, all or nothing.

    `about_from` is the day from which a change of an existing project is true; a new project is
    described from the first day of the year, and listed from its admission day if that is given.
    Returns the project ids in the order of the statements. Raises `Refused` when a statement
    creates without a name or 板块, or gives a code another project bears.

    `is_told` False leaves the news to the caller, who has more to record in the same transaction.
    """
    at = audit.take_turn(at)
    draft = Draft(by, batch)
    ids = draft_projects(draft, statements, year=year, about_from=about_from, reason=reason)
    draft.close().write(at=at)
    if is_told:
        publish(ProjectsRecorded(tuple(dict.fromkeys(ids)), (year,), at))
    return ids


@transaction.atomic
def change_standing(
    *, project: Project, to: Standing, on: date, reason: str, by: Actor, at: datetime
) -> None:
    """停复退 — stop, resume, withdraw (退库) or restore from a day, with a reason.

    Raises `Refused` without a reason or when the project is in that standing already, `Conflict`
    when its standing is no longer the one of `project`.
    """
    at = audit.take_turn(at)
    if not reason.strip():
        raise Refused(no("请写明原因。原因会留在项目的记录里。"))
    if project.standing == to:
        raise Refused(no(f"这个项目已经是“{to.label}”。请刷新看看是谁办的。"))
    same = Project.objects.filter(pk=project.pk, standing=project.standing)
    if not same.update(standing=to):
        raise Conflict("已被他人处理：这个项目的在库状态刚刚变了。请刷新后再办。")
    row = StandingChange(project_id=project.pk, valid_from=on, standing=to, reason=reason.strip())
    facts.record([row], at=at, by_id=by.user_id)
    audit.record(
        by=by, at=at, action=f"改为{to.label}", object_kind="project", object_id=project.pk,
        object_name=project.name, before={"standing": project.standing},
        after={"standing": to.value, "on": on, "reason": reason.strip()},
    )
    # Every year the project is listed in shows it, or no longer does.
    listed = Listing.objects.known().filter(project=project).values_list("year", flat=True)
    publish(ProjectsRecorded((project.pk,), tuple(sorted({*listed, on.year})), at))
    zones = queries.zones_of([project.pk], as_of=on, known_at=None).get(project.pk, ())
    publish(
        StandingChanged(
            project.pk, project.name, tuple(zone_id for zone_id, _ in zones), to, reason.strip(),
            by.user_id, at,
        )
    )


@transaction.atomic
def correct_project(
    *, project: Project, values: Mapping[str, Any], year: int, about_from: date, revision: str,
    by: Actor, at: datetime, reason: str = "",
) -> None:
    """更正一个项目 — what a page says of one project, if nobody was faster.

    `values` as in `Statement`. Raises `Conflict` when the project changed since `revision` was
    read, and what `state_projects` raises.
    """
    at = audit.take_turn(at)
    current = Project.objects.get(pk=project.pk)
    if queries.revision_of(current) != revision:
        raise Conflict("已被他人处理：您打开之后，有人改过这个项目。您填的内容还在，核对后再保存。")
    said = Statement(values, project_id=project.pk, origin="页面修改", is_demo=project.is_demo)
    state_projects([said], year=year, about_from=about_from, by=by, at=at, reason=reason)


@transaction.atomic
def undo_batch(*, batch: str, years: Sequence[int], by: Actor, at: datetime) -> int:
    """撤回一批陈述 — as a whole; projects the batch created become void. Returns how many changed.

    Raises `Refused` when something newer builds on it.
    """
    at = audit.take_turn(at)
    ensure(queries.nothing_later(batch))
    draft = Draft(by, batch)
    touched = draft_undo(draft)
    draft.close().write(at=at)
    publish(ProjectsRecorded(tuple(sorted(touched)), tuple(years), at))
    return len(touched)
