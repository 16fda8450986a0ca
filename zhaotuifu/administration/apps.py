"""系统管理应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.administration"
    label = "administration"
    verbose_name = "系统管理"
    default_auto_field = "django.db.models.BigAutoField"
