"""上报表网址 — the register, tables and versions, submissions."""

from django.urls import path

from zhaotuifu.submissions.views import submissions, tables, versions

urlpatterns = [
    path("submissions/", tables.submission_list, name="submission_list"),
    path("submissions/tables/new/", tables.superior_new, name="superior_new"),
    path("submissions/tables/<int:table_id>/", tables.superior_page, name="superior_page"),
    path(
        "submissions/tables/<int:table_id>/fill/", tables.submission_start, name="submission_start"
    ),
    path(
        "submissions/versions/<int:version_id>/", versions.superior_version, name="superior_version"
    ),
    path(
        "submissions/versions/<int:version_id>/point/",
        versions.superior_point,
        name="superior_point",
    ),
    path("submissions/versions/<int:version_id>/use/", versions.superior_use, name="superior_use"),
    path(
        "submissions/versions/<int:version_id>/retire/",
        versions.superior_retire,
        name="superior_retire",
    ),
    path(
        "submissions/versions/<int:version_id>/copy/", versions.superior_copy, name="superior_copy"
    ),
    path(
        "submissions/versions/<int:version_id>/blank/",
        versions.superior_blank,
        name="superior_blank",
    ),
    path("submissions/<int:submission_id>/", submissions.submission, name="submission_page"),
    path(
        "submissions/<int:submission_id>/send/", submissions.submission_send, name="submission_send"
    ),
    path(
        "submissions/<int:submission_id>/drop/", submissions.submission_drop, name="submission_drop"
    ),
    path(
        "submissions/<int:submission_id>/file/", submissions.submission_file, name="submission_file"
    ),
]
