"""项目页 — server time and SQL statements of one project's page, at any size of the library.

Rival: a plain Django DetailView of the same project over the same rows with `select_related` and
`prefetch_related`, its months, words, nodes, lists and plans as bare tables; without sign-in,
permissions, lamps, origins and history.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.views.generic import DetailView

from bench.list_page import PLAIN_FILES
from bench.scratch import OFFICE, ZONE
from bench.timing import Measured, median_of
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects.models import Project, ProjectZone

LIMIT_SECONDS = 0.060
LIMIT_STATEMENTS = 20
RIVAL = "Django DetailView（只有表）"
KINDS = (
    "projectnames", "projectzones", "listings", "annualplans", "profiles", "monthlyamounts",
    "monthlywords", "milestones",
)
RIVAL_PAGE = """<!doctype html><title>{{ object }}</title><h1>{{ object }} {{ object.code }}</h1>
{% for rows in tables %}<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}{% endfor %}{% endfor %}
</table>{% endfor %}"""


class RivalPage(DetailView):
    """对手 — what one writes on the first day."""

    def get_queryset(self):
        return Project.objects.prefetch_related(*KINDS)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        rows = [list(getattr(self.object, kind).all()) for kind in KINDS]
        tables = [
            [[getattr(row, one.attname) for one in row._meta.concrete_fields] for row in part]
            for part in rows
        ]
        return HttpResponse(engines["django"].from_string(RIVAL_PAGE).render({**context, "tables": tables}))


def measure() -> Iterator[Measured]:
    """对比 — the page as it opens, of another year, its history and files; a 板块's own."""
    with override_settings(STORAGES=PLAIN_FILES):
        # In the middle of the library: neither end of any index.
        mine = ProjectZone.objects.known().filter(zone=zones()[0].id).order_by("project_id")
        ids = list(mine.values_list("project_id", flat=True))
        pk = ids[len(ids) // 2]
        view = RivalPage.as_view()
        rival = median_of(lambda: view(_request(), pk=pk))
        yield Measured(f"对手：{RIVAL}", rival)
        for name, username, address in (
            ("打开（区重大办）", OFFICE, f"/projects/{pk}/"),
            ("上一年", OFFICE, f"/projects/{pk}/?year=2024"),
            ("打开（板块填报）", ZONE, f"/projects/{pk}/"),
            ("全部记录", OFFICE, f"/projects/{pk}/history/"),
            ("文件清单", OFFICE, f"/projects/{pk}/files/"),
        ):
            client = Client()
            client.force_login(get_user_model().objects.get(username=username))
            yield _measured(name, client, address, rival)


def _measured(name: str, client: Client, address: str, rival: float) -> Measured:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        statements = len(captured)
    if response.status_code != 200:
        raise RuntimeError(f"{address} 应答 {response.status_code}")
    seconds = median_of(lambda: client.get(address).content)
    mark = "" if statements <= LIMIT_STATEMENTS else f"，超过 {LIMIT_STATEMENTS} 条"
    note = f"SQL {statements} 条{mark}，{len(response.content) / 1024:.0f} KB"
    return Measured(name, seconds, note, LIMIT_SECONDS, RIVAL, rival)


def _request() -> HttpRequest:
    return RequestFactory().get("/rival/")
