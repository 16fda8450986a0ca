"""概要 — what is kept of a preview beside its rows: sheets, counts, warnings, what lacks."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from zhaotuifu.ledger.models import LedgerRow
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules import canonical, staleness
from zhaotuifu.ledger.rules.items import ItemKind, stored
from zhaotuifu.ledger.rules.planning import Decided
from zhaotuifu.ledger.rules.questions import ColumnQuestion
from zhaotuifu.ledger.rules.sureness import proposed_for
from zhaotuifu.ledger.rules.types import (
    ColumnReading,
    ColumnRole,
    Finding,
    FindingClass,
    IgnoredKind,
    Period,
    SheetReading,
    SheetRole,
    TableReading,
    Understood,
)
from zhaotuifu.ledger.states import Outcome

SKIPPED = frozenset(
    (
        IgnoredKind.SUBTOTAL, IgnoredKind.GRAND_TOTAL, IgnoredKind.EMPTY_NUMBERED,
        IgnoredKind.SECTION, IgnoredKind.NOTE, IgnoredKind.SIGNATURE, IgnoredKind.HEADER_REPEAT,
        IgnoredKind.NUMBERING_ROW,
    )
)


def rows_of(plan: Plan, import_id: int) -> list[LedgerRow]:
    """台账行 — as stored, in the order of the file."""
    return [_row(one, import_id) for one in plan.rows]


def _row(one: Decided, import_id: int) -> LedgerRow:
    name = one.row.values.get("name")
    return LedgerRow(
        ledger_import_id=import_id, sheet=one.row.sheet[:80], row=one.row.row,
        name=(name if isinstance(name, str) else "")[:300], outcome=one.outcome,
        position=one.position, project_id=one.project_id, values=canonical(one.row),
        context=dict(one.row.context),
        items=[stored(item) for item in one.items], has_question=one.has_question,
        has_refusal=one.has_refusal,
        has_warning=any(item.kind is ItemKind.WARNING for item in one.items),
        is_waiting=one.is_waiting,
    )


def digest(rows: list[LedgerRow]) -> str:
    """指纹 — of everything a person saw of the rows; two equal previews have the same."""
    seen = [[row.sheet, row.row, row.outcome, row.project_id, row.items] for row in rows]
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def summary(understood: Understood, plan: Plan | None, *, has_default_zone: bool) -> dict[str, Any]:
    """概要 — plain JSON; without a plan (no reporting month yet) only what was read."""
    refusal = understood.file_refusal
    found: dict[str, Any] = {
        "sheets": [sheet_json(sheet) for sheet in understood.sheets],
        "proposed": _period_json(own_period(understood)),
        "refusal": None if refusal is None else {
            "class": refusal.class_, "sentence": refusal.sentence, "sheet": refusal.sheet,
        },
        "warnings": [
            finding_json(one) for one in (*understood.warnings, *_sheet_warnings(understood))
            if one.class_ is not FindingClass.MISSING_COLUMN
            or not (has_default_zone or (plan is not None and one.sheet in plan.placed_sheets))
        ] + _period_differs(understood),
        "questions": [question_json(one) for one in understood.questions()],
        "recalled": [
            question_json(one) for sheet in understood.sheets
            if sheet.role is SheetRole.LEDGER for one in sheet.questions if one.answer
        ],
        "ignored": [[one.sheet, one.row, one.kind.value] for one in understood.ignored],
        "counts": {"read": len(understood.rows), "skipped": _skipped(understood)},
    }
    if plan is not None:
        found["counts"] |= counts(plan)
        found["questions"] += [question_json(one) for one in plan.questions]
        found["recalled"] += [question_json(one) for one in plan.recalled]
        found["lacking"] = list(plan.lacking_ids)
    return found


def own_period(understood: Understood) -> Period | None:
    """报告期 the file itself names, whatever a person gave; the latest of its sheets."""
    found = [sheet.period for sheet in understood.sheets if sheet.period is not None]
    return max(found, key=lambda one: (one.year, one.month or 0), default=None)


def _period_differs(understood: Understood) -> list[dict[str, Any]]:
    """A given month wins over the file's own, and it is said."""
    own, used = own_period(understood), understood.period
    if own is None or used is None or (own.year, own.month or used.month) == (used.year, used.month):
        return []
    said = f"{own.year}年{own.month}月" if own.month else f"{own.year}年"
    sentence = f"台账里写的是{said}，按给定的{used.year}年{used.month}月比对。"
    return [
        {
            "sheet": None, "row": None, "column": None, "field": None,
            "class": FindingClass.PERIOD_DIFFERS.value, "reason": sentence,
        }
    ]


