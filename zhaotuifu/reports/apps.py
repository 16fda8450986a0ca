"""报告应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.reports"
    label = "reports"
    verbose_name = "报告"
    default_auto_field = "django.db.models.BigAutoField"
