"""组织人员应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.parties"
    label = "parties"
    verbose_name = "组织人员"
    default_auto_field = "django.db.models.BigAutoField"
