"""导入结果 — what an import did or would do, as plain JSON for scripts.

`created` has one entry for each new project, `changed` one for each changed value, `questioned` and
`refused` one for each open question and refusal; warnings stand under `questioned` with
`"kind": "warned"` and hold nothing back. Classes as in the README of the ledgers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhaotuifu.ledger import library
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.rules.items import ItemKind
from zhaotuifu.ledger.states import Outcome
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import chunks

WARNED = "warned"
LISTS = ("created", "changed", "unchanged", "missing", "questioned", "refused")
#: which list an item of a kind stands in
LIST_OF = {
    ItemKind.CHANGE: "changed", ItemKind.QUESTION: "questioned",
    ItemKind.WARNING: "questioned", ItemKind.REFUSAL: "refused",
}


def result(ledger_import: LedgerImport) -> dict[str, Any]:
    """导入结果 — of a stored preview or commit; three SQL statements and one for the missing."""
    rows = list(LedgerRow.objects.filter(ledger_import=ledger_import).order_by("id"))
    summary = ledger_import.summary
    found: dict[str, Any] = {name: [] for name in LISTS}
    for row in rows:
        _sort_in(found, row)
    found["missing"] = _missing(summary.get("lacking", ()))
    refusal = summary.get("refusal")
    if refusal:
        found["refused"].append(
            _entry(refusal.get("sheet"), None, "", {"class": refusal["class"], "reason": refusal["sentence"]})
        )
    return found | {
        "import": ledger_import.pk, "state": ledger_import.state,
        "file": ledger_import.file.name, "period": _period(ledger_import),
        "report": summary.get("proposed"),
        "file_outcome": "refused" if refusal else "rows",
        "file_refusal": refusal, "warnings": summary.get("warnings", []),
        "questions": summary.get("questions", []),
        "counts": summary.get("counts", {}), "sheets": summary.get("sheets", []),
        "rows": [_row(row) for row in rows],
        "ignored": [
            {"sheet": sheet, "row": row, "kind": kind}
            for sheet, row, kind in summary.get("ignored", ())
        ],
    }


def _period(ledger_import: LedgerImport) -> str | None:
    if ledger_import.year is None or ledger_import.month is None:
        return None
    return f"{ledger_import.year}-{ledger_import.month:02d}"


def _sort_in(found: dict[str, Any], row: LedgerRow) -> None:
    """A row's entries: itself when created or unchanged, and every item that says something."""
    if row.outcome in (Outcome.CREATED, Outcome.UNCHANGED):
        notes = "；".join(
            item["reason"] for item in row.items if item["kind"] == ItemKind.NOTE.value
        )
        found[row.outcome].append(_entry(row.sheet, row.row, row.name, {"reason": notes}))
    for item in row.items:
        kind = ItemKind(item["kind"])
        if kind in LIST_OF:
            entry = _entry(row.sheet, row.row, row.name, item)
            entry["kind"] = WARNED if kind is ItemKind.WARNING else kind.value
            if item.get("options"):
                entry |= {"key": item["key"], "choices": [one[0] for one in item["options"]]}
            found[LIST_OF[kind]].append(entry)


def _entry(sheet: str | None, row: int | None, name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "sheet": sheet, "row": row, "column": item.get("column"), "name": name,
        "field": item.get("field"), "old": item.get("old"), "new": item.get("new"),
        "class": item.get("class"), "reason": item.get("reason", ""),
    }


def _row(row: LedgerRow) -> dict[str, Any]:
    """A row in the README's words: `outcome` accept or refuse; ours stands beside it."""
    outcome = "refuse" if row.outcome == Outcome.REFUSED else "accept"
    return {
        "sheet": row.sheet, "row": row.row, "outcome": outcome, "result": row.outcome,
        "project": row.project_id, "values": row.values, "context": row.context,
    }


def _missing(ids: Iterable[int]) -> list[dict[str, Any]]:
    zones = library.zones_now(ids)
    return [
        {
            "sheet": None, "row": None, "column": None, "name": project.name, "field": None,
            "old": None, "new": None, "class": "missing", "project": project.pk,
            "code": project.code, "zone": "、".join(zones.get(project.pk, ())),
            "reason": "库里有、台账里没有，保持不变。",
        }
        for part in chunks(ids)
        for project in Project.objects.filter(pk__in=part).order_by("sort_key", "id")
    ]
