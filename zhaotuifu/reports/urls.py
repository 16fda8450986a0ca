"""报告网址 — the progress table, the register and the paper."""

from django.urls import path

from zhaotuifu.reports.views import progress_table, reports

urlpatterns = [
    path("progress-table/", progress_table.progress_table, name="progress_table"),
    path("progress-table/excel/", progress_table.progress_table_excel, name="progress_table_excel"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<int:report_id>/", reports.report_page, name="report_page"),
    path("reports/<int:report_id>/write/", reports.report_write, name="report_write"),
    path("reports/<int:report_id>/issue/", reports.report_issue, name="report_issue"),
    path("reports/<int:report_id>/drop/", reports.report_drop, name="report_drop"),
    path("reports/<int:report_id>/word/", reports.report_word, name="report_word"),
]
