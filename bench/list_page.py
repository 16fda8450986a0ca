"""项目列表页 — server time and SQL statements of the library's list, at any size of the library.

Rival: a plain Django ListView over the normalised fact tables, with what Django offers for it
(select_related, subqueries, prefetch) and the same three totals, but without sign-in, permissions,
lamps or search. The same without totals, which is less than the page does, is printed beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import OuterRef, Prefetch, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.views.generic import ListView

from bench.scratch import OFFICE, ZONE
from bench.timing import Measured, median_of
from zhaotuifu.desk.queries import rostered
from zhaotuifu.parties.queries import zones
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.models import AnnualPlan, Listing, Profile, ProjectZone
from zhaotuifu.supervision.queries import latest_year

LIMIT_SECONDS = 0.060
LIMIT_STATEMENTS = 14
ROWS = 50
RIVAL = "Django ListView（带合计）"
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
RIVAL_PAGE = """<!doctype html><title>projects</title><p>{{ paginator.count }} {{ sums }}</p>
<table>{% for row in object_list %}
<tr><td>{{ row.project.name }}<td>{{ row.project.code }}
<td>{% for lies in row.project.projectzones.all %}{{ lies.zone.name }} {% endfor %}
<td>{{ row.get_level_display }}<td>{{ row.get_construction_kind_display }}
<td>{{ row.total }}<td>{{ row.plan }}<td>{{ row.done }}{% endfor %}
</table>{{ page_obj.number }} / {{ paginator.num_pages }}"""


class RivalList(ListView):
    """对手 — what one writes on the first day."""

    paginate_by = ROWS
    has_totals = True

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.has_totals:
            context["sums"] = self.get_queryset().aggregate(
                total_sum=Sum("total"), plan_sum=Sum("plan"), done_sum=Sum("done")
            )
        return context

    def get_queryset(self):
        year = latest_year(2025)
        of_project = {"project": OuterRef("project"), "superseded_at": None}
        plan = AnnualPlan.objects.filter(**of_project, year=year).order_by("-valid_from")
        total = Profile.objects.filter(**of_project).order_by("-valid_from")
        done = (
            MonthlyAmount.objects.filter(**of_project, year=year).order_by()
            .values("project").annotate(total=Sum("amount_wan"))
        )
        zones_now = ProjectZone.objects.known().select_related("zone")
        return (
            Listing.objects.known().filter(year=year).select_related("project")
            .prefetch_related(Prefetch("project__projectzones", zones_now))
            .annotate(
                plan=Subquery(plan.values("plan_wan")[:1]),
                total=Subquery(total.values("total_investment_wan")[:1]),
                done=Subquery(done.values("total")),
            )
            .order_by("project__sort_key", "project_id")
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        return HttpResponse(engines["django"].from_string(RIVAL_PAGE).render(context))


def measure() -> Iterator[Measured]:
    """对比 — the list as it opens, searched, filtered, sorted and deep; a 板块's own list."""
    with override_settings(STORAGES=PLAIN_FILES):
        bare, whole = RivalList.as_view(has_totals=False), RivalList.as_view()
        yield Measured("对手：Django ListView，不带合计", median_of(lambda: bare(_request())))
        rival = median_of(lambda: whole(_request()))
        yield Measured(f"对手：{RIVAL}", rival)
        # Each web process does this once, beside its first answers, and again after a great import.
        yield Measured("名册读进内存（每个进程一次）", median_of(_read_roster, times=1, warm_up=False))
        for name, username, query in _pages():
            client = Client()
            client.force_login(get_user_model().objects.get(username=username))
            yield _measured(name, client, f"/projects/{query}", rival)


def _read_roster() -> None:
    rostered.read(latest_year(2025))


def _pages() -> Iterator[tuple[str, str, str]]:
    zone = zones()[0].id
    year = latest_year(2025)
    yield "打开（全区，先看滞后）", OFFICE, ""
    yield "找两个字“云仓”", OFFICE, "?q=云仓"
    yield "找拼音首字母 jghc", OFFICE, "?q=jghc"
    yield "筛级别和板块", OFFICE, f"?year={year}&level=city&zone={zone}"
    yield "按总投资倒序", OFFICE, f"?year={year}&sort=-total"
    yield "第 1000 页", OFFICE, f"?year={year}&page=1000"
    yield "按名称倒序第 500 页", OFFICE, f"?year={year}&sort=-name&page=500"
    yield "12月未报", OFFICE, f"?year={year}&unreported=12"
    yield "按板块分组", OFFICE, f"?year={year}&group=zone"
    yield "按产业链分组", OFFICE, f"?year={year}&group=category&level=district"
    yield "板块填报看自己的", ZONE, ""


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
