"""收报应用 — Django application of the area."""

from django.apps import AppConfig


class AreaConfig(AppConfig):
    name = "zhaotuifu.collection"
    label = "collection"
    verbose_name = "收报"
    default_auto_field = "django.db.models.BigAutoField"