def counts(plan: Plan) -> dict[str, int]:
    """计数 — rows by outcome; rows with an open question or a refused cell are counted as such too."""
    by_outcome = Counter(row.outcome for row in plan.rows)
    return {
        **{outcome.value: by_outcome[outcome] for outcome in Outcome},
        "values": sum(
            item.kind is ItemKind.CHANGE for row in plan.rows for item in row.items
        ),
        "questions": sum(row.has_question for row in plan.rows),
        "waiting": sum(row.is_waiting for row in plan.rows),
        "refusals": sum(row.has_refusal for row in plan.rows),
        "warned": sum(any(i.kind is ItemKind.WARNING for i in row.items) for row in plan.rows),
        "lacking": len(plan.lacking_ids),
    }


def _skipped(understood: Understood) -> int:
    return sum(one.kind in SKIPPED for one in understood.ignored)


def _sheet_warnings(understood: Understood) -> tuple[Finding, ...]:
    """Of the sheets; one set aside as an older copy is said, not dropped in silence."""
    return tuple(
        one for sheet in understood.sheets for one in (*sheet.warnings, *staleness.told(sheet))
    )


def _period_json(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {"year": period.year, "month": period.month, "from": period.source}


def question_json(one: ColumnQuestion) -> dict[str, Any]:
    """整列的疑问 — with its options and a few cells that wait for it."""
    return {
        "key": one.key, "class": one.class_, "sheet": one.sheet, "column": one.column,
        "field": one.field, "head": one.head, "sentence": one.sentence,
        "options": [{"value": value, "label": label} for value, label in one.options],
        "count": one.count, "answer": one.answer,
        "examples": [{"row": row, "text": text} for row, text in one.examples],
    }


def finding_json(one: Finding) -> dict[str, Any]:
    """A finding of the reader outside the rows."""
    return {
        "sheet": one.sheet, "row": one.row or None, "column": one.column, "field": one.field,
        "class": one.class_.value, "reason": one.sentence,
    }


def sheet_json(sheet: SheetReading) -> dict[str, Any]:
    """工作表 — in the words of the ledgers' README."""
    found: dict[str, Any] = {
        "name": sheet.name, "role": sheet.role.value, "state": sheet.state.value,
        "tables": [_table_json(table) for table in sheet.tables],
        "sheet_context": dict(sheet.context) or None,
    }
    if sheet.refusal is not None:
        found["refusal"] = sheet.refusal.value
        found["sentence"] = sheet.sentence
    if sheet.warnings:
        found["warnings"] = [finding_json(one) for one in sheet.warnings]
    return found


def _table_json(table: TableReading) -> dict[str, Any]:
    return {
        "header_rows": list(table.header_rows),
        "columns": [_column_json(column) for column in table.columns],
    }


def _column_json(column: ColumnReading) -> dict[str, Any]:
    field = list(column.field) if isinstance(column.field, tuple) else column.field
    found: dict[str, Any] = {
        "column": column.letter, "index": column.index, "head": list(column.head),
        "key": column.key, "field": field,
        "role": column.role.value if column.role else None, "extra": column.extra,
        "unit": column.unit, "unit_from": column.unit_from.value if column.unit_from else None,
        "hidden": column.hidden, "samples": list(column.samples),
        "is_mapped": column.is_mapped_by_person, "confidence": column.confidence.value,
    }
    if proposal := proposed_for(column):
        found["proposed"], found["confidence"] = proposal[0], proposal[1].value
    return found


def ledger_columns(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """表列 — of all ledger sheets, in order."""
    return [
        column
        for sheet in summary.get("sheets", ()) if sheet["role"] == SheetRole.LEDGER.value
        for table in sheet["tables"]
        for column in table["columns"]
    ]


def unknown_columns(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """没认出的列 — of the ledger sheets, each head once: for a person to map or ignore."""
    found: dict[str, dict[str, Any]] = {}
    for column in ledger_columns(summary):
        is_unknown = column["role"] == ColumnRole.UNKNOWN.value and not column["extra"]
        if is_unknown and not column["is_mapped"]:
            found.setdefault(column["key"], column)
    return list(found.values())
