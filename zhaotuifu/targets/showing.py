"""目标页的内容 — a version as its page shows it: what may be done, who did what, the grid."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.targets import access, grid, naming, queries, workbook
from zhaotuifu.targets.forms import FileForm, HeadForm
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.states import HANDED_DOWN, SheetState

TONES = {
    SheetState.DRAFT: "mine", SheetState.SUBMITTED: "go", SheetState.ISSUED: "done",
    SheetState.REPLACED: "plain", SheetState.DROPPED: "stop",
}


@dataclass(frozen=True, slots=True)
class Move:
    """一个按钮 — the act, its name, whether it may be pressed, what it needs."""

    act: str
    label: str
    verdict: Verdict
    is_main: bool = False
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class YearLines:
    """一年各版."""

    year: int
    lines: tuple[queries.SheetLine, ...]


def list_context(actor: Actor, year: int) -> dict[str, Any]:
    """清单页."""
    lines = queries.sheets(actor)
    return {
        "years": [YearLines(one, tuple(rows)) for one, rows in groupby(lines, key=lambda line: line.year)],
        "can_keep": bool(access.can_keep(actor)), "year": year, "tones": TONES,
    }


def sheet_context(
    sheet: TargetSheet, actor: Actor, column: grid.Column | None, *, head: HeadForm | None = None,
    typed: dict[str, str] | None = None, errors: dict[str, str] | None = None,
    file_form: FileForm | None = None,
) -> dict[str, Any]:
    """一版的页 — as this reader may see it."""
    can_edit = access.can_edit(actor, sheet)
    known = _zones_seen(actor, sheet)
    cells = queries.readable(queries.cells_of(sheet), actor, sheet.zone_reads)
    before = queries.readable(queries.cells_before(sheet), actor, sheet.zone_reads)
    is_whole = queries.zones_read(actor, sheet.zone_reads) is None
    shown = grid.grid_of(
        cells, before, known, column=column, typed=typed, errors=errors, has_sum=is_whole
    )
    return {
        "sheet": sheet, "tone": TONES[SheetState(sheet.state)], "grid": shown, "months": list(grid.MONTHS),
        "can_edit": bool(can_edit), "is_whole": is_whole, "gaps": shown.gaps if is_whole else (),
        "head": head or HeadForm.of(sheet), "errors": errors or {}, "is_first": not before,
        "file_form": file_form or FileForm(initial={"revision": sheet.revision}),
        "moves": _moves(actor, sheet), "can_copy": bool(access.can_keep(actor)) and sheet.state in HANDED_DOWN,
        "is_handed_down": sheet.state in HANDED_DOWN,
    }


def _zones_seen(actor: Actor, sheet: TargetSheet) -> tuple[ZoneLine, ...]:
    seen = queries.zones_read(actor, sheet.zone_reads)
    return tuple(zone for zone in naming.bearers() if seen is None or zone.id in seen)


def _moves(actor: Actor, sheet: TargetSheet) -> tuple[Move, ...]:
    """The buttons of the state it is in, for those whom they concern."""
    if sheet.state == SheetState.DRAFT and access.can_keep(actor):
        return (
            Move("submit", "报审", access.can_submit(actor, sheet), is_main=True),
            Move("drop", "作废这一稿", access.can_drop(actor, sheet)),
        )
    if sheet.state == SheetState.SUBMITTED:
        return (
            Move("issue", "下达", access.can_issue(actor, sheet), is_main=True),
            Move("return", "退回修改", access.can_return(actor, sheet), needs_reason=True),
        )
    return ()



def file_of(sheet: TargetSheet, actor: Actor) -> tuple[str, bytes]:
    """导出的文件 — its name, and the table as this reader may see it."""
    title = f"{sheet.year}年目标任务分解表"
    note = f"第{sheet.number}版（{sheet.get_state_display()}）　自 {sheet.valid_from} 起用　{sheet.source}"
    if sheet.is_demo:
        note += "　演示数据"
    cells = queries.readable(queries.cells_of(sheet), actor, sheet.zone_reads)
    is_whole = queries.zones_read(actor, sheet.zone_reads) is None
    data = workbook.workbook_of(title, note, cells, _zones_seen(actor, sheet), has_sum=is_whole)
    return f"{title}（第{sheet.number}版）.xlsx", data
