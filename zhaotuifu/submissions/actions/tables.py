"""上报表动作 — a new table with its blank, a new version, pointings, in use and out of use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from zhaotuifu.evidence.actions import store
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.submissions import access
from zhaotuifu.submissions.models import SuperiorTable, SuperiorVersion
from zhaotuifu.submissions.rules.layout import layouts_of, objections
from zhaotuifu.submissions.rules.pointing import Pointings, as_data, pointings_of
from zhaotuifu.submissions.rules.proposing import proposed
from zhaotuifu.submissions.states import Cadence, VersionState
from zhaotuifu.submissions.workbook import asking

MOST_SPOTS = 500


def create_table(
    *,
    name: str,
    recipient: str,
    cadence: Cadence,
    year: int,
    data: bytes,
    file_name: str,
    by: Actor,
    at: datetime,
    is_demo: bool = False,
) -> SuperiorVersion:
    """建一张上报表 — with the blank of its first year, examined, and proposed pointings to confirm.

    Raises `Refused` for a name that is taken or a file that cannot be used.
    """
    ensure(access.can_keep(by))
    examined = asking.examine(
        data, file_name
    )  # outside the transaction: nobody waits for the child
    with transaction.atomic():
        at = audit.take_turn(at)
        if SuperiorTable.objects.filter(name=name).exists():
            raise Refused(no(f"已有上报表“{name}”。要换新的空表，请到那张表里“上传新版本”。"))
        table = SuperiorTable.objects.create(
            name=name,
            recipient=recipient,
            cadence=cadence,
            created_at=at,
            created_by_id=by.user_id,
            is_demo=is_demo,
        )
        _note(
            table.pk,
            table.name,
            "建上报表",
            by,
            at,
            after={"recipient": recipient, "cadence": cadence},
        )
        return _version(table, year, examined, data, file_name, by, at)


def add_version(
    *, table: SuperiorTable, year: int, data: bytes, file_name: str, by: Actor, at: datetime
) -> SuperiorVersion:
    """上传新版本 — the pointings of the last version are kept where the blank allows, else proposed anew."""
    ensure(access.can_keep(by))
    examined = asking.examine(data, file_name)
    with transaction.atomic():
        at = audit.take_turn(at)
        return _version(table, year, examined, data, file_name, by, at)


def _version(
    table: SuperiorTable,
    year: int,
    examined: Mapping[str, Any],
    data: bytes,
    file_name: str,
    by: Actor,
    at: datetime,
) -> SuperiorVersion:
    layouts = layouts_of(examined)
    proposal = proposed(layouts)
    version = SuperiorVersion.objects.create(
        table=table,
        year=year,
        blank=store(data=data, name=file_name, by=by, at=at),
        layout={"sheets": examined["sheets"]},
        losses=examined["losses"],
        pointings=as_data(_kept(table, layouts) or proposal.pointings),
        sureness={f"{sheet}!{letter}": how for (sheet, letter), how in proposal.sureness.items()},
        created_at=at,
        created_by_id=by.user_id,
    )
    _note(
        version.pk,
        table.name,
        "上传空表",
        by,
        at,
        kind="superior_version",
        after={"year": year, "sha256": version.blank.sha256, "losses": version.losses},
    )
    return version


def _kept(table: SuperiorTable, layouts) -> Pointings | None:
    """Last version's pointings, if every one of them still has its place and its head."""
    last = table.versions.exclude(pointings={}).order_by("-year", "-id").first()
    if last is None:
        return None
    pointings = pointings_of(last.pointings)
    if pointings.is_empty or objections(pointings, layouts):
        return None
    before = {layout.name: layout for layout in layouts_of(last.layout)}
    for area in pointings.areas:
        now = next(layout for layout in layouts if layout.name == area.sheet)
        if any(
            now.text(row, column) != before[area.sheet].text(row, column)
            for row in range(area.head_first, area.head_last + 1)
            for column in range(1, max(now.columns, before[area.sheet].columns) + 1)
        ):
            return None
    return pointings


