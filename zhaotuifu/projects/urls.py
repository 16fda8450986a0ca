"""项目库网址 — new, correct, stop and withdraw; the list and the page are put together in desk."""

from django.urls import path

from zhaotuifu.projects import views

urlpatterns = [
    path("projects/new/", views.project_new, name="project_new"),
    path("projects/<int:project_id>/edit/", views.project_edit, name="project_edit"),
    path("projects/<int:project_id>/standing/", views.project_standing, name="project_standing"),
]
