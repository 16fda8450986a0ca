"""工作日历应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.worktime"
    label = "worktime"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"
