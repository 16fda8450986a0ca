"""批量修改的预演 — what one value would change in many projects, what not and why; nothing is written.

A correction (no day given) holds from the day of the last word of its kind, or from the first day
of the year; a change from a day on is refused where something newer is said already.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Q

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.projects import memberships, queries
from zhaotuifu.projects.access import can_bulk_edit, can_edit
from zhaotuifu.projects.models import (
    BulkEdit,
    Listing,
    Profile,
    ProgrammeMember,
    Project,
    ProjectFact,
    ProjectZone,
)
from zhaotuifu.projects.queries import Snapshot
from zhaotuifu.projects.states import BulkField, ConstructionKind, Kind, Level, Standing

MOST = 2000
LISTED = frozenset({BulkField.LEVEL, BulkField.CONSTRUCTION_KIND})
LABELLED = {
    BulkField.LEVEL: dict(Level.choices), BulkField.KIND: dict(Kind.choices),
    BulkField.CONSTRUCTION_KIND: dict(ConstructionKind.choices),
}
DASH = "—"
ORIGIN = BulkEdit.ORIGIN


@dataclass(frozen=True, slots=True)
class Order:
    """一次修改 — these projects, this field of this year, this value; no day is a correction.

    `value` is a text, the code of a choice, for the 板块 a list of ids, for a 专项 "+3" or "-3".
    """

    project_ids: tuple[int, ...]
    field: BulkField
    value: Any
    year: int
    about_from: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """要改的一个 — old value as kept, and the day from which the new one holds."""

    project_id: int
    name: str
    old: Any
    day: date


@dataclass(frozen=True, slots=True)
class Left:
    """不改的一个 — and why."""

    project_id: int
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """预演 — what changes, what is so already, what is refused, and how many are not there to see."""

    lines: tuple[Line, ...]
    unchanged: tuple[tuple[int, str], ...]
    refused: tuple[Left, ...]
    unseen: int
    digest: str


@dataclass(slots=True)
class _Known:
    """What was read of the projects before any of them is judged."""

    snapshots: Mapping[int, Snapshot]
    zones: Mapping[int, frozenset[int]]
    last_words: Mapping[int, date]
    members: frozenset[int] = frozenset()
    namesakes: Mapping[str, set[int]] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)


def fact_of(name: str) -> type[ProjectFact | ProgrammeMember]:
    """哪一种事实 — that holds the field."""
    if name == BulkField.ZONE:
        return ProjectZone
    if name == BulkField.PROGRAMME:
        return ProgrammeMember
    return Listing if name in LISTED else Profile


def can_take(count: int) -> Verdict:
    """能否一次改这么多."""
    if count <= MOST:
        return YES
    return no(f"不能一次改：选了 {count:,} 个项目，一次最多改 {MOST:,} 个。请先加条件，比如选一个板块，分几次改。")


def fits_year(order: Order, today: date) -> Verdict:
    """日期是否合适 — a day of the year of the list, and not one to come."""
    day = order.about_from
    if day is None or (day.year == order.year and day <= today):
        return YES
    if day.year != order.year:
        return no(f"现在改的是 {order.year}年的名单。请填 {order.year}年内的一天，或留空当作更正。")
    return no("还没到这一天。请填今天或以前的一天，或留空当作更正。")


def preview(order: Order, actor: Actor) -> Preview:
    """预演一次修改 — a fixed number of SQL statements, however many projects."""
    seen = Project.objects.visible_to(actor).filter(pk__in=set(order.project_ids))
    projects = list(seen.order_by("sort_key", "id"))
    known = _read(order, projects)
    lines, unchanged, refused = [], [], []
    for project in projects:
        old = _old(order, known.snapshots[project.pk], known.members)
        day = max(known.last_words.get(project.pk, date.min), date(order.year, 1, 1))
        reason = _refusal(order, project, known, actor, day)
        if _is_same(old, order.value) and not (reason and old is None):
            unchanged.append((project.pk, project.name))
        elif reason:
            refused.append(Left(project.pk, project.name, reason))
        else:
            known.moved.setdefault(project.name_key, project.pk)
            lines.append(Line(project.pk, project.name, old, order.about_from or day))
    unseen = len(set(order.project_ids)) - len(projects)
    return Preview(
        tuple(lines), tuple(unchanged), tuple(refused), unseen,
        _digest(order, lines, unchanged, refused, unseen),
    )


def _read(order: Order, projects: Sequence[Project]) -> _Known:
    ids = [project.pk for project in projects]
    zones = queries.zones_of(ids, as_of=date.max, known_at=None)
    return _Known(
        queries.snapshots(ids, year=order.year, as_of=date(order.year, 12, 31)),
        {pk: frozenset(zone_id for zone_id, _ in found) for pk, found in zones.items()},
        _last_words(order, ids),
        _members(order),
        _namesakes(order, projects) if order.field == BulkField.ZONE else {},
    )


def _last_words(order: Order, ids: Sequence[int]) -> dict[int, date]:
    """最近陈述日 — of the same kind of fact, by project; one SQL statement."""
    rows = fact_of(order.field)._default_manager.known().filter(project_id__in=ids)
    rows = _of_its_kind(rows, order.field, order.year, order.value)
    return dict(
        rows.order_by("project_id").values("project_id").annotate(day=Max("valid_from"))
        .values_list("project_id", "day")
    )


def _of_its_kind(rows: Any, name: str, year: int, value: Any) -> Any:
    """Of facts, those that speak of the same year or programme."""
    if name in LISTED:
        return rows.filter(year=year)
    return rows.filter(programme=programme_meant(value)[0]) if name == BulkField.PROGRAMME else rows


def _members(order: Order) -> frozenset[int]:
    """已在专项的 — on the day, of a correction on the last of the year; one SQL statement or none."""
    if order.field != BulkField.PROGRAMME:
        return frozenset()
    day = order.about_from or date(order.year, 12, 31)
    return memberships.member_ids(programme_meant(order.value)[0], day)


def programme_meant(value: str) -> tuple[int, bool]:
    """专项的写法 — "+3": belongs to the programme 3; "-3": does not."""
    return int(value[1:]), value.startswith("+")


def _namesakes(order: Order, projects: Sequence[Project]) -> dict[str, set[int]]:
    """同名项目 in the 板块 that is moved into, by name; one SQL statement."""
    keys = {project.name_key for project in projects}
    rows = (
        ProjectZone.objects.known()
        .filter(zone_id__in=order.value, valid_to__isnull=True, project__name_key__in=keys)
        .filter(project__is_void=False).exclude(project__standing=Standing.WITHDRAWN)
    )
    found: dict[str, set[int]] = defaultdict(set)
    for key, project_id in rows.values_list("project__name_key", "project_id"):
        found[key].add(project_id)
    return found


def _old(order: Order, snapshot: Snapshot, members: frozenset[int]) -> Any:
    """What stands now; None where the project is on no list of the year."""
    if order.field == BulkField.ZONE:
        return list(snapshot.zone_ids)
    if order.field == BulkField.PROGRAMME:
        return f"{'+' if snapshot.id in members else '-'}{order.value[1:]}"
    if order.field in LISTED:
        # As `state_projects` reads it: the listing of the level said, else the highest.
        level = order.value if order.field == BulkField.LEVEL else ""
        listing = snapshot.listing(level) or snapshot.listing()
        return getattr(listing, order.field.value) if listing else None
    return snapshot.profile[order.field.value] or ""


def _is_same(old: Any, new: Any) -> bool:
    return set(old) == set(new) if isinstance(new, list) else (old or "") == new


def _refusal(
    order: Order, project: Project, known: _Known, actor: Actor, last_word: date
) -> str:
    """Why this project cannot take the value; empty when it can."""
    allowed = can_edit(actor, known.zones.get(project.pk, ()))
    if not allowed:
        return allowed.sentence
    if project.standing == Standing.WITHDRAWN:
        return "已退库。要改先恢复入库。"
    if order.field in LISTED and not known.snapshots[project.pk].listings:
        return f"没有列入 {order.year}年的名单。请先在项目页列入。"
    if last_word.year > order.year:
        return f"{last_word:%Y-%m-%d} 起已有更新的记录。请在 {last_word.year}年的列表上改。"
    if order.about_from and order.about_from < last_word:
        return f"{last_word:%Y-%m-%d} 起已有更新的记录。请填这一天或以后的一天，或留空当作更正。"
    if order.field != BulkField.ZONE:
        return ""
    others = known.namesakes.get(project.name_key, set()) - {project.pk}
    first = known.moved.get(project.name_key)
    if others or first is not None:
        return "那个板块已有同名的项目。请先核对是不是同一个；不是的，先改名称再划转。"
    return ""


def _digest(order: Order, lines, unchanged, refused, unseen: int) -> str:
    """指纹 — of everything the preview says; what was seen is what is written."""
    said = [
        order.field, order.value, order.year, str(order.about_from),
        [[line.project_id, line.name, line.old, str(line.day)] for line in lines],
        [project_id for project_id, _ in unchanged],
        [[left.project_id, left.sentence] for left in refused], unseen,
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def names_shown(zones: Iterable[tuple[int, str]]) -> dict[int | str, str]:
    """名称 — of 板块 by id, of 专项 by what a value says of them; one SQL statement."""
    told: dict[int | str, str] = dict(zones)
    for pk, name in memberships.programme_choices():
        told |= {f"+{pk}": f"列入“{name}”", f"-{pk}": f"不在“{name}”"}
    return told


def shown(name: str, value: Any, names: Mapping[Any, str]) -> str:
    """写法 — of an old or new value, in Chinese; `names` as of `names_shown`."""
    if name in LABELLED:
        # None is "on no list"; the empty code has a label of its own.
        return DASH if value is None else LABELLED[BulkField(name)].get(value, str(value))
    if name == BulkField.ZONE:
        return "、".join(names.get(pk, "已撤的板块") for pk in value) or DASH
    if name == BulkField.PROGRAMME:
        return names.get(value, DASH)
    return value or DASH


def can_undo(edit: BulkEdit) -> Verdict:
    """能否撤回 — as the action asks it, so that the button says the reason before it is pressed."""
    if edit.undone_at is not None:
        return no("这次批量修改已经撤回，没有可撤的。")
    return nothing_newer(edit)


def nothing_newer(edit: BulkEdit) -> Verdict:
    """没有后续 — nothing of the same kind was said since of the projects; one SQL statement.

    A later profile restates the whole of it, so it stands on what this act wrote.
    """
    model = fact_of(edit.field)
    ours = model._default_manager.filter(batch=edit.batch)
    # What an undo brought back counts as stated when it first was.
    is_newer = Q(first_recorded_at__gt=edit.edited_at) | Q(
        first_recorded_at__isnull=True, recorded_at__gt=edit.edited_at
    )
    newer = (
        model._default_manager.known().filter(is_newer).exclude(batch=edit.batch)
        .filter(project__in=ours.values("project_id"))
    )
    newer = _of_its_kind(newer, edit.field, edit.year, edit.value)
    names = list(
        newer.order_by("project_id").values_list("project__name", flat=True).distinct()[:4]
    )
    if not names:
        return YES
    said = "、".join(f"“{name}”" for name in names[:3])
    more = "等项目" if len(names) > 3 else ""
    what = model._meta.verbose_name
    return no(f"不能撤回：之后{said}{more}的{what}又改过。请在项目页逐个改，或再批量改一次改回来。")


@dataclass(frozen=True, slots=True)
class EditLine:
    """登记一行 — who changed what to what, when and why."""

    id: int
    label: str
    value: str
    year: int
    about_from: date | None
    count: int
    unchanged: int
    refused: int
    reason: str
    chosen_by: str
    who: str
    at: Any
    undone_by: str
    undone_at: Any


def register(actor: Actor, names: Mapping[Any, str], start: int, size: int) -> tuple[list[EditLine], int]:
    """批量修改登记 — newest first, and how many there are; two SQL statements."""
    found = BulkEdit.objects.visible_to(actor)
    rows = found.select_related("edited_by", "undone_by", "organisation").order_by("-id")
    return [line_of(row, names) for row in rows[start : start + size]], found.count()


def find_edit(actor: Actor, edit_id: int) -> BulkEdit | None:
    """找一次批量修改 — None when it is not there for this actor; one SQL statement."""
    rows = BulkEdit.objects.visible_to(actor).select_related("edited_by", "undone_by", "organisation")
    return rows.filter(pk=edit_id).first()


def line_of(row: BulkEdit, names: Mapping[Any, str]) -> EditLine:
    """登记的写法."""
    return EditLine(
        row.pk, BulkField(row.field).label, shown(row.field, row.value, names), row.year,
        row.about_from, len(row.changes), row.unchanged, row.refused, row.reason, row.chosen_by,
        _who(row.edited_by, row.organisation), row.edited_at, _who(row.undone_by, None), row.undone_at,
    )


def _who(person, organisation) -> str:
    name = person.name if person else "系统"
    return f"{organisation.name} · {name}" if organisation else name




def seen_origins(actor: Actor, origins: Iterable[str]) -> dict[str, int]:
    """来源里的批量修改 — those of these origins this actor may open, by origin; one SQL or none."""
    ids = {int(text[len(ORIGIN):]): text for text in origins if text.startswith(ORIGIN)}
    seen = BulkEdit.objects.visible_to(actor).filter(pk__in=ids).order_by("id")
    can_open = bool(can_bulk_edit(actor))
    return {ids[pk]: pk for pk in seen.values_list("pk", flat=True)} if ids and can_open else {}
