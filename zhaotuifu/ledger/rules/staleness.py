"""过期的工作表 — last month's copy, a hidden sheet, one named 旧: shown, not read."""

import re
from collections.abc import Sequence
from dataclasses import replace

from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.roles import STALE_NAME
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import (
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
        if shared >= 0.5 and _when(reading) < _when(other.reading):
            return True
        if shared >= 0.8 and COPY_NAME.search(squash(reading.name)):
            return True
    return False


def _names(read: SheetRead) -> frozenset[str]:
    return frozenset(squash(str(row.values.get(Field.NAME.value, ""))) for row in read.rows) - {""}


def _when(reading: SheetReading) -> tuple[int, int]:
    """Year and month of a sheet; unknown is not older than anything."""
    if reading.period is None:
        return (9999, 0)
    return (reading.period.year, reading.period.month or 13)
