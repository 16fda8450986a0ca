"""送来与答复 — a file is kept, read and shown row by row before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel import audit, bulk, work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.ledger import access, library, planner, reading, remembered, summing
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport, LedgerRow
from zhaotuifu.ledger.pace import uninterrupted
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules.types import FindingClass, Understood
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.parties import queries as parties
from zhaotuifu.parties.queries import ZoneLine

Tell = Callable[..., None]
PARTS = ("mapping", "defaults", "given")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def silent(phase: str, done: int = 0, total: int = 0) -> None:
    """没人听 — who calls an action without a page beside it hears no progress."""


@dataclass(frozen=True, slots=True)
class Preview:
    """比对结果 — what was read, and the plan if the reporting month is known."""

    understood: Understood
    plan: Plan | None


def read_again(ledger_import: LedgerImport, data: bytes, filename: str) -> Understood:
    """读 — the file's bytes with the answers of the import; nothing of the library's projects.

    Raises `FileRefused` when the file cannot be opened. Takes seconds for a long ledger: call it
    before a transaction, so that nobody waits for it.
    """
    return reading.read(
        data, filename, zones=reading.zone_book(parties.zones()), answers=ledger_import.answers,
        taught=taught(ledger_import.sender_id),
        recalled=remembered.of_columns(ledger_import.sender_id),
        today=timezone.localdate(ledger_import.created_at),
    )


def compare(ledger_import: LedgerImport, understood: Understood, *, at: datetime) -> Preview:
    """比对 — what was read against the library; writes nothing."""
    period = understood.period
    if understood.file_refusal is not None or period is None or period.month is None:
        return Preview(understood, None)
    zones = parties.zones()
    plan = planner.plan(
        understood, sender=scope_of(ledger_import, zones), zones=reading.zone_book(zones),
        answers=ledger_import.answers,
        when=library.period(period.year, period.month, timezone.localdate(at)),
    )
    return Preview(understood, plan)


def scope_of(ledger_import: LedgerImport, zones: tuple[ZoneLine, ...]) -> access.Sender:
    """报送范围 — of the one who sent it, also when the office answers in their place."""
    own = frozenset(ledger_import.zone_ids)
    names = tuple(zone.name for zone in zones if zone.id in own)
    return access.Sender(ledger_import.sender_id, not own, own, names)


def taught(sender_id: int | None) -> dict[str, str]:
    """教过的列 — heads this sender mapped or ignored before."""
    rows = ColumnMapping.objects.filter(sender_id=sender_id).order_by("head", "id")
    return dict(rows.values_list("head", "field"))


@uninterrupted()
def send(
    *, data: bytes, name: str, by: Actor, at: datetime, answers: Mapping[str, Any] | None = None
) -> LedgerImport:
    """送台账 — keep the original, read it, show what it would do. Nothing of it is written yet.

    `answers` may hold period ("2025-03"), sheet, mapping, defaults and given (see the preview's
    keys). Raises `Refused` for who may not, `FileRefused` for a file that cannot be opened.
    """
    sender = access.sender_who_may(by)
    ledger_import = LedgerImport(
        sender_id=sender.organisation_id, zone_ids=sorted(sender.zone_ids),
        answers=checked(answers or {}), created_at=at, created_by_id=by.user_id,
    )
    preview = compare(ledger_import, read_again(ledger_import, data, name), at=at)
    with transaction.atomic():
        ledger_import.file = evidence.store(data=data, name=name, by=by, at=at)
        keep_preview(ledger_import, preview, at)
        audit.record(
            by=by, at=at, action="送台账", object_kind="ledger_import",
            object_id=ledger_import.pk, object_name=ledger_import.file.name,
            after={"sha256": ledger_import.file.sha256},
        )
    return ledger_import


def answer(
    *, ledger_import: LedgerImport, answers: Mapping[str, Any], by: Actor, at: datetime,
    tell: Tell = silent,
) -> LedgerImport:
    """答复 — a period, columns mapped, a fixed 板块, questions answered; then compared anew.

    An empty text takes an answer back. Raises `Refused` when the import is past that, `Conflict`
    when somebody else answered meanwhile.
    """
    merged = dict(ledger_import.answers)
    for name, value in checked(answers).items():
        if name in PARTS:
            merged[name] = _merged(merged.get(name, {}), value, name)
        else:
            merged[name] = value
    return _look(ledger_import, merged, by, at, tell)


def look_again(
    *, ledger_import: LedgerImport, by: Actor, at: datetime, tell: Tell = silent
) -> LedgerImport:
    """重新比对 — the library changed since the preview."""
    return _look(ledger_import, ledger_import.answers, by, at, tell)


@uninterrupted()
def _look(
    ledger_import: LedgerImport, answers: dict[str, Any], by: Actor, at: datetime, tell: Tell
) -> LedgerImport:
    ensure(access.can_answer(by, ledger_import))
    tell("读文件、认表头")
    before, ledger_import.answers = ledger_import.answers, answers
    try:
        data = evidence.content(ledger_import.file)
        understood = read_again(ledger_import, data, ledger_import.file.name)
        tell("与库里的项目比对", 0, len(understood.rows))
        preview = compare(ledger_import, understood, at=at)
        tell("保存逐行结果", 0, len(understood.rows))
    finally:
        ledger_import.answers = before
    with transaction.atomic():
        locked = (
            LedgerImport.objects.select_for_update(of=("self",)).select_related("file")
            .get(pk=ledger_import.pk)
        )
        ensure(access.can_answer(by, locked))
        if locked.answers != before:
            raise Conflict("已有别人答复了几处。请刷新看看，再答复其余的。")
        locked.answers = answers
        keep_preview(locked, preview, at)
    return locked


@transaction.atomic
def drop(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> None:
    """放弃 — the file stays kept, nothing of it is written."""
    at = audit.take_turn(at)
    about = ("ledger_import", ledger_import.pk)
    ensure(access.can_drop(by, ledger_import))
    if work.active(about):
        raise Conflict("这份台账正在办，现在不能放弃。请等它办完，或先让它停下。")
    done = LedgerImport.objects.filter(
        pk=ledger_import.pk, state=ledger_import.state
    ).update(state=ImportState.DROPPED)
    if not done:
        raise Conflict()
    audit.record(
        by=by, at=at, action="放弃台账", object_kind="ledger_import", object_id=ledger_import.pk
    )


def _merged(old: Mapping[str, str], new: Mapping[str, str], part: str) -> dict[str, str]:
    """An empty text takes back a given answer; for a column it means: ignore it."""
    merged = {**old, **new}
    return merged if part == "mapping" else {key: text for key, text in merged.items() if text}


def checked(answers: Mapping[str, Any]) -> dict[str, Any]:
    """核对过的答复 — only known parts, only texts; raises `Refused` naming what is wrong."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if name in PARTS:
            if not isinstance(value, Mapping):
                raise Refused(no(f"答复里的 {name} 应是“名称: 值”的形式。"))
            found[name] = {_text(key): _text(text) for key, text in value.items()}
        elif name in ("period", "expected", "sheet"):
            found[name] = _text(value or "")
        else:
            raise Refused(no(f"答复里不认识 {name}。可用的有 period、sheet、mapping、defaults、given。"))
    for name in ("period", "expected"):
        if found.get(name) and reading.given_period({"period": found[name]}) is None:
            raise Refused(no(f"报告月份“{found[name]}”不对。请写成 2025-03 这样。"))
    for head, target in found.get("mapping", {}).items():
        if target and target not in reading.MAPPABLE:
            raise Refused(no(f"“{head}”不能对应到“{target}”。请从列表里选一个字段，或不导入这列。"))
    zone = found.get("defaults", {}).get("zone")
    if zone and zone not in {one.name for one in parties.zones()}:
        raise Refused(no(f"板块表里没有“{zone}”。请选一个板块，或选“未分”。"))
    return found


