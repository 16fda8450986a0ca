"""核对 — doubtful codes of the library, and what a person has said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.projects import queries
from zhaotuifu.projects.access import can_edit
from zhaotuifu.projects.identities import CHECKED_FIELDS, doubt_of
from zhaotuifu.projects.models import CheckedValue, Profile, Project

LABELS = {"code": "项目代码", "uscc": "统一社会信用代码"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """一处疑点 — of a project's code, not yet looked at by a person."""

    project_id: int
    name: str
    field: str
    value: str
    sentence: str

    @property
    def label(self) -> str:
        return LABELS[self.field]


def doubts(actor: Actor, today: date) -> list[Doubt]:
    """疑点 — of every project the actor sees, by name; three SQL statements the first time."""
    return remembered(("doubts", actor, today), lambda: _doubts(actor, today))


def _doubts(actor: Actor, today: date) -> list[Doubt]:
    seen = Project.objects.visible_to(actor)
    projects = list(seen.order_by("sort_key", "id").values_list("pk", "name", "code"))
    said = Profile.objects.known().filter(project__in=seen, valid_from__lte=today)
    latest = dict(
        said.order_by("valid_from", "recorded_at", "id").values_list("project_id", "uscc")
    )
    checked = set(CheckedValue.objects.order_by("id").values_list("project_id", "field", "value"))
    found = []
    for pk, name, code in projects:
        for field, value in (("code", code), ("uscc", latest.get(pk, ""))):
            sentence = doubt_of(field, value, today)
            if sentence and (pk, field, value) not in checked:
                found.append(Doubt(pk, name, field, value, sentence))
    return found


def checked_of(project_id: int) -> frozenset[tuple[str, str]]:
    """核对过的 — (field, value) of a project; one SQL statement."""
    rows = CheckedValue.objects.filter(project=project_id).order_by("id")
    return frozenset(rows.values_list("field", "value"))


@transaction.atomic
def confirm_values(
    *, project: Project, values: Mapping[str, str], reason: str = "", by: Actor, at: datetime
) -> int:
    """核对无误 — these doubtful codes stand as they are; asked again only when they change.

    Raises `Refused` for who may not edit the project, and when the project bears another value now.
    Returns how many were not confirmed before.
    """
    at = audit.take_turn(at)
    lying = queries.zones_of([project.pk], as_of=date.max, known_at=None).get(project.pk, [])
    ensure(can_edit(by, [zone_id for zone_id, _ in lying]))
    now = _borne(project.pk, at.date())
    done = 0
    for field, value in values.items():
        if field not in CHECKED_FIELDS or now.get(field) != value:
            raise Refused(no(f"{LABELS.get(field, '这个字段')}刚刚改过，现在不是“{value}”。请刷新后再核对。"))
        made = {"reason": reason.strip()[:300], "checked_at": at, "checked_by_id": by.user_id}
        _, is_new = CheckedValue.objects.get_or_create(
            project=project, field=field, value=value, defaults=made
        )
        done += is_new
        if is_new:
            audit.record(
                by=by, at=at, action="核对无误", object_kind="project", object_id=project.pk,
                object_name=project.name, after={field: value, "reason": reason.strip()},
            )
    return done


def _borne(project_id: int, today: date) -> dict[str, str]:
    profile = queries.latest_profiles([project_id], as_of=today, known_at=None).get(project_id, {})
    code = Project.objects.filter(pk=project_id).values_list("code", flat=True)[0]
    return {"code": code, "uscc": str(profile.get("uscc") or "")}
