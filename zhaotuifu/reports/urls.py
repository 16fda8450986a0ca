"""报告网址 — the progress table, papers and their errata, the register, the kinds."""

from django.urls import path

from zhaotuifu.reports.views import deciding, errata, keeping, progress_table, register, reports

urlpatterns = [
    path("progress-table/", progress_table.progress_table, name="progress_table"),
    path("progress-table/excel/", progress_table.progress_table_excel, name="progress_table_excel"),
    path("reports/", register.report_list, name="report_list"),
    path("reports/excel/", register.report_register_excel, name="report_register_excel"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/kinds/", keeping.document_kinds, name="document_kinds"),
    path("reports/kinds/<slug:code>/", keeping.document_kind, name="document_kind"),
    path("reports/kinds/<slug:code>/template/", keeping.template_upload, name="template_upload"),
    path("reports/kinds/<slug:code>/blank/", keeping.template_blank, name="template_blank"),
    path("reports/templates/<int:template_id>/", keeping.template_file, name="template_file"),
    path("reports/templates/<int:template_id>/end/", keeping.template_end, name="template_end"),
    path("reports/<int:report_id>/", reports.report_page, name="report_page"),
    path("reports/<int:report_id>/write/", reports.report_write, name="report_write"),
    path("reports/<int:report_id>/checked/", reports.report_checked, name="report_checked"),
    path("reports/<int:report_id>/head/", reports.report_head, name="report_head"),
    path("reports/<int:report_id>/move/", deciding.report_move, name="report_move"),
    path("reports/<int:report_id>/issue/", deciding.report_issue, name="report_issue"),
    path("reports/<int:report_id>/drop/", reports.report_drop, name="report_drop"),
    path("reports/<int:report_id>/word/", reports.report_word, name="report_word"),
    path("reports/<int:report_id>/pdf/", reports.report_pdf, name="report_pdf"),
    path("reports/<int:report_id>/errata/", errata.erratum_new, name="erratum_new"),
    path("errata/<int:erratum_id>/", errata.erratum, name="erratum_page"),
    path("errata/<int:erratum_id>/edit/", errata.erratum_edit, name="erratum_edit"),
    path("errata/<int:erratum_id>/move/", errata.erratum_move, name="erratum_move"),
    path("errata/<int:erratum_id>/issue/", errata.erratum_issue, name="erratum_issue"),
    path("errata/<int:erratum_id>/drop/", errata.erratum_drop, name="erratum_drop"),
    path("errata/<int:erratum_id>/word/", errata.erratum_word, name="erratum_word"),
    path("errata/<int:erratum_id>/pdf/", errata.erratum_pdf, name="erratum_pdf"),
]
