"""读入 — a file's bytes understood as a ledger, with what persons said of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from zhaotuifu.kernel.sheets import SheetRefused, read_workbook
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.ledger.rules import (
    Finding,
    FindingClass,
    FindingKind,
    Period,
    Understood,
    Zone,
    understand,
)
from zhaotuifu.ledger.rules.fields import LABELS
from zhaotuifu.ledger.rules.types import Scope
from zhaotuifu.parties.queries import ZoneLine

#: a ledger is read by the task process or a command, so a busy machine is waited for
PATIENCE = 3
GIVEN, NO_SHEET = "given", "no_sheet"
#: what a person may map a column to; 总投资（外币） comes from the cells, not from a head
MAPPABLE = tuple(name for name in LABELS if name != "total_investment_foreign")


class FileRefused(Refused):
    """读不了的文件 — with the class of the refusal beside its sentence."""

    def __init__(self, class_: str, sentence: str):
        super().__init__(no(sentence))
        self.class_ = class_


def zone_book(zones: Sequence[ZoneLine]) -> tuple[Zone, ...]:
    """板块表 — as the reader wants it; a merged one is an other name of the one that goes on."""
    there = (zone for zone in zones if zone.closed_on is None)
    return tuple(Zone(zone.name, zone.type_name, zone.aliases) for zone in there)


def read(
    data: bytes, filename: str, *, zones: Sequence[Zone], answers: Mapping[str, Any],
    taught: Mapping[str, str], recalled: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> Understood:
    """读入一份台账 — `answers` as kept with an import, `taught` heads mapped at earlier times,
    `recalled` answers to doubts of heads.

    A 板块 fixed for the whole file is not handed to the reader: it places rows, but says nothing
    of where a known project lies. Raises `FileRefused` when the file cannot be opened at all.
    """
    try:
        book = read_workbook(data, filename, patience=PATIENCE)
    except SheetRefused as refusal:
        raise FileRefused(refusal.kind.value, refusal.sentence) from None
    wanted = answers.get("sheet") or None
    there = [sheet.name for sheet in book.sheets]
    if wanted and wanted not in there:
        text = f"文件里没有工作表“{wanted}”。有的是：{'、'.join(there[:12])}。"
        raise FileRefused(NO_SHEET, text)
    given, expected = given_period(answers), given_period({"period": answers.get("expected")})
    as_of = partial(
        understand, book, zones=zones, filename=filename,
        mapping={**taught, **answers.get("mapping", {})}, only_sheet=wanted,
        given=answers.get("given", {}), recalled=recalled, today=today,
    )
    found = as_of(period=given)
    if given or not expected:
        return found
    if found.period is None or found.period.month is None:
        return as_of(period=expected)
    return _compared(found, found.period, expected)


def _compared(found: Understood, said: Period, expected: Period) -> Understood:
    """What the file says of its month holds; that another month was asked for is said."""
    if (said.year, said.month) == (expected.year, expected.month):
        return found
    sentence = (
        f"这份台账写的是{said.year}年{said.month}月，要收的是{expected.year}年{expected.month}月。"
        "如果送错了，请放弃；如果写错了，请改报告月份。"
    )
    warning = Finding(
        FindingKind.WARNED, FindingClass.PERIOD_DIFFERS, "", 0, None, None, Scope.ROW, sentence
    )
    return replace(found, warnings=(*found.warnings, warning))


def given_period(answers: Mapping[str, Any]) -> Period | None:
    """报告期 a person gave: 2025-03; None when nobody did."""
    text = str(answers.get("period") or "")
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month = int(parts[0]), int(parts[1])
    return Period(year, month, GIVEN) if 2000 <= year <= 2100 and 1 <= month <= 12 else None
