"""预览页 — everything the page of one import shows, put together from queries and verdicts."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from zhaotuifu.kernel import work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.verdict import Verdict, no
from zhaotuifu.ledger import access, column_lines, queries, reading
from zhaotuifu.ledger.forms import PeriodForm
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.register import STATE_LOOK, imported_twin, period_text
from zhaotuifu.ledger.rules.fields import LABELS
from zhaotuifu.ledger.rules.types import SheetRole
from zhaotuifu.ledger.states import ImportState, LedgerWork
from zhaotuifu.parties import queries as parties

SHOWN = {
    "created": "新增", "changed": "变更", "unchanged": "不变", queries.QUESTIONED: "待认",
    queries.WAITING: "等答复",
    queries.REFUSED: "拒收", queries.NEED: "要处理", queries.LACKING: "台账没有",
    queries.SKIPPED: "跳过", "left_out": "不导",
}
ABOUT = "ledger_import"
ANSWERS_SHOWN = 100
FIELDS = tuple((name, LABELS[name]) for name in reading.MAPPABLE)


#: the state in which a work that failed may be tried again, and its failure is worth showing
TRIED_IN = {
    LedgerWork.READ: (ImportState.RECEIVED, ImportState.REFUSED),
    LedgerWork.ANSWER: (ImportState.PREVIEWED,), LedgerWork.COMMIT: (ImportState.PREVIEWED,),
    LedgerWork.UNDO: (ImportState.COMMITTED,),
}


def page_of(
    ledger_import: LedgerImport, actor: Actor, show: str, number: int,
    period_form: PeriodForm | None = None,
) -> dict[str, Any]:
    """预览页 — the same number of SQL statements for any number of rows."""
    show = show if show in SHOWN else ""
    state = ImportState(ledger_import.state)
    task = task_of(ledger_import, actor)
    is_busy = task is not None and task.is_active
    is_open = state is ImportState.PREVIEWED and not is_busy
    refusal = ledger_import.summary.get("refusal")
    is_read = state not in (ImportState.RECEIVED, ImportState.REFUSED) and not refusal
    needs_period = ledger_import.month is None and not refusal and state is ImportState.PREVIEWED
    return {
        "one": ledger_import, "state": state.value, "state_label": state.label,
        "state_look": STATE_LOOK[state], "is_open": is_open, "is_previewed": state is ImportState.PREVIEWED,
        "facts": _facts(ledger_import), "period": period_text(ledger_import),
        "refusal": refusal, "task": task if is_busy else None,
        "failure": task if task is not None and _is_told(task, ledger_import) else None,
        "twin": imported_twin(ledger_import, actor) if state is ImportState.PREVIEWED else None,
        "warnings": ledger_import.summary.get("warnings", []), "is_read": is_read,
        "has_rows": is_read and not needs_period,
        "needs_period": needs_period, "period_form": period_form or _period_form(ledger_import),
        **_rows_of(ledger_import, show, number, is_open),
        **_columns_of(ledger_import), **_counts_of(ledger_import),
        "can_commit": _may(access.can_commit(actor, ledger_import), task, is_busy, "导入"),
        "can_undo": _can_undo(actor, ledger_import, task, is_busy),
        "can_drop": not is_busy and bool(access.can_drop(actor, ledger_import)),
        "can_read": not is_busy and bool(access.can_read(actor, ledger_import)),
    }


def task_of(ledger_import: LedgerImport, actor: Actor) -> work.WorkLine | None:
    """这份台账的任务 — the latest; two SQL statements."""
    run = work.latest((ABOUT, ledger_import.pk))
    return work.line(run, actor, timezone.now()) if run else None


def _is_told(task: work.WorkLine, ledger_import: LedgerImport) -> bool:
    """A failure is shown until the import moved on or was looked at anew."""
    if task.state not in (WorkState.FAILED, WorkState.STOPPED) or task.finished_at is None:
        return False
    looked_at = parse_datetime(ledger_import.summary.get("looked_at", ""))
    is_newer = looked_at is None or looked_at <= task.finished_at
    return is_newer and ledger_import.state in TRIED_IN.get(LedgerWork(task.kind), ())


def _rows_of(
    ledger_import: LedgerImport, show: str, number: int, is_open: bool
) -> dict[str, Any]:
    zones = parties.zones()
    answers = queries.answers_of(ledger_import, zones)
    return {
        "doors": queries.doors(ledger_import, show), "show": show, "show_label": SHOWN.get(show, ""),
        "page": _rows(ledger_import, show, number, is_open), "kind": _kind(show),
        "answers": answers[:ANSWERS_SHOWN], "answer_count": len(answers),
        "zones": zones, "default_zone": ledger_import.answers.get("defaults", {}).get("zone", ""),
    }


def _columns_of(ledger_import: LedgerImport) -> dict[str, Any]:
    known = column_lines.known_columns(ledger_import)
    asked = column_lines.questions_of(ledger_import)
    recalled = column_lines.recalled_of(ledger_import)
    return {
        "unknown": column_lines.unknown_columns(ledger_import), "known": known, "fields": FIELDS,
        "unsure": sum(one.is_unsure for one in known),
        "questions": asked, "has_picks": any(one.picks for one in asked),
        "more_questions": column_lines.more_questions(ledger_import),
        "recalled": recalled, "has_recalled_picks": any(one.picks for one in recalled),
        "is_refusal_asked": column_lines.is_refusal_asked(ledger_import),
        "hidden_columns": column_lines.hidden_columns(ledger_import),
        "hidden_rows": ledger_import.summary.get("hidden_rows", 0),
    }


def _counts_of(ledger_import: LedgerImport) -> dict[str, int]:
    counts = ledger_import.summary.get("counts", {})
    taken = counts.get("created", 0) + counts.get("changed", 0)
    return {
        "taken": taken, "passed": taken + counts.get("unchanged", 0),
        "withheld": counts.get("questioned", 0) + counts.get("refused", 0),
        "needing": sum(counts.get(name, 0) for name in ("questions", "waiting", "refusals")),
        "waiting": counts.get("waiting", 0),
    }


def _may(allowed: Verdict, task: work.WorkLine | None, is_busy: bool, what: str) -> Verdict:
    """While something is under way the button says what."""
    if is_busy and task is not None:
        return no(f"不能{what}：正在{task.title}，请等它办完。")
    return allowed


def _can_undo(
    actor: Actor, ledger_import: LedgerImport, task: work.WorkLine | None, is_busy: bool
) -> Verdict | None:
    """能否撤回 — as the action asks it, so that the button says the reason before it is pressed."""
    if ledger_import.state != ImportState.COMMITTED:
        return None
    allowed = _may(access.can_undo(actor, ledger_import), task, is_busy, "撤回")
    return queries.nothing_newer(ledger_import) if allowed else allowed


def _kind(show: str) -> str:
    return show if show in (queries.LACKING, queries.SKIPPED) else "rows"


def _rows(ledger_import: LedgerImport, show: str, number: int, is_open: bool) -> Page:
    if show == queries.LACKING:
        return queries.lacking_of(ledger_import, number)
    if show == queries.SKIPPED:
        return queries.skipped_of(ledger_import, number)
    return queries.rows_of(ledger_import, show, number, is_open=is_open)


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
