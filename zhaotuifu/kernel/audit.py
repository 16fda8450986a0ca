"""审计 — what was done, by whom, in which post: rows chained by hash that outlive the account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from zhaotuifu.kernel import bulk
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import AuditHead, AuditRow

GENESIS = "0" * 64
INSTANT = timedelta(microseconds=1)  # the finest both databases keep


@dataclass(frozen=True, slots=True)
class Deed:
    """一笔 — one audited deed: action verb, object, before and after as plain values."""

    action: str
    object_kind: str
    object_id: str
    object_name: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record(
    *, by: Actor, at: datetime, action: str, object_kind: str, object_id: object,
    object_name: str = "", before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditRow:
    """记一笔 — one audit row in the caller's transaction."""
    deed = Deed(action, object_kind, str(object_id), object_name, before or {}, after or {})
    return record_many([deed], by=by, at=at)[0]


def take_turn(at: datetime) -> datetime:
    """排队 — the first statement of an action that reads, judges and then writes facts.

    Every audited act locks the head of the chain sooner or later. Taking it first means that what
    is judged afterwards is what stands, and that two acts never wait for each other in a circle.
    Call it inside a transaction, before any other row is locked or changed. SQLite lets only one
    transaction write anyway.

    Returns the moment to record under: `at`, or just after the last recorded act when that one
    was asked for later and done first. So nothing is ever recorded into a past that somebody has
    already read, and a 专报's `known_at` replays what it said.
    """
    last_at = _head().last_at
    return at if last_at is None or at >= last_at else last_at + INSTANT


def _head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1, defaults={"last_hash": GENESIS, "count": 0})
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head


def record_many(deeds: Sequence[Deed], *, by: Actor, at: datetime) -> list[AuditRow]:
    """记多笔 — rows of one bulk action, chained in order, in the caller's transaction."""
    return prepare(deeds, by=by).write(at=at)


@dataclass(slots=True)
class PreparedDeeds:
    """备好的审计 — all but the chain, which only who holds the head can go on with."""

    rows: list[AuditRow]
    ready: bulk.Prepared
    tails: list[str]

    def write(self, *, at: datetime) -> list[AuditRow]:
        """记下 — in the caller's transaction; the rows as they were recorded."""
        if not self.rows:
            return []
        with transaction.atomic():
            head = _head()
            previous, moment, numbers, hashes, befores = head.last_hash, _moment(at), [], [], []
            for number, tail in enumerate(self.tails, start=head.count + 1):
                befores.append(previous)
                previous = _chained(previous, number, moment, tail)
                numbers.append(number)
                hashes.append(previous)
            self.ready.put("at", at)
            for name, values in (
                ("number", numbers), ("previous_hash", befores), ("row_hash", hashes),
            ):
                self.ready.put_each(name, values)
                for row, value in zip(self.rows, values, strict=True):
                    setattr(row, name, value)
            self.ready.write()
            head.last_hash, head.count = previous, head.count + len(self.rows)
            head.last_at = max(head.last_at or at, at)
            head.save(update_fields=["last_hash", "count", "last_at"])
        for row in self.rows:
            row.at = at
        return self.rows


def prepare(deeds: Sequence[Deed], *, by: Actor) -> PreparedDeeds:
    """备审计 — what can be made before anybody waits: plain values and their canonical JSON."""
    rows = [
        AuditRow(
            number=0, actor_id=by.user_id, actor_name=by.name, actor_organisation=by.organisation,
            actor_role=by.role_text, action=deed.action, object_kind=deed.object_kind,
            object_id=deed.object_id, object_name=deed.object_name[:300],
            before=_plain(deed.before), after=_plain(deed.after), previous_hash="", row_hash="",
        )
        for deed in deeds
    ]
    return PreparedDeeds(rows, bulk.prepare(AuditRow, rows), [_tail(row) for row in rows])


def hold() -> int:
    """占住链头 — as `take_turn`, for who writes what needs no deed; says how many are recorded."""
    return _head().count


def count() -> int:
    """链长 — how many deeds are recorded; unmoved, nothing audited has happened."""
    return AuditHead.objects.filter(pk=1).values_list("count", flat=True).first() or 0


def since(number: int, *, most: int, but: Collection[str] = ()) -> list[AuditRow] | None:
    """其后各笔 — the deeds after that number, in order, but for some kinds of object.

    None when there are more than `most`.
    """
    rows = AuditRow.objects.filter(number__gt=number).exclude(object_kind__in=but)
    wanted = rows.only("number", "action", "object_kind", "object_id", "after")
    found = list(wanted.order_by("number")[: most + 1])
    return None if len(found) > most else found


def digest(row: AuditRow) -> str:
    """链值 — SHA-256 over the previous hash and the row's content."""
    return _chained(row.previous_hash, row.number, _moment(row.at), _tail(row))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _tail(row: AuditRow) -> str:
    """The row's content behind its place in the chain, as canonical JSON without its first bracket."""
    content = [
        row.actor_id, row.actor_name, row.actor_organisation, row.actor_role, row.action,
        row.object_kind, row.object_id, row.object_name, row.before, row.after,
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))[1:]


def _chained(previous: str, number: int, moment: str, tail: str) -> str:
    return hashlib.sha256(f'["{previous}",{number},"{moment}",{tail}'.encode()).hexdigest()


def first_break(rows: Iterable[AuditRow]) -> int | None:
    """断链 — the number of the first row that does not follow from the one before; None if whole."""
    previous, expected = GENESIS, 1
    for row in rows:
        is_next = row.number == expected and row.previous_hash == previous
        if not is_next or row.row_hash != digest(row):
            return row.number
        previous, expected = row.row_hash, expected + 1
    return None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    return value if isinstance(value, str | int | bool | None) else str(value)
