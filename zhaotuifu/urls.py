"""网址 — the map of the site; every route declares its access."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("zhaotuifu.parties.urls")),
    path("", include("zhaotuifu.notices.urls")),
    path("", include("zhaotuifu.operation.urls")),
    path("", include("zhaotuifu.desk.urls")),
    path("", include("zhaotuifu.desk.urls_records")),
    path("", include("zhaotuifu.projects.urls")),
    path("", include("zhaotuifu.targets.urls")),
    path("", include("zhaotuifu.indicators.urls")),
    path("", include("zhaotuifu.reports.urls")),
    path("", include("zhaotuifu.ledger.urls")),
    path("", include("zhaotuifu.submissions.urls")),
    path("", include("zhaotuifu.carryover.urls")),
    path("", include("zhaotuifu.collection.urls")),
    path("", include("zhaotuifu.administration.urls")),
]
