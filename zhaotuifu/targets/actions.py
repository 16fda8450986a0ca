"""目标动作 — write a version of the yearly table, have it approved, hand it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.parties.queries import zones
from zhaotuifu.targets import access, catalogue, naming, queries, telling
from zhaotuifu.targets.models import Target, TargetCell, TargetSheet
from zhaotuifu.targets.rules import Cells, Key, falling, gaps
from zhaotuifu.targets.states import SheetState, ZoneReads

FIRST_YEAR, LAST_YEAR = 2000, 2100
SHORTEST_REASON = 2
MOST = Decimal(10) ** 13


@transaction.atomic
def set_targets(targets: Sequence[Target], *, by: Actor, at: datetime) -> int:
    """直接设目标 — without a table, as a preset does; an equal target changes nothing.

    A target that names no day is in force from the start of its year. Returns how many changed.
    """
    at = audit.take_turn(at)
    for target in targets:
        target.valid_from = target.valid_from or date(target.year, 1, 1)
    changes = facts.record(targets, at=at, by_id=by.user_id)
    audit.record_many(
        [
            audit.Deed(
                "下达目标", "target", str(change.new.pk), f"{change.new.year} {change.new.indicator}",
                {"value": change.old.target_value} if change.old else {},
                {"value": change.new.target_value, "level": change.new.level},
            )
            for change in changes
        ],
        by=by, at=at,
    )
    return len(changes)


@transaction.atomic
def start_sheet(
    *, year: int, by: Actor, at: datetime, copy_of: TargetSheet | None = None, is_demo: bool = False
) -> TargetSheet:
    """起一稿 — of a year, filled with `copy_of` or else with what is in force; the open one if there is.

    It begins where the version before it began: the clerk moves the day when it is an adjustment.
    Raises `Refused` for a year out of reach.
    """
    at = audit.take_turn(at)
    ensure(access.can_keep(by))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(no(f"年度 {year} 不对。请写 {FIRST_YEAR} 到 {LAST_YEAR} 之间的数。"))
    found = queries.open_sheet(year)
    if found is not None:
        return found
    cells = queries.cells_of(copy_of) if copy_of else queries.cells_in_force(year)
    before = queries.sheet_in_force(year)
    last = TargetSheet.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    sheet = TargetSheet.objects.create(
        year=year, number=last + 1, valid_from=before.valid_from if before else date(year, 1, 1),
        zone_reads=before.zone_reads if before else ZoneReads.OWN, created_at=at,
        created_by_id=by.user_id, is_demo=is_demo,
    )
    _write(sheet, cells)
    origin = copy_of or before
    _note(sheet, "起草目标分解表", by, at, after={"照": str(origin) if origin else "", "格": len(cells)})
    return sheet


@transaction.atomic
def save_sheet(
    *, sheet: TargetSheet, cells: Cells, head: Mapping[str, Any], revision: int, by: Actor,
    at: datetime, said: str = "修改目标分解表",
) -> int:
    """保存草稿 — all cells and the head (`valid_from`, `source`, `zone_reads`, `difference_note`).

    Returns how many cells changed. Raises `Refused`, naming the cell, for a value that cannot be;
    `Conflict` when somebody saved since `revision`.
    """
    at = audit.take_turn(at)
    ensure(access.can_edit(by, sheet))
    _ensure_possible(cells)
    _ensure_day(sheet, head["valid_from"])
    before = queries.cells_of(sheet)
    _move_on(sheet, revision, state=SheetState.DRAFT, **head)
    changed = {key for key in {*before, *cells} if before.get(key) != cells.get(key)}
    _write(sheet, cells)
    called = naming.Names.of(zones())
    _note(
        sheet, said, by, at,
        before={called.of_key(key): before.get(key) for key in changed if key in before},
        after={called.of_key(key): cells.get(key) for key in changed} | dict(head),
    )
    return len(changed)


@transaction.atomic
def submit(*, sheet: TargetSheet, revision: int, by: Actor, at: datetime) -> None:
    """报审 — raises `Refused` while nothing stands in it, or parts do not add up and nobody says why."""
    at = audit.take_turn(at)
    ensure(access.can_submit(by, sheet))
    _ensure_whole(sheet, queries.cells_of(sheet))
    _move_on(
        sheet, revision, state=SheetState.SUBMITTED, submitted_at=at, submitted_by_id=by.user_id,
        returned_reason="",
    )
    _note(sheet, "报审目标分解表", by, at)
    telling.asked(sheet, by=by, at=at)


@transaction.atomic
def send_back(
    *, sheet: TargetSheet, revision: int, reason: str, by: Actor, at: datetime
) -> None:
    """退回修改 — with a reason the office reads."""
    at = audit.take_turn(at)
    ensure(access.can_return(by, sheet))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(no("请写明退回的原因，起草的人要照着改。"))
    _move_on(
        sheet, revision, state=SheetState.DRAFT, submitted_at=None, submitted_by_id=None,
        returned_reason=reason.strip(),
    )
    _note(sheet, "退回目标分解表", by, at, after={"reason": reason.strip()})
    telling.sent_back(sheet, reason.strip(), by=by, at=at)


@transaction.atomic
def drop(*, sheet: TargetSheet, revision: int, by: Actor, at: datetime) -> None:
    """作废 — a draft that is not wanted; its number stays taken."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, sheet))
    _move_on(sheet, revision, state=SheetState.DROPPED)
    _note(sheet, "作废目标分解表", by, at)


