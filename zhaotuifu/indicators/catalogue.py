"""指标定义目录 — definitions from a preset as rows: in versions, with their source, checked and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.models import IndicatorDefinition
from zhaotuifu.indicators.rules.parameters import COMPARISON, SIZE_BANDS
from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, no

#: definitions that are no indicator of their own: terms every indicator uses
TERMS = (SIZE_BANDS, COMPARISON)
NEEDED = ("code", "name", "text", "formula", "source")


def from_preset(row: Mapping[str, Any], valid_from: date) -> IndicatorDefinition:
    """读一条定义 — one entry of `definitions`; `valid_from` of the file holds where the entry names none.

    Raises `Refused` naming what is missing, or the code that is no indicator.
    """
    missing = [name for name in NEEDED if not row.get(name)]
    if missing:
        raise Refused(no(f"指标定义“{row.get('code', '')}”缺少 {'、'.join(missing)}。请补上再载入。"))
    if row["code"] not in TERMS and row["code"] not in BY_NAME:
        raise Refused(no(f"没有代码为“{row['code']}”的指标，定义不能载入。请核对代码。"))
    return IndicatorDefinition(
        code=row["code"], version=row.get("version", 1), name=row["name"], text=row["text"],
        formula=row["formula"], note=row.get("note", ""), example=row.get("example", ""),
        parameters=[_plain(one) for one in row.get("parameters", ())],
        valid_from=row.get("valid_from", valid_from), source=row["source"],
        change=row.get("change", ""),
    )


def _plain(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Days as ISO texts, so that a row reads back as it was written."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in parameter.items()
    }


@transaction.atomic
def load_definitions(
    *, definitions: Sequence[IndicatorDefinition], by: Actor, at: datetime
) -> int:
    """载入指标定义 — record versions that are new or worded anew; returns how many changed.

    Loading again changes nothing. A version that is not the first says what is different and begins
    after the one before it. Raises `Refused` otherwise.
    """
    at = audit.take_turn(at)
    if not definitions:
        return 0
    _ensure_in_order(definitions)
    changes = facts.record(list(definitions), at=at, by_id=by.user_id)
    audit.record_many(
        [
            audit.Deed(
                "载入指标定义", "indicator_definition", str(change.new.pk),
                f"{change.new.name} 第{change.new.version}版", _said(change.old), _said(change.new),
            )
            for change in changes
        ],
        by=by, at=at,
    )
    return len(changes)


def _ensure_in_order(definitions: Sequence[IndicatorDefinition]) -> None:
    known = {
        (row.code, row.version): row.valid_from for row in IndicatorDefinition.objects.known()
    } | {(row.code, row.version): row.valid_from for row in definitions}
    for row in definitions:
        before = known.get((row.code, row.version - 1))
        if row.version == 1:
            continue
        if before is None:
            raise Refused(no(f"“{row.name}”没有第 {row.version - 1} 版，不能载入第 {row.version} 版。"))
        if not row.change:
            raise Refused(no(f"“{row.name}”第 {row.version} 版没有写明与上一版的不同（change）。请写明。"))
        if row.valid_from <= before:
            raise Refused(
                no(f"“{row.name}”第 {row.version} 版应从 {before} 以后起算，写的是 {row.valid_from}。")
            )


def _said(row: IndicatorDefinition | None) -> dict[str, Any]:
    return {} if row is None else dict(zip(row.FACT_VALUES, row.fact_value(), strict=True))