@transaction.atomic
def copy_version(
    *, version: SuperiorVersion, year: int, by: Actor, at: datetime
) -> SuperiorVersion:
    """照这份改一版 — the same blank and pointings as a new draft."""
    at = audit.take_turn(at)
    ensure(access.can_keep(by))
    made = SuperiorVersion.objects.create(
        table=version.table,
        year=year,
        blank=version.blank,
        layout=version.layout,
        losses=version.losses,
        pointings=version.pointings,
        sureness=version.sureness,
        created_at=at,
        created_by_id=by.user_id,
    )
    _note(
        made.pk,
        version.table.name,
        "照旧版改一版",
        by,
        at,
        kind="superior_version",
        after={"year": year, "from": version.pk},
    )
    return made


@transaction.atomic
def point(
    *, version: SuperiorVersion, pointings: Pointings, by: Actor, at: datetime, revision: int
) -> None:
    """对应 — all pointings of the workbook; `revision` is the one the clerk saw.

    Raises `Refused` with what would spoil the superior's table, `Conflict` for a lost race.
    """
    at = audit.take_turn(at)
    ensure(access.can_point(by, version))
    if len(pointings.spots) > MOST_SPOTS:
        raise Refused(
            no(f"单格有 {len(pointings.spots)} 个，最多 {MOST_SPOTS} 个。成列的数请用列表区。")
        )
    against = objections(pointings, layouts_of(version.layout))
    if against:
        raise Refused(no(" ".join(against[:5])))
    before = version.pointings
    _revise(version, revision, VersionState.DRAFT, pointings=as_data(pointings))
    _note(
        version.pk,
        version.table.name,
        "对应空表",
        by,
        at,
        kind="superior_version",
        before={"pointings": before},
        after={"pointings": version.pointings},
    )


@transaction.atomic
def take_into_use(
    *, version: SuperiorVersion, by: Actor, at: datetime, revision: int, is_loss_known: bool = False
) -> None:
    """启用 — for its year, in place of the version used so far.

    Raises `Refused` while nothing is pointed, or while what filling would not carry along was not
    acknowledged.
    """
    at = audit.take_turn(at)
    ensure(access.can_use(by, version))
    if pointings_of(version.pointings).is_empty:
        raise Refused(no("还没有对应任何一列、一格。请先选好每一列填什么，再启用。"))
    if version.losses and not is_loss_known:
        kinds = "、".join(version.losses)
        raise Refused(
            no(
                f"空表里有{kinds}，填好的表里不会有。请勾选“知道了”再启用，或在 Excel 里去掉后重新上传。"
            )
        )
    former = SuperiorVersion.objects.filter(
        table=version.table_id, year=version.year, state=VersionState.USABLE
    )
    replaced = list(former.order_by("id").values_list("pk", flat=True))
    former.update(state=VersionState.RETIRED, revision=F("revision") + 1)
    try:
        with transaction.atomic():
            _revise(version, revision, VersionState.DRAFT, state=VersionState.USABLE)
    except IntegrityError:
        raise Conflict from None
    _note(
        version.pk,
        version.table.name,
        "启用空表",
        by,
        at,
        kind="superior_version",
        after={"year": version.year, "replaced": replaced, "losses": version.losses},
    )


@transaction.atomic
def retire(*, version: SuperiorVersion, by: Actor, at: datetime, revision: int) -> None:
    """停用或放弃 — nothing that was sent changes."""
    at = audit.take_turn(at)
    ensure(access.can_retire(by, version))
    before = version.state
    _revise(version, revision, version.state, state=VersionState.RETIRED)
    _note(
        version.pk,
        version.table.name,
        "停用空表",
        by,
        at,
        kind="superior_version",
        before={"state": before},
    )


def _revise(version: SuperiorVersion, revision: int, seen_state: str, **changes: object) -> None:
    """Compare-and-set: only the version the clerk saw is changed."""
    seen = SuperiorVersion.objects.filter(pk=version.pk, state=seen_state, revision=revision)
    if not seen.update(revision=F("revision") + 1, **changes):
        raise Conflict
    version.refresh_from_db(fields=["revision", "state", "pointings"])


def _note(
    object_id: int,
    name: str,
    action: str,
    by: Actor,
    at: datetime,
    kind: str = "superior_table",
    before: dict | None = None,
    after: dict | None = None,
) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        object_kind=kind,
        object_id=object_id,
        object_name=name,
        before=before,
        after=after,
    )
