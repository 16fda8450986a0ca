"""过期的工作表 — last month's copy, a hidden sheet, one named 旧: shown, not read."""

import re
from collections.abc import Sequence
from dataclasses import replace

from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.roles import STALE_NAME
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import (
    Finding,
    FindingClass,
    FindingKind,
    Period,
    Scope,
    SheetRead,
    SheetReading,
    SheetRole,
    SheetState,
)

COPY_NAME = re.compile(r"\(\d+\)$")
SENTENCE = "这张工作表是旧的或被隐藏，没有读入。要读入请单独选它。"


def judge(reads: Sequence[SheetRead], only_sheet: str | None) -> list[SheetRead]:
    """过期判断 — of several ledgers in a file; a sheet asked for by name is always read."""
    if only_sheet is not None:
        return [read if read.reading.name == only_sheet else _set_aside(read) for read in reads]
    ledgers = [read for read in reads if read.reading.role is SheetRole.LEDGER]
    if len(ledgers) < 2:
        return list(reads)
    stale = {read.reading.name for read in ledgers if _is_stale(read, ledgers)}
    if len(stale) == len(ledgers):
        return list(reads)
    return [_set_aside(read) if read.reading.name in stale else read for read in reads]


def told(reading: SheetReading) -> tuple[Finding, ...]:
    """说明 — of a sheet that was set aside."""
    if reading.role is not SheetRole.STALE:
        return ()
    return (
        Finding(
            FindingKind.WARNED, FindingClass.STALE_SHEET, reading.name, 0, None, None, Scope.ROW,
            reading.sentence,
        ),
    )


def _set_aside(read: SheetRead) -> SheetRead:
    if read.reading.role is not SheetRole.LEDGER:
        return read
    reading = replace(read.reading, role=SheetRole.STALE, sentence=SENTENCE, tables=())
    return replace(read, reading=reading, rows=(), ignored=())


def _is_stale(read: SheetRead, ledgers: Sequence[SheetRead]) -> bool:
    reading = read.reading
    others = [other for other in ledgers if other is not read]
    if reading.state is SheetState.HIDDEN:
        return any(other.reading.state is SheetState.VISIBLE for other in others)
    if STALE_NAME.search(reading.name):
        return True
    names = _names(read)
    for other in others:
        shared = len(names & _names(other)) / max(1, len(names))
        if shared >= 0.5 and _is_earlier(reading.period, other.reading.period):
            return True
        if shared >= 0.8 and COPY_NAME.search(squash(reading.name)):
            return True
    return False


def _names(read: SheetRead) -> frozenset[str]:
    return frozenset(squash(str(row.values.get(Field.NAME.value, ""))) for row in read.rows) - {""}


def _is_earlier(one: Period | None, other: Period | None) -> bool:
    """Only like is compared with like: a sheet that names its month is no older than one that
    names the year alone or nothing, and the other way round; both are read then.
    """
    if one is None or other is None or (one.month is None) != (other.month is None):
        return False
    return (one.year, one.month or 0) < (other.year, other.month or 0)
