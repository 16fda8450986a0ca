"""上报表应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.submissions"
    label = "submissions"
    verbose_name = "上报表"
    default_auto_field = "django.db.models.BigAutoField"
