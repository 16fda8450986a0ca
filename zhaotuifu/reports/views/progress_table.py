"""进度表页面 — the month's table on the screen, on A3 and as Excel."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhaotuifu.indicators import asking
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.queries import Book
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, signed_in
from zhaotuifu.parties.queries import zones
from zhaotuifu.reports import queries, showing
from zhaotuifu.reports.rules.grid import columns_of, grid_of, heads_of
from zhaotuifu.reports.rules.material import levels_in
from zhaotuifu.reports.rules.progress_table import ProgressTable, table_of
from zhaotuifu.reports.workbook import note_text, workbook_of
from zhaotuifu.supervision.queries import latest_year, period_of, reported_through

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in()
def progress_table(request: ActedRequest) -> HttpResponse:
    """进度表 — by level, construction kind and 板块, of what the reader may see."""
    try:
        ask, table, book = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    columns = columns_of(table.month)
    context = {
        "ask": ask, "table": table, "heads": heads_of(columns), "rows": grid_of(table, columns),
        "note": note_text(table),
        "controls": showing.controls(
            ask, book, zones(), request.GET, reported_through(ask.year, ask.known_at)
        ),
    }
    return render(request, "reports/progress_table.html", context)


@signed_in()
def progress_table_excel(request: ActedRequest) -> HttpResponse:
    """进度表 Excel — the same rows; an import of it changes nothing."""
    try:
        _, table, _ = _asked(request)
    except Refused as refusal:
        return _refused(request, refusal)
    answer = HttpResponse(workbook_of(table), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(table.title)}.xlsx"
    return answer


def _refused(request: ActedRequest, refusal: Refused) -> HttpResponse:
    context = {"sentence": refusal.verdict.sentence}
    return render(request, "reports/progress_table_refused.html", context, status=422)


def _asked(request: ActedRequest) -> tuple[Asking, ProgressTable, Book]:
    """The conditions of the address; without a level the highest that has projects."""
    year = latest_year(timezone.localdate().year)
    ask = asking.asked(request.GET, zones=zones(), year=year, month=period_of(year) or 1)
    book, ground = queries.table_book(
        year=ask.year, as_of=ask.as_of, known_at=ask.known_at, actor=request.actor
    )
    level = ask.scope.level if "level" in request.GET else next(iter(levels_in(book)), None)
    scope = replace(ask.scope, level=level)
    return replace(ask, scope=scope), table_of(book, scope, ground), book
