"""工作台网址 — the desk, the leader's page, the library with its pages."""

from django.urls import path

from zhaotuifu.desk.views import bulk, dashboard, desk, exports, progress, project, projects, work

urlpatterns = [
    path("", desk.desk, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/export/", exports.project_export, name="project_export"),
    path("projects/export/ask/", exports.project_export_ask, name="project_export_ask"),
    path("work/<int:run_id>/file/", exports.work_file, name="work_file"),
    path("projects/todo/", projects.project_todo, name="project_todo"),
    path("projects/withdrawn/", projects.project_withdrawn, name="project_withdrawn"),
    path("projects/bulk/", bulk.project_bulk, name="project_bulk"),
    path("projects/bulk/edits/", bulk.bulk_edit_list, name="bulk_edit_list"),
    path("projects/bulk/edits/<int:edit_id>/", bulk.bulk_edit_page, name="bulk_edit_page"),
    path("projects/bulk/edits/<int:edit_id>/undo/", bulk.bulk_edit_undo, name="bulk_edit_undo"),
    path("projects/<int:project_id>/", project.show, name="project_page"),
    path("projects/<int:project_id>/history/", project.history, name="project_history"),
    path("projects/<int:project_id>/files/", project.files, name="project_files"),
    path("projects/<int:project_id>/months/", progress.project_months, name="project_months"),
    path(
        "projects/<int:project_id>/milestones/", progress.project_milestones,
        name="project_milestones",
    ),
    path("work/", work.work_list, name="work_list"),
    path("work/<int:run_id>/", work.work_page, name="work_page"),
    path("work/<int:run_id>/stop/", work.work_stop, name="work_stop"),
    path("work/<int:run_id>/retry/", work.work_retry, name="work_retry"),
]
