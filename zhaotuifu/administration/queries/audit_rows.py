"""审计查询 — who did what, to what, when: newest first, a window of rows at a time.

A table of a million rows is neither counted nor read through for one page: what is asked narrows a
window of `WINDOW` rows, and the page leads on to the next. Days are found by the index on the moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhaotuifu.administration.queries.audit_words import kind_of, word_of
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.names import without_people

SHOWN = 50
#: rows one page looks through
WINDOW = 20_000
#: deeds are recorded nearly in the order of their moments; this many may stand out of it
OUT_OF_ORDER = 5_000
#: what an administrator keeps
KEPT_KINDS = (
    "user", "organisation", "preset", "lamp_rule", "round_rule", "carry_rule", "signin_rule",
    "admissionthreshold", "exchangerate", "document_kind", "holiday_notice", "job_run", "task",
)
COLUMNS = ("序号", "时间", "操作人", "单位", "角色", "动作", "对象类", "对象编号", "对象", "之前", "之后")


@dataclass(frozen=True, slots=True)
class Asked:
    """问什么 — who, action, kind and number of the object, words, days; `before` is where to go on."""

    who: str = ""
    action: str = ""
    kind: str = ""
    object_id: str = ""
    words: str = ""
    from_on: date | None = None
    to_on: date | None = None
    before: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """有条件."""
        return replace(self, before=None) != Asked()

    def query(self, **changes: object) -> str:
        """地址里的条件."""
        said = {
            "who": self.who, "action": self.action, "kind": self.kind, "object": self.object_id,
            "q": self.words, "since": self.from_on, "until": self.to_on, "before": self.before,
        } | changes
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})


@dataclass(frozen=True, slots=True)
class Changed:
    """一项改动 — field, before, after, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """一笔 — as the page shows it."""

    number: int
    at: datetime
    who: str
    organisation: str
    role: str
    action: str
    kind: str
    object_id: str
    object_name: str
    changes: tuple[Changed, ...]
    row_hash: str

    @property
    def kind_label(self) -> str:
        """对象类叫什么."""
        return kind_of(self.kind)


@dataclass(frozen=True, slots=True)
class Found:
    """一页 — the rows, between which numbers was looked, and where to go on (None: at the beginning)."""

    lines: tuple[Line, ...]
    first: int
    last: int
    total: int
    before: int | None


def search(asked: Asked) -> Found:
    """找 — one page; at most five SQL statements, whatever the size of the table."""
    total = audit.count()
    low, high = _bounds(asked, total)
    if asked.before is not None:
        high = min(high, asked.before - 1)
    # The deeds of one object have an index of their own: all of them are looked through.
    is_one_object = bool(asked.kind and asked.object_id)
    window = low if is_one_object else max(low, high - WINDOW + 1)
    rows = list(_rows(asked, window, high)[: SHOWN + 1])
    shown = rows[:SHOWN]
    before = window if window > low else None
    if len(rows) > SHOWN:
        window = before = shown[-1].number
    return Found(tuple(map(_line, shown)), window, high, total, before)


def counted(asked: Asked) -> int:
    """共几笔 — of what is asked, all of it; for an export, which reads them all anyway."""
    low, high = _bounds(asked, audit.count())
    return _rows(asked, low, high).count()


def every(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """全部 — as rows of a table under `COLUMNS`, newest first."""
    low, high = _bounds(asked, audit.count())
    for row in _rows(asked, low, high).iterator(1000):
        yield (
            row.number, timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"), row.actor_name,
            row.actor_organisation, row.actor_role, row.action, row.object_kind, row.object_id,
            row.object_name, _plain(row.before), _plain(row.after),
        )


def one(number: int) -> Line | None:
    """一笔."""
    row = AuditRow.objects.filter(number=number).first()
    return _line(row) if row else None


def latest_kept(most: int) -> tuple[Line, ...]:
    """最近管了什么 — the newest deeds about accounts, places, rules; no project is named. Two statements."""
    rows = AuditRow.objects.filter(number__gt=audit.count() - WINDOW, object_kind__in=KEPT_KINDS)
    return tuple(map(_line, rows.order_by("-number")[:most]))


def _rows(asked: Asked, low: int, high: int) -> QuerySet[AuditRow]:
    rows = AuditRow.objects.filter(number__gte=low, number__lte=high).order_by("-number")
    for name, value in (
        ("actor_name__contains", asked.who), ("action__contains", asked.action), ("object_kind", asked.kind),
        ("object_id", asked.object_id),
    ):
        if value:
            rows = rows.filter(**{name: value})
    if asked.from_on:
        rows = rows.filter(at__gte=_start(asked.from_on))
    if asked.to_on:
        rows = rows.filter(at__lt=_start(asked.to_on + timedelta(days=1)))
    for word in asked.words.split():
        rows = rows.filter(
            Q(object_name__icontains=word) | Q(action__icontains=word) | Q(actor_name__icontains=word)
            | Q(actor_organisation__icontains=word)
        )
    return rows


def _bounds(asked: Asked, total: int) -> tuple[int, int]:
    """The numbers between which the days asked lie."""
    low, high = 1, total
    by_time = AuditRow.objects.order_by("at", "number").values_list("number", flat=True)
    if asked.from_on:
        first = by_time.filter(at__gte=_start(asked.from_on)).first()
        low = total + 1 if first is None else max(1, first - OUT_OF_ORDER)
    if asked.to_on:
        last = by_time.filter(at__lt=_start(asked.to_on + timedelta(days=1))).last()
        high = 0 if last is None else min(total, last + OUT_OF_ORDER)
    return low, high


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(row: AuditRow) -> Line:
    return Line(
        row.number, row.at, row.actor_name, row.actor_organisation, row.actor_role, row.action,
        row.object_kind, row.object_id, row.object_name,
        changes(row.before, row.after, row.object_kind), row.row_hash,
    )


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: str = ""
) -> tuple[Changed, ...]:
    """改动 — what differs, in the order of the fields as they were written; personal data masked."""
    names = dict.fromkeys([*before, *after])
    old, new = without_people(before), without_people(after)
    return tuple(
        Changed(word_of(name, kind), _text(old.get(name)), _text(new.get(name)))
        for name in names if before.get(name) != after.get(name)
    )


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def _plain(values: Mapping[str, Any]) -> str:
    return json.dumps(without_people(values), ensure_ascii=False) if values else ""
