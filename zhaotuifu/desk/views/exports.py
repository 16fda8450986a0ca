"""导出页面 — the list as a file: at once when it is short, plain at any length, else as long work."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from zhaotuifu.desk import exporting, list_page
from zhaotuifu.desk.export import plain_lines, write_workbook
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.kernel import work
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.kernel.work import files
from zhaotuifu.parties.access import ActedRequest, signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@signed_in()
def project_export(request: ActedRequest) -> HttpResponse | StreamingHttpResponse:
    """导出列表 — Excel at once; a long one is offered as csv at once, or as Excel by the task process."""
    page = list_page.opened(request.GET, request.actor, timezone.localdate())
    ask, name = page.ask, exporting.name_of(page.ask)
    if request.GET.get("plain") == "1":
        rows, _ = lists.whole_list(request.actor, ask, page.columns)
        lines = plain_lines(rows, page.columns, ask)
        return StreamingHttpResponse(lines, content_type=CSV, headers=_as_file(f"{name}.csv"))
    asked = exporting.listed(page, request.actor)
    if asked.totals.count > exporting.AT_ONCE:
        query = ask.address()
        context = {"count": asked.totals.count, "at_once": exporting.AT_ONCE, "query": query,
                   "plain": f"{query}&plain=1", "ask": ask}
        return render(request, "desk/export_ask.html", context)
    book = io.BytesIO()
    write_workbook(book, asked, title=f"{ask.year}年项目库", note=exporting.note_of(ask, asked.totals))
    return HttpResponse(book.getvalue(), content_type=XLSX, headers=_as_file(f"{name}.xlsx"))


@signed_in("POST")
def project_export_ask(request: ActedRequest) -> HttpResponse:
    """交办导出 — the long list as Excel, by the task process."""
    ask = lists.asked_in(request.GET, timezone.localdate())
    try:
        run = exporting.ask_export(ask=ask, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
        return redirect("work_list")
    return redirect("work_page", run.pk)


@signed_in()
def work_file(request: ActedRequest, run_id: int) -> FileResponse:
    """取成品 — what long work made for the one who asked; gone after a week."""
    run = work.find(request.actor, run_id)
    found = files.of_result(run.result) if run and run.asked_by_id == request.actor.user_id else None
    if found is None:
        raise Http404
    path, name = found
    kind = XLSX if path.suffix == ".xlsx" else "application/octet-stream"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)


def _as_file(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
    }
