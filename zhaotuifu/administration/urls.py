"""系统管理网址 — the administrator's pages, and the audit."""

from django.urls import path

from zhaotuifu.administration.views import (
    accounts,
    audit,
    holidays,
    home,
    organisations,
    roles,
    versions,
)

urlpatterns = [
    path("system/", home.system_home, name="system_home"),
    path("system/accounts/", accounts.account_list, name="account_list"),
    path("system/accounts/new/", accounts.account_new, name="account_new"),
    path("system/accounts/<int:user_id>/", accounts.account_page, name="account_page"),
    path("system/accounts/<int:user_id>/correct/", accounts.account_correct, name="account_correct"),
    path("system/accounts/<int:user_id>/switch/", accounts.account_switch, name="account_switch"),
    path("system/accounts/<int:user_id>/reset/", accounts.account_reset, name="account_reset"),
    path("system/accounts/<int:user_id>/factor/", accounts.account_factor_reset, name="account_factor_reset"),
    path("system/accounts/<int:user_id>/posts/", accounts.account_post, name="account_post"),
    path("system/accounts/<int:user_id>/posts/<int:post_id>/end/", accounts.account_end, name="account_end"),
    path("system/accounts/<int:user_id>/hand-over/", accounts.account_hand_over, name="account_hand_over"),
    path("system/jobs/", home.job_list, name="job_list"),
    path("system/jobs/<int:run_id>/retry/", home.job_retry, name="job_retry"),
    path("system/tasks/<uuid:task_id>/retry/", home.task_retry, name="task_retry"),
    path("system/storage/", home.storage, name="storage"),
    path("system/storage/clean/", home.storage_clean, name="storage_clean"),
    path("system/organisations/", organisations.organisation_list, name="organisation_list"),
    path("system/organisations/<int:organisation_id>/", organisations.organisation_page, name="organisation_page"),
    path(
        "system/organisations/<int:organisation_id>/rename/", organisations.organisation_rename,
        name="organisation_rename",
    ),
    path(
        "system/organisations/<int:organisation_id>/split/", organisations.organisation_split,
        name="organisation_split",
    ),
    path(
        "system/organisations/<int:organisation_id>/merge/", organisations.organisation_merge,
        name="organisation_merge",
    ),
    path("system/rules/", versions.rule_list, name="rule_list"),
    path("system/rules/<slug:code>/new/", versions.rule_new, name="rule_new"),
    path("system/presets/", versions.preset_page, name="preset_page"),
    path("system/presets/<slug:code>/load/", versions.preset_load, name="preset_load"),
    path("system/holidays/", holidays.holidays, name="holidays"),
    path("audit/roles/", roles.role_matrix, name="role_matrix"),
    path("audit/roles/excel/", roles.role_excel, name="role_excel"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/<int:number>/", audit.audit_row, name="audit_row"),
    path("audit/chain/", audit.audit_chain, name="audit_chain"),
    path("audit/chain/verify/", audit.audit_verify, name="audit_verify"),
    path("audit/export/", audit.audit_export, name="audit_export"),
]
