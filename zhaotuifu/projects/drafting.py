"""起草陈述 — what is said of projects, as facts and deeds of a draft; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from zhaotuifu.kernel import audit, bulk
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.projects import drafting_memberships as belonging
from zhaotuifu.projects import queries
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Packaging,
    Profile,
    ProgrammeMember,
    Project,
    ProjectName,
    ProjectZone,
    StandingChange,
)

FACT_MODELS: tuple[type[Fact], ...] = (
    ProjectName, ProjectZone, Listing, AnnualPlan, Profile, StandingChange, ProgrammeMember, Packaging,
)
PLAIN_FIELDS = ("name", "code")
LISTING_FIELDS = ("level", "construction_kind", "admitted_on")
NAME_FIELDS = ("name", "code", "name_key", "sort_key", "initials")


@dataclass(frozen=True, slots=True)
class Statement:
    """陈述 — what one source says of one project for a year; absent keys say nothing.

    `values` may hold: name, code, zone_ids (tuple), level, construction_kind, admitted_on,
    plan_wan, and every name of `Profile.FACT_VALUES`. None or "" clears. `project_id` None creates.
    Also programmes ({id: whether it belongs}), and of a package parts or package_id, package_name.
    """

    values: Mapping[str, Any]
    project_id: int | None = None
    origin: str = ""
    is_demo: bool = False


@dataclass(slots=True)
class _Said:
    """Facts gathered over all statements of one act, by kind; the 板块 rows that may end, the known
    programmes and packages."""

    rows: dict[type[Fact], list[Fact]]
    lying: Mapping[int, list[ProjectZone]]
    belonging: belonging.Belonging


def draft_projects(
    draft: Draft, statements: Sequence[Statement], *, year: int, about_from: date, reason: str = ""
) -> list[int]:
    """起草陈述项目 — see `actions.state_projects`; answers with the ids, new ones reserved."""
    created = _create(draft, statements)
    ids = [statement.project_id or created[n] for n, statement in enumerate(statements)]
    old = [statement.project_id for statement in statements if statement.project_id]
    known = queries.snapshots(old, year=year, as_of=about_from, draft=draft)
    told = [(statement.project_id, statement.values) for statement in statements]
    said = _Said(
        {model: [] for model in FACT_MODELS}, _lying(draft, statements),
        belonging.known_to(draft, told, about_from),
    )
    for project_id, statement in zip(ids, statements, strict=True):
        snapshot = known.get(project_id) if statement.project_id else None
        day = about_from if snapshot else date(year, 1, 1)
        _gather(draft, said, project_id, statement, snapshot, year, day, reason)
    for rows in said.rows.values():
        draft.state(rows)
    _rename(draft, statements, known)
    return ids


def _create(draft: Draft, statements: Sequence[Statement]) -> dict[int, int]:
    """New identities, by the number of their statement."""
    fresh = [(n, s) for n, s in enumerate(statements) if s.project_id is None]
    for _, statement in fresh:
        if not statement.values.get("name"):
            raise Refused(no("新项目要有项目名称。请补上名称。"))
        if not statement.values.get("zone_ids"):
            raise Refused(no(f"新项目“{statement.values['name']}”要有板块。请选一个板块，或选“未分”。"))
    _refuse_taken_codes(statements)
    ids = bulk.reserve(Project, len(fresh))
    rows = [
        Project(
            pk=pk, name=s.values["name"], code=s.values.get("code") or "", is_demo=s.is_demo,
            created_by_id=draft.by.user_id, batch=draft.batch,
        ).fill_keys()
        for pk, (_, s) in zip(ids, fresh, strict=True)
    ]
    if rows:
        draft.make(Project, rows, moment="created_at")
    return {n: pk for pk, (n, _) in zip(ids, fresh, strict=True)}


def _refuse_taken_codes(statements: Sequence[Statement]) -> None:
    codes = {s.values["code"]: s.project_id for s in statements if s.values.get("code")}
    found = sorted(codes)
    for start in range(0, len(found), queries.READ_CHUNK):
        part = found[start : start + queries.READ_CHUNK]
        bearing = Project.objects.filter(code__in=part, is_void=False)
        for pk, code, name in bearing.order_by("id").values_list("pk", "code", "name"):
            if codes[code] != pk:
                raise Refused(no(f"项目代码 {code} 已属于“{name}”。请核对代码。"))


def _lying(draft: Draft, statements: Sequence[Statement]) -> dict[int, list[ProjectZone]]:
    """The known 板块 rows of the projects whose 板块 is said."""
    ids = [s.project_id for s in statements if s.project_id and "zone_ids" in s.values]
    gone = draft.gone.get(ProjectZone, {})
    found: dict[int, list[ProjectZone]] = {}
    for part in queries.chunks(ids):
        for row in ProjectZone.objects.known().filter(project_id__in=part).order_by("id"):
            if row.pk not in gone:
                found.setdefault(row.project_id, []).append(row)
    return found


def _gather(
    draft: Draft, said: _Said, project_id: int, statement: Statement,
    snapshot: queries.Snapshot | None, year: int, day: date, reason: str,
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
        said.rows[ProjectName].append(ProjectName(valid_from=day, **called, **common).fill_keys())
    if "zone_ids" in values:
        _gather_zones(draft, said, snapshot, values["zone_ids"], day, common, before, after)
    _gather_listing(draft, said, snapshot, values, year, day, common, before, after)
    if "plan_wan" in values:
        old = snapshot.plan_wan if snapshot else None
        if _note(before, after, "plan_wan", old, values["plan_wan"]):
            said.rows[AnnualPlan].append(
                AnnualPlan(year=year, valid_from=day, plan_wan=values["plan_wan"], **common)
            )
    _gather_profile(said, snapshot, values, day, common, before, after)
    note = partial(_note, before, after)
    for fact in belonging.gather(said.belonging, project_id, values, day, statement.origin, note):
        said.rows[type(fact)].append(fact)
    if before or after or snapshot is None:
        action = "陈述项目" if snapshot else "建立项目"
        if reason:
            after["reason"] = reason
        name = values.get("name") or (snapshot.name if snapshot else "")
        draft.deeds.append(audit.Deed(action, "project", str(project_id), name, before, after))


def _note(before: dict, after: dict, name: str, old: Any, new: Any) -> bool:
    """Notes a change for the audit row; says whether there is one."""
    if old == new or (old in (None, "") and new in (None, "")):
        return False
    before[name], after[name] = old, new
    return True


def _gather_zones(draft, said, snapshot, zone_ids, day, common, before, after) -> None:
    old = snapshot.zone_ids if snapshot else ()
    if set(old) == set(zone_ids):
        return
    before["zone_ids"], after["zone_ids"] = list(old), list(zone_ids)
    for row in said.lying.get(snapshot.id, ()) if snapshot else ():
        if row.zone_id in old and row.zone_id not in zone_ids:
            draft.end(ProjectZone, row.pk, row)
            if row.valid_from < day:
                said.rows[ProjectZone].append(
                    ProjectZone(
                        zone_id=row.zone_id, valid_from=row.valid_from,
                        valid_to=day - timedelta(days=1), **common,
                    )
                )
    for zone_id in zone_ids:
        if zone_id not in old:
            said.rows[ProjectZone].append(ProjectZone(zone_id=zone_id, valid_from=day, **common))


def _gather_listing(draft, said, snapshot, values, year, day, common, before, after) -> None:
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
        since = _leave_listing(draft, said, old, level, day, common)
    said.rows[Listing].append(
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


def _leave_listing(draft, said, old, level, day, common) -> date:
    """Level kept: the row is restated from its own first day. Level changed: the old one ends."""
    if old.level == level:
        return old.valid_from
    if old.fact_id is None:  # said in the same draft
        draft.new[Listing].pop((common["project_id"], old.year, old.level))
    else:
        draft.end(Listing, old.fact_id)
    if old.valid_from < day:
        said.rows[Listing].append(
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


def _gather_profile(said, snapshot, values, day, common, before, after) -> None:
    told = {name: values[name] for name in Profile.FACT_VALUES if name in values}
    old = snapshot.profile if snapshot else queries.NO_PROFILE
    changed = [_note(before, after, name, old[name], value) for name, value in told.items()]
    if snapshot and not any(changed):
        return
    whole = old | {
        name: value if value is not None else queries.NO_PROFILE[name]
        for name, value in told.items()
    }
    said.rows[Profile].append(Profile(valid_from=day, **whole, **common))


def _rename(
    draft: Draft, statements: Sequence[Statement], known: Mapping[int, queries.Snapshot]
) -> None:
    """Name and code live on the identity itself; those before are `ProjectName` rows."""
    called: dict[int, tuple[str, str]] = {}
    for statement in statements:
        snapshot = known.get(statement.project_id or 0)
        if snapshot is None:
            continue
        name = statement.values.get("name") or snapshot.name
        code = statement.values.get("code", snapshot.code) or ""
        if (name, code) != (snapshot.name, snapshot.code):
            called[snapshot.id] = (name, code)
    call(draft, called)


def call(draft: Draft, called: Mapping[int, tuple[str, str]]) -> None:
    """改名 — identities by their id get a name and a code, with the keys derived from them."""
    for part in queries.chunks(called):
        for project in Project.objects.filter(pk__in=part):
            project.name, project.code = called[project.pk]
            project.fill_keys()
            draft.change(project, **{name: getattr(project, name) for name in NAME_FIELDS})


def draft_undo(draft: Draft) -> set[int]:
    """起草撤回 — the batch's facts go back, names with them, what it made is void.

    Call it after `queries.nothing_later`. Returns the ids of the projects touched and made. Raises
    `Refused` when a code that would be borne again has become another project's.
    """
    # First, so that a code they bear is free for the project that bore it before.
    made = list(Project.objects.filter(batch=draft.batch, is_void=False))
    for project in made:
        draft.change(project, is_void=True)
    voided = {project.pk for project in made}
    touched: set[int] = set()
    for model in FACT_MODELS:
        undone = draft.take_back(model)
        touched |= {fact.project_id for fact in undone}  # type: ignore[attr-defined]
        if model is ProjectName:
            _call_as_before(draft, undone)
    draft.deeds.append(
        audit.Deed(
            "撤回一批陈述", "batch", draft.batch, after={"projects": len(touched), "voided": len(voided)}
        )
    )
    return touched | voided


def _call_as_before(draft: Draft, undone: Sequence[Fact]) -> None:
    """Names and codes the batch gave are taken back from the identities, and are no 曾用名."""
    for fact in undone:
        draft.change(fact, is_taken_back=True)
    called = {
        fact.project_id: (fact.name, fact.code)  # type: ignore[attr-defined]
        for fact in draft.new.get(ProjectName, {}).values()
    }
    codes = {code: pk for pk, (_, code) in called.items() if code}
    found = sorted(codes)
    for start in range(0, len(found), queries.READ_CHUNK):
        part = found[start : start + queries.READ_CHUNK]
        bearing = Project.objects.filter(code__in=part, is_void=False).exclude(batch=draft.batch)
        for pk, code, name in bearing.order_by("id").values_list("pk", "code", "name"):
            if codes[code] != pk and called.get(pk, ("", code))[1] == code:
                raise Refused(
                    no(f"不能撤回：项目代码 {code} 现在是“{name}”的。请先改那个项目的代码。")
                )
    call(draft, called)
