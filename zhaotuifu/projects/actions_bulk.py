"""批量修改动作 — one field of many projects, all of it or nothing; and back again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.projects import actions, bulk
from zhaotuifu.projects.access import can_bulk_edit
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.projects.models import BulkEdit, Listing
from zhaotuifu.projects.states import BulkField

MOVED_ON = "预览之后库里的数据变了，或刚刚已经改过。已按最新数据重新比对，请再看一遍后确认。"


@transaction.atomic
def edit_in_bulk(
    *, order: bulk.Order, reason: str, chosen_by: str, seen: str, by: Actor, at: datetime
) -> BulkEdit:
    """批量修改 — what was previewed is what is written, in one transaction.

    `seen` is the digest of the preview. Raises `Conflict` when the preview is no longer true,
    `Refused` when the act is not allowed, has no reason, or nothing would change.
    """
    at = audit.take_turn(at)
    ensure(can_bulk_edit(by, order.field))
    ensure(bulk.can_take(len(order.project_ids)))
    ensure(bulk.fits_year(order, timezone.localdate(at)))
    if not reason.strip():
        raise Refused(no("请写明原因。原因会留在每个项目的记录里。"))
    found = bulk.preview(order, by)
    if found.digest != seen:
        raise Conflict(MOVED_ON)
    if not found.lines:
        raise Refused(no("没有要改的：选中的项目都不用改，或都不能改。请看下面每个项目的说明。"))
    edit = BulkEdit.objects.create(
        organisation_id=min(by.organisations(Role.OFFICE) or by.organisations(Role.ZONE), default=None),
        year=order.year, field=order.field, value=order.value, about_from=order.about_from,
        reason=reason.strip()[:300], chosen_by=chosen_by[:500],
        changes=[[line.project_id, line.name, line.old] for line in found.lines],
        unchanged=len(found.unchanged), refused=len(found.refused) + found.unseen,
        edited_at=at, edited_by_id=by.user_id,
    )
    _write(edit, order, found, by=by, at=at)
    audit.record(
        by=by, at=at, action="批量修改", object_kind="bulk_edit", object_id=edit.pk,
        object_name=BulkField(order.field).label,
        after={"field": order.field, "value": order.value, "projects": len(found.lines),
               "reason": edit.reason, "chosen_by": edit.chosen_by},
    )
    return edit


def _write(edit: BulkEdit, order: bulk.Order, found: bulk.Preview, *, by: Actor, at: datetime) -> None:
    """The statements, by the day they hold from: a correction takes each project at its last word."""
    value = _stated(order)
    by_day: dict[date, list[actions.Statement]] = defaultdict(list)
    for line in found.lines:
        by_day[line.day].append(
            actions.Statement({order.field.value: value}, line.project_id, edit.origin)
        )
    for day, statements in sorted(by_day.items()):
        actions.state_projects(
            statements, year=order.year, about_from=day, by=by, at=at, batch=edit.batch,
            reason=f"{edit.origin}：{edit.reason}", is_told=False,
        )
    ids = tuple(line.project_id for line in found.lines)
    publish(ProjectsRecorded(ids, _years(edit), at))


def _stated(order: bulk.Order) -> Any:
    """The value as a statement takes it."""
    if order.field == BulkField.PROGRAMME:
        return dict([bulk.programme_meant(order.value)])
    return tuple(order.value) if order.field == BulkField.ZONE else order.value


def _years(edit: BulkEdit) -> tuple[int, ...]:
    """The years whose lists may show the change: the one edited, and later ones it carries into."""
    ids = [project_id for project_id, _, _ in edit.changes]
    listed = Listing.objects.known().filter(project_id__in=ids, year__gt=edit.year)
    return (edit.year, *sorted(set(listed.order_by("year").values_list("year", flat=True).distinct())))


@transaction.atomic
def undo_bulk_edit(*, edit: BulkEdit, by: Actor, at: datetime) -> BulkEdit:
    """撤回批量修改 — as a whole; each project has again what it had.

    Raises `Refused` when something newer builds on it, `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    locked = BulkEdit.objects.select_for_update(of=("self",)).get(pk=edit.pk)
    ensure(can_bulk_edit(by, BulkField(locked.field)))
    if locked.undone_at is not None:
        raise Conflict("这次批量修改已经撤回。请刷新看看是谁办的。")
    ensure(bulk.can_undo(locked))
    locked.undone_at, locked.undone_by_id = at, by.user_id
    locked.save(update_fields=["undone_at", "undone_by"])
    actions.undo_batch(batch=locked.batch, years=_years(locked), by=by, at=at)
    name = locked.field
    deeds = [
        audit.Deed(
            "撤回批量修改", "project", str(project_id), title, {name: locked.value},
            {name: old, "reason": f"撤回{locked.origin}"},
        )
        for project_id, title, old in locked.changes
    ]
    deeds.append(audit.Deed("撤回批量修改", "bulk_edit", str(locked.pk), BulkField(name).label))
    audit.record_many(deeds, by=by, at=at)
    return locked
