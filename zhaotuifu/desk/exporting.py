"""导出列表 — a long list written by the task process for the one who asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.export import AT_ONCE, Listed, write_workbook
from zhaotuifu.desk.list_page import Opened, opened
from zhaotuifu.desk.list_rows import Totals
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.kernel import audit, work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.work import Running, files
from zhaotuifu.supervision.queries import month_end

__all__ = ["AT_ONCE", "ask_export", "export_list", "listed", "name_of", "note_of"]

KIND = "desk.export_list"


def name_of(ask: Asking) -> str:
    """文件名 — without its ending."""
    return f"项目库-{ask.year}年{ask.month}月"


def note_of(ask: Asking, totals: Totals) -> str:
    """一行说明 — as of which day, by which measure, how many."""
    day = month_end(ask.year, ask.month)
    return f"截至 {day.year}年{day.month}月{day.day}日，上报口径，共 {totals.count:,} 个"


def listed(page: Opened, by: Actor) -> Listed:
    """要写的列表 — rows or groups as the screen shows them, read while they are written."""
    rows, totals = lists.whole_list(by, page.ask, page.columns)
    if page.ask.group:
        groups = lists.whole_groups(by, page.ask, page.columns)
        return Listed(page.ask, page.columns, totals, groups=groups)
    return Listed(page.ask, page.columns, totals, rows)


@transaction.atomic
def ask_export(*, ask: Asking, by: Actor, at: datetime) -> WorkRun:
    """交办导出 — one at a time for each person; raises `Conflict` while one is under way."""
    at = audit.take_turn(at)
    run = work.ask(
        KIND, about=(KIND, by.user_id), title=f"导出 {name_of(ask)}", by=by, at=at,
        payload={"query": ask.address().removeprefix("?")},
    )
    audit.record(
        by=by, at=at, action="导出项目列表", object_kind="work", object_id=run.pk,
        object_name=name_of(ask), after={"query": ask.address()},
    )
    return run


def export_list(running: Running) -> Mapping[str, str]:
    """办导出 — the list as the asker may see it now; a half-written file is left to nobody."""
    page = opened(QueryDict(running.payload["query"]), running.by, timezone.localdate(running.at))
    ask, asked = page.ask, listed(page, running.by)
    with files.making(".xlsx") as path:
        write_workbook(
            str(path), asked, title=f"{ask.year}年项目库", note=note_of(ask, asked.totals),
            tell=running.tell_or_stop,
        )
    address = reverse("work_file", args=[running.run_id])
    return {**files.result(path, f"{name_of(ask)}.xlsx"), "url": address}
