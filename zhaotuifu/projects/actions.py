"""项目库动作 — the only writers of projects and of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.verdict import Conflict, Refused, no
from zhaotuifu.projects import queries
from zhaotuifu.projects.events import ProjectsRecorded, StandingChanged
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Profile,
    Project,
    ProjectName,
    ProjectZone,
    StandingChange,
)
from zhaotuifu.projects.states import Standing

FACT_MODELS = (ProjectName, ProjectZone, Listing, AnnualPlan, Profile, StandingChange)
PLAIN_FIELDS = ("name", "code")
LISTING_FIELDS = ("level", "construction_kind", "admitted_on")


@dataclass(frozen=True, slots=True)
class Statement:
    """陈述 — what one source says of one project for a year; absent keys say nothing.

    `values` may hold: name, code, zone_ids (tuple), level, construction_kind, admitted_on,
    plan_wan, and every name of `Profile.FACT_VALUES`. None or "" clears. `project_id` None creates.
    """

    values: Mapping[str, Any]
    project_id: int | None = None
    origin: str = ""
    is_demo: bool = False


@dataclass(slots=True)
class _Batch:
    """Rows to be recorded, gathered over all statements of one act."""

    rows: dict[type, list[Fact]] = field(default_factory=lambda: {m: [] for m in FACT_MODELS})
    gone: list[Fact] = field(default_factory=list)
    deeds: list[audit.Deed] = field(default_factory=list)


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
    created = _create(statements, by=by, at=at, batch=batch)
    ids = [statement.project_id or created[n] for n, statement in enumerate(statements)]
    known = queries.snapshots(
        (s.project_id for s in statements if s.project_id), year=year, as_of=about_from
    )
    work = _Batch()
    for project_id, statement in zip(ids, statements, strict=True):
        snapshot = known.get(project_id) if statement.project_id else None
        day = about_from if snapshot else date(year, 1, 1)
        _gather(work, project_id, statement, snapshot, year, day, reason)
    facts.supersede(work.gone, at=at)
    for model in FACT_MODELS:
        facts.record(work.rows[model], at=at, by_id=by.user_id, batch=batch)
    _rename(statements, known)
    audit.record_many(work.deeds, by=by, at=at)
    if is_told:
        publish(ProjectsRecorded(tuple(dict.fromkeys(ids)), (year,), at))
    return ids


def _create(
    statements: Sequence[Statement], *, by: Actor, at: datetime, batch: str
) -> dict[int, int]:
    """New identities, by the number of their statement."""
    fresh = [(n, s) for n, s in enumerate(statements) if s.project_id is None]
    for _, statement in fresh:
        if not statement.values.get("name"):
            raise Refused(no("新项目要有项目名称。请补上名称。"))
        if not statement.values.get("zone_ids"):
            raise Refused(no(f"新项目“{statement.values['name']}”要有板块。请选一个板块，或选“未分”。"))
    _refuse_taken_codes(statements)
    rows = [
        Project(
            name=s.values["name"], code=s.values.get("code") or "", is_demo=s.is_demo,
            created_at=at, created_by_id=by.user_id, batch=batch,
        ).fill_keys()
        for _, s in fresh
    ]
    Project.objects.bulk_create(rows, batch_size=facts.CHUNK)
    return {n: row.pk for (n, _), row in zip(fresh, rows, strict=True)}


def _refuse_taken_codes(statements: Sequence[Statement]) -> None:
    codes = {s.values["code"]: s.project_id for s in statements if s.values.get("code")}
    found = sorted(codes)
    for start in range(0, len(found), facts.CHUNK):
        for project in Project.objects.filter(
            code__in=found[start : start + facts.CHUNK], is_void=False
        ):
            if codes[project.code] != project.pk:
                raise Refused(no(f"项目代码 {project.code} 已属于“{project.name}”。请核对代码。"))


def _gather(
    work: _Batch, project_id: int, statement: Statement, snapshot: queries.Snapshot | None,
    year: int, day: date, reason: str,
) -> None:
    """What one statement changes, as facts and as one audited deed."""
    values = statement.values
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    common = {"project_id": project_id, "origin": statement.origin}
    for name in PLAIN_FIELDS:
        if name in values:
            _note(before, after, name, getattr(snapshot, name, ""), values[name] or "")
    if snapshot is None or after:
        called = {one: values.get(one, getattr(snapshot, one, "")) or "" for one in PLAIN_FIELDS}
        called["name"] = called["name"] or getattr(snapshot, "name", "")
        work.rows[ProjectName].append(ProjectName(valid_from=day, **called, **common).fill_keys())
    if "zone_ids" in values:
        _gather_zones(work, snapshot, values["zone_ids"], day, common, before, after)
    _gather_listing(work, snapshot, values, year, day, common, before, after)
    if "plan_wan" in values:
        old = snapshot.plan_wan if snapshot else None
        if _note(before, after, "plan_wan", old, values["plan_wan"]):
            work.rows[AnnualPlan].append(
                AnnualPlan(year=year, valid_from=day, plan_wan=values["plan_wan"], **common)
            )
    _gather_profile(work, snapshot, values, day, common, before, after)
    if before or after or snapshot is None:
        action = "陈述项目" if snapshot else "建立项目"
        if reason:
            after["reason"] = reason
        name = values.get("name") or (snapshot.name if snapshot else "")
        work.deeds.append(audit.Deed(action, "project", str(project_id), name, before, after))


def _note(before: dict, after: dict, name: str, old: Any, new: Any) -> bool:
    """Notes a change for the audit row; says whether there is one."""
    if old == new or (old in (None, "") and new in (None, "")):
        return False
    before[name], after[name] = old, new
    return True


def _gather_zones(work, snapshot, zone_ids, day, common, before, after) -> None:
    old = snapshot.zone_ids if snapshot else ()
    if set(old) == set(zone_ids):
        return
    before["zone_ids"], after["zone_ids"] = list(old), list(zone_ids)
    if snapshot:
        leaving = ProjectZone.objects.known().filter(
            project_id=snapshot.id, zone_id__in=set(old) - set(zone_ids)
        )
        for row in leaving:
            work.gone.append(row)
            if row.valid_from < day:
                work.rows[ProjectZone].append(
                    ProjectZone(
                        zone_id=row.zone_id, valid_from=row.valid_from,
                        valid_to=day - timedelta(days=1), **common,
                    )
                )
    for zone_id in zone_ids:
        if zone_id not in old:
            work.rows[ProjectZone].append(ProjectZone(zone_id=zone_id, valid_from=day, **common))


def _gather_listing(work, snapshot, values, year, day, common, before, after) -> None:
    """The year's listing: made when missing, changed when its level or kind is said to differ."""
    old = _listing_meant(snapshot, values.get("level"))
    if old is not None and not any(name in values for name in LISTING_FIELDS):
        return
    now = {
        name: values[name] if name in values else (getattr(old, name) if old else None)
        for name in LISTING_FIELDS
    }
    level, kind = now["level"] or "", now["construction_kind"] or ""
    changed = [
        _note(before, after, name, getattr(old, name, None), now[name]) for name in LISTING_FIELDS
    ]
    if old is not None and not any(changed):
        return
    since = now["admitted_on"] if old is None and now["admitted_on"] else day
    if old is not None:
        since = _leave_listing(work, old, level, day, common)
    work.rows[Listing].append(
        Listing(
            year=year, level=level, construction_kind=kind, admitted_on=now["admitted_on"],
            valid_from=_within(since, year), **common,
        )
    )


