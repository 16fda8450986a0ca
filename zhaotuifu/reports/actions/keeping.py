"""种类和模板动作 — a new dated version of a kind, and an office's own Word file for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhaotuifu.documents import templating
from zhaotuifu.documents.templating import TemplateFound
from zhaotuifu.evidence.actions import store
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.reports import access, catalogue
from zhaotuifu.reports.models import KindTemplate, KindVersion
from zhaotuifu.reports.rules.kinds import KindError, kind_of
from zhaotuifu.reports.states import STATE_SECRETS

LARGEST_TEMPLATE = 5 * 1024 * 1024


@transaction.atomic
def new_version(
    *, code: str, changes: Mapping[str, Any], valid_from: date, source: str, by: Actor,
    at: datetime,
) -> KindVersion:
    """改公文种类 — a new version from a day on; reports in hand keep the one they were opened under.

    `changes` are fields of the kind's mapping. Raises `Refused` for a day that is past or already
    has a version, for a kind that could not be composed, and when nothing is said differently.
    """
    at = audit.take_turn(at)
    ensure(access.can_keep_kinds(by))
    today = timezone.localdate(at)
    versions = catalogue.versions_of(code)
    newest = versions[0] if versions else None
    if newest is None:
        raise Refused(no(f"没有“{code}”这种公文。请从种类清单里点开。"))
    if valid_from < today:
        raise Refused(no(f"起用日 {valid_from} 已经过去。以前的不改，请写今天或以后的一天。"))
    if newest.valid_from >= valid_from:
        raise Refused(no(f"{newest.valid_from} 起的一版已经有了。请写更晚的一天。"))
    if not source.strip():
        raise Refused(no("没有写依据。请写明按什么改的，例如“区重大办 2025 年 4 月办公会”。"))
    data = dict(newest.data) | dict(changes) | {"source": source.strip(), "is_example": False}
    if data == newest.data | {"source": source.strip(), "is_example": False}:
        raise Refused(no("和现在的一版一样，没有新立一版。"))
    _ensure_kind(data)
    made = KindVersion.objects.create(
        code=code, name=data["name"], data=data, source=source.strip(), valid_from=valid_from,
        position=newest.position,
    )
    audit.record(
        by=by, at=at, action="改公文种类", object_kind="document_kind", object_id=made.pk,
        object_name=made.name, before={name: newest.data.get(name) for name in changes},
        after={**changes, "valid_from": valid_from, "source": source.strip()},
    )
    return made


def _ensure_kind(data: Mapping[str, Any]) -> None:
    if data.get("secrecy") in [one.label for one in STATE_SECRETS]:
        raise Refused(no(f"不能标“{data['secrecy']}”：涉密的内容不得在本系统里处理。"))
    try:
        kind_of(data)
    except KindError as error:
        raise Refused(no(str(error))) from error


def examined(data: bytes) -> TemplateFound:
    """查模板 — raises `Refused` naming what is wrong with the file."""
    if len(data) > LARGEST_TEMPLATE:
        raise Refused(no(
            f"模板有 {len(data) / 1024 / 1024:.1f} MB，最多 {LARGEST_TEMPLATE // 1024 // 1024} MB。"
            "请去掉里面的大图片。"
        ))  # fmt: skip
    return templating.examine_template(data)


@transaction.atomic
def upload_template(
    *, code: str, data: bytes, name: str, valid_from: date, by: Actor, at: datetime
) -> KindTemplate:
    """上传模板 — examined before it is kept; in force from the day. Raises `Refused`."""
    at = audit.take_turn(at)
    ensure(access.can_keep_kinds(by))
    if by.user_id is None:
        raise Refused(no("不能上传：模板要由区重大办的人上传。"))
    kinds = {version.code: version.name for version in catalogue.versions_on(timezone.localdate(at))}
    if code not in kinds:
        raise Refused(no(f"没有“{code}”这种公文。请从种类清单里点开。"))
    if valid_from < timezone.localdate(at):
        raise Refused(no(f"起用日 {valid_from} 已经过去。请写今天或以后的一天。"))
    found = examined(data)
    file = store(data=data, name=name, by=by, at=at)
    made = KindTemplate.objects.create(
        kind=code, file=file, places=[place.value for place in found.places],
        valid_from=valid_from, uploaded_at=at, uploaded_by_id=by.user_id,
    )
    audit.record(
        by=by, at=at, action="上传公文模板", object_kind="document_template", object_id=made.pk,
        object_name=f"{kinds[code]}：{file.name}", after={
            "sha256": file.sha256, "valid_from": valid_from, "places": made.places,
        },
    )
    return made


@transaction.atomic
def end_template(*, template: KindTemplate, by: Actor, at: datetime) -> None:
    """停用模板 — the one before it, or the house's own layout, is used again. Raises `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_keep_kinds(by))
    rows = KindTemplate.objects.filter(pk=template.pk, ended_at__isnull=True)
    if not rows.update(ended_at=at, ended_by_id=by.user_id):
        raise Conflict
    audit.record(
        by=by, at=at, action="停用公文模板", object_kind="document_template",
        object_id=template.pk, object_name=template.file.name,
    )
