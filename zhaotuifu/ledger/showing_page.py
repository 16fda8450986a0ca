"""预览页 — everything the page of one import shows, put together from queries and verdicts."""

from __future__ import annotations

from typing import Any

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.ledger import access, queries, reading
from zhaotuifu.ledger.forms import PeriodForm
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.rules.fields import LABELS
from zhaotuifu.ledger.rules.types import SheetRole
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.parties import queries as parties

SHOWN = {
    "created": "新增", "changed": "变更", "unchanged": "不变", queries.QUESTIONED: "待认",
    queries.REFUSED: "拒收", queries.NEED: "要处理", queries.LACKING: "台账没有",
    queries.SKIPPED: "跳过",
}
FIELDS = tuple((name, LABELS[name]) for name in reading.MAPPABLE)


def page_of(
    ledger_import: LedgerImport, actor: Actor, show: str, number: int,
    period_form: PeriodForm | None = None,
) -> dict[str, Any]:
    """预览页 — the same number of SQL statements for any number of rows."""
    show = show if show in SHOWN else ""
    counts = ledger_import.summary.get("counts", {})
    zones = parties.zones()
    unknown = queries.unknown_columns(ledger_import)
    needs_period = ledger_import.month is None and not ledger_import.summary.get("refusal")
    state = ImportState(ledger_import.state)
    return {
        "one": ledger_import, "state": state.value, "state_label": state.label,
        "state_look": queries.STATE_LOOK[state], "is_open": state is ImportState.PREVIEWED,
        "facts": _facts(ledger_import), "period": queries.period_text(ledger_import),
        "refusal": ledger_import.summary.get("refusal"),
        "warnings": ledger_import.summary.get("warnings", []),
        "doors": queries.doors(ledger_import, show), "show": show, "show_label": SHOWN.get(show, ""),
        "page": _rows(ledger_import, show, number), "kind": _kind(show),
        "unknown": unknown, "known": queries.known_columns(ledger_import), "fields": FIELDS,
        "answers": queries.answers_of(ledger_import, zones), "zones": zones,
        "default_zone": ledger_import.answers.get("defaults", {}).get("zone", ""),
        "needs_period": needs_period, "period_form": period_form or _period_form(ledger_import),
        "taken": counts.get("created", 0) + counts.get("changed", 0),
        "passed": counts.get("created", 0) + counts.get("changed", 0) + counts.get("unchanged", 0),
        "withheld": counts.get("questioned", 0) + counts.get("refused", 0),
        "needing": counts.get("questions", 0) + counts.get("refusals", 0),
        "can_commit": access.can_commit(actor, ledger_import),
        "can_undo": _can_undo(actor, ledger_import) if state is ImportState.COMMITTED else None,
    }


def _can_undo(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否撤回 — as the action asks it, so that the button says the reason before it is pressed."""
    allowed = access.can_undo(actor, ledger_import)
    return queries.nothing_newer(ledger_import) if allowed else allowed


def _kind(show: str) -> str:
    return show if show in (queries.LACKING, queries.SKIPPED) else "rows"


def _rows(ledger_import: LedgerImport, show: str, number: int) -> Page:
    if show == queries.LACKING:
        return queries.lacking_of(ledger_import, number)
    if show == queries.SKIPPED:
        return queries.skipped_of(ledger_import, number)
    return queries.rows_of(ledger_import, show, number)


def _period_form(ledger_import: LedgerImport) -> PeriodForm:
    year = ledger_import.year or ledger_import.created_at.year
    return PeriodForm(initial={"year": year, "month": ledger_import.month or ""})


def _facts(ledger_import: LedgerImport) -> list[str]:
    """One line of facts: the file, the sheets read, where their heads are."""
    found = [ledger_import.file.name]
    for sheet in ledger_import.summary.get("sheets", ()):
        if sheet["role"] != SheetRole.LEDGER.value:
            continue
        heads = [row for table in sheet["tables"] for row in table["header_rows"]]
        found.append(f"工作表“{sheet['name']}”，表头在第 {'、'.join(map(str, heads))} 行")
    return found if len(found) < 5 else [*found[:4], f"等 {len(found) - 1} 张工作表"]
