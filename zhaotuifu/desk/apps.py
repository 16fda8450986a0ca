"""工作台应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.desk"
    label = "desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"
