"""工作台网址 — the desk, the leader's page, the library with its pages."""

from django.urls import path

from zhaotuifu.desk.views import bulk, dashboard, desk, progress, projects

urlpatterns = [
    path("", desk.desk, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/export/", projects.project_export, name="project_export"),
    path("projects/todo/", projects.project_todo, name="project_todo"),
    path("projects/withdrawn/", projects.project_withdrawn, name="project_withdrawn"),
    path("projects/bulk/", bulk.project_bulk, name="project_bulk"),
    path("projects/bulk/edits/", bulk.bulk_edit_list, name="bulk_edit_list"),
    path("projects/bulk/edits/<int:edit_id>/", bulk.bulk_edit_page, name="bulk_edit_page"),
    path("projects/bulk/edits/<int:edit_id>/undo/", bulk.bulk_edit_undo, name="bulk_edit_undo"),
    path("projects/<int:project_id>/", projects.project_page, name="project_page"),
    path("projects/<int:project_id>/months/", progress.project_months, name="project_months"),
    path(
        "projects/<int:project_id>/milestones/", progress.project_milestones,
        name="project_milestones",
    ),
]
