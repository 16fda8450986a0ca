"""起草归属 — joining and leaving programmes, being a package or a part of one, as facts of a draft.

Stays of a project in a programme never overlap: joining before a later stay fills the gap up to it,
leaving ends what stands and takes back what would begin later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.projects import memberships
from zhaotuifu.projects.belonging import Packaging, Programme, ProgrammeMember
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.queries import chunks

PROGRAMMES = "programmes"
PACKAGE_FIELDS = ("parts", "package_id", "package_name")
ONE_DAY = timedelta(days=1)
Note = Callable[[str, Any, Any], bool]


@dataclass(slots=True)
class Belonging:
    """已知的归属 — of the projects of an act: their stays, their packages, and the programmes' names."""

    stays: Mapping[int, list[ProgrammeMember]]
    packed: Mapping[int, Packed]
    names: Mapping[int, str]


def known_to(draft: Draft, said: Sequence[tuple[int | None, Mapping[str, Any]]], day: date) -> Belonging:
    """读已知的归属 — of the projects of whom something of it is said; no SQL when nothing is."""
    joined = [pk for pk, values in said if pk and PROGRAMMES in values]
    packed = [pk for pk, values in said if pk and any(name in values for name in PACKAGE_FIELDS)]
    wanted = {one for _, values in said for one in values.get(PROGRAMMES) or ()}
    names = dict(Programme.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    return Belonging(
        _stays(draft, joined),
        memberships.packed_of(packed, as_of=day, draft=draft) if packed else {}, names,
    )


def _stays(draft: Draft, ids: Iterable[int]) -> dict[int, list[ProgrammeMember]]:
    gone = draft.gone.get(ProgrammeMember, {})
    found: dict[int, list[ProgrammeMember]] = {}
    for part in chunks(ids):
        for row in ProgrammeMember.objects.known().filter(project_id__in=part).order_by("valid_from", "id"):
            if row.pk not in gone:
                found.setdefault(row.project_id, []).append(row)
    wanted = frozenset(ids)
    drafted: Any = draft.new.get(ProgrammeMember, {}).values()
    for fact in drafted:
        if fact.project_id in wanted:
            found.setdefault(fact.project_id, []).append(fact)
    return found


def gather(
    known: Belonging, project_id: int, values: Mapping[str, Any], day: date, origin: str, note: Note
) -> list[Fact]:
    """一个项目的归属 — the facts a statement makes of it; `note` takes what changed for the audit row."""
    facts: list[Fact] = []
    told: list[str] = []
    stays = known.stays.get(project_id, [])
    for programme_id, is_member in (values.get(PROGRAMMES) or {}).items():
        ours = [one for one in stays if one.programme_id == programme_id]
        rows = _joined(ours, day) if is_member else _left(ours, day)
        facts += [
            ProgrammeMember(
                project_id=project_id, programme_id=programme_id, valid_from=since, valid_to=until,
                origin=origin,
            )
            for since, until in rows
        ]
        if rows:
            told.append(f"{'列入' if is_member else '移出'}{known.names.get(programme_id, '')}")
    note(PROGRAMMES, "", "、".join(told))
    if any(name in values for name in PACKAGE_FIELDS):
        facts += _packed(known.packed.get(project_id, Packed(project_id)), values, day, origin, note)
    return facts


def _joined(stays: Sequence[ProgrammeMember], day: date) -> list[tuple[date, date | None]]:
    if any(one.valid_from <= day <= (one.valid_to or day) for one in stays):
        return []
    later = [one.valid_from for one in stays if one.valid_from > day and not _is_empty(one)]
    return [(day, min(later) - ONE_DAY if later else None)]


def _left(stays: Sequence[ProgrammeMember], day: date) -> list[tuple[date, date | None]]:
    end = day - ONE_DAY
    return [
        (one.valid_from, max(end, one.valid_from - ONE_DAY))
        for one in stays
        if not _is_empty(one) and (one.valid_to is None or one.valid_to > end)
    ]


def _is_empty(stay: ProgrammeMember) -> bool:
    """A stay that was never right."""
    return stay.valid_to is not None and stay.valid_to < stay.valid_from


def _packed(
    old: Packed, values: Mapping[str, Any], day: date, origin: str, note: Note
) -> list[Fact]:
    now = {name: values[name] if name in values else getattr(old, name) for name in PACKAGE_FIELDS}
    now["package_name"] = now["package_name"] or ""
    if now["parts"] and (now["package_id"] or now["package_name"]):
        raise Refused(no("打包不对：一个项目要么是打包的整体，要么是其中的子项。请只填一样。"))
    if now["package_id"] == old.project_id:
        raise Refused(no("打包不对：项目不能是自己的子项。请选另一个打包项目。"))
    # Only names are noted: an id of a project says nothing on the page of the record.
    changed = [
        note("parts", old.parts, now["parts"]), note("package_name", old.package_name, now["package_name"]),
        old.package_id != now["package_id"],
    ]
    return [Packaging(project_id=old.project_id, valid_from=day, origin=origin, **now)] if any(changed) else []
