"""提醒网址."""

from django.urls import path

from zhaotuifu.notices import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/read/", views.read_all, name="notice_read_all"),
]
