"""格子页面 — where a value of the library was read."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhaotuifu.ledger import cell_page
from zhaotuifu.parties.access import ActedRequest, signed_in


@signed_in()
def ledger_cell(request: ActedRequest, import_id: int) -> HttpResponse:
    """一格 — in its file, as far as this person may look into it."""
    given = request.GET
    page = cell_page.open_cell(request.actor, import_id, given.get("sheet", ""), given.get("cell", ""))
    if page is None:
        raise Http404
    return render(request, "ledger/ledger_cell.html", {"page": page})
