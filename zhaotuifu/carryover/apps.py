"""结转应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.carryover"
    label = "carryover"
    verbose_name = "结转"
    default_auto_field = "django.db.models.BigAutoField"
