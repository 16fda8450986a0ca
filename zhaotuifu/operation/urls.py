"""运维网址 — asked by machines."""

from django.urls import path

from zhaotuifu.operation import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