def _text(value: object) -> str:
    """No page sends a control character or half a character; PostgreSQL keeps neither."""
    text = str(value)
    if UNSEEN.search(text):
        raise Refused(no("答复里有看不见的字符。请重新选一遍，或重新键入。"))
    return text


def keep_preview(ledger_import: LedgerImport, preview: Preview, at: datetime) -> None:
    """存预览 — the preview stored: summary and rows, in place of those before."""
    period = preview.understood.period
    ledger_import.year = period.year if period else None
    ledger_import.month = period.month if period else None
    has_default = bool(ledger_import.answers.get("defaults", {}).get("zone"))
    ledger_import.summary = summing.summary(
        preview.understood, preview.plan, has_default_zone=has_default
    )
    if ledger_import.pk is None:
        ledger_import.save()
    rows = summing.rows_of(preview.plan, ledger_import.pk) if preview.plan else []
    ledger_import.summary["digest"] = summing.digest(rows)
    ledger_import.summary["looked_at"] = at.isoformat()
    ledger_import.summary["hidden_rows"] = sum(
        any(item["class"] == FindingClass.HIDDEN_ROW for item in row.items) for row in rows
    )
    ledger_import.save()
    LedgerRow.objects.filter(ledger_import=ledger_import).delete()
    bulk.insert(LedgerRow, rows)
