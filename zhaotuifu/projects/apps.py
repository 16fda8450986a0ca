"""项目库应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.projects"
    label = "projects"
    verbose_name = "项目库"
    default_auto_field = "django.db.models.BigAutoField"
