"""记录网址 — programmes, the versions of a value, the check of codes."""

from django.urls import path

from zhaotuifu.desk.views import checks, people, programmes, standards, versions

urlpatterns = [
    path("projects/programmes/", programmes.programme_list, name="programme_list"),
    path("projects/programmes/new/", programmes.programme_new, name="programme_new"),
    path("projects/programmes/<int:programme_id>/", programmes.programme_page, name="programme_page"),
    path("projects/programmes/<int:programme_id>/edit/", programmes.programme_edit, name="programme_edit"),
    path("projects/programmes/<int:programme_id>/join/", programmes.programme_join, name="programme_join"),
    path("projects/programmes/<int:programme_id>/leave/", programmes.programme_leave, name="programme_leave"),
    path("projects/standards/", standards.standards, name="standards"),
    path("projects/checks/", checks.data_checks, name="data_checks"),
    path(
        "projects/<int:project_id>/checked/", checks.data_check_confirm, name="data_check_confirm"
    ),
    path("projects/<int:project_id>/people/", people.project_people, name="project_people"),
    path(
        "projects/<int:project_id>/versions/<slug:what>/", versions.project_versions,
        name="project_versions",
    ),
]
