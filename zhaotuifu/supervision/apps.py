"""督查应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.supervision"
    label = "supervision"
    verbose_name = "督查"
    default_auto_field = "django.db.models.BigAutoField"
