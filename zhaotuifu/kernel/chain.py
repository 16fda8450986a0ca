"""验链 — the audit chain against itself, against its head, and against heads kept outside the database.

A row that was touched breaks the chain where it stands. A chain that was written anew from some row
on follows from itself: only a head noted elsewhere before tells. `heads_folder` may lie on another
disk or be shipped to another machine; a line is appended a day and by command, and never changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.models import AuditHead, AuditRow
from zhaotuifu.kernel.verdict import Refused, no

FILE = "audit-heads.jsonl"
#: rows read at once while verifying, and how often it is said how far it is
AT_ONCE = 2000
#: findings are named up to here; a chain broken everywhere is told once
SHOWN = 50
NOT_READ = "链头文件 {path} 第 {line} 行读不出来：这一行被改过，或写到一半断了。请对照另存的一份。"


@dataclass(frozen=True, slots=True)
class Head:
    """链头 — how many rows stood at a moment, and the hash of the last of them."""

    at: str
    count: int
    hash: str

    @property
    def moment(self) -> str:
        """记于 — 2025-04-03 00:05."""
        return self.at[:16].replace("T", " ")


@dataclass(frozen=True, slots=True)
class Finding:
    """一处不符 — the number of the row it begins at, and what is wrong in a sentence."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """验链结果 — rows read, outside heads compared, what was found; none means whole."""

    rows: int
    heads: int
    findings: tuple[Finding, ...]
    last_outside: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.findings

    @property
    def sentence(self) -> str:
        """一句话 — what was compared, and what came of it."""
        if self.findings:
            return f"审计链有 {len(self.findings)} 处不符，从第 {self.findings[0].number:,} 笔起。"
        outside = f"和库外 {self.heads:,} 个链头一致" if self.heads else "库外还没有链头可比"
        return f"审计链完整：{self.rows:,} 笔逐笔相接，{outside}。"


def heads_folder() -> Path:
    """链头目录 — outside the database; made when it is not there."""
    folder = Path(settings.AUDIT_HEADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def outside_heads() -> tuple[list[Head], list[Finding]]:
    """库外的链头 — in the order they were noted, and the lines nobody can read."""
    path = heads_folder() / FILE
    if not path.is_file():
        return [], []
    heads, findings = [], []
    for line, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            said = json.loads(text)
            heads.append(Head(str(said["at"]), int(said["count"]), str(said["hash"])))
        except (ValueError, KeyError, TypeError):
            findings.append(Finding(0, NOT_READ.format(path=path.name, line=line)))
    return heads, findings


def head_now(at: datetime | None = None) -> Head:
    """现在的链头 — with the moment it is noted, in local time."""
    row = AuditHead.objects.filter(pk=1).first()
    noted = timezone.localtime(at).isoformat() if at else ""
    return Head(noted, row.count if row else 0, row.last_hash if row else audit.GENESIS)


def note_head(*, at: datetime) -> Head:
    """记链头 — appends the head as it is now to the file outside; the same head is not noted twice.

    Raises `Refused` when the folder cannot be written.
    """
    now = head_now(at)
    try:
        known, _ = outside_heads()
        if known and (known[-1].count, known[-1].hash) == (now.count, now.hash):
            return known[-1]
        with (heads_folder() / FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(now), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise Refused(
            no(f"链头没有记下：写不进 {settings.AUDIT_HEADS_DIR}（{problem.strerror}）。请核对目录的权限。")
        ) from None
    return now


def verify(tell: Callable[[int, int], None] = lambda done, total: None) -> Verified:
    """验链 — every row once, in order; `tell` hears how many of how many. Writes nothing.

    What is written meanwhile comes behind what is read and is left for the next time.
    """
    head = head_now()
    heads, findings = outside_heads()
    wanted = {one.count: one for one in heads}
    hashes: dict[int, str] = {0: audit.GENESIS}
    last = Head("", 0, audit.GENESIS)
    for row, found in _walk(head.count):
        findings += found[: max(0, SHOWN - len(findings))]
        last = Head("", row.number, row.row_hash)
        if row.number in wanted:
            hashes[row.number] = row.row_hash
        if row.number % AT_ONCE == 0:
            tell(row.number, head.count)
    findings += _end(head, last)
    findings += _outside(heads, hashes, last.count)
    noted = heads[-1].at if heads else ""
    return Verified(last.count, len(heads), tuple(findings[:SHOWN]), noted)


def _walk(most: int) -> Iterator[tuple[AuditRow, list[Finding]]]:
    """Each row with what is wrong between it and the one before."""
    rows = AuditRow.objects.filter(number__lte=most).order_by("number")
    previous, expected = audit.GENESIS, 1
    for row in rows.iterator(AT_ONCE):
        found = []
        if row.number != expected:
            found.append(Finding(expected, f"{_rows(expected, row.number - 1)}不在了：被删掉。"))
        elif row.previous_hash != previous:
            found.append(Finding(row.number, f"第 {row.number:,} 笔接不上前一笔：前一笔被换过。"))
        if row.row_hash != audit.digest(row):
            found.append(Finding(row.number, f"第 {row.number:,} 笔被改过：{_named(row)}。"))
        yield row, found
        previous, expected = row.row_hash, row.number + 1


def _end(head: Head, last: Head) -> list[Finding]:
    """The end of the chain against its head in the database."""
    if last.count < head.count:
        return [Finding(last.count + 1, f"{_rows(last.count + 1, head.count)}不在了：末尾被截掉。")]
    if last.count == head.count and last.hash != head.hash:
        return [Finding(last.count, f"第 {last.count:,} 笔和链头对不上：最后一笔被换过。")]
    return []


def _outside(heads: Sequence[Head], hashes: dict[int, str], count: int) -> list[Finding]:
    """Heads noted outside against the rows of their number; the first that differs is told."""
    good = 0
    for one in heads:
        if one.count > count:
            return [
                Finding(count + 1, f"库外 {one.moment} 记到第 {one.count:,} 笔，库里只有 {count:,} 笔：后面的不在了。")
            ]
        if hashes.get(one.count) != one.hash:
            return [
                Finding(
                    good + 1,
                    f"第 {good + 1:,} 笔到第 {one.count:,} 笔之间被整段改写：和库外 {one.moment} 记下的链头不同。",
                )
            ]
        good = one.count
    return []


def _rows(first: int, last: int) -> str:
    return f"第 {first:,} 笔" if first == last else f"第 {first:,} 笔到第 {last:,} 笔"


def _named(row: AuditRow) -> str:
    return f"{row.action}“{row.object_name}”" if row.object_name else row.action