def _listing_meant(snapshot, level) -> queries.ListingLine | None:
    """The listing a statement speaks of: of its level, else the only (highest) one of the year."""
    if snapshot is None:
        return None
    return snapshot.listing(level or "") or snapshot.listing()


def _leave_listing(work, old, level, day, common) -> date:
    """Level kept: the row is restated from its own first day. Level changed: the old one ends."""
    if old.level == level:
        return old.valid_from
    work.gone.append(Listing(pk=old.fact_id))
    if old.valid_from < day:
        work.rows[Listing].append(
            Listing(
                year=old.year, level=old.level, construction_kind=old.construction_kind,
                admitted_on=old.admitted_on, valid_from=old.valid_from,
                valid_to=day - timedelta(days=1), **common,
            )
        )
    return day


def _within(day: date, year: int) -> date:
    """An admission in an earlier year lists from the first day of this one."""
    return max(day, date(year, 1, 1))


def _gather_profile(work, snapshot, values, day, common, before, after) -> None:
    said = {name: values[name] for name in Profile.FACT_VALUES if name in values}
    old = snapshot.profile if snapshot else queries.NO_PROFILE
    changed = [_note(before, after, name, old[name], value) for name, value in said.items()]
    if snapshot and not any(changed):
        return
    whole = old | {
        name: value if value is not None else queries.NO_PROFILE[name]
        for name, value in said.items()
    }
    work.rows[Profile].append(Profile(valid_from=day, **whole, **common))


def _rename(statements: Sequence[Statement], known: Mapping[int, queries.Snapshot]) -> None:
    """Name and code live on the identity itself; those before are `ProjectName` rows."""
    for statement in statements:
        snapshot = known.get(statement.project_id or 0)
        if snapshot is None:
            continue
        name = statement.values.get("name") or snapshot.name
        code = statement.values.get("code", snapshot.code) or ""
        if (name, code) != (snapshot.name, snapshot.code):
            project = Project.objects.get(pk=snapshot.id)
            project.name, project.code = name, code
            project.save()


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
    if any(facts.later_than(model, batch=batch) for model in FACT_MODELS):
        raise Refused(no("不能撤回：这一批之后又有人改过其中的项目。请用更正的台账再导一次。"))
    touched: set[int] = set()
    for model in FACT_MODELS:
        undone = facts.undo(model, batch=batch, at=at, by_id=by.user_id)
        touched |= {fact.project_id for fact in undone}
        if model is ProjectName:
            _call_as_before([fact.pk for fact in undone])
    created = list(Project.objects.filter(batch=batch).values_list("pk", flat=True))
    Project.objects.filter(batch=batch).update(is_void=True)
    audit.record(
        by=by, at=at, action="撤回一批陈述", object_kind="batch", object_id=batch,
        after={"projects": len(touched), "voided": len(created)},
    )
    publish(ProjectsRecorded(tuple(sorted(touched | set(created))), tuple(years), at))
    return len(touched)


def _call_as_before(undone: Sequence[int]) -> None:
    """Names and codes the batch gave are taken back from the identities, and are no 曾用名."""
    before = []
    for part in queries.chunks(undone):
        ProjectName.objects.filter(pk__in=part).update(is_taken_back=True)
        ids = ProjectName.objects.filter(pk__in=part).values("project_id")
        before += ProjectName.objects.known().filter(project_id__in=ids).select_related("project")
    for one in before:
        if one.code and one.code != one.project.code:
            other = Project.objects.filter(code=one.code, is_void=False).exclude(pk=one.project_id).first()
            if other is not None:
                raise Refused(no(f"不能撤回：项目代码 {one.code} 现在是“{other.name}”的。请先改那个项目的代码。"))
        one.project.name, one.project.code = one.name, one.code
        one.project.fill_keys()
    Project.objects.bulk_update(
        [one.project for one in before], ["name", "code", "name_key", "sort_key", "initials"],
        batch_size=facts.CHUNK,
    )