@transaction.atomic
def issue(*, sheet: TargetSheet, revision: int, by: Actor, at: datetime) -> int:
    """下达 — its cells are the targets in force from its day on; returns how many targets changed.

    What stood before and is not in this version ends that day. Figures of an earlier day, and
    those known before, stay as they were.
    """
    at = audit.take_turn(at)
    ensure(access.can_issue(by, sheet))
    cells = queries.cells_of(sheet)
    _ensure_whole(sheet, cells)
    _ensure_day(sheet, sheet.valid_from)
    TargetSheet.objects.filter(year=sheet.year, state=SheetState.ISSUED).update(
        state=SheetState.REPLACED
    )
    _move_on(sheet, revision, state=SheetState.ISSUED, issued_at=at, issued_by_id=by.user_id)
    stood = queries.cells_in_force(sheet.year, as_of=sheet.valid_from)
    ended: dict[Key, Decimal | None] = {key: None for key in stood if key not in cells}
    changes = facts.record(
        [_target(sheet, key, value) for key, value in (ended | dict(cells)).items()],
        at=at, by_id=by.user_id, batch=sheet.batch,
    )
    _note(
        sheet, "下达目标分解表", by, at,
        after={"valid_from": sheet.valid_from, "格": len(cells), "变动": len(changes), "取消": len(ended)},
    )
    telling.handed_down(sheet, by=by, at=at)
    return len(changes)


def _target(sheet: TargetSheet, key: Key, value: Decimal | None) -> Target:
    return Target(
        year=sheet.year, indicator=key.indicator, level=key.level, zone_id=key.zone_id,
        month=key.month, valid_from=sheet.valid_from, target_value=value,
        source=sheet.source or f"{sheet.year}年目标任务分解表（第{sheet.number}版）",
        origin=f"目标分解表#{sheet.pk}",
    )


def _write(sheet: TargetSheet, cells: Cells) -> None:
    TargetCell.objects.filter(sheet=sheet).delete()
    TargetCell.objects.bulk_create(
        TargetCell(
            sheet=sheet, indicator=key.indicator, level=key.level, zone_id=key.zone_id,
            month=key.month, target_value=value,
        )
        for key, value in cells.items()
    )


def _move_on(sheet: TargetSheet, revision: int, **values: Any) -> None:
    """Compare and set: whoever saw an older revision is told."""
    seen = TargetSheet.objects.filter(pk=sheet.pk, revision=revision)
    if not seen.update(revision=F("revision") + 1, **values):
        raise Conflict("已被他人处理：您打开之后，有人改过这一版。您填的内容还在，核对后再保存。")
    sheet.refresh_from_db()


def _ensure_possible(cells: Cells) -> None:
    called = naming.Names.of(zones())
    known = set(catalogue.columns())
    columns = {(one.code, level) for one, level in known}
    for key, value in cells.items():
        if (key.indicator, key.level) not in columns and not _is_kept(key):
            raise Refused(no(f"没有“{called.of_key(key)}”这一列。请从表里的列填。"))
        if not 0 <= value < MOST:
            raise Refused(no(f"{called.of_key(key)}：目标不能是负数，也不能有 {MOST:,f} 那么大。请核对。"))
        if value != round(value, 4):
            raise Refused(no(f"{called.of_key(key)}：最多写 4 位小数。请四舍五入后再填。"))


def _is_kept(key: Key) -> bool:
    """Targets set before the table knew its columns stay possible."""
    return Target.objects.filter(indicator=key.indicator, level=key.level).exists()


def _ensure_day(sheet: TargetSheet, day: date) -> None:
    if day.year != sheet.year:
        raise Refused(no(f"起用日期 {day} 不在 {sheet.year} 年里。请写 {sheet.year} 年的一天。"))
    before = queries.sheet_in_force(sheet.year)
    if before is not None and day < before.valid_from:
        raise Refused(
            no(f"起用日期 {day} 早于第{before.number}版的 {before.valid_from}。请写那一天或以后的日期。")
        )


def _ensure_whole(sheet: TargetSheet, cells: Cells) -> None:
    """Something stands in it, months do not fall, and parts add up or it is said why not."""
    if not cells:
        raise Refused(no("表里还没有一个目标。请先填，再报审。"))
    called = naming.Names.of(zones())
    down = falling(cells)
    if down:
        raise Refused(
            no(f"{called.of_key(down[0])}：分月目标是累计数，不能比前面的月份小，也不能比全年大；12月要等于全年。请核对。")
        )
    open_gaps = gaps(cells, catalogue.additive())
    if open_gaps and len(sheet.difference_note.strip()) < SHORTEST_REASON:
        said = "；".join(called.of_gap(gap) for gap in open_gaps[:3])
        more = f"等 {len(open_gaps)} 处" if len(open_gaps) > 3 else ""
        raise Refused(no(f"分解到板块的数加起来和全区不等：{said}{more}。请改平，或在“差额说明”里写明差在哪里。"))


def _note(
    sheet: TargetSheet, action: str, by: Actor, at: datetime,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        by=by, at=at, action=action, object_kind="target_sheet", object_id=sheet.pk,
        object_name=f"{sheet.year}年目标任务分解表第{sheet.number}版", before=before, after=after,
    )
