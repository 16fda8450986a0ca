"""佐证应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.evidence"
    label = "evidence"
    verbose_name = "佐证"
    default_auto_field = "django.db.models.BigAutoField"
