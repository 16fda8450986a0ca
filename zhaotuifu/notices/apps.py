"""提醒应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.notices"
    label = "notices"
    verbose_name = "提醒"
    default_auto_field = "django.db.models.BigAutoField"
