"""审计长活 — the chain is verified and a long search is written to a file by the task process."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from xlsxwriter import Workbook

from zhaotuifu.administration.access import READERS, can_read_audit
from zhaotuifu.administration.queries import audit_rows
from zhaotuifu.administration.queries.audit_rows import COLUMNS, Asked
from zhaotuifu.kernel import audit, chain, work
from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.kernel.work import Running, files
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders

VERIFY, EXPORT = "administration.verify_audit", "administration.export_audit"
CHAIN = ("audit_chain", "1")
#: a workbook of more rows opens nowhere well, and none holds more than 1,048,575
MOST_IN_EXCEL = 200_000
TOLD_EVERY = 2000
WIDTHS = (10, 20, 16, 20, 14, 18, 16, 12, 36, 60, 60)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@transaction.atomic
def ask_verification(*, by: Actor, at: datetime) -> WorkRun:
    """交办验链 — one at a time; raises `Conflict` while one is under way."""
    ensure(can_read_audit(by))
    return work.ask(VERIFY, about=CHAIN, title="核对审计链", by=by, at=at)


def verify(running: Running) -> dict[str, Any]:
    """核对审计链 — what was found stays with the work; a broken chain is told to who reads the audit."""
    found = chain.verify(lambda done, total: running.tell_or_stop("逐笔核对", done, total))
    url = reverse("audit_chain")
    if not found.is_whole:
        notices.send(
            to=holders(*READERS, today=timezone.localdate(running.at)), sentence=found.sentence,
            link=url, at=timezone.now(),
        )
    return {
        "url": url, "is_whole": found.is_whole, "sentence": found.sentence, "rows": found.rows,
        "heads": found.heads, "findings": [one.sentence for one in found.findings],
    }


@transaction.atomic
def ask_export(*, asked: Asked, as_csv: bool, by: Actor, at: datetime) -> WorkRun:
    """交办导出审计 — leaves a row itself; raises `Conflict` while one is under way for the person."""
    ensure(can_read_audit(by))
    at = audit.take_turn(at)
    kind = "CSV" if as_csv else "Excel"
    run = work.ask(
        EXPORT, about=(EXPORT, by.user_id), title=f"导出审计记录（{kind}）", by=by, at=at,
        payload={"query": asked.query(before=None), "csv": as_csv, "asked": _said(asked)},
    )
    audit.record(
        by=by, at=at, action="导出审计记录", object_kind="work", object_id=run.pk,
        object_name=kind, after=_said(asked),
    )
    return run


def export(running: Running) -> Mapping[str, str]:
    """办导出 — what was asked, newest first; for Excel at most `MOST_IN_EXCEL` rows."""
    asked = _asked(running.payload["asked"])
    total = audit_rows.counted(asked)
    as_csv = bool(running.payload["csv"])
    if not as_csv and total > MOST_IN_EXCEL:
        raise Refused(
            no(f"没有导出：共 {total:,} 笔，Excel 最多写 {MOST_IN_EXCEL:,} 笔。请缩短日期，或导出 CSV。")
        )
    with files.making(".csv" if as_csv else ".xlsx") as path:
        rows = _told(audit_rows.every(asked), running, total)
        _csv(path, rows) if as_csv else _excel(path, rows)
    name = f"审计记录-{timezone.localdate(running.at):%Y%m%d}{'.csv' if as_csv else '.xlsx'}"
    return {**files.result(path, name), "url": reverse("work_file", args=[running.run_id])}


def _told(rows: Iterable[tuple[Any, ...]], running: Running, total: int) -> Iterable[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        if number % TOLD_EVERY == 0:
            running.tell_or_stop("写入文件", number, total)
        yield row


def _csv(path: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_inert(value) for value in row] for row in rows)


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _excel(path: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    with Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("审计记录")
        bold = book.add_format({"bold": True})
        for column, (head, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, 1):
            sheet.write_number(place, 0, row[0])
            for column, value in enumerate(row[1:], 1):
                sheet.write_string(place, column, str(value)[:32_000])


def _said(asked: Asked) -> dict[str, Any]:
    """The conditions as plain values; days as ISO texts."""
    return {
        "who": asked.who, "action": asked.action, "kind": asked.kind, "object_id": asked.object_id,
        "words": asked.words, "from_on": asked.from_on.isoformat() if asked.from_on else None,
        "to_on": asked.to_on.isoformat() if asked.to_on else None,
    }


def _asked(said: Mapping[str, Any]) -> Asked:
    days = {
        name: date.fromisoformat(said[name]) if said[name] else None for name in ("from_on", "to_on")
    }
    return Asked(**{**said, **days})


def nightly(slot_at: datetime) -> None:
    """每晚验链并记链头 — the head first: what is verified is what was noted."""
    now = timezone.now()
    chain.note_head(at=now)
    ask_verification(by=SYSTEM, at=now)
