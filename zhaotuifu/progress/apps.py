"""进展应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.progress"
    label = "progress"
    verbose_name = "进展"
    default_auto_field = "django.db.models.BigAutoField"
