"""运维应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.operation"
    label = "operation"
    verbose_name = "运维"
    default_auto_field = "django.db.models.BigAutoField"
