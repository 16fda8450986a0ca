"""目标应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.targets"
    label = "targets"
    verbose_name = "目标"
    default_auto_field = "django.db.models.BigAutoField"
